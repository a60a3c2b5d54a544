#include "service/limits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/digest.hpp"
#include "base/file.hpp"
#include "base/private_file.hpp"
#include "base/text.hpp"
#include "grade/limits.hpp"
#include "model/memory_rule.hpp"
#include "service/build.hpp"
#include "service/candidate.hpp"
#include "service/yardstick.hpp"

namespace assay {
namespace {

using nlohmann::json;

constexpr double kDefaultCpuMs = 10'000;  // where there is nothing to compare with
constexpr double kWorthRepeatingMs = 25;  // under this the least limit decides anyway

struct Need {
  double cpu_ms = 0;
  std::int64_t memory_bytes = 0;
  bool endless = false;  // it was stopped
};

// What the accepted solutions of one language needed, one entry a group.
struct Needs {
  std::string language;               // "" when no accepted solution could be run
  std::vector<std::string> solution;  // the slowest
  std::vector<double> cpu_ms;
  std::vector<std::int64_t> memory_bytes;
  double yardstick_ms = 0;  // beside the runs
};

Result<Need> run_once(Candidate& candidate, const Cases& cases, double patience) {
  Limits limits;
  limits.cpu_ms = patience;
  limits.wall_ms = 2 * patience;
  limits.memory_bytes = std::int64_t{4} << 30;
  Need worst;
  candidate.renew();
  for (const Case& test : cases) {
    ASSAY_TRY(const Attempted attempted, candidate.test(test, limits));
    const Outcome& outcome = attempted.outcome;
    if (outcome.ending == Ending::cancelled) return Status(Code::cancelled, "cancelled");
    // A solution that fails is the linter's to report; what it needed until then still counts.
    worst.cpu_ms = std::max(worst.cpu_ms, outcome.cpu_ms);
    worst.memory_bytes = std::max(worst.memory_bytes, outcome.memory_bytes);
    worst.endless = outcome.ending == Ending::cpu_limit || outcome.ending == Ending::wall_limit;
    if (worst.endless) break;
  }
  return worst;
}

// The median of three where the time matters, so that one disturbed run sets no limit.
Result<Need> run_group(Candidate& candidate, const Cases& cases, double patience) {
  ASSAY_TRY(const Need first, run_once(candidate, cases, patience));
  if (first.cpu_ms < kWorthRepeatingMs || first.endless) return first;
  ASSAY_TRY(const Need second, run_once(candidate, cases, patience));
  ASSAY_TRY(const Need third, run_once(candidate, cases, patience));
  std::array<double, 3> times = {first.cpu_ms, second.cpu_ms, third.cpu_ms};
  std::sort(times.begin(), times.end());
  return Need{times[1], std::max({first.memory_bytes, second.memory_bytes, third.memory_bytes})};
}

using Groups = std::vector<std::shared_ptr<const Cases>>;

Status measure(Workbench& bench, const Problem& problem, const Solution& solution,
               const Groups& groups, Needs& needs, std::stop_token stop) {
  ASSAY_TRY(Built built, build(bench, problem, solution.language, solution.source, stop));
  if (built.verdict != Verdict::accepted) return bad_problem(built.message);
  Candidate candidate(bench.runner, bench.scripts, problem, built.program, built.driver, stop);
  for (std::size_t group = 0; group < problem.groups.size(); ++group) {
    ASSAY_TRY(const Need need, run_group(candidate, *groups[group], patience_ms(problem)));
    if (need.endless) {
      return bad_problem(
          fmt::format("stopped after {} on \"{}\": it must be accepted, and no limit "
                      "can be derived from it",
                      human_ms(need.cpu_ms), problem.groups[group].name));
    }
    if (need.cpu_ms >= needs.cpu_ms[group]) {
      needs.cpu_ms[group] = need.cpu_ms;
      needs.solution[group] = solution.name;
    }
    needs.memory_bytes[group] = std::max(needs.memory_bytes[group], need.memory_bytes);
  }
  return {};
}

// Accepted solutions of the language; those of another language when it has none.
Result<Needs> measure_all(Workbench& bench, const Problem& problem, const std::string& language,
                          std::stop_token stop) {
  const std::size_t groups = problem.groups.size();
  Needs needs{"", std::vector<std::string>(groups), std::vector<double>(groups),
              std::vector<std::int64_t>(groups)};
  const Solution* any = accepted_solution(bench, problem, language);
  if (any == nullptr) any = accepted_solution(bench, problem);
  if (any == nullptr) return needs;
  needs.language = any->language;
  Groups cases;
  for (std::size_t group = 0; group < groups; ++group) {
    ASSAY_TRY(cases.emplace_back(), cases_of(bench, problem, static_cast<int>(group), stop));
  }
  const double before_ms = yardstick_ms();
  for (const Solution& solution : problem.solutions) {
    if (solution.language != needs.language || !solution.expect.empty()) continue;
    Status status = measure(bench, problem, solution, cases, needs, stop);
    if (!status.ok()) return std::move(status).in(solution.name);
  }
  needs.yardstick_ms = (before_ms + yardstick_ms()) / 2;
  return needs;
}

std::filesystem::path place(const Workbench& bench, const Problem& problem,
                            const std::string& language) {
  const Language* known = bench.languages.find(language);
  const std::string key = cases_key(problem) + language + (known ? known->version : "") +
                          std::to_string(std::thread::hardware_concurrency()) +
                          std::string(name(bench.runner.tier()));
  return cache_dir() / "limits" / (sha256(key).substr(0, 32) + ".json");
}

std::optional<Needs> load(const std::filesystem::path& path, std::size_t groups) {
  const Result<std::string> text = read_file(path);
  if (!text.ok()) return std::nullopt;
  try {
    const json kept = json::parse(*text);
    Needs needs{kept.at("language"), kept.at("solution"), kept.at("cpu_ms"),
                kept.at("memory_bytes"), kept.at("yardstick_ms")};
    if (needs.cpu_ms.size() != groups || needs.solution.size() != groups ||
        needs.memory_bytes.size() != groups) {
      return std::nullopt;
    }
    return needs;
  } catch (const json::exception&) {
    return std::nullopt;  // damaged: measured again
  }
}

Result<GroupLimits> derive(const Workbench& bench, const Problem& problem, const Needs& needs,
                           const std::string& language, std::size_t group, bool narrow) {
  GroupLimits limits;
  limits.cpu_ms = problem.time_limit_ms.value_or(kDefaultCpuMs);
  limits.how = problem.time_limit_ms ? "set by the author" : "nothing to derive it from";
  limits.memory_bytes = problem.memory_limit_bytes.value_or(Limits().memory_bytes);
  if (needs.language.empty()) return limits;

  const Language* own = bench.languages.find(language);
  const Language* other = bench.languages.find(needs.language);
  const double factor = own != nullptr ? own->factor : 1;
  const bool tight = narrow || speed_decides(problem, problem.groups[group]);
  ASSAY_TRY(const TimeLimit time,
            derive_time_limit(tight ? kWhereSpeedDecides : kElsewhere,
                              {{needs.solution[group], needs.language,
                                other != nullptr ? other->factor : 1, needs.cpu_ms[group]}},
                              language, factor));
  limits.reference_cpu_ms = needs.cpu_ms[group];
  limits.reference_memory_bytes = needs.memory_bytes[group];
  if (!problem.time_limit_ms) {
    limits.cpu_ms = time.cpu_ms;
    limits.how = time.how;
    limits.yardstick_ms = needs.yardstick_ms;
  }
  const std::string& memory = problem.groups[group].memory;
  if (!memory.empty()) {
    ASSAY_TRY(const MemoryRule rule, parse_memory(memory));
    limits.memory_bytes = rule.limit(limits.reference_memory_bytes);
  }
  return limits;
}

}  // namespace

double patience_ms(const Problem& problem) {
  return problem.time_limit_ms ? std::max(10'000.0, 2 * *problem.time_limit_ms) : 60'000;
}

Result<std::vector<GroupLimits>> limits_of(Workbench& bench, const Problem& problem,
                                           const std::string& language, std::stop_token stop,
                                           bool narrow) {
  if (problem.kind == Kind::model || problem.kind == Kind::suite) {  // none is derived
    return std::vector<GroupLimits>(problem.groups.size());
  }
  const std::filesystem::path path = place(bench, problem, language);
  std::optional<Needs> needs = load(path, problem.groups.size());
  if (!needs) {
    ASSAY_TRY(Entered entered, enter(bench, stop));
    ASSAY_TRY(needs, measure_all(entered.bench, problem, language, stop));
    const json kept = {{"language", needs->language},
                       {"solution", needs->solution},
                       {"cpu_ms", needs->cpu_ms},
                       {"memory_bytes", needs->memory_bytes},
                       {"yardstick_ms", needs->yardstick_ms}};
    // Measured again if it cannot be kept: that costs time, not the verdict.
    static_cast<void>(
        write_private_file(path, kept.dump(-1, ' ', false, json::error_handler_t::replace)));
  }
  std::vector<GroupLimits> limits;
  for (std::size_t group = 0; group < problem.groups.size(); ++group) {
    ASSAY_TRY(GroupLimits derived, derive(bench, problem, *needs, language, group, narrow));
    limits.push_back(std::move(derived));
  }
  return limits;
}

}  // namespace assay
