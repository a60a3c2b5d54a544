#pragma once
// Whose turn on a processor it is.

#include <sys/types.h>

namespace assay {

// What watches and ends a crowd of processes that compute must not wait its turn behind them: makes
// a process (0: this one) go before ordinary ones, or, without the right to that, have short turns
// soon (Linux 6.12 and newer).  Its children have turns like any process's.
void go_first(pid_t pid);
// This process has turns like any other's again.
void take_turns();

}  // namespace assay
