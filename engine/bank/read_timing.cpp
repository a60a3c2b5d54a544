// perf { ... }: how fast a kernel has to be where there is a GPU.

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "bank/reader_parts.hpp"
#include "base/text.hpp"

namespace assay {
namespace {

using nlohmann::json;

constexpr const char* kBands[] = {"pass", "good", "full"};

std::string text_of(const json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

// A solution of the problem; anything else is words.
bool names_solution(const std::string& versus) { return versus.ends_with(".cu"); }

// "60% of peak", or against another solution "3x" or 3.
std::optional<double> read_ratio(const json& value, bool of_peak) {
  if (value.is_number()) return of_peak ? std::nullopt : std::optional(value.get<double>());
  if (!value.is_string()) return std::nullopt;
  const std::string text(trim(value.get<std::string>()));
  char* end = nullptr;
  const double number = std::strtod(text.c_str(), &end);
  if (end == text.c_str() || number <= 0) return std::nullopt;
  const std::string unit(trim(end));
  if (of_peak) return unit == "% of peak" ? std::optional(number / 100) : std::nullopt;
  return unit == "x" ? std::optional(number) : std::nullopt;
}

// The bands, and their words for reports.
std::string read_bands(Fields& fields, Timing* timing) {
  const bool of_peak = timing->versus.empty();
  std::string words;
  double above = 0;
  for (const char* band : kBands) {
    const json* value = fields.value(band);
    if (value == nullptr) continue;
    words += fmt::format("{}{} {}", words.empty() ? "" : ", ", band, text_of(*value));
    if (!timing->measurable) continue;
    const std::optional<double> ratio = read_ratio(*value, of_peak);
    if (!ratio || *ratio < above) {
      fields.report(fields.line_of(band), "E012",
                    std::string(band) + (of_peak ? " is like \"60% of peak\"" : " is like \"3x\"") +
                        ", and not less than the one before");
      continue;
    }
    above = *ratio;
    if (band == kBands[0]) timing->pass = *ratio;
    if (band == kBands[1]) timing->good = ratio;
    if (band == kBands[2]) timing->full = ratio;
  }
  if (!fields.has("pass"))
    fields.report(fields.line(), "E013", "perf needs pass = \"60% of peak\"");
  return words;
}

Bound read_amount(Fields& fields, const char* setting) {
  const json* value = fields.value(setting);
  if (value == nullptr) return {};
  if (value->is_number() || value->is_string()) return {text_of(*value)};
  fields.report(fields.line_of(setting), "E011",
                std::string(setting) + " is a number or an expression like \"12*n\"");
  return {};
}

}  // namespace

void read_perf(Fields& fields, const json& declaration, Problem* problem) {
  if (!problem->kernel) {
    problem->unsupported.emplace_back("perf");
    return;
  }
  Timing timing;
  timing.line = fields.line();
  timing.versus = fields.text("versus");
  timing.measurable = timing.versus.empty() || names_solution(timing.versus);
  timing.bytes = read_amount(fields, "bytes");
  timing.flops = read_amount(fields, "flops");
  timing.calibrated = !fields.flag("uncalibrated");
  std::string sizes;
  const json settings = declaration.value("settings", json::object());
  for (const auto& [key, value] : settings.items()) {
    if (problem->signature.find(key) >= 0 && !value.is_structured()) {
      sizes += fmt::format("{}{} = {}", sizes.empty() ? "" : ", ", key, text_of(value));
    }
  }
  timing.asked = sizes + ": " + read_bands(fields, &timing);
  if (!timing.versus.empty()) timing.asked += " of " + timing.versus;
  // Both are always so.
  for (const char* promise : {"fresh_inputs", "flush_l2"}) {
    if (fields.has(promise) && !fields.flag(promise)) {
      fields.report(fields.line_of(promise), "E012", std::string(promise) + " cannot be false");
    }
  }
  std::vector<std::string> names;
  for (const Parameter& parameter : problem->signature.parameters) names.push_back(parameter.name);
  fields.finish(names);
  problem->kernel->timings.push_back(std::move(timing));
}

void check_timings(Fields& fields, Problem* problem) {
  if (!problem->kernel) return;
  std::vector<std::string> names;
  for (const Solution& solution : problem->solutions) names.push_back(solution.name);
  for (const Timing& timing : problem->kernel->timings) {
    const bool known = std::find(names.begin(), names.end(), timing.versus) != names.end();
    if (!names_solution(timing.versus) || known) continue;
    fields.report(timing.line, "E025",
                  "versus names a solution; there is no " + with_nearest(timing.versus, names));
  }
}

}  // namespace assay
