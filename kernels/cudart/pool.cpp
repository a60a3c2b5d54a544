// Pools of memory: each gives what cudaMalloc gives, and remembers what it was told.

#include <cstring>
#include <map>
#include <memory>

#include "cudart/graph.hpp"

struct CUmemPoolHandle_st {
  std::map<cudaMemPoolAttr, assay::cudart::u64> told;
};

using namespace assay::cudart;

namespace {

bool is_count(cudaMemPoolAttr attribute) {
  return attribute == cudaMemPoolAttrUsedMemCurrent || attribute == cudaMemPoolAttrUsedMemHigh ||
         attribute == cudaMemPoolAttrReservedMemCurrent ||
         attribute == cudaMemPoolAttrReservedMemHigh;
}

// Of the attributes that say what the pool may reuse; the others are 64-bit numbers.
bool is_switch(cudaMemPoolAttr attribute) {
  return attribute == cudaMemPoolReuseFollowEventDependencies ||
         attribute == cudaMemPoolReuseAllowOpportunistic ||
         attribute == cudaMemPoolReuseAllowInternalDependencies;
}

}  // namespace

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
  delete pool;
  return cudaSuccess;
}
cudaError_t cudaMemPoolSetAttribute(cudaMemPool_t pool, cudaMemPoolAttr attribute, void* value) {
  u64 told = 0;
  std::memcpy(&told, value, is_switch(attribute) ? sizeof(int) : sizeof(u64));
  pool->told[attribute] = told;
  return cudaSuccess;
}
// Used and reserved is what is allocated now, by whichever pool.
cudaError_t cudaMemPoolGetAttribute(cudaMemPool_t pool, cudaMemPoolAttr attribute, void* value) {
  const auto told = pool->told.find(attribute);
  const u64 number = is_count(attribute)        ? assay::sim::Memory::device().used()
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
