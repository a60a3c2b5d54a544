#include "service/mistake.hpp"

#include <algorithm>

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

// "solution.cpp:6", the innermost place in the candidate's file; "" if there is none.
Result<std::string> place_of(Workbench& bench, const Language& language, const Planned& planned,
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
    const std::size_t number = at + wanted.size();
    const std::size_t end = std::min(line.find_first_not_of("0123456789", number), line.size());
    if (end > number) return line.substr(at + 1, end - at - 1);
  }
  return std::string();
}

}  // namespace

Result<std::string> find_mistake(Workbench& bench, const Problem& problem,
                                 const GradeRequest& request, const Case& test, Limits limits,
                                 std::stop_token stop) {
  const Language* language = bench.languages.find(request.language);
  if (language == nullptr || language->checked.compile.empty()) return std::string();
  ASSAY_TRY(const Planned planned,
            plan(bench.languages, problem, request.language, request.source, BuildKind::checked));
  ASSAY_TRY(const Compiled compiled, compile(bench.runner, planned, cache_dir(), stop));
  if (!compiled.ok) return std::string();
  limits.cpu_ms *= kSlower;
  limits.wall_ms *= kSlower;
  if (limits.memory_bytes > 0) limits.memory_bytes = limits.memory_bytes * kLarger + kLargerBytes;
  std::string err;
  {
    Candidate candidate(bench.runner, bench.scripts, problem, compiled.program, {}, stop);
    ASSAY_TRY(const Attempted attempted, candidate.test(test, limits));
    err = attempted.outcome.err;
  }
  const std::optional<Told> told = told_in(err);
  if (!told) return std::string();
  ASSAY_TRY(const std::string place,
            place_of(bench, *language, planned, compiled.program.image, *told, stop));
  return place.empty() ? told->what : place + ": " + told->what;
}

}  // namespace assay
