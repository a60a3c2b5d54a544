// Names that a language has taken: its stub would not compile.

#include <fmt/format.h>

#include <algorithm>

#include "author/lint.hpp"
#include "bank/fields.hpp"
#include "base/text.hpp"

namespace assay {
namespace {

struct Named {
  std::string name;
  const char* what;
  int line;
};

void add_fields(const Type& type, int line, std::vector<Named>& all) {
  if (type.kind == Type::Kind::record) {
    for (const std::string& field : type.names) all.push_back({field, "field", line});
  }
  for (const Type& item : type.items) add_fields(item, line, all);
}

void add_signature(const Signature& signature, const char* what, int line,
                   std::vector<Named>& all) {
  all.push_back({signature.name, what, line});
  for (const Parameter& parameter : signature.parameters) {
    all.push_back({parameter.name, "argument", line});
    add_fields(parameter.type, line, all);
  }
  if (signature.returns) add_fields(*signature.returns, line, all);
}

std::vector<Named> names_of(const Problem& problem) {
  std::vector<Named> all;
  if (problem.kind == Kind::program) return all;
  const bool klass = problem.kind == Kind::klass;
  add_signature(problem.signature, klass ? "class" : "function",
                setting_line(problem, klass            ? "class"
                                      : problem.kernel ? "kernel"
                                                       : "fn"),
                all);
  for (const Level& level : problem.levels) {
    for (const Signature& method : level.methods) add_signature(method, "method", level.line, all);
  }
  return all;
}

// Each of `runtimes` must be a variant of a language.  A kernel's are not its author's to name.
void lint_runtimes(LintContext& context) {
  if (context.problem.kernel) return;
  std::vector<std::string> known;
  for (const Language& language : context.bench.languages.all()) {
    if (!language.base.empty()) known.push_back(language.name);
  }
  for (const std::string& runtime : context.problem.runtimes) {
    if (std::find(known.begin(), known.end(), runtime) != known.end()) continue;
    context.lint.add(context.problem, setting_line(context.problem, "runtimes"), "E012",
                     fmt::format("runtimes cannot hold {}; known: {}", with_nearest(runtime, known),
                                 fmt::join(known, ", ")));
  }
}

// Those that a candidate may choose from.
std::string offered_languages(const LintContext& context) {
  std::vector<std::string> names;
  for (const Language& language : context.bench.languages.all()) {
    if (context.bench.languages.offers(language, context.problem)) names.push_back(language.name);
  }
  return join(names, ", ");
}

// The ending of each solution, or its `language`, must name one.
void lint_languages(LintContext& context) {
  for (const Solution& solution : context.problem.solutions) {
    if (context.bench.languages.find(solution.language) != nullptr) continue;
    context.lint.add(context.problem, solution.line, "E055",
                     solution.name + ": " +
                         (solution.language.empty()
                              ? "the ending names no language; write language = \"...\": " +
                                    offered_languages(context)
                              : context.bench.languages.no_such(solution.language).message()));
  }
}

}  // namespace

Status lint_names(LintContext& context) {
  lint_runtimes(context);
  lint_languages(context);
  for (const Named& named : names_of(context.problem)) {
    std::vector<std::string> languages;
    for (const Language& language : context.bench.languages.all()) {
      const auto& words = language.reserved;
      if (!language.base.empty()) continue;  // says the same as its base
      if (std::find(words.begin(), words.end(), named.name) == words.end()) continue;
      if (context.bench.languages.accepts(language, context.problem).ok()) {
        languages.push_back(language.title);
      }
    }
    if (languages.empty()) continue;
    context.lint.add(
        context.problem, named.line, "E019",
        fmt::format("the {} \"{}\" has a reserved word of {} for a name: call it \"{}_\" "
                    "or better",
                    named.what, named.name, fmt::join(languages, " and "), named.name));
  }
  return {};
}

}  // namespace assay
