// Allocation, copies, fills and symbols.

#include <cstring>

#include "cudart/graph.hpp"
#include "cudart/host_place.hpp"

namespace assay::cudart {
namespace {

using sim::Allocation;
using sim::Memory;

u64 address_of(const void* pointer) { return reinterpret_cast<u64>(pointer); }

// Where the simulator reads or writes what the program names by `pointer`.
u8* view(const void* pointer) {
  const u64 address = address_of(pointer);
  return Memory::owns(address) ? Memory::view(address) : reinterpret_cast<u8*>(address);
}

// Whether [pointer, + bytes) lies in one living allocation, if it points to the device at all.
bool inside(const void* pointer, size_t bytes) {
  const u64 address = address_of(pointer);
  if (!Memory::owns(address)) return true;
  const Allocation* const found = Memory::device().below(address);
  return found && !found->freed && address + bytes <= found->address + found->bytes;
}

void mark_written(const void* pointer, size_t bytes) {
  const u64 address = address_of(pointer);
  if (Memory::owns(address)) std::memset(Memory::state(address), sim::kReadable, bytes);
}

// Says that a call of the host goes past what was allocated; returns the call's error.
cudaError_t outside(const char* call, const void* pointer, size_t bytes) {
  Runtime& runtime = Runtime::get();
  const Allocation* const near = Memory::device().below(address_of(pointer));
  const bool freed = near && near->freed && address_of(pointer) < near->address + near->bytes;
  sim::Finding finding;
  finding.check = freed ? sim::Check::use_after_free : sim::Check::out_of_bounds;
  finding.message = std::string(call) + " of " + std::to_string(bytes) + " bytes " +
                    (freed ? "of memory that was freed" : "past an allocation");
  if (near && !freed) finding.message += " of " + std::to_string(near->bytes) + " bytes";
  runtime.tell(std::move(finding));
  return runtime.fail(cudaErrorInvalidValue);
}

// The address of a pointer, for one.  Null is what a failed allocation left.
cudaError_t fill_of_host(const void* to, size_t bytes) {
  Runtime& runtime = Runtime::get();
  if (to) {
    sim::Finding finding;
    finding.check = sim::Check::out_of_bounds;
    finding.message = "a cudaMemset of " + std::to_string(bytes) +
                      " bytes at an address that is not of the device";
    runtime.tell(std::move(finding));
  }
  return runtime.fail(cudaErrorInvalidValue);
}

cudaError_t wrong_direction(const void* to, const void* from, size_t bytes, cudaMemcpyKind kind) {
  constexpr const char* kKinds[] = {"cudaMemcpyHostToHost", "cudaMemcpyHostToDevice",
                                    "cudaMemcpyDeviceToHost", "cudaMemcpyDeviceToDevice"};
  const auto whose = [](const void* pointer) {
    return Memory::owns(address_of(pointer)) ? "the device's" : "the host's";
  };
  Runtime& runtime = Runtime::get();
  sim::Finding finding;
  finding.check = sim::Check::wrong_direction;
  finding.message = std::string(kKinds[kind]) + " of " + std::to_string(bytes) + " bytes from " +
                    whose(from) + " memory to " + whose(to);
  runtime.tell(std::move(finding));
  return runtime.fail(cudaErrorInvalidValue);
}

bool is_device_memory(const void* pointer) {
  const u64 address = address_of(pointer);
  const Allocation* const found = Memory::owns(address) ? Memory::device().below(address) : nullptr;
  return found &&
         (found->kind == Allocation::Kind::device || found->kind == Allocation::Kind::variable);
}

// For the order of streams.
void touch(const void* pointer, size_t bytes, bool writes, const char* call) {
  const Runtime& runtime = Runtime::get();
  if (!runtime.order) return;
  if (!InStream::here()) runtime.order->begin(nullptr);
  runtime.order->touch(address_of(pointer), bytes, writes, call);
}

void wait_for_all(const Runtime& runtime) {
  if (runtime.order && !InStream::here()) runtime.order->host_waits_for_all();
}

// A wrong direction is an error of its own: on a device without unified addressing it would crash.
bool direction_fits(const void* to, const void* from, cudaMemcpyKind kind) {
  const auto closed = is_device_memory;
  switch (kind) {
    case cudaMemcpyHostToHost:
      return !closed(to) && !closed(from);
    case cudaMemcpyHostToDevice:
      return !closed(from) && Memory::owns(address_of(to));
    case cudaMemcpyDeviceToHost:
      return !closed(to) && Memory::owns(address_of(from));
    case cudaMemcpyDeviceToDevice:
      return Memory::owns(address_of(to)) && Memory::owns(address_of(from));
    default:
      return true;
  }
}

cudaError_t allocate(void** pointer, size_t bytes, Allocation::Kind kind) {
  Runtime& runtime = Runtime::get();
  const Lock lock(runtime.mutex);
  if (!pointer) return runtime.fail(cudaErrorInvalidValue);
  *pointer = nullptr;
  if (bytes == 0) return cudaSuccess;
  const bool known = runtime.checks != sim::Checks::all || kind != Allocation::Kind::device;
  const u64 address = Memory::device().allocate(bytes, kind, known);
  if (address == 0) return runtime.fail(cudaErrorMemoryAllocation);
  if (runtime.order) runtime.order->forget(address, bytes);
  runtime.allocated_at[address] = host_calls();
  *pointer = reinterpret_cast<void*>(address);
  return cudaSuccess;
}

cudaError_t release(void* pointer, const char* call) {
  Runtime& runtime = Runtime::get();
  const Lock lock(runtime.mutex);
  const Allocation* const near = Memory::device().below(address_of(pointer));
  const bool starts = near && near->address == address_of(pointer);
  if (InStream::here() && starts) touch(pointer, near->bytes, true, "cudaFreeAsync");
  wait_for_all(runtime);
  const bool pinned = starts && near->kind == Allocation::Kind::pinned;
  const bool other_kind =
      starts && !near->freed && pinned != (std::strcmp(call, "cudaFreeHost") == 0);
  if (!pointer || (!other_kind && Memory::device().release(address_of(pointer)))) {
    note_freed(pointer);
    runtime.allocated_at.erase(address_of(pointer));
    return runtime.done();
  }
  sim::Finding finding;
  finding.check = sim::Check::invalid_free;
  finding.message = call;
  finding.message += other_kind && pinned    ? " of pinned memory: cudaFreeHost frees it"
                     : other_kind            ? " of the device's memory: cudaFree frees it"
                     : starts && near->freed ? " of memory that was freed before"
                                             : " of a pointer that no allocation call gave";
  runtime.tell(std::move(finding));
  return runtime.fail(cudaErrorInvalidValue);
}

// Rows of `width` bytes; a plain copy is one row.
cudaError_t copy_rows(void* to, size_t to_pitch, const void* from, size_t from_pitch, size_t width,
                      size_t height, cudaMemcpyKind kind) {
  Runtime& runtime = Runtime::get();
  const Lock lock(runtime.mutex);
  if (runtime.sticky != cudaSuccess) return runtime.sticky;
  if (width == 0 || height == 0) return cudaSuccess;
  if (!InStream::here() && legacy_stream_is_free() != cudaSuccess) return runtime.last;
  if (!to || !from) return runtime.fail(cudaErrorInvalidValue);
  if (height > 1 && (width > to_pitch || width > from_pitch)) {
    return runtime.fail(cudaErrorInvalidPitchValue);
  }
  if (!direction_fits(to, from, kind)) return wrong_direction(to, from, width * height, kind);
  const size_t to_bytes = to_pitch * (height - 1) + width;
  const size_t from_bytes = from_pitch * (height - 1) + width;
  if (!inside(to, to_bytes)) return outside("a copy", to, to_bytes);
  if (!inside(from, from_bytes)) return outside("a copy", from, from_bytes);
  for (size_t row = 0; row < height; ++row) {
    u8* const target = view(to) + row * to_pitch;
    const u8* const source = view(from) + row * from_pitch;
    std::memmove(target, source, width);
    const u64 a = address_of(to) + row * to_pitch, b = address_of(from) + row * from_pitch;
    if (Memory::owns(a) && Memory::owns(b)) {  // what was not written stays so
      std::memmove(Memory::state(a), Memory::state(b), width);
    } else {
      mark_written(reinterpret_cast<void*>(a), width);
    }
    touch(reinterpret_cast<void*>(b), width, false, "a copy");
    touch(reinterpret_cast<void*>(a), width, true, "a copy");
  }
  // Between places of the device a copy does not hold up the host.
  const bool waits = !InStream::here() && !(is_device_memory(to) && is_device_memory(from));
  if (runtime.order && waits) runtime.order->host_waits(runtime.order->given(nullptr));
  return cudaSuccess;
}

cudaError_t fill_rows(void* to, size_t pitch, int value, size_t width, size_t height) {
  Runtime& runtime = Runtime::get();
  const Lock lock(runtime.mutex);
  if (runtime.sticky != cudaSuccess) return runtime.sticky;
  if (width == 0 || height == 0) return cudaSuccess;
  if (!InStream::here() && legacy_stream_is_free() != cudaSuccess) return runtime.last;
  const size_t bytes = pitch * (height - 1) + width;
  if (!Memory::owns(address_of(to))) return fill_of_host(to, bytes);
  if (!inside(to, bytes)) return outside("a cudaMemset", to, bytes);
  for (size_t row = 0; row < height; ++row) {
    std::memset(view(to) + row * pitch, value, width);
    mark_written(static_cast<u8*>(to) + row * pitch, width);
    touch(static_cast<u8*>(to) + row * pitch, width, true, "a fill");
  }
  return cudaSuccess;
}

// Copies to (or from) a symbol's device memory.
cudaError_t copy_symbol(const void* symbol, void* host, size_t bytes, size_t offset,
                        cudaMemcpyKind kind, bool into) {
  Runtime& runtime = Runtime::get();
  const Lock lock(runtime.mutex);
  u64 size = 0;
  const u64 address = runtime.symbol(symbol, &size);
  if (address == 0) return runtime.fail(cudaErrorInvalidSymbol);
  void* const device = reinterpret_cast<void*>(address + offset);
  if (offset > size || bytes > size - offset) return outside("a copy", device, bytes);
  return into ? copy_rows(device, 0, host, 0, bytes, 1, kind)
              : copy_rows(host, 0, device, 0, bytes, 1, kind);
}

}  // namespace

cudaError_t copy(void* to, const void* from, size_t bytes, cudaMemcpyKind kind) {
  return copy_rows(to, 0, from, 0, bytes, 1, kind);
}

}  // namespace assay::cudart

using assay::cudart::Lock;
using assay::cudart::Runtime;
using assay::sim::Allocation;
using assay::sim::Memory;
using namespace assay::cudart;

extern "C" {

cudaError_t cudaMalloc(void** pointer, size_t bytes) {
  wait_for_all(Runtime::get());
  return allocate(pointer, bytes, Allocation::Kind::device);
}
cudaError_t cudaMallocAsync(void** pointer, size_t bytes, cudaStream_t stream) {
  cudaMemPool_t pool;
  cudaDeviceGetMemPool(&pool, 0);
  return cudaMallocFromPoolAsync(pointer, bytes, pool, stream);
}
cudaError_t cudaMallocFromPoolAsync(void** pointer, size_t bytes, cudaMemPool_t pool,
                                    cudaStream_t stream) {
  if (!own_stream(stream) || !stream->capture) {
    const cudaError_t given = allocate(pointer, bytes, Allocation::Kind::device);
    if (given == cudaSuccess) note_given(pool, *pointer, bytes);
    return given;
  }
  CUgraphNode_st::Action action;
  const cudaError_t error = graph_memory(pointer, bytes, &action);
  return error == cudaSuccess ? enqueue(stream, cudaGraphNodeTypeMemAlloc, std::move(action))
                              : error;
}
cudaError_t cudaMallocManaged(void** pointer, size_t bytes, unsigned) {
  return allocate(pointer, bytes, Allocation::Kind::managed);
}
cudaError_t cudaMallocHost(void** pointer, size_t bytes) {
  wait_for_all(Runtime::get());
  return allocate(pointer, bytes, Allocation::Kind::pinned);
}
cudaError_t cudaHostAlloc(void** pointer, size_t bytes, unsigned) {
  wait_for_all(Runtime::get());
  return allocate(pointer, bytes, Allocation::Kind::pinned);
}

cudaError_t cudaMallocPitch(void** pointer, size_t* pitch, size_t width, size_t height) {
  *pitch = (width + 511) / 512 * 512;
  return allocate(pointer, *pitch * height, Allocation::Kind::device);
}
cudaError_t cudaMalloc3D(cudaPitchedPtr* pointer, cudaExtent extent) {
  pointer->xsize = extent.width;
  pointer->ysize = extent.height;
  return cudaMallocPitch(&pointer->ptr, &pointer->pitch, extent.width,
                         extent.height * extent.depth);
}

cudaError_t cudaFree(void* pointer) { return release(pointer, "cudaFree"); }
cudaError_t cudaFreeAsync(void* pointer, cudaStream_t stream) {
  return enqueue(stream, cudaGraphNodeTypeMemFree,
                 [=] { return release(pointer, "cudaFreeAsync"); });
}
cudaError_t cudaFreeHost(void* pointer) { return release(pointer, "cudaFreeHost"); }

cudaError_t cudaHostRegister(void* pointer, size_t bytes, unsigned) {
  Memory::device().lend(reinterpret_cast<u64>(pointer), bytes);
  return cudaSuccess;
}
cudaError_t cudaHostUnregister(void* pointer) {
  const bool known = Memory::device().unlend(reinterpret_cast<u64>(pointer));
  return known ? cudaSuccess : Runtime::get().fail(cudaErrorHostMemoryNotRegistered);
}
cudaError_t cudaHostGetDevicePointer(void** device, void* host, unsigned) {
  *device = host;  // one address for both
  return cudaSuccess;
}
cudaError_t cudaHostGetFlags(unsigned* flags, void*) {
  *flags = cudaHostAllocMapped;
  return cudaSuccess;
}

cudaError_t cudaMemcpy(void* to, const void* from, size_t bytes, cudaMemcpyKind kind) {
  return copy(to, from, bytes, kind);
}
cudaError_t cudaMemcpyAsync(void* to, const void* from, size_t bytes, cudaMemcpyKind kind,
                            cudaStream_t stream) {
  return enqueue(stream, cudaGraphNodeTypeMemcpy, [=] { return copy(to, from, bytes, kind); });
}
cudaError_t cudaMemcpyPeer(void* to, int, const void* from, int, size_t bytes) {
  return copy(to, from, bytes, cudaMemcpyDeviceToDevice);
}
cudaError_t cudaMemcpyPeerAsync(void* to, int, const void* from, int, size_t bytes,
                                cudaStream_t stream) {
  return cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToDevice, stream);
}
cudaError_t cudaMemcpy2D(void* to, size_t to_pitch, const void* from, size_t from_pitch,
                         size_t width, size_t height, cudaMemcpyKind kind) {
  return copy_rows(to, to_pitch, from, from_pitch, width, height, kind);
}
cudaError_t cudaMemcpy2DAsync(void* to, size_t to_pitch, const void* from, size_t from_pitch,
                              size_t width, size_t height, cudaMemcpyKind kind,
                              cudaStream_t stream) {
  return enqueue(stream, cudaGraphNodeTypeMemcpy,
                 [=] { return copy_rows(to, to_pitch, from, from_pitch, width, height, kind); });
}
cudaError_t cudaMemcpy3D(const cudaMemcpy3DParms* p) { return copy_volume(*p); }
cudaError_t cudaMemcpy3DAsync(const cudaMemcpy3DParms* p, cudaStream_t stream) {
  return enqueue(stream, cudaGraphNodeTypeMemcpy, [p = *p] { return cudaMemcpy3D(&p); });
}

cudaError_t cudaMemset(void* to, int value, size_t bytes) {
  return fill_rows(to, 0, value, bytes, 1);
}
cudaError_t cudaMemsetAsync(void* to, int value, size_t bytes, cudaStream_t stream) {
  return enqueue(stream, cudaGraphNodeTypeMemset,
                 [=] { return fill_rows(to, 0, value, bytes, 1); });
}
cudaError_t cudaMemset2D(void* to, size_t pitch, int value, size_t width, size_t height) {
  return fill_rows(to, pitch, value, width, height);
}
cudaError_t cudaMemset2DAsync(void* to, size_t pitch, int value, size_t width, size_t height,
                              cudaStream_t stream) {
  return enqueue(stream, cudaGraphNodeTypeMemset,
                 [=] { return fill_rows(to, pitch, value, width, height); });
}
cudaError_t cudaMemset3D(cudaPitchedPtr to, int value, cudaExtent extent) {
  return fill_rows(to.ptr, to.pitch, value, extent.width, extent.height * extent.depth);
}

cudaError_t cudaMemset3DAsync(cudaPitchedPtr to, int value, cudaExtent extent,
                              cudaStream_t stream) {
  return cudaMemset2DAsync(to.ptr, to.pitch, value, extent.width, extent.height * extent.depth,
                           stream);
}

cudaError_t cudaMemcpyToSymbol(const void* symbol, const void* from, size_t bytes, size_t offset,
                               cudaMemcpyKind kind) {
  return copy_symbol(symbol, const_cast<void*>(from), bytes, offset, kind, true);
}
cudaError_t cudaMemcpyToSymbolAsync(const void* symbol, const void* from, size_t bytes,
                                    size_t offset, cudaMemcpyKind kind, cudaStream_t stream) {
  return enqueue(stream, cudaGraphNodeTypeMemcpy, [=] {
    return copy_symbol(symbol, const_cast<void*>(from), bytes, offset, kind, true);
  });
}
cudaError_t cudaMemcpyFromSymbol(void* to, const void* symbol, size_t bytes, size_t offset,
                                 cudaMemcpyKind kind) {
  return copy_symbol(symbol, to, bytes, offset, kind, false);
}
cudaError_t cudaMemcpyFromSymbolAsync(void* to, const void* symbol, size_t bytes, size_t offset,
                                      cudaMemcpyKind kind, cudaStream_t stream) {
  return enqueue(stream, cudaGraphNodeTypeMemcpy,
                 [=] { return copy_symbol(symbol, to, bytes, offset, kind, false); });
}
cudaError_t cudaGetSymbolAddress(void** pointer, const void* symbol) {
  Runtime& runtime = Runtime::get();
  const Lock lock(runtime.mutex);
  u64 bytes = 0;
  *pointer = reinterpret_cast<void*>(runtime.symbol(symbol, &bytes));
  return *pointer ? cudaSuccess : runtime.fail(cudaErrorInvalidSymbol);
}
cudaError_t cudaGetSymbolSize(size_t* size, const void* symbol) {
  Runtime& runtime = Runtime::get();
  const Lock lock(runtime.mutex);
  u64 bytes = 0;
  const bool known = runtime.symbol(symbol, &bytes) != 0;
  *size = bytes;
  return known ? cudaSuccess : runtime.fail(cudaErrorInvalidSymbol);
}

cudaError_t cudaMemGetInfo(size_t* free, size_t* total) {
  *total = Memory::device().limit();
  *free = *total - Memory::device().used();
  return cudaSuccess;
}
// The one device holds all memory already.
cudaError_t cudaMemPrefetchAsync(const void*, size_t, cudaMemLocation, unsigned, cudaStream_t) {
  return cudaSuccess;
}
cudaError_t cudaMemAdvise(const void*, size_t, cudaMemoryAdvise, cudaMemLocation) {
  return cudaSuccess;
}
cudaError_t cudaPointerGetAttributes(cudaPointerAttributes* attributes, const void* pointer) {
  *attributes = {};
  const auto address = reinterpret_cast<u64>(pointer);
  const Allocation* const found = Memory::owns(address) ? Memory::device().below(address) : nullptr;
  if (!found || found->freed || address >= found->address + found->bytes) {
    attributes->type = cudaMemoryTypeUnregistered;
    attributes->hostPointer = const_cast<void*>(pointer);
    return cudaSuccess;
  }
  attributes->devicePointer = const_cast<void*>(pointer);
  attributes->type =
      found->kind == Allocation::Kind::managed || found->kind == Allocation::Kind::managed_variable
          ? cudaMemoryTypeManaged
      : found->kind == Allocation::Kind::pinned ? cudaMemoryTypeHost
                                                : cudaMemoryTypeDevice;
  if (attributes->type != cudaMemoryTypeDevice) {
    attributes->hostPointer = const_cast<void*>(pointer);
  }
  return cudaSuccess;
}

}  // extern "C"
