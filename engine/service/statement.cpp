#include "service/statement.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "grade/limits.hpp"
#include "model/memory_rule.hpp"
#include "service/parts.hpp"
#include "value/check.hpp"
#include "value/display.hpp"
#include "value/tensor_compare.hpp"

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

// "1e-7"
std::string short_text(double number) {
  std::string text = display(number);
  const std::size_t zero = text.find("e-0");
  return zero == std::string::npos ? text : text.erase(zero + 2, 1);
}

// How far floats may be off where the author asked for no tolerance: "1e-9 or 1e-9 of the right
// one", "1e-5 plus 1e-5 of the right one, in f32 tensors".
void add_usual_tolerances(const Type& type, double real, std::vector<std::string>* ways) {
  std::string way;
  if (type.kind == Type::Kind::real) {
    way = fmt::format("{0} or {0} of the right one", short_text(real));
  } else if (type.kind == Type::Kind::tensor && has_floats(type)) {
    way = fmt::format("{0} plus {0} of the right one, in {1} tensors",
                      short_text(usual_tolerance(*dtype_from(type.element))), type.element);
  }
  const bool known = std::find(ways->begin(), ways->end(), way) != ways->end();
  if (!way.empty() && !known) ways->push_back(way);
  for (const Type& item : type.items) add_usual_tolerances(item, real, ways);
}

// How far a float may be off; "" where something else decides.
std::string tolerance_text(const Problem& problem) {
  const bool compared = problem.kind == Kind::function && !problem.has_checker && !problem.kernel;
  if (!compared || !problem.signature.returns || !has_floats(*problem.signature.returns)) return "";
  const std::string begin = "- A float may be off by ";
  std::vector<std::string> ways;
  if (problem.by_dtype) {
    add_usual_tolerances(*problem.signature.returns, problem.rtol, &ways);
    // One way for all floats needs no word of what it is for.
    if (ways.size() == 1) return begin + ways[0].substr(0, ways[0].find(", in "));
    return begin + join(ways, "; by ");
  }
  if (problem.atol > 0) ways.push_back(short_text(problem.atol));
  if (problem.rtol > 0) ways.push_back(short_text(problem.rtol) + " of the right one");
  // Tensors add the two up, as numpy's allclose does; for other floats the larger counts.
  const std::string sum = join(ways, problem.check == "tensor" ? " plus " : " or ");
  ways.assign(sum.empty() ? 0 : 1, sum);
  if (problem.ulp > 0) ways.push_back(fmt::format("{} representable numbers", problem.ulp));
  return ways.empty() ? "- Floats are compared bit by bit" : begin + join(ways, ", or by ");
}

void add_model_limits(const Problem& problem, std::vector<std::string>* lines) {
  const Modeling& modeling = problem.modeling;
  lines->push_back(fmt::format("- {} s of cpu time to fit, {} ms a row to predict",
                               modeling.fit_seconds, modeling.predict_ms_per_row));
  if (modeling.params < 0) return;
  lines->push_back(fmt::format("- {} numbers in the model that `fit` returns, as it is pickled",
                               modeling.params));
}

std::string quoted(const std::vector<std::string>& names) {
  std::vector<std::string> quoted;
  for (const std::string& name : names) quoted.push_back("`" + name + "`");
  return join(quoted, ", ");
}

// Of a limit that is derived.
std::string time_text(const Problem& problem) {
  std::vector<std::string> tight;
  std::size_t hidden = 0;
  for (const Group& group : problem.groups) {
    if (group.source == Group::Source::example || group.count == 0) continue;
    ++hidden;
    if (speed_decides(problem, group)) tight.push_back(group.name);
  }
  const auto line = [](const char* of, const TimeRule& rule) {
    return fmt::format("- {}: {} times the cpu time of our slowest solution here, at least {}", of,
                       rule.multiple, human_ms(rule.least_ms));
  };
  if (tight.empty()) return line("Each test", kElsewhere);
  if (tight.size() == hidden) return line("Each test", kWhereSpeedDecides);
  return line(("Each test of " + join(tight, ", ")).c_str(), kWhereSpeedDecides) + "\n" +
         line("Each other test", kElsewhere);
}

std::string rules_text(const Problem& problem) {
  std::vector<std::string> lines;
  if (problem.kind == Kind::model) {
    add_model_limits(problem, &lines);
  } else if (problem.time_limit_ms) {
    lines.push_back(fmt::format("- Each test: {} of cpu time", human_ms(*problem.time_limit_ms)));
  } else if (!problem.kernel && problem.kind != Kind::suite) {
    lines.push_back(time_text(problem));
  }
  if (problem.memory_limit_bytes) {
    lines.push_back("- " + human_bytes(static_cast<double>(*problem.memory_limit_bytes)) +
                    " of memory");
  }
  for (const Group& group : problem.groups) {
    const Result<MemoryRule> rule = parse_memory(group.memory);
    if (!rule.ok()) continue;
    lines.push_back(fmt::format("- Each test of {}: {} of memory{}", group.name,
                                human_bytes(static_cast<double>(rule->bytes)),
                                rule->above_reference ? " more than our solution" : ""));
  }
  if (const std::string tolerance = tolerance_text(problem); !tolerance.empty()) {
    lines.push_back(tolerance);
  }
  if (problem.same_bits > 0)
    lines.push_back("- The same input must give the same bits in every run");
  if (!problem.unchanged.empty()) {
    lines.push_back("- " + quoted(problem.unchanged) + " must stay unchanged");
  }
  if (!problem.allow.empty()) {
    lines.push_back("- May be imported: " + quoted(problem.allow) +
                    ", and helpers such as `collections`, `dataclasses` and `itertools`");
  }
  if (!problem.forbid.empty()) lines.push_back("- May not be used: " + quoted(problem.forbid));
  if (problem.budget > 0) {
    lines.push_back(fmt::format(
        "- At most {} lines may differ from what you were given; each that is put in, taken out or "
        "replaced counts, blank ones and comments too, and a line of more than 120 bytes once for "
        "every 120",
        problem.budget));
  }
  return lines.empty() ? "" : "\n## Rules\n\n" + join(lines, "\n") + "\n";
}

// Ends with what is closed: a README.md that was written earlier goes on where that stands.
std::string levels_text(const Problem& problem, int open_levels) {
  std::string text;
  int number = 0;
  for (const Level& level : problem.levels) {
    if (number++ < open_levels) {
      text += level_text(level);
      continue;
    }
    const int closed = static_cast<int>(problem.levels.size()) - open_levels;
    return text + fmt::format("\n{} more {} once level {} is solved.\n", closed,
                              closed == 1 ? "level opens" : "levels open", open_levels);
  }
  return text;
}

}  // namespace

std::string statement_of(const Problem& problem, int open_levels) {
  std::string text = problem.statement;
  if (!text.empty() && text.back() != '\n') text += '\n';
  text += interface_text(problem);
  if (problem.kind == Kind::program) {
    text += program_examples_text(problem);
  } else if (!problem.examples.empty()) {
    text += examples_text(problem);
  }
  return text + constraints_text(problem) + rules_text(problem) + parts_text(problem) +
         levels_text(problem, open_levels);
}

}  // namespace assay
