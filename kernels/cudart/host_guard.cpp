#include "cudart/host_guard.hpp"

#include <sys/mman.h>

#include "sim/memory.hpp"

namespace assay::cudart {
namespace {

constexpr u64 kPage = 4096;

bool set(u64 page, int protection) {
  return ::mprotect(reinterpret_cast<void*>(page), kPage, protection) == 0;
}

bool host_sees(u64 address) {
  using enum sim::Allocation::Kind;
  if (!sim::Memory::owns(address)) return false;
  const sim::Allocation* const found = sim::Memory::device().below(address);
  return found &&
         (found->kind == managed || found->kind == pinned || found->kind == managed_variable);
}

}  // namespace

void HostGuard::close(u64 begin, u64 end, bool writes) {
  if (begin >= end || !host_sees(begin)) return;
  for (u64 page = begin / kPage * kPage; page < end; page += kPage) {
    const bool fresh = closed_.insert(page).second;
    if (writes) {
      set(page, PROT_NONE);
    } else if (fresh) {
      set(page, PROT_READ);
    }
  }
}

void HostGuard::open_all() {
  for (const u64 page : closed_) set(page, PROT_READ | PROT_WRITE);
  closed_.clear();
}

bool HostGuard::open(u64 address) {
  const u64 page = address / kPage * kPage;
  return closed_.erase(page) != 0 && set(page, PROT_READ | PROT_WRITE);
}

}  // namespace assay::cudart
