// How answers are compared.

#include <algorithm>
#include <nlohmann/json.hpp>

#include "bank/reader_parts.hpp"
#include "base/text.hpp"

namespace assay {
namespace {

using nlohmann::json;

// The settings of close{...} and tensor{...}.
class CheckSettings {
 public:
  CheckSettings(Fields& fields, const std::string& kind, const json& settings)
      : fields_(fields), settings_(settings) {
    static const std::vector<std::string> kTensor = {"rtol",  "atol",  "nan",    "ulp",
                                                     "dtype", "shape", "finite", "derived"};
    static const std::vector<std::string> kClose = {"rtol", "atol", "nan"};
    const std::vector<std::string>& known = kind == "tensor" ? kTensor : kClose;
    for (const auto& [name, value] : settings.items()) {
      if (std::find(known.begin(), known.end(), name) != known.end()) continue;
      report("E010", kind + ": unknown setting " + with_nearest(name, known));
    }
  }

  std::optional<double> number(const char* name) const {
    if (!settings_.contains(name)) return std::nullopt;
    if (settings_[name].is_number() && settings_[name] >= 0) return settings_[name].get<double>();
    report("E011", std::string(name) + " must be a number, 0 or more");
    return std::nullopt;
  }

  bool flag(const char* name, bool otherwise) const {
    if (!settings_.contains(name)) return otherwise;
    if (settings_[name].is_boolean()) return settings_[name].get<bool>();
    report("E011", std::string(name) + " must be true or false");
    return otherwise;
  }

  void report(const char* code, const std::string& message) const {
    fields_.report(fields_.line_of("check"), code, message);
  }

 private:
  Fields& fields_;
  const json& settings_;
};

void read_tolerance(const CheckSettings& settings, Problem* problem) {
  const std::optional<double> rtol = settings.number("rtol"), atol = settings.number("atol");
  const bool tensor = problem->check == "tensor";
  const std::optional<double> ulp = tensor ? settings.number("ulp") : std::nullopt;
  problem->by_dtype = !rtol && !atol && !ulp;
  if (problem->by_dtype) return;
  // Asking for one tolerance of tensors turns the others off.
  const double otherwise = tensor ? 0 : 1e-9;
  problem->rtol = rtol.value_or(otherwise);
  problem->atol = atol.value_or(otherwise);
  problem->ulp = static_cast<std::int64_t>(ulp.value_or(0));
  const auto& returns = problem->signature.returns;
  if (!returns || has_floats(*returns) || uses(*returns, Type::Kind::any)) return;
  for (const auto& [name, value] : {std::pair("rtol", rtol), {"atol", atol}, {"ulp", ulp}}) {
    if (value.value_or(0) == 0) continue;
    settings.report("E011", std::string(name) + ": " + returns->spelling() +
                                " holds no float, and whole numbers and texts are always exact: "
                                "remove it, or write check = function(a, out, want) ... end");
    return;
  }
}

}  // namespace

void read_check(Fields& fields, Problem* problem) {
  problem->check = "exact";
  const json* check = fields.value("check");
  if (check == nullptr) return;
  if (is_function(*check)) {
    problem->check = "custom";
    problem->has_checker = true;
    return;
  }
  static const std::vector<std::string> kChecks = {"unordered", "any_order_lists", "close",
                                                   "tensor"};
  const std::string kind = check->is_object() ? check->value("declare", "") : "";
  if (std::find(kChecks.begin(), kChecks.end(), kind) == kChecks.end()) {
    fields.report(fields.line_of("check"), "E011",
                  "check is unordered, any_order_lists, close{...}, tensor{...} or a function");
    return;
  }
  problem->check = kind;
  if (kind == "unordered" || kind == "any_order_lists") {
    const auto& returns = problem->signature.returns;
    if (!returns || !uses(*returns, Type::Kind::tensor)) return;
    fields.report(fields.line_of("check"), "E011",
                  kind + ": " + returns->spelling() +
                      " holds a tensor, whose order always counts: return lists, like float[], or "
                      "write check = function(a, out, want) ... end");
    return;
  }
  const json given = check->value("settings", json::object());
  const CheckSettings settings(fields, kind, given);
  read_tolerance(settings, problem);
  problem->nan_equal = settings.flag("nan", false);
  if (kind != "tensor") return;
  problem->check_dtype = settings.flag("dtype", false);
  problem->check_shape = settings.flag("shape", true);
  problem->check_finite = settings.flag("finite", false);
  problem->derived = settings.flag("derived", false);
}

}  // namespace assay
