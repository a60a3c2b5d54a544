#pragma once
// Whether two solutions that should both be right answer differently somewhere.

#include <optional>
#include <stop_token>
#include <string>

#include "base/status.hpp"
#include "model/problem.hpp"
#include "service/workbench.hpp"

namespace assay {

struct Disagreement {
  Value arguments;         // the smallest found
  std::string one, other;  // what each answers
};

// Runs both on the arguments of the problem's tests and on neighbours of them (shorter lists, other
// numbers): such an input need not be a legal one, so only inputs that both answer count.  A
// problem of kind function.
Result<std::optional<Disagreement>> find_disagreement(Workbench& bench, const Problem& problem,
                                                      const Solution& one, const Solution& other,
                                                      std::stop_token stop);

}  // namespace assay
