// Declarations that make tests.

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>
#include <set>

#include "bank/reader_parts.hpp"
#include "base/text.hpp"
#include "model/memory_rule.hpp"
#include "value/bound.hpp"

namespace assay {
namespace {

using nlohmann::json;

constexpr int kMostTests = 100'000;
constexpr double kPoints = 100;  // shared out where no group says its own

// Names that rows may narrow: arguments, the dims in their types, the parts of the secret.
void add_dims(const Type& type, std::vector<std::string>* names) {
  if (type.dim && !type.dim->name.empty()) names->push_back(type.dim->name);
  for (const Dim& dim : type.dims) {
    if (!dim.name.empty()) names->push_back(dim.name);
  }
  for (const Type& item : type.items) add_dims(item, names);
}

std::vector<std::string> argument_names(const std::vector<Parameter>& parameters, bool dims) {
  std::vector<std::string> names;
  for (const Parameter& parameter : parameters) {
    if (parameter.type.kind != Type::Kind::function) names.push_back(parameter.name);
    if (dims) add_dims(parameter.type, &names);
  }
  return names;
}

std::vector<std::string> setting_names(const json& declaration) {
  std::vector<std::string> names;
  for (const auto& [name, value] : declaration.items()) names.push_back(name);
  return names;
}

Group& edge_group(Problem* problem, Group::Source source, const std::string& name, int line) {
  for (Group& group : problem->groups) {
    if (group.source == source && group.name == name) return group;
  }
  Group group;
  group.name = name;
  group.source = source;
  group.line = line;
  problem->groups.push_back(std::move(group));
  return problem->groups.back();
}

// What a literal test may name.  Of a signature that could not be read nothing is known: one
// finding says so already.
std::vector<std::string> literal_names(const json& declaration, const Problem& problem) {
  if (problem.signature.name.empty()) {
    return setting_names(declaration.value("settings", json::object()));
  }
  return argument_names(problem.signature.parameters, false);
}

// What a literal test says of the right answer.
void note_returns(Fields& fields, const Problem& problem) {
  if (fields.value("returns") == nullptr || !problem.interactive) return;
  fields.report(fields.line_of("returns"), "E012",
                "returns has no place beside interact, which judges by itself");
}

// Reports what stands behind the values that a declaration takes without a name.
void take_no_more(Fields& fields, std::size_t most) {
  if (fields.count() <= most) return;
  fields.report(fields.item_line(most), "E014",
                fields.kind() + " takes " + std::to_string(most) +
                    (most == 1 ? " value" : " values") + " without a name; here are " +
                    std::to_string(fields.count()));
}

void read_example(Fields& fields, const json& declaration, Problem* problem) {
  Example example;
  example.line = fields.line();
  note_returns(fields, *problem);
  fields.value("secret");
  if (fields.count() > 0) example.why = fields.item_text(0, "a text that says why");
  take_no_more(fields, 1);
  fields.refuse_both(argument_names(problem->signature.parameters, false));
  fields.finish(literal_names(declaration, *problem));
  problem->examples.push_back(std::move(example));
  ++edge_group(problem, Group::Source::example, "example", fields.line()).count;
}

void read_edge(Fields& fields, const json& declaration, Problem* problem) {
  fields.item_text(0, "a name: edge { \"one card\", ... }");
  note_returns(fields, *problem);
  fields.value("secret");
  const double points = read_points(fields);
  const std::string name = fields.has("group") ? fields.text("group") : "edge";
  const bool all = fields.has("group") && fields.flag("all");
  take_no_more(fields, 1);
  fields.refuse_both(argument_names(problem->signature.parameters, false));
  fields.finish(literal_names(declaration, *problem));
  Group& group = edge_group(problem, Group::Source::edge, name, fields.line());
  group.all_or_nothing |= all;
  ++group.count;
  group.edges.push_back(fields.line());
  group.points += points;
}

void read_random(Fields& fields, const json& declaration, Problem* problem) {
  Group group;
  group.line = fields.line();
  group.name = fields.item_text(0, "a group name: random { \"small\", 40, ... }");
  const json count = fields.count() > 1 ? fields.item(1) : json();
  if (count.is_number_integer() && count >= 1 && count <= kMostTests) {
    group.count = count.get<int>();
  } else {
    fields.report(fields.line(), "E013",
                  fields.kind() + " needs a number of tests from 1 to " +
                      std::to_string(kMostTests) + ": " + fields.kind() +
                      " { \"small\", 40, ... }");
  }
  group.points = read_points(fields);
  take_no_more(fields, 2);
  group.all_or_nothing = fields.flag("all");
  group.visible = fields.flag("visible");
  group.memory = fields.text("memory");
  if (!group.memory.empty() && !parse_memory(group.memory).ok()) {
    fields.report(
        fields.line_of("memory"), "E012",
        "memory is like \"64 MiB\" or \"reference + 24 MiB\", not \"" + group.memory + "\"");
  }
  std::vector<std::string> known = argument_names(problem->signature.parameters, true);
  if (problem->has_make || problem->signature.name.empty()) {  // it reads what it likes
    known = setting_names(declaration.value("settings", json::object()));
  } else {
    const std::vector<std::string> secret = argument_names(problem->secret, true);
    known.insert(known.end(), secret.begin(), secret.end());
    fields.refuse_both(known);
  }
  fields.finish(known);
  note_sizes(declaration.value("settings", json::object()), problem);
  problem->groups.push_back(std::move(group));
}

void read_grow(Fields& fields, const json& declaration, Problem* problem) {
  const json settings = declaration.value("settings", json::object());
  std::string size_name = settings.contains("n") && settings["n"].is_array() ? "n" : "";
  for (const auto& [name, value] : settings.items()) {
    if (size_name.empty() && value.is_array()) size_name = name;
  }
  problem->grow_name = size_name;
  if (problem->complexity.empty()) {
    fields.report(fields.line(), "E013",
                  "complexity is missing, which these sizes are for: complexity = \"n\"");
  }
  if (size_name.empty()) {
    fields.report(fields.line(), "E013", "grow needs a list of sizes: grow { n = {1000, 2000} }");
  } else {
    for (const json& size : settings[size_name]) {
      if (size.is_number()) problem->grow_sizes.push_back(size.get<std::int64_t>());
    }
  }
  fields.finish(problem->has_make ? setting_names(settings)
                                  : argument_names(problem->signature.parameters, true));
}

void read_level(Fields& fields, const json& declaration, Problem* problem) {
  Level level;
  level.title = fields.name();
  level.line = fields.line();
  level.points = read_points(fields);
  level.statement = fields.item_text(0, "a statement as its first text");
  if (const json* needs = fields.value("needs")) {
    for (const json& number : needs->is_array() ? *needs : json::array({*needs})) {
      const int earlier = number.is_number_integer() ? number.get<int>() : 0;
      if (earlier >= 1 && earlier <= static_cast<int>(problem->levels.size())) {
        level.needs.push_back(earlier);
      } else {
        fields.report(fields.line_of("needs"), "E012",
                      "needs names an earlier level by its number");
      }
    }
  }
  for (std::size_t i = 1; i < fields.count(); ++i) {
    const json& item = fields.item(i);
    if (item.is_string()) {
      Result<Signature> method = with_known_names(parse_signature(item.get<std::string>()));
      const auto is_there = [&](const Level& earlier) {
        return std::any_of(earlier.methods.begin(), earlier.methods.end(),
                           [&](const Signature& one) { return one.name == method->name; });
      };
      if (method.ok()) {
        if (is_there(level) ||
            std::any_of(problem->levels.begin(), problem->levels.end(), is_there)) {
          fields.report(fields.item_line(i), "E018",
                        "two methods are called \"" + method->name + '"');
        }
        level.methods.push_back(std::move(method).value());
      } else {
        fields.report(fields.item_line(i), "E017", method.status().message());
      }
    } else if (is_declaration(item, "trace")) {
      level.traces.push_back(item.value("text", ""));
    } else {
      fields.report(fields.item_line(i), "E014",
                    "a level holds its statement, methods (texts) and traces");
    }
  }
  fields.finish();
  Group group;
  group.name = std::to_string(problem->levels.size() + 1);
  group.source = Group::Source::level;
  group.points = level.points;
  group.count = static_cast<int>(level.traces.size());
  group.line = declaration.value("line", 0);
  problem->groups.push_back(std::move(group));
  problem->levels.push_back(std::move(level));
}

void read_fuzz(Fields& fields, Problem* problem) {
  const auto runs = static_cast<int>(fields.integer("runs", 1, kMostTests).value_or(1));
  fields.integer("ops", 1, 60'000);
  fields.word("seeds", {"per_level"});
  std::vector<std::string> known = argument_names(problem->signature.parameters, true);
  for (const Level& level : problem->levels) {
    for (const Signature& method : level.methods) {
      const std::vector<std::string> names = argument_names(method.parameters, true);
      known.insert(known.end(), names.begin(), names.end());
    }
  }
  fields.refuse_both(known);
  fields.finish(known);
  if (!problem->has_model) {
    fields.report(fields.line(), "E027",
                  "fuzz needs a model that answers: model = function() ... end");
  }
  for (Group& group : problem->groups) {
    if (group.source == Group::Source::level) group.count += runs;
  }
}

void read_asserts(Fields& fields, Problem* problem) {
  problem->kind = Kind::asserts;
  problem->assert_setup = fields.text("setup");
  problem->assert_code = fields.text("code");
  if (problem->assert_code.empty()) fields.report(fields.line(), "E013", "asserts needs code");
  fields.finish();
  Group group;
  group.name = "asserts";
  group.source = Group::Source::asserts;
  group.count = 1;
  group.line = fields.line();
  problem->groups.push_back(std::move(group));
}

}  // namespace

double read_points(Fields& fields) {
  const double points = fields.number("points").value_or(0);
  if (points < 0) fields.report(fields.line_of("points"), "E012", "points must be 0 or more");
  if (points > kMostPoints) {
    fields.report(fields.line_of("points"), "E012", "points must be 1000000 or less");
  }
  return points;
}

bool read_test(Fields& fields, const json& declaration, Problem* problem) {
  const std::string& kind = fields.kind();
  if (kind == "example") {
    read_example(fields, declaration, problem);
  } else if (kind == "edge") {
    read_edge(fields, declaration, problem);
  } else if (kind == "random" || kind == "tensors") {
    read_random(fields, declaration, problem);
  } else if (kind == "grow") {
    read_grow(fields, declaration, problem);
  } else if (kind == "level") {
    read_level(fields, declaration, problem);
  } else if (kind == "fuzz") {
    read_fuzz(fields, problem);
  } else if (kind == "asserts") {
    read_asserts(fields, problem);
  } else {
    return false;
  }
  return true;
}

void finish_tests(Fields& fields, Problem* problem) {
  std::set<std::string> names;
  for (const Group& group : problem->groups) {
    const bool one_line = std::none_of(group.name.begin(), group.name.end(),
                                       [](unsigned char c) { return c < ' ' || c == 0x7f; });
    if (group.name.empty() || !one_line) {
      fields.report(group.line, "E012", "a group needs a name of one line");
    }
    if (!names.insert(group.name).second) {
      fields.report(group.line, "E018", "two groups are called \"" + group.name + "\"");
    }
    if (group.source == Group::Source::level && group.count == 0) {
      fields.report(group.line, "E027", "the level has neither a trace nor fuzz");
    }
  }
  const bool levels = !problem->levels.empty();
  if (levels != (problem->kind == Kind::klass)) {
    fields.report(fields.line(), "E013",
                  levels ? "levels belong to a class; class = \"Name()\" is missing"
                         : "a class needs at least one level \"1. Name\" { ... }");
  }
  const double given =
      std::accumulate(problem->groups.begin(), problem->groups.end(), 0.0,
                      [](double sum, const Group& group) { return sum + group.points; });
  if (given > 0) return;
  int hidden = 0;
  for (const Group& group : problem->groups) {
    if (group.source != Group::Source::example && !group.visible) hidden += group.count;
  }
  for (Group& group : problem->groups) {
    if (group.source == Group::Source::example || group.visible || hidden == 0) continue;
    group.points = kPoints * group.count / hidden;
  }
}

}  // namespace assay
