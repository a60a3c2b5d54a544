#pragma once
// The tests of a submission: which they are, and how they run; one by one or, while they take next
// to nothing, many at once.

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

#include "base/status.hpp"
#include "model/problem.hpp"
#include "model/report.hpp"
#include "service/build.hpp"
#include "service/candidate.hpp"
#include "service/cases.hpp"
#include "service/grading.hpp"
#include "service/limits.hpp"
#include "service/workbench.hpp"

namespace assay {

// One thread at a time.  All that it is made of must outlive it.
class TestRun {
 public:
  // `report` says how tests share processes, and is what they are added to.
  TestRun(Workbench& bench, const Problem& problem, const GradeRequest& request,
          const Progress& progress, const Built& built, Report& report, std::stop_token stop);

  // Which tests are to be run, with their limits; their box is made ready meanwhile.
  Status collect();
  // Runs them.  The report then has a test for each, in order.
  Status run();
  // Gives the box back.
  void close() { candidate_.reset(); }

  // How the source fared, if it could not even be loaded: then no test says anything.
  const std::optional<TestReport>& load_failure() const { return load_failure_; }
  // At the first failure, as asked.
  bool stopped() const { return stopped_; }
  // Of each of the problem's groups; none where only examples run.
  const std::vector<GroupLimits>& limits() const { return limits_; }
  // The same as the scoring wants them.
  const std::vector<Limits>& promised() const { return promised_; }

 private:
  struct Planned {
    static constexpr std::size_t kNoGroup = SIZE_MAX;  // the candidate's own input
    std::size_t group;
    int index;
    bool visible;
    const Case& test;
    bool first = false;  // ran before all others in its process
  };

  Status collect_input();
  Status collect_groups();
  // Runs the tests from `begin` to the end of their group; gives the next group's first test.
  std::size_t run_group(std::size_t begin);
  Result<TestReport> run_test(Planned& planned);
  Result<TestReport> attempt(Planned& planned, const Limits& limits);
  // Runs the first ones of these tests together.  None if there are too few for that, or one of
  // them is not as tiny as those before it: then each has to go alone.
  Result<std::deque<TestReport>> run_batch(const std::vector<std::size_t>& wanted);
  // Runs a shuffled sample again, in a process that has not seen the other tests.  An answer that
  // differs was not a function of the test alone.  What ran first in its process needs no second
  // look: nothing had been left behind for it.
  Status run_sample();
  std::vector<std::size_t> draw_sample() const;
  // `same_bits = n`: every answer again, each time in a process of its own.
  Status run_same_bits();

  // Draws the first race that the simulator could draw at the sizes of its test only on a smaller
  // one.
  void shrink_race();

  // Says of the first test that crashed, or of a visible one that was answered wrongly, which
  // mistake of the source made it so, where the language can; of a hidden one only the line.
  Status explain_failure();
  // Looks for races in global memory in the visible tests of a kernel that were answered wrongly.
  Status explain_kernel();

  TestReport blank(const Planned& planned) const;
  TestReport report_on(const Planned& planned, const Result<Attempted>& attempted,
                       const Limits& limits);
  GroupLimits limits_for(const Planned& planned) const;
  bool may_batch() const;
  void went_alone(const TestReport& report);
  std::vector<std::size_t> group_from(std::size_t first) const;
  std::uint64_t sample_seed() const;

  // The value, or with the failure kept `otherwise`.
  template <class T>
  T take(Result<T> result, T otherwise = {}) {
    if (result.ok()) return std::move(*result);
    failure_ = std::move(result).status();
    return otherwise;
  }

  Workbench& bench_;
  const Problem& problem_;
  const GradeRequest& request_;
  const Progress& progress_;
  const Built& built_;
  Report& report_;
  std::stop_token stop_;
  int source_lines_;
  std::optional<Candidate> candidate_;
  std::vector<GroupLimits> limits_;
  std::vector<Limits> promised_;
  std::vector<std::shared_ptr<const Cases>> cases_;  // that the tests are of
  std::vector<Planned> tests_;
  std::optional<TestReport> load_failure_;
  Status failure_;
  std::size_t alone_ = 0;  // tests that go alone before a batch is tried
  std::size_t alone_after_failure_ = 1;
  bool stopped_ = false;
};

}  // namespace assay
