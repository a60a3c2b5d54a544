#pragma once

#include <filesystem>
#include <stop_token>
#include <string>

#include "base/status.hpp"
#include "plan/plan.hpp"
#include "runner/runner.hpp"

namespace assay {

struct Compiled {
  bool ok = true;       // else the source does not compile, and `message` says why
  std::string message;  // the compiler's first errors, with the candidate's own line numbers
  Program program;      // whole, if ok
  bool cached = false;
  double cpu_ms = 0, wall_ms = 0;  // of this build; 0 when cached or interpreted
};

// Makes the program runnable: from the cache under `cache`, or by compiling in a box.  What
// compiles share is built at the first use.  A source that does not compile is a success with
// ok == false; a Status means that we could not compile at all.
// Threads: may be called from any; one process builds what is shared only once.
Result<Compiled> compile(Runner& runner, const Planned& planned, const std::filesystem::path& cache,
                         std::stop_token stop = {});

}  // namespace assay
