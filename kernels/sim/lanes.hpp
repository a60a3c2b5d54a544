#pragma once
// The vocabulary of a warp: 32 lanes, masks of lanes, and the address windows of the device.

#include <cstdint>

namespace assay::sim {

using u8 = std::uint8_t;
using u16 = std::uint16_t;
using u32 = std::uint32_t;
using u64 = std::uint64_t;
using i8 = std::int8_t;
using i16 = std::int16_t;
using i32 = std::int32_t;
using i64 = std::int64_t;

inline constexpr u32 kLanes = 32;

// Bit l stands for lane l.
using Mask = u32;
inline constexpr Mask kAll = 0xffffffff;

inline bool has(Mask mask, u32 lane) { return (mask >> lane & 1) != 0; }
// Without an instruction for it, counting is a call; most masks are full.
inline u32 count(Mask mask) {
  return mask == kAll ? kLanes : static_cast<u32>(__builtin_popcount(mask));
}
inline u32 first(Mask mask) { return static_cast<u32>(__builtin_ctz(mask)); }

// Calls f(lane) for each lane of `mask`, in order.
template <class F>
inline void each(Mask mask, F f) {
  for (; mask != 0; mask &= mask - 1) f(first(mask));
}

// Device addresses as programs see them.  Global memory is [kGlobalBase, + kGlobalBytes); the
// simulator's own writable view of it and the state of each byte lie at fixed distances.
inline constexpr u64 kGlobalBase = 0x2000'0000'0000;
inline constexpr u64 kGlobalBytes = 256ull << 30;
inline constexpr u64 kViewDistance = 0x0100'0000'0000;
inline constexpr u64 kStateDistance = 0x0200'0000'0000;
// Windows of the generic address space; nothing is mapped there.
inline constexpr u64 kSharedWindow = 0x3000'0000'0000;
inline constexpr u64 kLocalWindow = 0x3100'0000'0000;
inline constexpr u64 kParamWindow = 0x3200'0000'0000;
inline constexpr u64 kFunctionWindow = 0x3300'0000'0000;
inline constexpr u64 kWindowBytes = 0x0001'0000'0000;

}  // namespace assay::sim
