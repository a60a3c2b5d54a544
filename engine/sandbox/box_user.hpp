#pragma once
// Where the engine is root, every box has a user of the host to itself.

#include <sys/types.h>

#include "base/fd.hpp"
#include "base/status.hpp"

namespace assay {

struct BoxUser {
  uid_t uid = 0;
  Fd claim;  // whoever holds it has the user; the kernel ends the claim with its last holder
};

bool is_box_user(uid_t uid);

// A user whom no distribution gives out, nobody has claimed and no process runs as.  Only root can;
// /run must be writable.
Result<BoxUser> claim_box_user();

}  // namespace assay
