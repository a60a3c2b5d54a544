#pragma once
// One process per slot that stands outside the box: it owns the box, enforces every limit and takes
// every measure, and is the host's partner for the slot.

#include "base/fd.hpp"
#include "runner/init.hpp"

namespace assay {

// Serves the host until `socket` closes, then leaves nothing behind.
[[noreturn]] void run_keeper(Fd socket, const BoxOptions& options, const std::string& name);

}  // namespace assay
