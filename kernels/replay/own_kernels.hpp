#pragma once
// Kernels of ours, as PTX: one holds a stream, and two say what the device can do at best.

#include <cstdint>
#include <string>

namespace assay::replay {

extern const char kOwnKernels[];

inline constexpr char kHoldKernel[] = "assay_hold";  // (u64 address of the gate)
inline constexpr char kCopyKernel[] = "assay_copy";  // (u64 from, u64 to, u64 vectors of 16 bytes)
inline constexpr char kMathKernel[] = "assay_math";  // (u64 to, u32 rounds)

// Each thread of the copy moves so many vectors, its block next to each other.
inline constexpr std::uint32_t kOwnBlock = 256, kVectorsPerThread = 4;
// What a thread of the other computes in a round: 64 fused multiply-adds in eight chains.
inline constexpr std::uint32_t kFlopsPerRound = 128;

}  // namespace assay::replay
