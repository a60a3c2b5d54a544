#pragma once
// What the host may not touch yet: pages of pinned and managed memory are closed to the program
// while work that it did not wait for is on them, so that touching them traps.

#include <set>

#include "sim/lanes.hpp"

namespace assay::cudart {

using sim::u64;

// Under the runtime's lock.
class HostGuard {
 public:
  // Work that the host has not waited for is on [begin, end): closes it for writing, and for
  // reading if the work `writes`.  Memory that the host never sees, or that is its own, stays as it
  // is.
  void close(u64 begin, u64 end, bool writes);
  void open_all();
  // False if the page of `address` was not closed.
  bool open(u64 address);

 private:
  std::set<u64> closed_;  // pages
};

}  // namespace assay::cudart
