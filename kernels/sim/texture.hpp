#pragma once
// Texture and surface objects: how a kernel's coordinates become elements of an array.
//
// What the programming guide says of nearest and linear filtering, of coordinates outside and of
// normalised ones; the weight of a linear filter has 8 bits behind the point, as on the device.
// Reads through textures are not counted.

#include "sim/code.hpp"

namespace assay::sim {

enum class Outside : u8 { wrap, clamp, mirror, border };
enum class Channel : u8 { is_signed, is_unsigned, is_float };

// An array, or memory that is used as one.
struct Image {
  u64 address = 0;
  u32 size[3] = {1, 1, 1};   // elements; the third: depth, layers or faces
  u64 pitch = 0, slice = 0;  // bytes from row to row, from image to image
  Channel channel = Channel::is_float;
  u8 bits = 32;     // of a channel: 8, 16 or 32
  u8 channels = 1;  // 1, 2 or 4

  u32 element_bytes() const { return channels * bits / 8u; }
};

struct Texture {
  Image image;
  Outside outside[3] = {Outside::clamp, Outside::clamp, Outside::clamp};
  bool linear = false;      // filter
  bool normalised = false;  // coordinates from 0 to 1
  bool to_unit = false;     // integers are read as fractions of the largest
  float border[4] = {};
};

// What the objects of a program stand for.  A handle is never used again.
// Thread safety: launches only look up; whoever adds or removes sees to it that none is running.
u64 add_texture(const Texture& texture);
bool remove_texture(u64 handle);
const Texture* find_texture(u64 handle);

// The dimensions as PTX names them.
enum class Geometry : u8 { d1, d2, d3, a1d, a2d, cube };

// slots[list...]: results (4), then coordinates; a: handle; imm: Geometry; flags 1: coordinates are
// integers.  The result's type does not matter: elements have one.
void run_texture(Warp& warp, const Inst& inst, Mask mask);

enum class Beyond : u8 { trap, clamp, zero };
// slots[list...]: values (elements), then coordinates (the first in bytes); a: handle; imm:
// Geometry, and a Beyond times 16; size: bytes of a value.
void run_surface_load(Warp& warp, const Inst& inst, Mask mask);
void run_surface_store(Warp& warp, const Inst& inst, Mask mask);

}  // namespace assay::sim
