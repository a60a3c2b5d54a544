#pragma once

#include <memory>
#include <string>

#include "base/status.hpp"
#include "sim/code.hpp"

namespace assay::sim {

class Program;

// Decodes a kernel and every function that it can reach.
Result<std::unique_ptr<Kernel>> decode_kernel(Program& program, const std::string& name);

}  // namespace assay::sim
