#pragma once
// What grading needs: started at the first use, shared by all calls.

#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "base/lru.hpp"
#include "base/status.hpp"
#include "model/problem.hpp"
#include "plan/languages.hpp"
#include "runner/runner.hpp"
#include "service/cases.hpp"
#include "service/scripts.hpp"
#include "service/turns.hpp"

namespace assay {

// Threads: all members may be used from several at once.
struct Workbench {
  Runner& runner;
  Scripts& scripts;
  const Languages& languages;
  // Of the submissions: how many are in work at all, and how many of these run tests.
  Turns& entrance;
  Turns& stage;
  Lru<Cases>& cases;     // by problem and group
  bool entered = false;  // of a copy for work within a turn at the entrance
};

// Whoever takes boxes does so within a turn at the entrance, which has boxes enough for each turn;
// who waited for a second box while all others do so, too, would wait for ever.  Functions that
// take a bench enter by themselves unless it is a copy that has entered.
struct Entered {
  Workbench bench;
  std::optional<Turns::Turn> turn;
};
Result<Entered> enter(const Workbench& bench, std::stop_token stop,
                      const Claim& claim = {Priority::batch, ""});

// One call of a reference may take this long before the accepted solution answers instead.
inline constexpr double kReferenceBudgetMs = 1500;

// The tests of one group with their right answers: from memory, from disk, or made now.  An answer
// comes from the first that exists: `returns`, the class model, `reference` within its budget, else
// the first accepted solution, run in a box.
Result<std::shared_ptr<const Cases>> cases_of(Workbench& bench, const Problem& problem, int group,
                                              std::stop_token stop);
// Fills in the right answers that are missing, keeping nothing.
Status give_answers(Workbench& bench, const Problem& problem, Cases& cases, std::stop_token stop);
// The same of tests that were made just now.
Result<Cases> answered(Workbench& bench, const Problem& problem, int group, Cases cases,
                       std::stop_token stop);

}  // namespace assay
