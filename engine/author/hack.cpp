#include "author/hack.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/file.hpp"
#include "base/text.hpp"
#include "service/build.hpp"
#include "service/one_input.hpp"
#include "value/wire.hpp"

namespace assay {
namespace {

std::string lua_text(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      quoted += std::string("\\") + c;
    } else if (byte < 0x20 || byte == 0x7f) {
      quoted += fmt::format("\\{:03}", byte);
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

std::string lua_number(double number) {
  if (std::isnan(number)) return "0/0";
  if (std::isinf(number)) return number > 0 ? "math.huge" : "-math.huge";
  const std::string text = fmt::format("{}", number);
  return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
}

std::string lua_value(const Value& value);

std::string lua_tensor(const Tensor& tensor, std::size_t level, std::size_t& next) {
  if (level == tensor.shape.size()) {
    const std::size_t index = next++;
    return is_float(tensor.dtype) ? lua_number(element(tensor, index))
                                  : std::to_string(whole_element(tensor, index));
  }
  std::vector<std::string> rows;
  for (std::int64_t i = 0; i < tensor.shape[level]; ++i) {
    rows.push_back(lua_tensor(tensor, level + 1, next));
  }
  return "{" + join(rows, ", ") + "}";
}

std::string lua_items(const Values& items) {
  std::vector<std::string> parts;
  for (const Value& item : items) parts.push_back(lua_value(item));
  return "{" + join(parts, ", ") + "}";
}

std::string lua_value(const Value& value) {
  if (value.is_null()) return "null";
  if (const auto* flag = value.as<bool>()) return *flag ? "true" : "false";
  if (const auto* whole = value.as<std::int64_t>()) return std::to_string(*whole);
  if (const auto* number = value.as<double>()) return lua_number(*number);
  if (const auto* text = value.as<std::string>()) return lua_text(*text);
  if (const auto* bytes = value.as<Bytes>()) return lua_text(bytes->raw);
  if (const auto* big = value.as<BigInt>()) return lua_text(big->digits);
  if (const auto* tensor = value.as<Tensor>()) {
    std::size_t next = 0;
    return lua_tensor(*tensor, 0, next);
  }
  if (const auto* set = value.as<Set>()) return "set " + lua_items(set->items);
  if (const auto* map = value.as<Map>()) {
    std::vector<std::string> pairs;
    for (const auto& [key, held] : map->entries) {
      pairs.push_back("{" + lua_value(key) + ", " + lua_value(held) + "}");
    }
    return "map { " + join(pairs, ", ") + " }";
  }
  if (const auto* record = value.as<Record>()) {
    std::vector<std::string> fields;
    for (const auto& [name, held] : record->fields) {
      fields.push_back(name + " = " + lua_value(held));
    }
    return "{ " + join(fields, ", ") + " }";
  }
  return lua_items(*value.items());
}

std::string edge_of(const Value& arguments) {
  std::string text = "edge { \"found by a hack\"";
  for (const auto& [name, value] : arguments.as<Record>()->fields) {
    text += ", " + name + " = " + lua_value(value);
  }
  return text + " }";
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
