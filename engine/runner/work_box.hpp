#pragma once
// Runs one compile step in a place of its own and brings out what it made.

#include <string>

#include "base/fd.hpp"
#include "runner/init.hpp"

namespace assay {

struct WorkOrder {
  Fd report;                          // to the keeper: stop comes in, built goes out
  Fd request;                         // encode_build()
  Fd out, err;                        // of the program
  std::string folder;                 // "" if we have namespaces and mount our own
  std::vector<std::string> readable;  // for Landlock
};

[[noreturn]] void run_work_box(WorkOrder order, const BoxOptions& options);

}  // namespace assay
