#include "service/statement.hpp"

#include <fmt/format.h>

#include "value/check.hpp"
#include "value/display.hpp"

namespace assay {
namespace {

std::string arguments_text(const Value& arguments) {
  std::string text;
  const Record* record = arguments.as<Record>();
  if (record == nullptr) return text;
  for (const auto& [name, value] : record->fields) {
    if (!text.empty()) text += ", ";
    text += name + " = " + display(value);
  }
  return text;
}

std::string examples_text(const Problem& problem) {
  std::string text = "\n## Examples\n\n";
  int number = 0;
  for (const Example& example : problem.examples) {
    text += fmt::format("{}. `{}`", ++number, arguments_text(example.arguments));
    if (example.returns) text += fmt::format(" gives `{}`", display(*example.returns));
    text += example.why.empty() ? "\n" : "\n\n   " + example.why + "\n";
  }
  return text;
}

std::string level_text(const Level& level) {
  std::string text = fmt::format("\n## Level {}\n\n{}\n\n", level.title, level.statement);
  for (const Signature& method : level.methods) text += fmt::format("- `{}`\n", method.text);
  for (const std::string& trace : level.traces) {
    text += fmt::format("\nExample, from a new object:\n\n```\n{}\n```\n", trace);
  }
  return text;
}

std::string constraints_text(const Problem& problem) {
  std::vector<std::string> lines = constraints(problem.signature);
  for (const std::string& clause : problem.where) {
    // Longer conditions are Lua that no candidate should have to read: the text says them.
    if (clause.find("function") == std::string::npos)
      lines.push_back(fmt::format("- `{}`", clause));
  }
  for (const Oracle& oracle : problem.oracles) {
    if (oracle.at_most < 0) continue;
    lines.push_back(
        fmt::format("- `{}` may be called at most {} times", oracle.parameter, oracle.at_most));
  }
  if (lines.empty()) return "";
  std::string text = "\n## Constraints\n\n";
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

}  // namespace

std::string statement_of(const Problem& problem, int open_levels) {
  std::string text = problem.statement;
  if (!text.empty() && text.back() != '\n') text += '\n';
  if (problem.kind != Kind::klass) text += fmt::format("\n`{}`\n", problem.signature.text);
  int number = 0;
  for (const Level& level : problem.levels) {
    if (++number > open_levels) {
      text +=
          fmt::format("\n{} more {} once level {} is solved.\n",
                      static_cast<int>(problem.levels.size()) - open_levels,
                      static_cast<int>(problem.levels.size()) - open_levels == 1 ? "level opens"
                                                                                 : "levels open",
                      open_levels);
      break;
    }
    text += level_text(level);
  }
  if (!problem.examples.empty()) text += examples_text(problem);
  return text + constraints_text(problem);
}

}  // namespace assay
