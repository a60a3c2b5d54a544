#include "plan/signature_json.hpp"

#include <cstdlib>
#include <nlohmann/json.hpp>

namespace assay {
namespace {

using nlohmann::json;

// As the load frame spells them.
const char* kind_name(Kind kind) {
  switch (kind) {
    case Kind::function:
      return "function";
    case Kind::klass:
      return "class";
    case Kind::program:
      return "program";
    case Kind::asserts:
      return "asserts";
    case Kind::model:
      return "model";
    case Kind::suite:
      return "function";
  }
  return "";
}

// The same numbers for every submission of one state of a problem.
std::uint32_t seed_of(const Problem& problem) {
  return static_cast<std::uint32_t>(std::strtoul(problem.hash.substr(0, 8).c_str(), nullptr, 16));
}

json type_of(const Type& type) { return json::parse(type_json(type)); }

json parameters_of(const Signature& signature) {
  json list = json::array();
  for (const Parameter& parameter : signature.parameters) {
    list.push_back({parameter.name, type_of(parameter.type)});
  }
  return list;
}

json returns_of(const Signature& signature) {
  return signature.returns && signature.changes < 0 ? type_of(*signature.returns) : json(nullptr);
}

json signature_of(const Problem& problem) {
  json out = {{"kind", kind_name(problem.kind)}};
  if (problem.interactive) out["interactive"] = true;
  if (problem.kind == Kind::program) return out;
  const Signature signature = problem.asked();
  out["name"] = signature.name;
  out["parameters"] = parameters_of(signature);
  if (problem.kind == Kind::model) out["predicts"] = predicts(problem.modeling);
  if (problem.kind != Kind::klass) {
    out["returns"] = returns_of(signature);
    if (signature.changes >= 0) out["changes"] = signature.changes;
    return out;
  }
  json& methods = out["methods"] = json::array();
  for (std::size_t level = 0; level < problem.levels.size(); ++level) {
    for (const Signature& method : problem.levels[level].methods) {
      methods.push_back({{"name", method.name},
                         {"parameters", parameters_of(method)},
                         {"returns", returns_of(method)},
                         {"level", level + 1}});
    }
  }
  return out;
}

constexpr const char* kPasses[] = {"in", "out", "inout"};

// Of language.lua: each parameter with its element type and the text of each dimension.
json kernel_of(const Kernel& kernel) {
  json list = json::array();
  for (const Parameter& parameter : kernel.declared.parameters) {
    json dims = json::array();
    for (const Dim& dim : parameter.type.dims) {
      dims.push_back(dim.name.empty() && dim.range ? dim.range->low.text : dim.name);
    }
    list.push_back({{"name", parameter.name},
                    {"element", parameter.type.element},
                    {"pass", kPasses[static_cast<std::size_t>(parameter.pass)]},
                    {"dims", std::move(dims)}});
  }
  return {{"form", kernel.form == Kernel::Form::solve ? "solve" : "kernel"},
          {"parameters", std::move(list)}};
}

json texts_of(const std::vector<Bound>& bounds) {
  json list = json::array();
  for (const Bound& bound : bounds) list.push_back(bound.text);
  return list;
}

void drop_nulls(json& value) {
  if (value.is_object()) {
    for (auto it = value.begin(); it != value.end();) {
      it = it->is_null() ? value.erase(it) : std::next(it);
    }
  }
  if (!value.is_structured()) return;
  for (json& inner : value) drop_nulls(inner);
}

// Sources need not be UTF-8; what is not becomes U+FFFD.
std::string text_of(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace

std::string load_json(const Problem& problem, const std::string& file, const std::string& source) {
  json load = signature_of(problem);
  load["source"] = source;
  load["file"] = file;
  load["seed"] = seed_of(problem);
  if (!problem.unchanged.empty()) load["unchanged"] = problem.unchanged;
  if (problem.check_dtype) load["dtype"] = true;
  if (!problem.allow.empty() || !problem.forbid.empty()) {
    load["rules"] = {{"allow", problem.allow}, {"forbid", problem.forbid}};
  }
  return text_of(load);
}

std::string compiled_load_json(const Problem& problem) {
  return text_of({{"kind", kind_name(problem.kind)}, {"seed", seed_of(problem)}});
}

std::string kernel_load_json(const Problem& problem) {
  const Kernel& kernel = *problem.kernel;
  // Where Lua says what may go together, only Lua can make a smaller test; and what a `solve`
  // launches was recorded for the sizes that it got.  The engine looks there (smaller_race.hpp).
  const bool solve = kernel.form == Kernel::Form::solve;
  const char* const whole = solve                    ? "the launches are the candidate's"
                            : problem.has_make       ? "`make` makes the arguments"
                            : !problem.where.empty() ? "`where` ties the arguments"
                                                     : "";
  const bool shrinks = *whole == '\0';
  json sizes = json::array();
  for (const Kernel::Size& size : kernel.sizes) {
    if (shrinks) sizes.push_back({{"name", size.name}, {"low", size.low}, {"step", size.step}});
  }
  return text_of({{"kind", "kernel"},
                  {"form", solve ? "solve" : "kernel"},
                  {"signature", kernel.declared.text},
                  {"grid", texts_of(kernel.grid)},
                  {"block", texts_of(kernel.block)},
                  {"shared", kernel.shared.text},
                  {"schedules", kernel.schedules},
                  {"sizes", std::move(sizes)},
                  {"whole", whole}});
}

std::string with_source(const std::string& load, const std::string& source) {
  json whole = json::parse(load);
  whole["source"] = source;
  return text_of(whole);
}

std::string with_races(const std::string& load) {
  json whole = json::parse(load);
  whole["checks"] = "races";
  whole["schedules"] = 1;
  return text_of(whole);
}

std::string driver_load_json(const Problem& problem) {
  return text_of({{"kind", "driver"},
                  {"name", "check"},
                  {"source", problem.assert_setup + "\n" + problem.assert_code},
                  {"file", "asserts"},
                  {"seed", seed_of(problem)}});
}

std::string spec_json(const Problem& problem, const Language& language) {
  json spec = signature_of(problem);
  if (!language.base.empty()) spec["runtime"] = language.name;
  if (problem.kernel) spec["kernel"] = kernel_of(*problem.kernel);
  if (!problem.scaffold.empty()) spec["scaffold"] = problem.scaffold;
  drop_nulls(spec);
  return text_of(spec);
}

}  // namespace assay
