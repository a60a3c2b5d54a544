#pragma once

#include <map>

#include "sim/summary.hpp"

namespace assay::harness {

// What one schedule of a test counted and found.
struct Counted {
  std::map<const sim::Kernel*, sim::KernelRecord> records;
  sim::Findings* findings = nullptr;
  sim::Witness* witness = nullptr;  // to watch the launches by; or none
  sim::u64 instructions = 0;        // of warps, under every schedule
  bool races = false;               // those in global memory are looked for
};

// Runs a launch whose kernel, shape and parameters are set, on one thread of ours, so that a
// schedule is the same in every run.
void run_counted(sim::Launch& launch, int schedule, Counted* counted);

}  // namespace assay::harness
