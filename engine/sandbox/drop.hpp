#pragma once
// Giving up powers.

#include <sys/types.h>

#include <cstdint>

#include "base/status.hpp"

namespace assay {

// All capabilities, the bounding set and the ambient set too, and sets no_new_privs.
Status drop_capabilities();

// Keeps only what a keeper needs to stand over processes of other users; nothing if we have
// nothing.
Status keep_keeper_capabilities();

// Becomes a user who owns nothing, for good; without supplementary groups if it may change them.
// Keeps its capabilities, for drop_capabilities() to take.
Status become(uid_t uid, gid_t gid, bool set_groups);

// Core files, locked memory and message queues off; few signals that wait (a timer is one, too); a
// large stack; nothing of RLIMIT_AS, which breaks numerical libraries that reserve more than they
// use.
Status set_standard_limits();
// One resource of setrlimit, soft and hard.
Status set_limit(int resource, std::uint64_t value);

// All signals as a new program expects them.
void reset_signals();

}  // namespace assay
