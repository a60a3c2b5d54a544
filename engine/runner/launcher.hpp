#pragma once

namespace assay {

// The small process that everything is forked from, so that the host never forks: `assay-runner
// --launch`.  Serves the host on `socket` until that closes, and returns when all that it started
// is gone.
int run_launcher(int socket);

}  // namespace assay
