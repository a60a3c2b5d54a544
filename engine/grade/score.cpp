#include "grade/score.hpp"

#include <algorithm>
#include <cassert>
#include <charconv>

namespace assay {
namespace {

bool is_hidden(const Group& group) {
  return group.source != Group::Source::example && !group.visible;
}

// Groups of levels are named by the level's number.
const Level* level_of(const Problem& problem, const Group& group) {
  if (group.source != Group::Source::level) return nullptr;
  std::size_t number = 0;
  std::from_chars(group.name.data(), group.name.data() + group.name.size(), number);
  return number >= 1 && number <= problem.levels.size() ? &problem.levels[number - 1] : nullptr;
}

bool fully_accepted(const GroupReport& group) {
  return group.verdict == Verdict::accepted && group.accepted == group.count;
}

bool is_rated(const Group& group) {
  return group.source == Group::Source::metric || group.source == Group::Source::part;
}

// Accepted or not, a metric is worth what its band says; so is an accepted kernel, by its counters.
double earned(const Group& group, const TestReport& test) {
  const bool plain = test.score <= 0 && !is_rated(group);
  return test.verdict == Verdict::accepted && plain ? 1 : test.score;
}

// The tests of one group by index, with those after the end of its process marked.
std::vector<TestReport*> tests_of(Report& report, const std::string& group) {
  std::vector<TestReport*> tests;
  for (TestReport& test : report.tests) {
    if (test.group == group) tests.push_back(&test);
  }
  std::stable_sort(tests.begin(), tests.end(),
                   [](const TestReport* a, const TestReport* b) { return a->index < b->index; });
  bool ended = false;
  for (TestReport* test : tests) {
    if (ended) {
      test->verdict = Verdict::skipped;
      test->score = 0;
      test->feedback.clear();
    }
    ended |= ends_group(*test);
  }
  return tests;
}

GroupReport report_of(const Group& group, double of, const Limits* limits,
                      const std::vector<TestReport*>& tests) {
  GroupReport result;
  result.name = group.name;
  result.visible = group.visible;
  result.of = of;
  result.count = std::max(group.count, static_cast<int>(tests.size()));
  if (limits != nullptr) {
    result.limit_ms = limits->cpu_ms;
    result.memory_limit_bytes = limits->memory_bytes;
  }
  double sum = 0;
  const TestReport* failure = nullptr;
  for (const TestReport* test : tests) {
    sum += earned(group, *test);
    result.accepted += test->verdict == Verdict::accepted;
    result.worst_cpu_ms = std::max(result.worst_cpu_ms, test->cpu_ms);
    result.worst_memory_bytes = std::max(result.worst_memory_bytes, test->memory_bytes);
    if (failure == nullptr && test->verdict != Verdict::accepted) failure = test;
  }
  if (failure != nullptr) {
    result.verdict = failure->verdict;
    result.feedback = failure->feedback;
  } else if (!tests.empty() && result.accepted == result.count) {
    result.verdict = Verdict::accepted;
    if (is_rated(group)) result.feedback = tests[0]->feedback;
  }
  const double share = result.count > 0 ? sum / result.count : 0;
  result.points = group.all_or_nothing ? (fully_accepted(result) ? of : 0) : of * share;
  return result;
}

// What a closed level asks for, nobody was told: to fail there is no failure.
void forgive_closed_levels(const Problem& problem, int open, std::vector<GroupReport>& groups) {
  for (GroupReport& group : groups) {
    const auto is_closed = [&](const Group& other) {
      const Level* level = other.name == group.name ? level_of(problem, other) : nullptr;
      return level != nullptr && level - problem.levels.data() >= open;
    };
    const bool closed = std::any_of(problem.groups.begin(), problem.groups.end(), is_closed);
    if (!closed || fully_accepted(group)) continue;
    group.verdict = Verdict::skipped;
    group.feedback.clear();
  }
}

void take_back_unmet_levels(const Problem& problem, std::vector<GroupReport>& groups) {
  for (const Group& group : problem.groups) {
    const Level* level = level_of(problem, group);
    if (level == nullptr) continue;
    const auto find = [&](const std::string& name) {
      return std::find_if(groups.begin(), groups.end(),
                          [&](const GroupReport& other) { return other.name == name; });
    };
    const auto is_unmet = [&](int needed) {
      const auto at = find(std::to_string(needed));
      return at == groups.end() || !fully_accepted(*at);
    };
    const auto own = find(group.name);
    if (own != groups.end() && std::any_of(level->needs.begin(), level->needs.end(), is_unmet)) {
      own->points = 0;
    }
  }
}

// Points lost by groups that belong to no bug, and fail: they passed before.  Visible rows show
// what others check.
double regressions(const Problem& problem, const Report& report) {
  if (problem.bugs.empty()) return 0;
  double lost = 0;
  for (const GroupReport& group : report.groups) {
    const bool planted = std::any_of(problem.bugs.begin(), problem.bugs.end(),
                                     [&](const Bug& bug) { return bug.group == group.name; });
    const bool fails = group.verdict != Verdict::accepted;
    if (!planted && !group.visible && fails) lost += problem.regression;
  }
  return lost;
}

bool has_verdict(const Report& report, Verdict verdict) {
  return std::any_of(report.tests.begin(), report.tests.end(),
                     [&](const TestReport& test) { return test.verdict == verdict; });
}

Verdict overall(const Report& report) {
  for (const Verdict ours : {Verdict::internal_error, Verdict::cancelled, Verdict::unsupported}) {
    if (has_verdict(report, ours)) return ours;
  }
  for (const GroupReport& group : report.groups) {
    if (group.verdict != Verdict::accepted && group.count > 0) return group.verdict;
  }
  const bool too_slow = report.growth && report.growth->verdict == Verdict::too_slow;
  return too_slow ? Verdict::too_slow : Verdict::accepted;
}

}  // namespace

bool ends_group(const TestReport& test) {
  switch (test.verdict) {
    case Verdict::time_limit:
    case Verdict::memory_limit:
    case Verdict::output_limit:
    case Verdict::security_violation:
      return true;
    case Verdict::runtime_error:
      return test.ending != Ending::raised;
    case Verdict::no_answer:
      return test.ending == Ending::exited;
    default:
      return false;
  }
}

void score(const Problem& problem, const std::vector<Limits>& limits, Report& report,
           bool visible_only) {
  assert(limits.empty() || limits.size() == problem.groups.size());
  report.groups.clear();
  double sum = 0;
  int tests_counted = 0;
  for (std::size_t i = 0; i < problem.groups.size(); ++i) {
    Group group = problem.groups[i];
    const std::vector<TestReport*> tests = tests_of(report, group.name);
    if (tests.empty() && (visible_only || !is_hidden(group) || group.count == 0)) continue;
    if (visible_only) group.count = static_cast<int>(tests.size());
    report.groups.push_back(report_of(group, visible_only ? 0 : group.points,
                                      limits.empty() ? nullptr : &limits[i], tests));
    for (const TestReport* test : tests) sum += earned(group, *test);
    tests_counted += report.groups.back().count;
  }
  if (report.open_levels) forgive_closed_levels(problem, *report.open_levels, report.groups);
  take_back_unmet_levels(problem, report.groups);

  report.points = report.of = 0;
  for (const GroupReport& group : report.groups) {
    report.points += group.points;
    report.of += group.of;
  }
  report.points = std::max(0.0, report.points - regressions(problem, report));
  report.score = report.of > 0       ? report.points / report.of
                 : tests_counted > 0 ? sum / tests_counted
                                     : 0;
  if (!report.tests.empty()) report.verdict = overall(report);
}

void charge_hints(double cost, Report& report) {
  report.hint_cost = cost;
  report.points = std::max(0.0, report.points - cost);
  if (report.of > 0) report.score = std::min(report.score, report.points / report.of);
}

}  // namespace assay
