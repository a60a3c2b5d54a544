#pragma once
// The decoded form of a function: dense, with register slots instead of names.

#include <memory>
#include <string>
#include <vector>

#include "ptx/module.hpp"
#include "sim/half_bits.hpp"
#include "sim/lanes.hpp"

namespace assay::sim {

struct Warp;
struct Inst;

// Does one instruction for the lanes of `mask`, which is never empty.
using Handler = void (*)(Warp& warp, const Inst& inst, Mask mask);

// What the scheduler does itself; `plain` instructions only call their handler.
enum class Flow : u8 {
  plain,
  branch,      // to `target`
  jump_table,  // brx.idx: to table[a]
  call,        // to callee `target`, or through the address in `a` (kNoSlot: direct)
  ret,         // of a function; of a kernel: like exit
  exit,
  barrier,  // bar.sync and its kin
  sync,     // a warp collective: waits for the lanes that its mask (slot c) names
  trap,
};

// A slot is a byte offset of 32 lanes.  An odd one points into the function's constants.
using Slot = u32;
inline constexpr Slot kNoSlot = 0xfffffffe;
inline constexpr u16 kNoGuard = 0xffff;

// How the address of an access is formed.
enum class Address : u8 { absolute, reg32, reg64 };

struct alignas(64) Inst {
  Handler run = nullptr;
  i64 imm = 0;  // offset of an address, immediate, selector: as the opcode says
  Slot d = kNoSlot, a = kNoSlot, b = kNoSlot, c = kNoSlot;
  u32 target = 0;        // of a branch; index of a callee or table
  u32 list = 0;          // first of the slots of a vector operand, in Code::slots
  u16 guard = kNoGuard;  // a predicate
  u16 access = 0;        // index of its memory counters
  bool guard_not = false;
  Flow flow = Flow::plain;
  u8 size = 4;      // bytes of an element in memory
  u8 stride = 4;    // bytes of a lane of the register
  u8 elements = 1;  // of a vector
  ptx::Space space = ptx::Space::generic;
  Address address = Address::absolute;
  u8 flags = 0;
};
static_assert(sizeof(Inst) == 64);

// Inst::flags
inline constexpr u8 kSigned = 1;  // a narrow load extends the sign
inline constexpr u8 kStrong = 2;  // volatile, relaxed, acquire, release: no data race by itself
inline constexpr u8 kVolatile = 4;
inline constexpr u8 kNeedsAll = 8;       // .aligned: every live lane of the warp takes part
inline constexpr u8 kSyncWarp = 16;      // bar.warp.sync
inline constexpr u8 kSplitBarrier = 32;  // barrier.sync: threads may wait at different places
inline constexpr u8 kOrders = 64;        // acquire, release: orders what lies around it
inline constexpr u8 kOfToolkit = 128;    // a store by cooperative groups, a load by CUB

// What is known of an instruction beside how to run it.
struct InstFacts {
  u32 place = 0;  // ptx::Module::places
  u32 ptx_line = 0;
  u32 flops = 0;  // per active lane
  std::string_view opcode;
  bool memory = false;
};

struct ParamVariable {
  u32 offset = 0;  // in the frame's parameter bytes of a lane
  u32 bytes = 0;
};

enum class Element : u8 {
  f16,
  bf16,
  tf32,
  f64,
  int8,
  uint8,
  f32,
  int32,
  int4,
  uint4,
  bit,
  e4m3,
  e5m2
};

// Of an mma or wmma.
struct MatrixShape {
  u32 m = 0, n = 0, k = 0;
  Element a = Element::f16, b = Element::f16, c = Element::f32, d = Element::f32;
  bool saturates = false;
  bool differs = false;  // of bits: counts those that differ, not those that both have
};

enum class Format : u8 {
  f16,
  bf16,
  tf32,
  f32,
  f64,
  int8,
  int16,
  int32,
  int64,
  uint8,
  uint16,
  uint32,
  uint64
};

// Of a cvt through double.
struct Conversion {
  Format to = Format::f32, from = Format::f16;
  HalfRound round = HalfRound::nearest;
  bool round_to_integer = false, relu = false, saturate = false;
  bool ties_away = false;  // of tf32: .rna
};

struct CallSite {
  std::vector<ParamVariable> arguments, results;  // of the caller's frame
  std::string_view system;                        // "vprintf", "malloc", ...: ours; else empty
};

struct Code {
  std::string_view name;
  bool entry = false;
  std::vector<Inst> insts;
  std::vector<InstFacts> facts;  // beside insts
  std::vector<Slot> slots;       // of vector operands
  std::vector<std::vector<u32>> tables;
  std::vector<CallSite> calls;
  std::vector<MatrixShape> matrices;
  std::vector<Conversion> conversions;
  std::vector<u8> constants;  // 32 lanes each; 64 spare bytes for alignment
  u32 register_bytes = 0;     // of a warp
  u32 predicates = 0;
  u32 accesses = 0;     // number of memory instructions
  u32 local_bytes = 0;  // of a lane, with what keeps the next frame aligned
  u32 local_used = 0;   // without it
  u32 param_bytes = 0;  // of a lane: parameters of a function, and .param variables
  std::vector<ParamVariable> returns, parameters;
  u32 index = 0;  // in Kernel::codes

  const u8* constant_base() const {
    const auto at = reinterpret_cast<std::uintptr_t>(constants.data());
    return reinterpret_cast<const u8*>((at + 63) & ~std::uintptr_t{63});
  }
};

// A __shared__ array of a kernel.
struct SharedArray {
  std::string_view name;
  u32 offset = 0, bytes = 0;  // bytes 0: as many as the launch gives
};

// A kernel with the functions that it can reach.  codes[0] is the kernel itself.
struct Kernel {
  std::string name;
  const ptx::Module* module = nullptr;
  std::vector<std::unique_ptr<Code>> codes;
  std::vector<std::pair<u64, u32>> addresses;  // of functions that are called by address
  std::vector<ParamVariable> parameters;       // in the launch's parameter buffer
  u32 parameter_bytes = 0;
  u32 shared_bytes = 0;     // static
  u32 shared_gaps = 0;      // that nobody owns, after each array: what runs over one is seen
  u32 reserved_shared = 0;  // of those, the first bytes: the system's own, zeros at the start
  std::vector<SharedArray> shared_arrays;
  u32 dynamic_align = 16;
  bool dynamic_shared = false;
  bool calls = false;      // needs stacks
  u32 granule = 4;         // bytes: the narrowest access to shared memory
  u32 global_granule = 8;  // the same of global memory
  u32 max_threads = 0;
};

}  // namespace assay::sim
