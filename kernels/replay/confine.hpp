#pragma once
// What holds the process that talks to a GPU's driver, because the driver's compiler reads a
// candidate's PTX in it.

#include "base/status.hpp"
#include "replay/driver.hpp"

namespace assay::replay {

// Forks.  The child goes on in a network of its own where that can be had, and is killed with its
// parent.  The parent never returns: it waits, ends with the child, and kills it as soon as the
// engine's end of `channel` closes.  One thread only, and before anything else.
void fork_with_keeper(int channel);

// For good: a user who owns nothing where we are root, no capabilities, no environment but what the
// driver has to know, no file but the driver's (its folder, the system's libraries, what Linux says
// of the devices) and the devices' nodes, no new process, program or socket.  The driver's library
// must be open and must not have been started.  unavailable where the kernel has no Landlock.
Status confine(const Driver& driver);

}  // namespace assay::replay
