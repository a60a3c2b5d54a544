#include "service/limits.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/digest.hpp"
#include "base/file.hpp"
#include "grade/limits.hpp"
#include "service/build.hpp"
#include "service/candidate.hpp"

namespace assay {
namespace {

using nlohmann::json;

constexpr double kDefaultCpuMs = 10'000;  // where there is nothing to compare with
constexpr double kWorthRepeatingMs = 25;  // under this the 50 ms floor decides anyway

// What accepted solutions of one language needed, one entry a group.
struct Measured {
  std::string language;
  std::vector<double> cpu_ms;
  std::vector<std::int64_t> memory_bytes;
};

struct Need {
  double cpu_ms = 0;
  std::int64_t memory_bytes = 0;
};

Result<Need> run_once(Candidate& candidate, const Cases& cases) {
  Limits limits;
  limits.cpu_ms = 60'000;
  limits.wall_ms = 120'000;
  limits.memory_bytes = std::int64_t{4} << 30;
  Need worst;
  candidate.renew();
  for (const Case& test : cases) {
    ASSAY_TRY(const Attempted attempted, candidate.test(test, limits));
    const Outcome& outcome = attempted.outcome;
    if (outcome.ending != Ending::answered) {
      return bad_problem("\"" + test.name + "\": " + outcome.message);
    }
    worst.cpu_ms = std::max(worst.cpu_ms, outcome.cpu_ms);
    worst.memory_bytes = std::max(worst.memory_bytes, outcome.memory_bytes);
  }
  return worst;
}

// The median of three where the time matters, so that one disturbed run sets no limit.
Result<Need> run_group(Candidate& candidate, const Cases& cases) {
  ASSAY_TRY(const Need first, run_once(candidate, cases));
  if (first.cpu_ms < kWorthRepeatingMs) return first;
  ASSAY_TRY(const Need second, run_once(candidate, cases));
  ASSAY_TRY(const Need third, run_once(candidate, cases));
  std::array<double, 3> times = {first.cpu_ms, second.cpu_ms, third.cpu_ms};
  std::sort(times.begin(), times.end());
  return Need{times[1], std::max({first.memory_bytes, second.memory_bytes, third.memory_bytes})};
}

Status measure(Workbench& bench, const Problem& problem, const Solution& solution,
               Measured& measured, std::stop_token stop) {
  ASSAY_TRY(Built built, build(bench, problem, solution.language, solution.source, stop));
  if (built.verdict != Verdict::accepted) return bad_problem(built.message);
  Candidate candidate(bench.runner, bench.scripts, problem, built.program, built.driver, stop);
  measured.cpu_ms.resize(problem.groups.size());
  measured.memory_bytes.resize(problem.groups.size());
  for (std::size_t group = 0; group < problem.groups.size(); ++group) {
    ASSAY_TRY(const Cases cases, cases_of(bench, problem, static_cast<int>(group), stop));
    Result<Need> need = run_group(candidate, cases);
    if (!need.ok()) return std::move(need).status().in(problem.groups[group].name);
    measured.cpu_ms[group] = std::max(measured.cpu_ms[group], need->cpu_ms);
    measured.memory_bytes[group] = std::max(measured.memory_bytes[group], need->memory_bytes);
  }
  return {};
}

// Accepted solutions of the language; those of any other language when it has none.
Result<Measured> measure_all(Workbench& bench, const Problem& problem, const std::string& language,
                             std::stop_token stop) {
  Measured measured;
  const Solution* any = accepted_solution(bench, problem, language);
  if (any == nullptr) any = accepted_solution(bench, problem);
  if (any == nullptr) return measured;
  measured.language = any->language;
  for (const Solution& solution : problem.solutions) {
    if (solution.language != measured.language || !solution.expect.empty()) continue;
    Status status = measure(bench, problem, solution, measured, stop);
    if (!status.ok()) return std::move(status).in(solution.name);
  }
  return measured;
}

std::filesystem::path place(const Workbench& bench, const Problem& problem,
                            const std::string& language) {
  const Language* known = bench.languages.find(language);
  const std::string key = cases_key(problem) + language + (known ? known->version : "") +
                          std::to_string(std::thread::hardware_concurrency()) +
                          std::string(name(bench.runner.tier()));
  return cache_dir() / "limits" / (sha256(key).substr(0, 32) + ".json");
}

std::optional<Measured> load(const std::filesystem::path& path, std::size_t groups) {
  const Result<std::string> text = read_file(path);
  if (!text.ok()) return std::nullopt;
  try {
    const json kept = json::parse(*text);
    Measured measured{kept.at("language"), kept.at("cpu_ms"), kept.at("memory_bytes")};
    if (!measured.language.empty() && measured.cpu_ms.size() != groups) return std::nullopt;
    return measured;
  } catch (const json::exception&) {
    return std::nullopt;  // damaged: measured again
  }
}

GroupLimits derive(const Workbench& bench, const Problem& problem, const Measured& measured,
                   const std::string& language, std::size_t group) {
  GroupLimits limits;
  limits.cpu_ms = problem.time_limit_ms.value_or(kDefaultCpuMs);
  limits.memory_bytes = problem.memory_limit_bytes.value_or(Limits().memory_bytes);
  if (measured.language.empty()) return limits;

  double factor = 1;
  if (measured.language != language) {
    const Language* own = bench.languages.find(language);
    const Language* other = bench.languages.find(measured.language);
    if (own != nullptr && other != nullptr) factor = own->factor / other->factor;
  }
  limits.measured = true;
  limits.reference_cpu_ms = measured.cpu_ms[group] * factor;
  limits.reference_memory_bytes = measured.memory_bytes[group];
  if (!problem.time_limit_ms) limits.cpu_ms = derived_cpu_limit_ms(limits.reference_cpu_ms);
  const std::string& memory = problem.groups[group].memory;
  if (!memory.empty()) {
    const Result<std::int64_t> bytes = memory_limit_bytes(memory, limits.reference_memory_bytes);
    if (bytes.ok()) limits.memory_bytes = *bytes;
  }
  return limits;
}

}  // namespace

Result<std::vector<GroupLimits>> limits_of(Workbench& bench, const Problem& problem,
                                           const std::string& language, std::stop_token stop) {
  const std::filesystem::path path = place(bench, problem, language);
  std::optional<Measured> measured = load(path, problem.groups.size());
  if (!measured) {
    ASSAY_TRY(measured, measure_all(bench, problem, language, stop));
    const json kept = {{"language", measured->language},
                       {"cpu_ms", measured->cpu_ms},
                       {"memory_bytes", measured->memory_bytes}};
    ASSAY_CHECK(write_file(path, kept.dump()));
  }
  std::vector<GroupLimits> limits;
  for (std::size_t group = 0; group < problem.groups.size(); ++group) {
    limits.push_back(derive(bench, problem, *measured, language, group));
  }
  return limits;
}

}  // namespace assay
