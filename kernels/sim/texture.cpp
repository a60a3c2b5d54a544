#include "sim/texture.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <string>

#include "sim/access.hpp"
#include "sim/machine.hpp"

namespace assay::sim {
namespace {

constexpr u64 kHandles = 0x3400'0000'0000;

std::map<u64, Texture>& objects() {
  static auto* const all = new std::map<u64, Texture>;  // outlives every exit handler
  return *all;
}

// Where the texels lie that one lane reads.
struct Places {
  u64 at[8] = {};
  u32 count = 0;
};

struct Texel {
  float value[4] = {};
  u32 bits[4] = {};  // of what is not read as a float
};

u32 mirrored(i64 at, u32 size) {
  const i64 period = 2 * i64{size}, within = ((at % period) + period) % period;
  return static_cast<u32>(within < size ? within : period - 1 - within);
}

// The index that one outside stands for; -1: the border.
i64 placed(i64 at, u32 size, Outside outside, bool normalised) {
  if (at >= 0 && at < size) return at;
  // What repeats does so for normalised coordinates only.
  if (!normalised && (outside == Outside::wrap || outside == Outside::mirror)) {
    outside = Outside::clamp;
  }
  switch (outside) {
    case Outside::wrap:
      return ((at % size) + size) % size;
    case Outside::mirror:
      return mirrored(at, size);
    case Outside::border:
      return -1;
    default:
      return at < 0 ? 0 : i64{size} - 1;
  }
}

Texel texel(const Texture& t, const i64* at, Places* places) {
  const Image& image = t.image;
  Texel result;
  i64 index[3];
  for (u32 k = 0; k < 3; ++k) {
    index[k] = placed(at[k], image.size[k], t.outside[k], t.normalised);
    if (index[k] >= 0) continue;
    std::copy(t.border, t.border + 4, result.value);
    if (image.channel != Channel::is_float && !t.to_unit) {
      for (u32 c = 0; c < 4; ++c) result.bits[c] = static_cast<u32>(static_cast<i64>(t.border[c]));
    } else {
      std::memcpy(result.bits, result.value, sizeof result.bits);
    }
    return result;
  }
  const u64 place = image.address + static_cast<u64>(index[2]) * image.slice +
                    static_cast<u64>(index[1]) * image.pitch +
                    static_cast<u64>(index[0]) * image.element_bytes();
  places->at[places->count++] = place;
  const u8* from = global_place(place);
  for (u32 c = 0; c < image.channels; ++c, from += image.bits / 8) {
    u32 bits = 0;
    std::memcpy(&bits, from, image.bits / 8);
    const u32 unused = 32u - image.bits;
    if (image.channel == Channel::is_float) {
      result.value[c] =
          image.bits == 16 ? float_of_half(static_cast<u16>(bits)) : float_of_bits(bits);
      result.bits[c] = bits_of_float(result.value[c]);
      continue;
    }
    const bool is_signed = image.channel == Channel::is_signed;
    if (is_signed) bits = static_cast<u32>(static_cast<i32>(bits << unused) >> unused);
    result.bits[c] = bits;
    if (!t.to_unit) continue;
    const double most = std::ldexp(1.0, image.bits - (is_signed ? 1 : 0)) - 1;
    const double value = (is_signed ? static_cast<double>(static_cast<i32>(bits)) : bits) / most;
    result.value[c] = static_cast<float>(std::max(value, -1.0));
    result.bits[c] = bits_of_float(result.value[c]);
  }
  return result;
}

// `dimensions` of them are filtered; the others are indices already.
Texel sample(const Texture& t, const float* where, u32 dimensions, const i64* fixed,
             Places* places) {
  i64 low[3] = {fixed[0], fixed[1], fixed[2]};
  float weight[3] = {};
  for (u32 k = 0; k < dimensions; ++k) {
    float x = where[k];
    if (t.normalised) x *= static_cast<float>(t.image.size[k]);
    if (!(std::fabs(x) < 1e9f)) x = x > 0 ? 1e9f : x < 0 ? -1e9f : 0.0f;
    if (t.linear) x -= 0.5f;
    low[k] = static_cast<i64>(std::floor(x));
    if (t.linear) weight[k] = std::floor((x - std::floor(x)) * 256 + 0.5f) / 256;
  }
  if (!t.linear) return texel(t, low, places);
  Texel sum;
  for (u32 corner = 0; corner < 1u << dimensions; ++corner) {
    i64 at[3] = {low[0], low[1], low[2]};
    float share = 1;
    for (u32 k = 0; k < dimensions; ++k) {
      const bool high = (corner >> k & 1) != 0;
      at[k] += high;
      share *= high ? weight[k] : 1 - weight[k];
    }
    if (share == 0) continue;
    const Texel one = texel(t, at, places);
    for (u32 c = 0; c < 4; ++c) sum.value[c] += share * one.value[c];
  }
  for (u32 c = 0; c < 4; ++c) sum.bits[c] = bits_of_float(sum.value[c]);
  return sum;
}

// The face that a direction meets, and where.
u32 cube_face(const float* v, float* where) {
  const float x = std::fabs(v[0]), y = std::fabs(v[1]), z = std::fabs(v[2]);
  u32 face;
  float s, u, along;
  if (x >= y && x >= z) {
    face = v[0] < 0;
    along = x;
    s = v[0] < 0 ? v[2] : -v[2];
    u = -v[1];
  } else if (y >= z) {
    face = 2 + (v[1] < 0);
    along = y;
    s = v[0];
    u = v[1] < 0 ? -v[2] : v[2];
  } else {
    face = 4 + (v[2] < 0);
    along = z;
    s = v[2] < 0 ? -v[0] : v[0];
    u = -v[1];
  }
  where[0] = (s / along + 1) / 2;
  where[1] = (u / along + 1) / 2;
  return face;
}

Texel looked_up(const Texture& t, Geometry geometry, const u32* coordinates, bool integers,
                Places* places) {
  float where[3] = {};
  i64 fixed[3] = {};
  const bool layered = geometry == Geometry::a1d || geometry == Geometry::a2d;
  const u32 first_one = layered ? 1 : 0;
  for (u32 k = 0; k < 3; ++k) {
    where[k] = float_of_bits(coordinates[std::min(first_one + k, 3u)]);
    if (integers) fixed[k] = static_cast<i32>(coordinates[std::min(first_one + k, 3u)]);
  }
  const i64 layer = std::min<i64>(coordinates[0], t.image.size[2] - 1);
  switch (geometry) {
    case Geometry::d1:
      fixed[1] = fixed[2] = 0;
      if (integers) {  // a fetch from memory; beyond its end are zeros
        return fixed[0] < 0 || fixed[0] >= t.image.size[0] ? Texel() : texel(t, fixed, places);
      }
      return sample(t, where, 1, fixed, places);
    case Geometry::d2:
      fixed[2] = 0;
      return integers ? texel(t, fixed, places) : sample(t, where, 2, fixed, places);
    case Geometry::d3:
      return integers ? texel(t, fixed, places) : sample(t, where, 3, fixed, places);
    case Geometry::a1d:
    case Geometry::a2d:
      fixed[2] = layer;
      fixed[1] = geometry == Geometry::a1d ? 0 : fixed[1];
      return integers ? texel(t, fixed, places)
                      : sample(t, where, geometry == Geometry::a1d ? 1 : 2, fixed, places);
    default: {
      float on_face[3] = {};
      fixed[2] = cube_face(where, on_face);
      return sample(t, on_face, 2, fixed, places);
    }
  }
}

void complain(Warp& w, const Inst& i, u32 lane, Check check, const std::string& words) {
  if (!reported(w, i, check)) report(w, i, check, lane, words);
}

// What a handle stands for, if it does, and if its memory is there; else reported and nullptr.
const Texture* object_of(Warp& w, const Inst& i, u32 lane, u64 handle) {
  const Texture* const object = find_texture(handle);
  if (!object) {
    complain(w, i, lane, Check::out_of_bounds, "a texture or surface object that does not exist");
    return nullptr;
  }
  const Image& image = object->image;
  const u64 last = image.address + (image.size[2] - 1) * image.slice +
                   (image.size[1] - 1) * image.pitch + u64{image.size[0]} * image.element_bytes() -
                   1;
  for (const u64 end : {image.address, last}) {
    const bool there =
        Memory::owns(end) ? (*Memory::state(end) & kAllocated) != 0 : Memory::device().lent(end, 1);
    if (there) continue;
    std::string words;
    const Check check = classify(end, 1, &words);
    complain(w, i, lane, check, "a texture or surface in global memory, " + words);
    return nullptr;
  }
  return object;
}

// For races: one lane's access of bytes that are together at one place.
void note(Warp& w, const Inst& i, u32 lane, u64 place, u32 bytes, Touch touch, const u8* value) {
  if (!w.block->launch->global_races) return;
  u64 at[kLanes];
  at[lane] = place;
  u8 values[kLanes * 16];
  if (value) std::copy_n(value, bytes, values + static_cast<u64>(lane) * bytes);
  note_global(w, i, 1u << lane, at, bytes, touch, values);
}

// Where a surface access of a lane goes; 0: nowhere.
u64 surface_at(Warp& w, const Inst& i, u32 l, u32 bytes) {
  const Texture* const object = object_of(w, i, l, src<u64>(w, i.a)[l]);
  if (!object) return 0;
  const Image& image = object->image;
  const auto geometry = static_cast<Geometry>(i.imm & 15);
  const auto beyond = static_cast<Beyond>(i.imm >> 4);
  const Slot* const slots = w.frame->code->slots.data() + i.list + i.elements;
  const auto coordinate = [&](u32 k) { return i64{src<i32>(w, slots[k])[l]}; };
  const bool layered = geometry == Geometry::a1d || geometry == Geometry::a2d;
  const u32 from = layered ? 1 : 0;
  i64 at[3] = {coordinate(from), 0, 0};
  if (geometry != Geometry::d1 && geometry != Geometry::a1d) at[1] = coordinate(from + 1);
  if (geometry == Geometry::d3) at[2] = coordinate(2);
  if (layered) at[2] = coordinate(0);
  const i64 most[3] = {i64{image.size[0]} * image.element_bytes() - bytes, i64{image.size[1]} - 1,
                       i64{image.size[2]} - 1};
  if (most[0] < 0) {
    complain(w, i, l, Check::out_of_bounds,
             "access of " + std::to_string(bytes) + " bytes of a surface whose rows have " +
                 std::to_string(most[0] + bytes));
    return 0;
  }
  for (u32 k = 0; k < 3; ++k) {
    if (at[k] >= 0 && at[k] <= most[k]) continue;
    if (beyond == Beyond::zero) return 0;
    if (beyond == Beyond::trap) {
      complain(w, i, l, Check::out_of_bounds,
               "out-of-bounds access of a surface: coordinate " + std::to_string(k) + " is " +
                   std::to_string(at[k]) + " (the first one is in bytes)");
      return 0;
    }
    at[k] = std::clamp<i64>(at[k], 0, most[k]);
  }
  return image.address + static_cast<u64>(at[2]) * image.slice +
         static_cast<u64>(at[1]) * image.pitch + static_cast<u64>(at[0]);
}

}  // namespace

u64 add_texture(const Texture& texture) {
  static u64 next = kHandles;
  objects()[++next] = texture;
  return next;
}

bool remove_texture(u64 handle) { return objects().erase(handle) != 0; }

const Texture* find_texture(u64 handle) {
  const auto found = objects().find(handle);
  return found == objects().end() ? nullptr : &found->second;
}

void run_texture(Warp& w, const Inst& i, Mask m) {
  const Slot* const slots = w.frame->code->slots.data() + i.list;
  const u64* const handles = src<u64>(w, i.a);
  u32 results[4][kLanes] = {};
  each(m, [&](u32 l) {
    const Texture* const texture = object_of(w, i, l, handles[l]);
    if (!texture) return;
    u32 coordinates[4] = {};
    for (u32 k = 0; k < i.elements; ++k) coordinates[k] = src<u32>(w, slots[4 + k])[l];
    Places places;
    const Texel found =
        looked_up(*texture, static_cast<Geometry>(i.imm), coordinates, (i.flags & 1) != 0, &places);
    for (u32 k = 0; k < places.count; ++k) {
      note(w, i, l, places.at[k], texture->image.element_bytes(), Touch::read, nullptr);
    }
    for (u32 c = 0; c < 4; ++c) results[c][l] = found.bits[c];
  });
  for (u32 c = 0; c < 4; ++c) {
    u32* const d = dst<u32>(w, slots[c]);
    each(m, [&](u32 l) { d[l] = results[c][l]; });
  }
}

void run_surface_load(Warp& w, const Inst& i, Mask m) {
  const Slot* const slots = w.frame->code->slots.data() + i.list;
  each(m, [&](u32 l) {
    const u64 place = surface_at(w, i, l, i.size * i.elements);
    if (place != 0) note(w, i, l, place, i.size * i.elements, Touch::read, nullptr);
    for (u32 k = 0; k < i.elements; ++k) {
      u64 value = 0;
      if (place != 0) std::memcpy(&value, global_place(place) + k * i.size, i.size);
      std::memcpy(w.bases[0] + slots[k] + l * i.stride, &value, i.stride);
    }
  });
}

void run_surface_store(Warp& w, const Inst& i, Mask m) {
  const Slot* const slots = w.frame->code->slots.data() + i.list;
  each(m, [&](u32 l) {
    const u64 place = surface_at(w, i, l, i.size * i.elements);
    if (place == 0) return;
    u8 values[16];
    for (u32 k = 0; k < i.elements; ++k) {
      std::memcpy(values + k * i.size, src<u8>(w, slots[k]) + l * i.stride, i.size);
    }
    note(w, i, l, place, i.size * i.elements, Touch::write, values);
    std::memcpy(global_place(place), values, static_cast<std::size_t>(i.size) * i.elements);
  });
  ++w.worker->stores;
}

}  // namespace assay::sim
