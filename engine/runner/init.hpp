#pragma once
// The first process of a slot: pid 1 of its namespaces, trusted, forked from the keeper.  It builds
// the root, starts the parents that make test processes, and the boxes that compile.

#include <sys/types.h>

#include <cstdint>

#include "base/fd.hpp"
#include "model/verdict.hpp"
#include "sandbox/filter.hpp"

namespace assay {

// Made once in the launcher; building a filter takes longer than starting a slot.
struct Filters {
  FilterProgram test, build;
};

struct BoxOptions {
  Tier tier = Tier::none;
  bool root = false;           // we were started by root, so the box gets a user of its own
  uid_t uid = 0;               // of the host, that code in the box runs as
  std::uint64_t exec_key = 0;  // sandbox/filter.hpp
  const Filters* filters = nullptr;
};

// Serves the keeper until `socket` closes.
[[noreturn]] void run_init(Fd socket, const BoxOptions& options);

}  // namespace assay
