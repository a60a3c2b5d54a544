// Arrays, and texture and surface objects.

#include "sim/texture.hpp"

#include <algorithm>
#include <cstring>
#include <map>

#include "cudart/graph.hpp"
#include "cudart/host_place.hpp"

// An array lies in device memory, row after row.
struct cudaArray {
  assay::sim::Image image;
  cudaChannelFormatDesc format = {};
  cudaExtent extent = {};
  unsigned flags = 0;
};

namespace assay::cudart {
namespace {

using sim::Image;

constexpr size_t kMostExtent = 131'072;  // of any device, in any direction

// False if elements of the format are none that we know.
bool describe(const cudaChannelFormatDesc& format, Image* image) {
  const int bits[] = {format.x, format.y, format.z, format.w};
  u32 channels = 0;
  while (channels < 4 && bits[channels] != 0) ++channels;
  if (channels == 0 || channels == 3 || (bits[0] != 8 && bits[0] != 16 && bits[0] != 32))
    return false;
  for (u32 k = 1; k < channels; ++k) {
    if (bits[k] != bits[0]) return false;
  }
  image->channels = static_cast<u8>(channels);
  image->bits = static_cast<u8>(bits[0]);
  switch (format.f) {
    case cudaChannelFormatKindSigned:
      image->channel = sim::Channel::is_signed;
      return true;
    case cudaChannelFormatKindUnsigned:
      image->channel = sim::Channel::is_unsigned;
      return true;
    case cudaChannelFormatKindFloat:
      image->channel = sim::Channel::is_float;
      return true;
    default:
      return false;
  }
}

cudaError_t lacks(const char* what) {
  Runtime& runtime = Runtime::get();
  runtime.unsupported(what);
  return runtime.fail(cudaErrorNotSupported);
}

cudaError_t make_array(cudaArray_t* array, const cudaChannelFormatDesc& format, cudaExtent extent,
                       unsigned flags) {
  Runtime& runtime = Runtime::get();
  const Lock lock(runtime.mutex);
  auto made = std::make_unique<cudaArray>();
  if (!describe(format, &made->image)) return lacks("an array of such elements");
  if (extent.width == 0 || std::max({extent.width, extent.height, extent.depth}) > kMostExtent) {
    return runtime.fail(cudaErrorInvalidValue);
  }
  made->format = format;
  made->extent = extent;
  made->flags = flags;
  Image& image = made->image;
  const size_t sizes[] = {extent.width, std::max<size_t>(extent.height, 1),
                          std::max<size_t>(extent.depth, 1)};
  for (int k = 0; k < 3; ++k) image.size[k] = static_cast<u32>(sizes[k]);
  image.pitch = sizes[0] * image.element_bytes();
  image.slice = image.pitch * sizes[1];
  image.address =
      sim::Memory::device().allocate(image.slice * sizes[2], sim::Allocation::Kind::device, true);
  if (image.address == 0) return runtime.fail(cudaErrorMemoryAllocation);
  runtime.allocated_at[image.address] = host_calls();
  *array = made.release();
  return cudaSuccess;
}

void* place(cudaArray_const_t array, size_t x_bytes, size_t y, size_t z) {
  const Image& image = array->image;
  return reinterpret_cast<void*>(image.address + z * image.slice + y * image.pitch + x_bytes);
}

sim::Outside outside_of(cudaTextureAddressMode mode) {
  switch (mode) {
    case cudaAddressModeWrap:
      return sim::Outside::wrap;
    case cudaAddressModeMirror:
      return sim::Outside::mirror;
    case cudaAddressModeBorder:
      return sim::Outside::border;
    default:
      return sim::Outside::clamp;
  }
}

bool image_of(const cudaResourceDesc& resource, Image* image) {
  if (resource.resType == cudaResourceTypeArray) {
    *image = resource.res.array.array->image;
    return true;
  }
  if (resource.resType == cudaResourceTypeLinear) {
    const auto& linear = resource.res.linear;
    if (!describe(linear.desc, image)) return false;
    image->address = reinterpret_cast<u64>(linear.devPtr);
    image->size[0] = static_cast<u32>(linear.sizeInBytes / image->element_bytes());
    return true;
  }
  if (resource.resType != cudaResourceTypePitch2D) return false;
  const auto& rows = resource.res.pitch2D;
  if (!describe(rows.desc, image)) return false;
  image->address = reinterpret_cast<u64>(rows.devPtr);
  image->size[0] = static_cast<u32>(rows.width);
  image->size[1] = static_cast<u32>(rows.height);
  image->pitch = rows.pitchInBytes;
  return true;
}

struct Described {
  cudaResourceDesc resource;
  cudaTextureDesc texture;
};
std::map<u64, Described>& described() {
  static auto* const all = new std::map<u64, Described>;
  return *all;
}

cudaError_t make_object(u64* object, const cudaResourceDesc* resource,
                        const cudaTextureDesc* texture) {
  Runtime& runtime = Runtime::get();
  const Lock lock(runtime.mutex);
  sim::Texture made;
  if (!image_of(*resource, &made.image)) return lacks("a texture object of such a resource");
  if (std::count(made.image.size, made.image.size + 3, 0u) != 0) {
    return runtime.fail(cudaErrorInvalidValue);
  }
  Described known{*resource, {}};
  if (texture) {
    known.texture = *texture;
    for (int k = 0; k < 3; ++k) made.outside[k] = outside_of(texture->addressMode[k]);
    made.linear = texture->filterMode == cudaFilterModeLinear;
    made.normalised = texture->normalizedCoords != 0;
    made.to_unit = texture->readMode == cudaReadModeNormalizedFloat;
    std::copy(texture->borderColor, texture->borderColor + 4, made.border);
    if (texture->sRGB) return lacks("an sRGB texture");
  }
  *object = sim::add_texture(made);
  described()[*object] = known;
  return cudaSuccess;
}

cudaError_t drop_object(u64 object) {
  Runtime& runtime = Runtime::get();
  const Lock lock(runtime.mutex);
  described().erase(object);
  return sim::remove_texture(object) ? cudaSuccess : runtime.fail(cudaErrorInvalidValue);
}

}  // namespace

cudaError_t copy_volume(const cudaMemcpy3DParms& p) {
  cudaPitchedPtr to = p.dstPtr, from = p.srcPtr;
  cudaPos to_pos = p.dstPos, from_pos = p.srcPos;
  cudaExtent extent = p.extent;
  const auto opened = [](cudaArray_const_t array, cudaPitchedPtr* as, cudaPos* at) {
    const Image& image = array->image;
    *as = {reinterpret_cast<void*>(image.address), image.pitch, image.size[0], image.size[1]};
    at->x *= image.element_bytes();  // positions in arrays are in elements
  };
  // So are extents where an array takes part.
  if (cudaArray_const_t any = p.dstArray ? p.dstArray : p.srcArray) {
    extent.width *= any->image.element_bytes();
  }
  if (p.dstArray) opened(p.dstArray, &to, &to_pos);
  if (p.srcArray) opened(p.srcArray, &from, &from_pos);
  for (size_t z = 0; z < extent.depth; ++z) {
    const auto row = [&](const cudaPitchedPtr& of, const cudaPos& pos) {
      return static_cast<char*>(of.ptr) + ((pos.z + z) * of.ysize + pos.y) * of.pitch + pos.x;
    };
    const cudaError_t error = cudaMemcpy2D(row(to, to_pos), to.pitch, row(from, from_pos),
                                           from.pitch, extent.width, extent.height, p.kind);
    if (error != cudaSuccess) return error;
  }
  return cudaSuccess;
}

}  // namespace assay::cudart

using namespace assay::cudart;

extern "C" {

cudaChannelFormatDesc cudaCreateChannelDesc(int x, int y, int z, int w, cudaChannelFormatKind f) {
  return {x, y, z, w, f};
}
cudaError_t cudaGetChannelDesc(cudaChannelFormatDesc* format, cudaArray_const_t array) {
  *format = array->format;
  return cudaSuccess;
}
cudaError_t cudaArrayGetInfo(cudaChannelFormatDesc* format, cudaExtent* extent, unsigned* flags,
                             cudaArray_t array) {
  if (format) *format = array->format;
  if (extent) *extent = array->extent;
  if (flags) *flags = array->flags;
  return cudaSuccess;
}
cudaError_t cudaMallocArray(cudaArray_t* array, const cudaChannelFormatDesc* format, size_t width,
                            size_t height, unsigned flags) {
  return make_array(array, *format, {width, height, 0}, flags);
}
cudaError_t cudaMalloc3DArray(cudaArray_t* array, const cudaChannelFormatDesc* format,
                              cudaExtent extent, unsigned flags) {
  if (flags & cudaArrayCubemap && flags & cudaArrayLayered) return lacks("a layered cubemap");
  return make_array(array, *format, extent, flags);
}
cudaError_t cudaFreeArray(cudaArray_t array) {
  if (!array) return cudaSuccess;
  const cudaError_t error = cudaFree(reinterpret_cast<void*>(array->image.address));
  delete array;
  return error;
}

cudaError_t cudaMemcpy2DToArray(cudaArray_t to, size_t x, size_t y, const void* from, size_t pitch,
                                size_t width, size_t height, cudaMemcpyKind kind) {
  return cudaMemcpy2D(place(to, x, y, 0), to->image.pitch, from, pitch, width, height, kind);
}
cudaError_t cudaMemcpy2DToArrayAsync(cudaArray_t to, size_t x, size_t y, const void* from,
                                     size_t pitch, size_t width, size_t height, cudaMemcpyKind kind,
                                     cudaStream_t stream) {
  return cudaMemcpy2DAsync(place(to, x, y, 0), to->image.pitch, from, pitch, width, height, kind,
                           stream);
}
cudaError_t cudaMemcpy2DFromArray(void* to, size_t pitch, cudaArray_const_t from, size_t x,
                                  size_t y, size_t width, size_t height, cudaMemcpyKind kind) {
  return cudaMemcpy2D(to, pitch, place(from, x, y, 0), from->image.pitch, width, height, kind);
}
cudaError_t cudaMemcpy2DFromArrayAsync(void* to, size_t pitch, cudaArray_const_t from, size_t x,
                                       size_t y, size_t width, size_t height, cudaMemcpyKind kind,
                                       cudaStream_t stream) {
  return cudaMemcpy2DAsync(to, pitch, place(from, x, y, 0), from->image.pitch, width, height, kind,
                           stream);
}
// Rows of an array follow each other without gaps.
cudaError_t cudaMemcpyToArray(cudaArray_t to, size_t x, size_t y, const void* from, size_t bytes,
                              cudaMemcpyKind kind) {
  return cudaMemcpy(place(to, x, y, 0), from, bytes, kind);
}
cudaError_t cudaMemcpyFromArray(void* to, cudaArray_const_t from, size_t x, size_t y, size_t bytes,
                                cudaMemcpyKind kind) {
  return cudaMemcpy(to, place(from, x, y, 0), bytes, kind);
}

cudaError_t cudaCreateTextureObject(cudaTextureObject_t* object, const cudaResourceDesc* resource,
                                    const cudaTextureDesc* texture,
                                    const cudaResourceViewDesc* view) {
  if (view) return lacks("a texture object with a view");
  assay::sim::u64 handle = 0;
  const cudaError_t error = make_object(&handle, resource, texture);
  *object = handle;
  return error;
}
cudaError_t cudaDestroyTextureObject(cudaTextureObject_t object) { return drop_object(object); }
cudaError_t cudaCreateSurfaceObject(cudaSurfaceObject_t* object, const cudaResourceDesc* resource) {
  assay::sim::u64 handle = 0;
  const cudaError_t error = make_object(&handle, resource, nullptr);
  *object = handle;
  return error;
}
cudaError_t cudaDestroySurfaceObject(cudaSurfaceObject_t object) { return drop_object(object); }
cudaError_t cudaGetTextureObjectResourceDesc(cudaResourceDesc* resource,
                                             cudaTextureObject_t object) {
  *resource = described()[object].resource;
  return cudaSuccess;
}
cudaError_t cudaGetTextureObjectTextureDesc(cudaTextureDesc* texture, cudaTextureObject_t object) {
  *texture = described()[object].texture;
  return cudaSuccess;
}

}  // extern "C"
