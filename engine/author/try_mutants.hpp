#pragma once
// Which mutants of a solution the tests of its problem do not notice.

#include <chrono>
#include <stop_token>
#include <vector>

#include "author/mutate.hpp"
#include "base/status.hpp"
#include "model/problem.hpp"
#include "service/state.hpp"

namespace assay {

struct MutantsTried {
  std::size_t count = 0;  // fewer than there are if time ran out
  std::vector<const Mutant*> survivors;
  Status unjudged;  // bad_problem: what the author's code said of the first that it failed on
};

// Grades them in their order, as many at once as the engine has jobs; none is begun once `time` is
// over.  Fails as the first that could not be run does.  `mutants` must outlive the result.
Result<MutantsTried> try_mutants(Engine::State& state, const Problem& problem,
                                 const std::string& language, const std::vector<Mutant>& mutants,
                                 std::chrono::steady_clock::duration time, std::stop_token stop);

}  // namespace assay
