#pragma once
// The parent of test processes that are started by exec: confined as they are, but for the lock,
// which each of them puts on itself.

#include "base/fd.hpp"
#include "runner/init.hpp"

namespace assay {

// Serves start and wait until `socket` closes.
[[noreturn]] void run_spawner(Fd socket, const BoxOptions& options);

}  // namespace assay
