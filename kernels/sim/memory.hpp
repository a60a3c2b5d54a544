#pragma once
// Device memory.  One file of anonymous memory is mapped three times: where the program sees it
// (device memory is closed there, so that a host dereference traps), where the simulator reads and
// writes it, and beside it a byte of state for each byte.

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "base/status.hpp"
#include "sim/lanes.hpp"

namespace assay::sim {

// The state of a byte of device memory.
inline constexpr u8 kAllocated = 1;
inline constexpr u8 kInitialised = 2;
inline constexpr u8 kFreed = 4;
inline constexpr u8 kReadable = kAllocated | kInitialised;

struct Allocation {
  u64 address = 0, bytes = 0;
  enum class Kind : u8 {
    device,
    managed,
    pinned,
    variable,
    managed_variable,
    heap
  } kind = Kind::device;
  bool freed = false;
};

class Memory {
 public:
  // The one device of this process.  Maps it at the first use; aborts with a message if the
  // kernel refuses.
  static Memory& device();
  // Before that, in a process that runs no program of a host: the simulator alone maps the device.
  // In a box nothing else can be had: shared memory without a file is refused there.
  static void keep_from_host();

  // 0 if there is not enough.  `initialised`: reads before writes are no finding.
  u64 allocate(u64 bytes, Allocation::Kind kind, bool initialised);
  // False if nothing starts there, or it was freed before.
  bool release(u64 address);
  // Takes a freed allocation into use again; false if it is not free.
  bool revive(u64 address, bool initialised);

  // The allocation (also a freed one) that holds `address`, or the nearest one below it.
  const Allocation* below(u64 address) const;
  // The nearest one above it that is in use.
  const Allocation* above(u64 address) const;
  // Everything that is allocated, and of that what the program itself allocated.
  std::vector<Allocation> in_use() const;
  std::vector<Allocation> live() const;
  u64 used() const { return used_; }
  u64 limit() const { return kLimit; }

  static bool owns(u64 address) { return address - kGlobalBase < kGlobalBytes; }
  static u8* view(u64 address) { return reinterpret_cast<u8*>(address + kViewDistance); }
  static u8* state(u64 address) { return reinterpret_cast<u8*>(address + kStateDistance); }

  // Host memory that kernels may use in place (cudaHostRegister).
  void lend(u64 address, u64 bytes);
  bool unlend(u64 address);
  bool lent(u64 address, u64 bytes) const;

 private:
  Memory();
  static constexpr u64 kLimit = 8ull << 30;

  mutable std::mutex mutex_;
  std::map<u64, Allocation> allocations_;  // by address
  std::map<u64, u64> lent_;
  u64 next_ = kGlobalBase + (1 << 20);
  u64 used_ = 0;
};

}  // namespace assay::sim
