#pragma once

#include <string_view>

#include "base/status.hpp"

namespace assay::cli {

// What the program ends with; the same for every verb, and part of every --help.
enum ExitCode : int {
  kFine = 0,         // accepted, or nothing to complain of
  kNotAccepted = 1,  // graded and not accepted; lint findings that are errors
  kUsage = 2,
  kBadProblem = 3,   // a problem or a bank is invalid
  kUnavailable = 4,  // this machine cannot run it
  kInternal = 5,
  kInterrupted = 130,
};

ExitCode exit_code(Code code);
ExitCode exit_code(std::string_view verdict);

}  // namespace assay::cli
