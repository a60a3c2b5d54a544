#pragma once
// What the assembler inside libnvrtc says of each kernel, in the log of a compilation with
// --ptxas-options=-v.

#include <cstdint>
#include <string>
#include <vector>

namespace assay::nvrtc {

struct Resources {
  std::string kernel;  // as PTX has it
  std::uint64_t registers = 0, spill_bytes = 0, shared_bytes = 0;
};

// Takes its lines out of the log.
std::vector<Resources> take_resources(std::string* log);

// Lines for the top of the PTX, where nothing of a source can stand: "// ptxas _Z4scanPKiPii 12 0".
std::string resource_lines(const std::vector<Resources>& all);

// An error in the words of a compiler if a kernel declares more shared memory than a block has; ""
// if none does.  The log says nothing then.
std::string too_much_shared(const std::vector<Resources>& all, const std::string& file,
                            const std::string& source);

}  // namespace assay::nvrtc
