#include "sim/memory.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace assay::sim {
namespace {

constexpr u64 kPage = 4096;
constexpr u64 kAlign = 256;

bool has_host = true;

[[noreturn]] void refuse(const char* what) {
  std::fprintf(stderr, "assay: the simulated device cannot be mapped: %s\n", what);
  std::_Exit(5);
}

void map(u64 at, int protection, int sharing) {
  const int flags = sharing | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE;
  void* const want = reinterpret_cast<void*>(at);
  if (::mmap(want, kGlobalBytes, protection, flags, -1, 0) != want) refuse("mmap");
}

// A second view of what is mapped shared at `from`.  (A box has neither this nor memfd_create.)
void map_again(u64 from, u64 at, int protection) {
  void* const want = reinterpret_cast<void*>(at);
  const int flags = MREMAP_MAYMOVE | MREMAP_FIXED;
  if (::mremap(reinterpret_cast<void*>(from), 0, kGlobalBytes, flags, want) != want ||
      ::mprotect(want, kGlobalBytes, protection) != 0) {
    refuse("mremap");
  }
}

u64 up(u64 value, u64 step) { return (value + step - 1) / step * step; }

// The host sees memory of this kind.
bool is_open(Allocation::Kind kind) {
  using enum Allocation::Kind;
  return kind == managed || kind == pinned || kind == managed_variable;
}

bool protect(u64 start, u64 bytes, int protection) {
  return ::mprotect(reinterpret_cast<void*>(start), up(bytes + 1, kPage), protection) == 0;
}

}  // namespace

Memory& Memory::device() {
  static Memory* const memory = new Memory;  // outlives every exit handler
  return *memory;
}

void Memory::keep_from_host() { has_host = false; }

Memory::Memory() {
  map(kGlobalBase + kViewDistance, PROT_READ | PROT_WRITE, has_host ? MAP_SHARED : MAP_PRIVATE);
  if (has_host) {
    map_again(kGlobalBase + kViewDistance, kGlobalBase, PROT_NONE);
  } else {
    map(kGlobalBase, PROT_NONE, MAP_PRIVATE);
  }
  map(kGlobalBase + kStateDistance, PROT_READ | PROT_WRITE, MAP_PRIVATE);
}

u64 Memory::allocate(u64 bytes, Allocation::Kind kind, bool initialised) {
  const std::lock_guard lock(mutex_);
  if (bytes > kLimit || used_ + bytes > kLimit) return 0;
  const bool open = is_open(kind);
  // Pages are opened whole, so open memory shares none with device memory.
  const u64 start = open ? up(next_, kPage) : next_;
  const u64 end = up(start + bytes + kAlign, open ? kPage : kAlign);
  if (end > kGlobalBase + kGlobalBytes) return 0;
  next_ = end;
  used_ += bytes;
  if (open && !protect(start, bytes, PROT_READ | PROT_WRITE)) return 0;
  std::memset(state(start), initialised ? kReadable : kAllocated, bytes);
  allocations_[start] = {start, bytes, kind, false};
  return start;
}

bool Memory::release(u64 address) {
  const std::lock_guard lock(mutex_);
  const auto found = allocations_.find(address);
  if (found == allocations_.end() || found->second.freed) return false;
  Allocation& gone = found->second;
  gone.freed = true;
  used_ -= gone.bytes;
  std::memset(state(address), kFreed, gone.bytes);
  // Addresses are not used again, so that a late use is seen; whole pages are given back.
  const u64 from = up(address, kPage), to = (address + gone.bytes) / kPage * kPage;
  if (to > from) ::madvise(view(from), to - from, has_host ? MADV_REMOVE : MADV_DONTNEED);
  if (is_open(gone.kind)) protect(address, gone.bytes, PROT_NONE);
  return true;
}

bool Memory::revive(u64 address, bool initialised) {
  const std::lock_guard lock(mutex_);
  const auto found = allocations_.find(address);
  if (found == allocations_.end() || !found->second.freed) return false;
  found->second.freed = false;
  used_ += found->second.bytes;
  std::memset(state(address), initialised ? kReadable : kAllocated, found->second.bytes);
  return true;
}

const Allocation* Memory::below(u64 address) const {
  const std::lock_guard lock(mutex_);
  auto after = allocations_.upper_bound(address);
  return after == allocations_.begin() ? nullptr : &std::prev(after)->second;
}

const Allocation* Memory::above(u64 address) const {
  const std::lock_guard lock(mutex_);
  auto after = allocations_.upper_bound(address);
  while (after != allocations_.end() && after->second.freed) ++after;
  return after == allocations_.end() ? nullptr : &after->second;
}

std::vector<Allocation> Memory::in_use() const {
  const std::lock_guard lock(mutex_);
  std::vector<Allocation> result;
  for (const auto& [address, allocation] : allocations_) {
    if (!allocation.freed) result.push_back(allocation);
  }
  return result;
}

std::vector<Allocation> Memory::live() const {
  std::vector<Allocation> result = in_use();
  std::erase_if(result, [](const Allocation& each) {
    return each.kind == Allocation::Kind::variable ||
           each.kind == Allocation::Kind::managed_variable;
  });
  return result;
}

void Memory::lend(u64 address, u64 bytes) {
  const std::lock_guard lock(mutex_);
  lent_[address] = bytes;
}

bool Memory::unlend(u64 address) {
  const std::lock_guard lock(mutex_);
  return lent_.erase(address) != 0;
}

bool Memory::lent(u64 address, u64 bytes) const {
  const std::lock_guard lock(mutex_);
  const auto after = lent_.upper_bound(address);
  if (after == lent_.begin()) return false;
  const auto& [start, length] = *std::prev(after);
  return address + bytes <= start + length;
}

}  // namespace assay::sim
