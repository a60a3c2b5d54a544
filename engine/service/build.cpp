#include "service/build.hpp"

#include "base/file.hpp"
#include "plan/compile.hpp"
#include "plan/plan.hpp"
#include "plan/signature_json.hpp"

namespace assay {
namespace {

// The comments behind a program: what an assembler said of the kernels in it.
std::string_view comments_behind(std::string_view image) {
  std::size_t from = image.size();
  while (from > 0) {
    const std::size_t end = image.rfind('\n', from - 1);
    const std::size_t begin =
        end == 0 || end == image.npos ? image.npos : image.rfind('\n', end - 1);
    if (begin == image.npos || !image.substr(begin + 1).starts_with("// ")) break;
    from = begin + 1;
  }
  return image.substr(from);
}

}  // namespace

Result<Built> build(Workbench& bench, const Problem& problem, const std::string& language,
                    const std::string& source, std::stop_token stop) {
  Built built;
  Result<Planned> planned = plan(bench.languages, problem, language, source);
  if (!planned.ok()) {
    if (planned.status().code() != Code::unavailable) return std::move(planned).status();
    built.verdict = Verdict::unsupported;
    built.message = planned.status().message();
    return built;
  }
  built.toolchain = planned->toolchain;
  ASSAY_TRY(const Entered entered, enter(bench, stop));
  ASSAY_TRY(Compiled compiled, compile(bench.runner, *planned, cache_dir(), stop));
  built.program = std::move(compiled.program);
  built.driver = std::move(planned->driver);
  built.compile_ms = compiled.wall_ms;
  built.cached = compiled.cached;
  if (!compiled.ok) {
    built.verdict = Verdict::compile_error;
    built.message = std::move(compiled.message);
    return built;
  }
  if (problem.kernel && built.driver) {
    built.driver->load =
        with_source(built.driver->load, std::string(comments_behind(built.program.image)));
  }
  if (problem.kind == Kind::asserts) {
    Result<Program> driver = plan_driver(bench.languages, problem);
    if (!driver.ok()) {
      if (driver.status().code() != Code::unavailable) return std::move(driver).status();
      built.verdict = Verdict::unsupported;
      built.message = driver.status().message();
      return built;
    }
    built.driver = std::move(*driver);
  }
  return built;
}

void name_languages(const Languages& languages, Problem& problem) {
  for (std::vector<Solution>* all : {&problem.solutions, &problem.mutants}) {
    for (Solution& solution : *all) {
      if (!solution.language.empty()) continue;
      const Language* language = languages.of_file(solution.name);
      if (language == nullptr) continue;
      solution.language = languages.for_problem(*language, problem, solution.source)->name;
    }
  }
}

const Solution* accepted_solution(const Workbench& bench, const Problem& problem,
                                  const std::string& language) {
  for (const Solution& solution : problem.solutions) {
    if (!solution.expect.empty()) continue;
    if (!language.empty() && solution.language != language) continue;
    const Language* known = bench.languages.find(solution.language);
    if (known != nullptr && !known->program.empty()) return &solution;
  }
  return nullptr;
}

}  // namespace assay
