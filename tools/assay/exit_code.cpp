#include "exit_code.hpp"

namespace assay::cli {

ExitCode exit_code(Code code) {
  switch (code) {
    case Code::ok:
      return kFine;
    case Code::invalid_argument:
    case Code::not_found:
      return kUsage;
    case Code::bad_problem:
      return kBadProblem;
    case Code::unavailable:
      return kUnavailable;
    case Code::cancelled:
      return kInterrupted;
    case Code::io:
    case Code::internal:
    case Code::script_lost:
      break;
  }
  return kInternal;
}

ExitCode exit_code(std::string_view verdict) {
  if (verdict == "accepted") return kFine;
  if (verdict == "unsupported") return kUnavailable;
  if (verdict == "internal_error") return kInternal;
  if (verdict == "cancelled") return kInterrupted;
  return kNotAccepted;
}

}  // namespace assay::cli
