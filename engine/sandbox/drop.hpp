#pragma once
// Giving up powers.

#include <sys/types.h>

#include <cstdint>

#include "base/status.hpp"

namespace assay {

// All capabilities, the bounding set and the ambient set too, and sets no_new_privs.
Status drop_capabilities();

// Becomes a user who owns nothing: no supplementary groups, all ids changed for good.  Keeps
// capabilities if `keep_capabilities`; drop_capabilities() takes them later.
Status become(uid_t uid, gid_t gid, bool set_groups, bool keep_capabilities);

// Core files, locked memory and message queues off; a large stack; nothing of RLIMIT_AS, which
// breaks numerical libraries that reserve more than they use.
Status set_standard_limits();
// One resource of setrlimit, soft and hard.
Status set_limit(int resource, std::uint64_t value);

// All signals as a new program expects them.
void reset_signals();

}  // namespace assay
