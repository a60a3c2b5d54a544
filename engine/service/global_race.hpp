#pragma once
// Whether a kernel that answered wrongly races in global memory.

#include <stop_token>
#include <string>

#include "model/problem.hpp"
#include "model/run.hpp"
#include "service/build.hpp"
#include "service/workbench.hpp"

namespace assay {

// `simulation` is that of a test without findings, as JSON text; it comes back with the races that
// another run found, and with `checks` = "races" in any case.  That run takes many times as long:
// one that does not answer within `limits` leaves `simulation` as it was.  Its time is added to
// `cpu_ms`.  `bench` has entered.
std::string with_global_races(Workbench& bench, const Problem& problem, const Built& built,
                              const Case& test, const Limits& limits, std::string simulation,
                              std::stop_token stop, double* cpu_ms);

}  // namespace assay
