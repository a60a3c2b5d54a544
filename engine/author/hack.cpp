#include "author/hack.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "author/lua_source.hpp"
#include "base/file.hpp"
#include "service/build.hpp"
#include "service/one_input.hpp"
#include "value/wire.hpp"

namespace assay {
namespace {

std::string edge_of(const Value& arguments) {
  const std::string fields = lua_fields(*arguments.as<Record>());
  return "edge { \"found by a hack\"" + (fields.empty() ? "" : ", " + fields) + " }";
}

Result<Hack::Row> run_one(Workbench& bench, const Problem& problem, const Solution& solution,
                          const Case& test, std::stop_token stop) {
  Hack::Row row{solution.name, solution.why, Verdict::unsupported};
  ASSAY_TRY(const Built built, build(bench, problem, solution.language, solution.source, stop));
  row.verdict = built.verdict;
  if (built.verdict != Verdict::accepted) return row;
  ASSAY_TRY(const TestReport report, first_failure(bench, problem, built, {test}, stop));
  row.verdict = report.verdict;
  return row;
}

}  // namespace

Result<Hack> hack(Workbench& bench, const Problem& problem, const Value& arguments,
                  std::stop_token stop) {
  const bool wrong_ones =
      std::any_of(problem.solutions.begin(), problem.solutions.end(),
                  [](const Solution& solution) { return !solution.expect.empty(); });
  if (problem.kind != Kind::function || !problem.oracles.empty() || !problem.secret.empty()) {
    return invalid_argument("only functions of plain arguments can be hacked");
  }
  if (!wrong_ones) return invalid_argument(problem.id + " ships no wrong solutions");
  Result<Case> legal = legal_case(bench, problem, arguments);
  if (!legal.ok() && legal.status().code() == Code::invalid_argument) {
    return invalid_argument("not a legal input: " + legal.status().message());
  }
  if (!legal.ok()) return std::move(legal).status();
  Cases cases = {std::move(*legal)};
  ASSAY_CHECK(give_answers(bench, problem, cases, stop));

  Hack found;
  found.edge = edge_of(arguments);
  for (const Solution& solution : problem.solutions) {
    ASSAY_TRY(Hack::Row row, run_one(bench, problem, solution, cases[0], stop));
    if (!solution.expect.empty()) {
      found.wrong.push_back(std::move(row));
    } else if (row.verdict != Verdict::accepted && row.verdict != Verdict::unsupported) {
      found.refused.push_back(std::move(row));
    }
  }
  return found;
}

Status keep_hack(const Problem& problem, const Hack& hack) {
  ASSAY_TRY(std::string source, read_file(problem.path));
  if (source.find(hack.edge) != std::string::npos) {
    return invalid_argument("the problem has this test already");
  }
  int line = problem.solutions.front().line;
  for (const Solution& solution : problem.solutions) line = std::min(line, solution.line);
  std::size_t place = 0;
  for (int i = 1; i < line; ++i) place = source.find('\n', place) + 1;
  source.insert(place, "  " + hack.edge + ",\n");
  return write_file(problem.path, source);
}

}  // namespace assay
