#pragma once
// Where in the program's own code a call of its host stands.

#include <vector>

#include "sim/findings.hpp"

namespace assay::cudart {

// Places in the program's file, the innermost first: from where it called us, and from where that
// was called.  `at`: the instruction that trapped, if it is one.
std::vector<sim::u64> host_calls(const void* at = nullptr);

// Gives a finding the line of the first of them in the candidate's own code, if the program was
// built with -g and the system has an addr2line.
void place(const std::vector<sim::u64>& calls, sim::Finding* finding);

}  // namespace assay::cudart
