#include "service/statement.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "service/parts.hpp"
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

std::string block(const std::string& title, std::string_view text) {
  return fmt::format("\n{}:\n\n```\n{}{}```\n", title, text, text.ends_with('\n') ? "" : "\n");
}

// What goes into a program and comes out of it, as it stands.
std::string program_examples_text(const Problem& problem) {
  std::string text;
  for (const Example& example : problem.examples) {
    const auto* arguments = example.arguments.as<Record>();
    if (arguments != nullptr && !arguments->fields.empty()) {
      const auto* input = arguments->fields[0].second.as<std::string>();
      if (input != nullptr) text += block("Input", *input);
    }
    const auto* output = example.returns ? example.returns->as<std::string>() : nullptr;
    if (output != nullptr) text += block("Output", *output);
    if (!example.why.empty()) text += "\n" + example.why + "\n";
  }
  return text.empty() ? text : "\n## Examples\n" + text;
}

// Without the indentation that it has in the file.
std::string trace_text(const std::string& trace) {
  std::string text;
  for (const std::string& line : split(trace, '\n')) {
    const std::string_view bare = trim(line);
    if (!bare.empty()) text += std::string(bare) + "\n";
  }
  return text;
}

std::string level_text(const Level& level) {
  std::string text =
      fmt::format("\n## Level {}\n\n{}\n\nMethods:\n\n", level.title, trim(level.statement));
  for (const Signature& method : level.methods) text += fmt::format("- `{}`\n", method.text);
  for (const std::string& trace : level.traces) {
    text += block("Example, from a new object", trace_text(trace));
  }
  return text;
}

std::string interface_text(const Problem& problem) {
  if (problem.kind == Kind::suite) {
    return fmt::format(
        "\n`{}`\n\nWrite tests of it: `{}` returns at most {}, each the arguments by their names, "
        "and as `returns` what is right.\n",
        problem.signature.text, problem.asked().text, problem.most_tests);
  }
  if (problem.kind != Kind::program) return fmt::format("\n`{}`\n", problem.signature.text);
  if (!problem.interactive) {
    return "\nWrite a whole program: it reads standard input and prints to standard output.\n";
  }
  return "\nWrite a whole program. What it prints is answered line by line on its standard input: "
         "end "
         "each line, and flush it before you read on.\n";
}

std::string constraints_text(const Problem& problem) {
  std::vector<std::string> lines;
  if (problem.kind != Kind::program) lines = constraints(problem.signature);
  for (const std::string& clause : problem.where) {
    const std::string words = words_of(clause);
    lines.push_back(words.empty() ? fmt::format("- `{}`", clause) : "- " + words);
  }
  for (const Oracle& oracle : problem.oracles) {
    if (!oracle.at_most.text.empty()) {
      lines.push_back(fmt::format("- `{}` may be called at most {} times", oracle.parameter,
                                  oracle.at_most.text));
    }
    if (!oracle.exactly.text.empty()) {
      lines.push_back(fmt::format("- `{}` must be called exactly {} times", oracle.parameter,
                                  oracle.exactly.text));
    }
  }
  if (lines.empty()) return "";
  std::string text = "\n## Constraints\n\n";
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

std::string model_limits_text(const Problem& problem) {
  if (problem.kind != Kind::model) return "";
  const Modeling& modeling = problem.modeling;
  std::string text =
      fmt::format("\n## Limits\n\n- {} s of cpu time to fit, {} ms a row to predict\n",
                  modeling.fit_seconds, modeling.predict_ms_per_row);
  if (problem.memory_limit_bytes) {
    text += fmt::format("- {} MiB of memory\n", *problem.memory_limit_bytes >> 20);
  }
  if (modeling.params >= 0)
    text += fmt::format("- {} numbers in the model that `fit` returns, as it is pickled\n",
                        modeling.params);
  return text;
}

}  // namespace

std::string statement_of(const Problem& problem, int open_levels) {
  std::string text = problem.statement;
  if (!text.empty() && text.back() != '\n') text += '\n';
  text += interface_text(problem);
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
  if (problem.kind == Kind::program) {
    text += program_examples_text(problem);
  } else if (!problem.examples.empty()) {
    text += examples_text(problem);
  }
  return text + constraints_text(problem) + model_limits_text(problem) + parts_text(problem);
}

}  // namespace assay
