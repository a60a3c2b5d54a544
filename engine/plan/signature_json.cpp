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
  return signature.returns ? type_of(*signature.returns) : json(nullptr);
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
  if (!problem.allow.empty() || !problem.forbid.empty()) {
    load["rules"] = {{"allow", problem.allow}, {"forbid", problem.forbid}};
  }
  return text_of(load);
}

std::string compiled_load_json(const Problem& problem) {
  return text_of({{"kind", kind_name(problem.kind)}, {"seed", seed_of(problem)}});
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
  if (!problem.scaffold.empty()) spec["scaffold"] = problem.scaffold;
  drop_nulls(spec);
  return text_of(spec);
}

}  // namespace assay
