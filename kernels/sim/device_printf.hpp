#pragma once

#include <string>

#include "sim/machine.hpp"

namespace assay::sim {

// The zero-terminated text at a generic address; at most 4096 bytes, and as far as it can be read.
std::string device_string(Warp& warp, u32 lane, u64 address);

// What printf(format, ...) prints; `arguments` is the generic address of the packed arguments.
std::string device_printf(Warp& warp, u32 lane, u64 format, u64 arguments);

}  // namespace assay::sim
