// What a problem says of itself, and its signatures.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "bank/reader_parts.hpp"
#include "base/text.hpp"
#include "lua/summary.hpp"
#include "model/memory_rule.hpp"
#include "value/bound.hpp"

namespace assay {
namespace {

using nlohmann::json;

// "500 ms", "2 s"; 0 if it is neither.
double read_duration_ms(const std::string& text) {
  char* end = nullptr;
  const double number = std::strtod(text.c_str(), &end);
  const std::string_view unit = trim(end);
  if (!(number > 0) || !std::isfinite(number)) return 0;
  if (unit == "ms") return number;
  return unit == "s" ? number * 1000 : 0;
}

// A range in the type whose ends are known and the wrong way round, as it is written; "" without.
std::string empty_range(const Type& type) {
  std::vector<const Range*> ranges;
  if (type.range) ranges.push_back(&*type.range);
  if (type.dim && type.dim->range) ranges.push_back(&*type.dim->range);
  for (const Dim& dim : type.dims) {
    if (dim.range) ranges.push_back(&*dim.range);
  }
  for (const Range* range : ranges) {
    const Result<double> low = range->low.evaluate({}), high = range->high.evaluate({});
    if (low.ok() && high.ok() && *low > *high) return range->low.text + ".." + range->high.text;
  }
  for (const Type& item : type.items) {
    if (std::string text = empty_range(item); !text.empty()) return text;
  }
  return "";
}

std::optional<Signature> read_signature(Fields& fields, const std::string& setting,
                                        const std::string& text, int line) {
  Result<Signature> signature = with_known_names(parse_signature(text));
  if (!signature.ok()) {
    fields.report(line, "E017", setting + ": " + signature.status().message());
    return std::nullopt;
  }
  for (const Parameter& parameter : signature->parameters) {
    const std::string range = empty_range(parameter.type);
    if (range.empty()) continue;
    fields.report(line, "E017",
                  setting + ": " + parameter.name + ": the range " + range + " is empty");
    return std::nullopt;
  }
  return std::move(signature).value();
}

bool is_text_or_absent(Fields& fields, const char* setting) {
  const json* held = fields.value(setting);
  return held == nullptr || held->is_string();
}

// A table goes in and a model comes out, together or not at all.
void read_model_kind(Fields& fields, Problem* problem) {
  const Signature& signature = problem->signature;
  const bool table =
      std::any_of(signature.parameters.begin(), signature.parameters.end(),
                  [](const Parameter& p) { return uses(p.type, Type::Kind::table); });
  const bool model = signature.returns && uses(*signature.returns, Type::Kind::model);
  if (!table && !model) return;
  problem->kind = Kind::model;
  if (signature.parameters.size() == 1 && signature.returns &&
      signature.parameters[0].type.kind == Type::Kind::table &&
      signature.returns->kind == Type::Kind::model) {
    return;
  }
  fields.report(fields.line_of("fn"), "E012",
                "a table and a model stand in one signature only: \"fit(train: table) -> model\"");
}

// write = "tests": the candidate tests fn instead of writing it.
void read_suite(Fields& fields, Problem* problem) {
  problem->most_tests = static_cast<int>(fields.integer("most", 1, 1000).value_or(50));
  if (fields.word("write", {"tests"}).empty()) return;
  const Signature& signature = problem->signature;
  const bool plain =
      problem->kind == Kind::function && signature.returns &&
      std::none_of(signature.parameters.begin(), signature.parameters.end(),
                   [](const Parameter& p) { return uses(p.type, Type::Kind::function); });
  if (!plain) {
    fields.report(fields.line_of("write"), "E012",
                  "tests are written for fn = \"name(...) -> type\" without function arguments");
    return;
  }
  problem->kind = Kind::suite;
}

void read_kind(Fields& fields, Problem* problem) {
  std::vector<std::string> given;
  for (const char* setting : {"fn", "class", "program", "kernel"}) {
    if (fields.has(setting)) given.emplace_back(setting);
  }
  if (given.size() > 1) {
    fields.report(
        fields.line_of(given[1]), "E012",
        "a problem has one of fn, class, program and kernel; here are " + join(given, " and "));
    return;
  }
  if (given.empty()) {
    fields.report(fields.line(), "E013",
                  "fn is missing: the signature, like fn = \"solve(n: int in 0..9) -> int\"");
    return;
  }
  const std::string& setting = given[0];
  if (setting == "program") {
    problem->kind = Kind::program;
    const json& how = *fields.value("program");
    problem->interactive = how == "interactive";
    if (!problem->interactive && how != true) {
      fields.report(fields.line_of(setting), "E012",
                    "program is true (a text comes in, a text goes out) or \"interactive\"");
    }
    const char* text = problem->interactive ? kInteractiveSignature : kProgramSignature;
    problem->signature = *read_signature(fields, setting, text, 0);
    return;
  }
  if (setting == "kernel") return read_kernel(fields, problem);
  const std::string text = fields.text(setting);
  if (text.empty()) return;
  std::optional<Signature> signature =
      read_signature(fields, setting, text, fields.line_of(setting));
  if (signature && setting == "fn" && !signature->returns) {
    fields.report(fields.line_of(setting), "E013",
                  "fn returns nothing, so no test could fail: say what it returns, like -> int[]");
  }
  if (signature) problem->signature = std::move(*signature);
  if (setting == "class") problem->kind = Kind::klass;
  if (setting == "fn") read_model_kind(fields, problem);
}

// How often a function of `answer` may or must be called.
void read_calls(Fields& fields, int line, const json& settings,
                const std::vector<Parameter>& parameters, Oracle* oracle) {
  static const std::vector<std::string> kKnown = {"at_most", "exactly"};
  for (const auto& [name, value] : settings.items()) {
    if (name != kKnown[0] && name != kKnown[1]) {
      fields.report(
          line, "E010",
          "answer." + oracle->parameter + ": unknown setting " + with_nearest(name, kKnown));
      continue;
    }
    Bound& bound = name == "exactly" ? oracle->exactly : oracle->at_most;
    bound.text = value.is_string() ? value.get<std::string>() : value.dump();
    Scanner in(bound.text);
    read_bound(in);
    const std::string what = "answer." + oracle->parameter + "." + name;
    if (!in.ok() || !in.at_end()) {
      fields.report(line, "E012",
                    what + " is a number of calls: 9 or \"2 * n\", not " + bound.text);
      bound.text.clear();
    } else if (const Status names = check_names(parameters, bound); !names.ok()) {
      fields.report(line, "E012", what + ": " + names.message());
    }
  }
}

void read_oracles(Fields& fields, Problem* problem) {
  std::vector<std::string> wanted;
  for (const Parameter& parameter : problem->signature.parameters) {
    if (parameter.type.kind == Type::Kind::function) wanted.push_back(parameter.name);
  }
  const json* answer = fields.value("answer");
  const int line = fields.line_of(answer != nullptr ? "answer" : "fn");
  json given = json::object();
  if (answer != nullptr && answer->is_object() && answer->contains("record")) {
    given = (*answer)["record"];
  } else if (answer != nullptr) {
    fields.report(line, "E011", "answer must be a table: { name = { at_most = 9, function ... } }");
    return;
  }
  for (const auto& [name, entry] : given.items()) {
    if (std::find(wanted.begin(), wanted.end(), name) == wanted.end()) {
      fields.report(line, "E010",
                    "answer: no function argument is called " + with_nearest(name, wanted));
    }
  }
  for (const std::string& name : wanted) {
    const json entry = given.value(name, json());
    const json items = entry.is_array()    ? entry
                       : entry.is_object() ? entry.value("items", json::array())
                                           : json::array();
    if (items.empty() || !is_function(items[0])) {
      fields.report(
          line, "E013",
          "answer." + name + " is missing: { at_most = 9, function(a, secret, ...) ... end }");
      continue;
    }
    Oracle oracle{name};
    if (entry.is_object()) {
      read_calls(fields, line, entry["record"], problem->signature.parameters, &oracle);
    }
    problem->oracles.push_back(std::move(oracle));
  }
}

// An interactive program is judged by the conversation that it holds.
void read_interact(Fields& fields, const Problem& problem) {
  const bool there = fields.is_function("interact");
  if (!problem.interactive) {
    if (there) {
      fields.report(fields.line_of("interact"), "E012",
                    "interact talks with a program; write program = \"interactive\"");
    }
    return;
  }
  if (!there && !fields.has("interact")) {
    fields.report(fields.line_of("program"), "E013",
                  "interact is missing: function(secret, read, write) ... return ok, feedback end");
  }
  for (const char* setting : {"check", "reference", "complexity"}) {
    if (!fields.has(setting)) continue;
    fields.report(fields.line_of(setting), "E012",
                  std::string(setting) + " has no place beside interact, which judges by itself");
  }
}

// What a solution may use, and how it must treat its arguments.
void read_rules(Fields& fields, Problem* problem) {
  problem->runtimes = fields.texts("runtimes");
  problem->allow = fields.texts("allow");
  problem->forbid = fields.texts("forbid");
  problem->unchanged = fields.texts("unchanged");
  for (const std::string& name : problem->unchanged) {
    if (problem->signature.find(name) >= 0 || problem->signature.name.empty()) continue;
    fields.report(fields.line_of("unchanged"), "E010",
                  "unchanged: no argument is called \"" + name + "\"");
  }
  problem->same_bits = static_cast<int>(fields.integer("same_bits", 2, 100).value_or(0));
  if (!problem->runtimes.empty()) return;
  const auto& parameters = problem->signature.parameters;
  const bool tensors =
      std::any_of(parameters.begin(), parameters.end(),
                  [](const Parameter& p) { return uses(p.type, Type::Kind::tensor); }) ||
      (problem->signature.returns && uses(*problem->signature.returns, Type::Kind::tensor));
  if (tensors) problem->runtimes = {"numpy"};
  if (problem->kind == Kind::model) problem->runtimes = {"numpy", "sklearn", "torch"};
}

void read_limits(Fields& fields, Problem* problem) {
  if (const std::string text = fields.text("time_limit"); !text.empty()) {
    problem->time_limit_ms = read_duration_ms(text);
    if (*problem->time_limit_ms <= 0) {
      fields.report(fields.line_of("time_limit"), "E012",
                    "time_limit is \"500 ms\" or \"2 s\", not \"" + text + "\"");
      problem->time_limit_ms.reset();
    }
  }
  read_memory(fields, problem);
  const std::string process = fields.word("process", {"resident", "loaded", "fresh"});
  if (!process.empty()) problem->mode = *mode_from(process);
  problem->complexity =
      fields.word("complexity", {"1", "log n", "n", "n log n", "n^2", "n^2 log n", "n^3", "2^n"});
}

// "2026-11-21".
std::string read_date(Fields& fields, const std::string& setting) {
  std::string text = fields.text(setting);
  int year = 0, month = 0, day = 0, used = 0;
  const bool read = std::sscanf(text.c_str(), "%4d-%2d-%2d%n", &year, &month, &day, &used) == 3 &&
                    static_cast<std::size_t>(used) == text.size() && text.size() == 10;
  const bool legal = read && month >= 1 && month <= 12 && day >= 1 && day <= 31;
  if (!text.empty() && !legal) {
    fields.report(fields.line_of(setting), "E012", setting + " is a day like \"2026-11-21\"");
  }
  return text;
}

// A secret may use the names of the arguments.
void read_secret(Fields& fields, const std::string& text, Problem* problem) {
  const auto report = [&](const Status& status) {
    fields.report(fields.line_of("secret"), "E017", "secret: " + status.message());
  };
  Result<std::vector<Parameter>> secret = parse_parameters(text);
  if (!secret.ok()) return report(secret.status());
  std::vector<Parameter> all = problem->signature.parameters;
  all.insert(all.end(), secret->begin(), secret->end());
  problem->secret = std::move(secret).value();
  if (problem->signature.name.empty()) return;  // it could not be read, and that is told
  if (const Status names = check_names(all, std::nullopt); !names.ok()) report(names);
}

}  // namespace

bool uses(const Type& type, Type::Kind kind) {
  return type.kind == kind || std::any_of(type.items.begin(), type.items.end(),
                                          [&](const Type& item) { return uses(item, kind); });
}

const std::vector<std::string>& known_rounds() {
  static const std::vector<std::string> rounds = {
      "coding",        "ml_coding",        "llm_coding",
      "debugging",     "data_modeling",    "oop",
      "cuda",          "math_quiz",        "ml_fundamentals",
      "system_design", "ml_system_design", "ml_infra_design",
      "production_ml", "deep_dive",        "presentation",
      "behavioral",    "career_chat"};
  return rounds;
}

void read_memory(Fields& fields, Problem* problem) {
  const std::string text = fields.text("memory");
  if (text.empty()) return;
  const Result<MemoryRule> rule = parse_memory(text);
  if (rule.ok() && !rule->above_reference) {
    problem->memory_limit_bytes = rule->bytes;
  } else {
    fields.report(fields.line_of("memory"), "E012",
                  "memory is like \"64 MiB\", not \"" + text + "\"");
  }
}

void read_about(Fields& fields, Problem* problem) {
  problem->id = fields.name();
  problem->title = fields.text("title");
  // One that is no text was reported already.
  if (problem->title.empty() && is_text_or_absent(fields, "title")) {
    fields.report(fields.line(), "E013", "title is missing");
  }
  problem->round = fields.word("round", known_rounds());
  problem->pattern = fields.text("pattern");
  problem->scale = fields.text("scale");
  problem->license = fields.text("license");
  problem->written = read_date(fields, "written");
  problem->review_by = read_date(fields, "review_by");
  problem->ai = fields.word("ai", {"forbidden", "allowed", "required"});
  problem->sources = fields.texts("sources");
  problem->tags = split_tags(fields.text("tags"));
  problem->difficulty = static_cast<int>(fields.integer("difficulty", 1, 5).value_or(0));
  problem->minutes = static_cast<int>(fields.integer("minutes", 1, 10'000).value_or(0));
  const json* skills = fields.value("skills");
  if (skills == nullptr) return;
  if (!skills->is_object() || !skills->contains("record")) {
    fields.report(fields.line_of("skills"), "E011", "skills must be like { algorithms = 0.8 }");
    return;
  }
  for (const auto& [skill, weight] : (*skills)["record"].items()) {
    if (weight.is_number()) {
      problem->skills.emplace_back(skill, weight.get<double>());
    } else {
      fields.report(fields.line_of("skills"), "E011", "skills." + skill + " must be a number");
    }
  }
}

void read_interface(Fields& fields, Problem* problem) {
  problem->statement = fields.text("statement");
  // The levels of a class have statements of their own.
  if (problem->statement.empty() && !fields.has("class") &&
      is_text_or_absent(fields, "statement")) {
    fields.report(fields.line(), "E013", "statement is missing");
  }
  read_kind(fields, problem);
  read_suite(fields, problem);
  if (const std::string secret = fields.text("secret"); !secret.empty()) {
    read_secret(fields, secret, problem);
  }
  problem->where = fields.texts("where");
  read_oracles(fields, problem);
  read_check(fields, problem);
  read_rules(fields, problem);
  read_limits(fields, problem);
  read_interact(fields, *problem);
  problem->has_make = fields.is_function("make");
  if (const json* reference = fields.value("reference"); reference && reference->is_string()) {
    problem->has_reference = false;  // C text of a kernel
  } else {
    problem->has_reference = fields.is_function("reference");
  }
  problem->has_model = fields.is_function("model");
  if (problem->has_model && problem->kind != Kind::klass) {
    fields.report(fields.line_of("model"), "E012", "model answers for a class; use reference");
  }
  finish_kernel(fields, problem);
}

}  // namespace assay
