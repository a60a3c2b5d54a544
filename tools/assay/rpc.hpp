#pragma once

#include "service/engine.hpp"

namespace assay::cli {

// Serves JSON-RPC 2.0 with Content-Length framing on two descriptors until the input ends or `exit`
// comes.  Requests run side by side; leaving cancels them all.  Returns the exit code.
int serve_rpc(Engine& engine, int input, int output);

}  // namespace assay::cli
