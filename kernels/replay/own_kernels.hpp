#pragma once
// Kernels of ours, as PTX: one holds a stream, the others say what the device can do at best.

#include <cstdint>
#include <string>
#include <string_view>

namespace assay::replay {

extern const char kOwnKernels[];

inline constexpr char kHoldKernel[] = "assay_hold";  // (u64 address of the gate)
inline constexpr char kCopyKernel[] = "assay_copy";  // (u64 from, u64 to, u64 vectors of 16 bytes)
inline constexpr char kMathKernel[] = "assay_math";  // (u64 to, u32 rounds)

// Each thread of the copy moves so many vectors, its block next to each other.
inline constexpr std::uint32_t kOwnBlock = 256, kVectorsPerThread = 4;
// What a thread of the other computes in a round: 64 fused multiply-adds in eight chains.
inline constexpr std::uint32_t kFlopsPerRound = 128;

// A module of its own with kMathKernel for tensor cores: eight chains of products of small matrices
// in each warp.  What is multiplied is no zero, because a device runs faster on zeros.
struct TensorMath {
  std::string ptx;             // "": there is no such unit
  double flops_per_round = 0;  // of a warp
};
// `unit`: "tf32", "f16", "bf16" or "i8".
TensorMath tensor_math(std::string_view unit);

}  // namespace assay::replay
