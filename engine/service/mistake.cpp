#include "service/mistake.hpp"

#include <algorithm>
#include <cstdlib>

#include "base/file.hpp"
#include "base/text.hpp"
#include "plan/compile.hpp"
#include "plan/plan.hpp"
#include "service/candidate.hpp"
#include "value/utf8.hpp"

namespace assay {
namespace {

// The checks make a program about this much slower and larger.
constexpr double kSlower = 10;
constexpr double kMostCpuMs = 10'000;  // somebody waits for it
constexpr std::int64_t kLarger = 4, kLargerBytes = 256 << 20;
constexpr std::size_t kLongest = 500;  // of what is told

struct Told {
  std::string what;
  std::vector<std::string> addresses;  // innermost call first
};

// The line that begins with the mark, made by what knows the language's checks; a candidate can
// print one, and is told it.
std::optional<Told> told_in(const std::string& err) {
  constexpr std::string_view kMark = "\nassay-mistake\t";
  const std::size_t at = err.rfind(kMark);
  if (at == std::string::npos) return std::nullopt;
  const std::string line = split(err.substr(at + kMark.size()), '\n')[0];
  const std::vector<std::string> parts = split(line, '\t');
  if (parts.size() != 2) return std::nullopt;
  Told told{parts[0], split(parts[1], ' ')};
  const auto is_address = [](const std::string& text) {
    return !text.empty() && text.find_first_not_of("0123456789abcdef") == std::string::npos;
  };
  const auto is_control = [](unsigned char letter) { return letter < ' '; };
  if (!std::ranges::all_of(told.addresses, is_address) || !is_utf8(told.what) ||
      told.what.size() > kLongest || std::ranges::any_of(told.what, is_control)) {
    return std::nullopt;
  }
  return told;
}

// Of the innermost call in the candidate's file; 0 if there is none.
Result<int> line_of(Workbench& bench, const Language& language, const Planned& planned,
                    const std::string& image, const Told& told, std::stop_token stop) {
  CompileStep step;
  step.argv = language.checked.lines;
  step.argv.insert(step.argv.end(), told.addresses.begin(), told.addresses.end());
  step.files = {{language.output, image}};
  step.limits = planned.build->step.limits;
  ASSAY_TRY(const CompileOutcome made,
            bench.runner.compile(step, planned.build->env, planned.build->readable, stop));
  const std::string wanted = "/" + planned.file + ":";
  for (const std::string& line : split(made.facts.out, '\n')) {
    const std::size_t at = line.find(wanted);
    if (at == std::string::npos) continue;
    if (const int number = std::atoi(line.c_str() + at + wanted.size()); number > 0) return number;
  }
  return 0;
}

}  // namespace

Result<std::optional<Mistake>> find_mistake(Workbench& bench, const Problem& problem,
                                            const GradeRequest& request, const Case& test,
                                            Limits limits, std::stop_token stop) {
  const std::optional<Mistake> none;
  const Language* language = bench.languages.find(request.language);
  if (language == nullptr || language->checked.compile.empty()) return none;
  ASSAY_TRY(const Planned planned,
            plan(bench.languages, problem, request.language, request.source, BuildKind::checked));
  ASSAY_TRY(const Compiled compiled, compile(bench.runner, planned, cache_dir(), stop));
  if (!compiled.ok) return none;
  limits.cpu_ms = std::min(limits.cpu_ms * kSlower, kMostCpuMs);
  limits.wall_ms = 2 * kMostCpuMs;
  if (limits.memory_bytes > 0) limits.memory_bytes = limits.memory_bytes * kLarger + kLargerBytes;
  std::string err;
  {
    Candidate candidate(bench.runner, bench.scripts, problem, compiled.program, {}, stop);
    ASSAY_TRY(const Attempted attempted, candidate.test(test, limits));
    err = attempted.outcome.err;
  }
  const std::optional<Told> told = told_in(err);
  if (!told) return none;
  ASSAY_TRY(const int line,
            line_of(bench, *language, planned, compiled.program.image, *told, stop));
  return std::optional<Mistake>({line, told->what});
}

}  // namespace assay
