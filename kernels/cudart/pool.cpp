// Pools of memory: each gives what cudaMalloc gives, and remembers what it was told.

#include <algorithm>
#include <cstring>
#include <map>
#include <memory>
#include <unordered_map>

#include "cudart/graph.hpp"

struct CUmemPoolHandle_st {
  std::map<cudaMemPoolAttr, assay::cudart::u64> told;
  assay::cudart::u64 used = 0, most = 0;  // bytes; `most`: at once
};

using namespace assay::cudart;

namespace {

struct Given {
  cudaMemPool_t pool;
  u64 bytes;
};
std::unordered_map<const void*, Given> g_given;  // what is in use; under the runtime's lock

bool is_current(cudaMemPoolAttr attribute) {
  return attribute == cudaMemPoolAttrUsedMemCurrent ||
         attribute == cudaMemPoolAttrReservedMemCurrent;
}
bool is_most(cudaMemPoolAttr attribute) {
  return attribute == cudaMemPoolAttrUsedMemHigh || attribute == cudaMemPoolAttrReservedMemHigh;
}

// Of the attributes that say what the pool may reuse; the others are 64-bit numbers.
bool is_switch(cudaMemPoolAttr attribute) {
  return attribute == cudaMemPoolReuseFollowEventDependencies ||
         attribute == cudaMemPoolReuseAllowOpportunistic ||
         attribute == cudaMemPoolReuseAllowInternalDependencies;
}

}  // namespace

void assay::cudart::note_given(cudaMemPool_t pool, const void* pointer, size_t bytes) {
  const Lock lock(Runtime::get().mutex);
  g_given[pointer] = {pool, bytes};
  pool->used += bytes;
  pool->most = std::max(pool->most, pool->used);
}

void assay::cudart::note_freed(const void* pointer) {
  const Lock lock(Runtime::get().mutex);
  const auto given = g_given.find(pointer);
  if (given == g_given.end()) return;
  given->second.pool->used -= given->second.bytes;
  g_given.erase(given);
}

extern "C" {

cudaError_t cudaDeviceGetDefaultMemPool(cudaMemPool_t* pool, int) {
  static CUmemPoolHandle_st the_pool;
  *pool = &the_pool;
  return cudaSuccess;
}
cudaError_t cudaDeviceGetMemPool(cudaMemPool_t* pool, int device) {
  return cudaDeviceGetDefaultMemPool(pool, device);
}
cudaError_t cudaMemPoolCreate(cudaMemPool_t* pool, const cudaMemPoolProps*) {
  *pool = new CUmemPoolHandle_st;
  return cudaSuccess;
}
cudaError_t cudaMemPoolDestroy(cudaMemPool_t pool) {
  cudaMemPool_t standard;
  cudaDeviceGetDefaultMemPool(&standard, 0);
  if (pool == standard) return Runtime::get().fail(cudaErrorInvalidValue);
  const Lock lock(Runtime::get().mutex);
  std::erase_if(g_given, [pool](const auto& given) { return given.second.pool == pool; });
  delete pool;
  return cudaSuccess;
}
cudaError_t cudaMemPoolSetAttribute(cudaMemPool_t pool, cudaMemPoolAttr attribute, void* value) {
  u64 told = 0;
  std::memcpy(&told, value, is_switch(attribute) ? sizeof(int) : sizeof(u64));
  const Lock lock(Runtime::get().mutex);
  pool->told[attribute] = told;
  if (is_most(attribute)) pool->most = pool->used;
  return cudaSuccess;
}
// What is not used is not reserved either.
cudaError_t cudaMemPoolGetAttribute(cudaMemPool_t pool, cudaMemPoolAttr attribute, void* value) {
  const Lock lock(Runtime::get().mutex);
  const auto told = pool->told.find(attribute);
  const u64 number = is_current(attribute)      ? pool->used
                     : is_most(attribute)       ? pool->most
                     : told != pool->told.end() ? told->second
                                                : u64{is_switch(attribute)};
  std::memcpy(value, &number, is_switch(attribute) ? sizeof(int) : sizeof(u64));
  return cudaSuccess;
}
cudaError_t cudaMemPoolSetAccess(cudaMemPool_t, const cudaMemAccessDesc*, size_t) {
  return cudaSuccess;
}
cudaError_t cudaMemPoolGetAccess(cudaMemAccessFlags* flags, cudaMemPool_t, cudaMemLocation*) {
  *flags = cudaMemAccessFlagsProtReadWrite;
  return cudaSuccess;
}
cudaError_t cudaMemPoolTrimTo(cudaMemPool_t, size_t) { return cudaSuccess; }

}  // extern "C"
