#pragma once
// What the simulator said of a test of a kernel -> a verdict beside that on its values.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/status.hpp"
#include "model/problem.hpp"
#include "model/report.hpp"
#include "model/verdict.hpp"

namespace assay {

struct KernelVerdict {
  Verdict verdict = Verdict::accepted;
  double score = 1;
  std::string feedback;
  std::vector<double> figures = {};  // of judge_counters: the value of each counter
};

// The first finding: runtime_error with its line, block and thread; unsupported if the simulator
// met what it does not know.  Nothing if there is none.  A report that cannot be read is
// internal_error: it is ours.
Result<std::optional<KernelVerdict>> judge_findings(std::string_view report);

// The problem's counters: too_slow beyond `pass`, and from there to `full` half of the score to all
// of it.  `elements`: what counters "per element" divide by; 0: the largest tensor's.
//
// sectors_per_ideal         32-byte sectors of global memory moved, over those that the bytes asked
//                           for would fill
// wavefronts_per_ideal      passes over shared memory, over those without bank conflicts
// bytes_per_compulsory      bytes of those sectors, over reading each input and writing each output
//                           once
// instructions_per_element  warp instructions times 32: lanes that idle cost as much as those that
//                           work
// flops_per_element, atomics_per_element   of the lanes that took part
// active_lanes              0 to 1: lanes that took part in an instruction
// local_accesses            of warps: spilled registers and arrays in local memory
// launches, shared_bytes    of kernels; the most that a block of one had
Result<KernelVerdict> judge_counters(const Kernel& kernel, std::string_view report,
                                     double elements);

// The same from figures that were kept, by the bounds that hold now.  bad_problem if one of them is
// of a counter that was not counted then.
Result<KernelVerdict> judge_figures(const Kernel& kernel,
                                    const std::vector<std::pair<std::string, double>>& figures);

// The problem's counters, each the worst of the tests that they were held against.
std::vector<std::pair<std::string, double>> worst_figures(const Kernel& kernel,
                                                          const std::vector<TestReport>& tests);

}  // namespace assay
