#include "author/lint.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "author/new_problem.hpp"
#include "bank/bank.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "lua/scan.hpp"
#include "service/build.hpp"

namespace assay {

void Lint::add(const Problem& problem, int line, const char* code, const std::string& message) {
  findings.push_back({problem.path, std::max(line, 1), code, split(message, '\n')[0]});
}

void Lint::add_said(const Problem& problem, int line, const char* code,
                    const std::string& message) {
  const Finding said = load_finding(problem.path, message);
  add(problem, said.line > 0 ? said.line : line, code, said.message);
}

int setting_line(const Problem& problem, std::string_view setting) {
  const Result<std::string> source = read_file(problem.path);
  if (!source.ok()) return 0;
  for (const ScannedTable& table : scan_tables(*source)) {
    if (table.word == "problem") return table.find(setting);
  }
  return 0;
}

bool is_authors_fault(const Status& status) {
  return status.code() == Code::bad_problem || status.code() == Code::script_lost;
}

namespace {

bool any_error(const Lint& lint) {
  return std::any_of(lint.findings.begin(), lint.findings.end(),
                     [](const Finding& finding) { return finding.is_error(); });
}

// What a new problem still leaves to its author.
Status note_blanks(LintContext& context) {
  ASSAY_TRY(const std::string source, read_file(context.problem.path));
  for (const Blank& blank : blanks_of(source)) {
    context.lint.add(
        context.problem, blank.line, "E003",
        fmt::format("{} waits for you: write it where this line says FILL",
                    blank.what == "a wrong solution" ? blank.what : "the " + blank.what));
  }
  return {};
}

// Of the solution that a message begins with, or of the assertions or the answers to calls that it
// is about.
int blamed_line(const Problem& problem, std::string_view message) {
  if (const auto asserts = message.find("the code of `asserts`"); asserts != message.npos) {
    for (const Group& group : problem.groups) {
      if (group.source == Group::Source::asserts) return group.line;
    }
  }
  if (message.find(": answer.") != message.npos) return setting_line(problem, "answer");
  for (const Solution& solution : problem.solutions) {
    if (message.starts_with(solution.name + " ") || message.starts_with(solution.name + ":")) {
      return solution.line;
    }
  }
  return 0;
}

Status run_checks(LintContext& context, const LintOptions& options) {
  ASSAY_CHECK(note_blanks(context));
  ASSAY_CHECK(lint_names(context));
  ASSAY_CHECK(lint_data(context));
  if (any_error(context.lint)) return {};  // solutions would be judged by broken tests
  ASSAY_CHECK(lint_answers(context));
  context.made.clear();
  if (any_error(context.lint)) return {};
  ASSAY_CHECK(lint_solutions(context));
  if (!any_error(context.lint)) ASSAY_CHECK(lint_modeling(context));
  if (!any_error(context.lint)) ASSAY_CHECK(lint_tolerance(context));
  if (options.mutate && !any_error(context.lint)) return lint_mutants(context);
  return {};
}

}  // namespace

Result<Lint> lint_problem(Engine::State& state, const std::filesystem::path& path,
                          const LintOptions& options, std::stop_token stop) {
  Lint lint;
  lint.path = path.string();
  if (const Result<std::string> source = read_file(path, kMostSourceBytes); !source.ok()) {
    std::string why = source.status().message();
    why.erase(0, why.starts_with(lint.path + ": ") ? lint.path.size() + 2 : 0);
    lint.findings.push_back({lint.path, 1, "E001", "cannot be read: " + why});
    return lint;
  }
  Result<Examined> opened = examine_problem(path, Script(state.script_starter()));
  if (!opened.ok() && opened.status().code() == Code::script_lost) {
    lint.findings.push_back({lint.path, 1, "E001", opened.status().message()});
    return lint;
  }
  ASSAY_TRY(Examined examined, std::move(opened));
  lint.findings = std::move(examined.findings);
  for (Finding& finding : lint.findings) {
    finding.file = lint.path;
    finding.line = std::max(finding.line, 1);
  }
  if (!examined.loaded) return lint;
  ASSAY_TRY(Workbench * bench, state.workbench());
  name_languages(bench->languages, examined.loaded->problem);
  const Problem& problem = examined.loaded->problem;
  lint.id = problem.id;
  if (!problem.unsupported.empty()) {
    lint.add(problem, 0, "W090",
             "only its definition was checked: this version does not judge `" +
                 problem.unsupported.front() + "`");
    return lint;
  }

  LintContext context{state, *bench, problem, lint, std::move(stop)};
  const Status checked = run_checks(context, options);
  if (is_authors_fault(checked)) {
    std::string message = checked.message();
    const std::string file = ": " + path.filename().string() + ": ";
    if (const auto at = message.find(file); at != message.npos)
      message.replace(at, file.size(), ": ");
    lint.add_said(problem, blamed_line(problem, message), "E053", message);
  } else if (!checked.ok()) {
    return Status(checked.code(), checked.message());
  }
  return lint;
}

}  // namespace assay
