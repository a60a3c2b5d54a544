// perf { ... }: how fast a kernel has to be where there is a GPU.

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "bank/reader_parts.hpp"
#include "base/text.hpp"
#include "value/kernel.hpp"

namespace assay {
namespace {

using nlohmann::json;

constexpr const char* kBands[] = {"pass", "good", "full"};

std::string text_of(const json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

// A solution of the problem; anything else is words.
bool names_solution(const std::string& versus) { return versus.ends_with(".cu"); }

// What a band is a share or a multiple of.
enum class Held { peak, solution, library };

constexpr const char* kLike[] = {"60% of peak", "3x", "60% of library"};

Held held(const Timing& timing) {
  if (timing.library) return Held::library;
  return timing.versus.empty() ? Held::peak : Held::solution;
}

// "60% of peak", against another solution "3x" or 3, against a library "60% of library".
std::optional<double> read_ratio(const json& value, Held against) {
  if (value.is_number()) {
    return against == Held::solution ? std::optional(value.get<double>()) : std::nullopt;
  }
  if (!value.is_string()) return std::nullopt;
  const std::string text(trim(value.get<std::string>()));
  char* end = nullptr;
  const double number = std::strtod(text.c_str(), &end);
  if (end == text.c_str() || number <= 0) return std::nullopt;
  const std::string unit(trim(end));
  if (against == Held::solution) return unit == "x" ? std::optional(number) : std::nullopt;
  const bool fits = unit == (against == Held::peak ? "% of peak" : "% of library");
  return fits ? std::optional(number / 100) : std::nullopt;
}

// The bands, and their words for reports.
std::string read_bands(Fields& fields, Timing* timing) {
  const Held against = held(*timing);
  const std::string like = std::string(" is like \"") + kLike[static_cast<int>(against)] + '"';
  std::string words;
  double above = 0;
  for (const char* band : kBands) {
    const json* value = fields.value(band);
    if (value == nullptr) continue;
    words += fmt::format("{}{} {}", words.empty() ? "" : ", ", band, text_of(*value));
    if (!timing->measurable) continue;
    const std::optional<double> ratio = read_ratio(*value, against);
    if (!ratio || *ratio < above) {
      fields.report(fields.line_of(band), "E012",
                    band + like + ", and not less than the one before");
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

MathUnit read_math(Fields& fields) {
  std::vector<std::string> known;
  for (std::size_t k = 0; k < kMathUnits; ++k) {
    known.emplace_back(name(static_cast<MathUnit>(k)));
  }
  const std::string word = fields.word("math", known);
  if (word.empty()) return MathUnit::f32;
  if (!fields.has("flops")) {
    fields.report(fields.line_of("math"), "E013",
                  "math = \"" + word + "\" needs flops = \"2*m*n*k\"");
  }
  return static_cast<MathUnit>(std::find(known.begin(), known.end(), word) - known.begin());
}

const std::vector<std::string> kCalls = {"cublasSgemm", "cublasGemmEx"};

// What is wrong with the tensors of a product; "" if the call takes them.
std::string misfit(const LibraryProduct& product, const Signature& kernel) {
  std::vector<std::string> tensors, elements;
  for (const Parameter& parameter : kernel.parameters) {
    if (!is_kernel_scalar(parameter)) tensors.push_back(parameter.name);
  }
  for (const std::string& tensor : {product.a, product.b, product.c}) {
    if (std::find(tensors.begin(), tensors.end(), tensor) == tensors.end()) {
      return "the kernel has no tensor " + with_nearest(tensor, tensors);
    }
    const auto number = static_cast<std::size_t>(kernel.find(tensor));
    elements.push_back(kernel.parameters[number].type.element);
    const std::string& element = elements.back();
    const bool half = element == "f16" || element == "bf16";
    const bool alike = element == elements[0];
    const bool last = elements.size() == 3;
    const bool fits = product.call == kCalls[0] ? element == "f32"
                                                : (half && alike) || (last && element == "f32");
    if (fits) continue;
    return product.call +
           (product.call == kCalls[0] ? " takes f32"
                                      : " takes f16 or bf16, both alike, into the same or f32") +
           "; \"" + tensor + "\" is " + element;
  }
  return "";
}

// "cublasSgemm(m, n, k, a, b, c)"
std::optional<LibraryProduct> read_library(Fields& fields, const Signature& kernel) {
  if (!fields.has("library")) return std::nullopt;
  const std::string text = fields.text("library");
  const auto reject = [&](const std::string& why) {
    fields.report(fields.line_of("library"), "E012", "library" + why);
    return std::nullopt;
  };
  const std::size_t open = std::min(text.find('('), text.size());
  LibraryProduct product;
  product.call = trim(text.substr(0, open));
  if (std::find(kCalls.begin(), kCalls.end(), product.call) == kCalls.end()) {
    return reject(": there is no call " + with_nearest(product.call, kCalls));
  }
  std::vector<std::string> words;
  if (text.ends_with(')')) {
    words = split(std::string_view(text).substr(open + 1, text.size() - open - 2), ',');
  }
  for (std::string& word : words) word = trim(word);
  const bool whole = words.size() == 6 && std::none_of(words.begin(), words.end(),
                                                       [](auto& word) { return word.empty(); });
  if (!whole) {
    return reject(" is like \"" + product.call +
                  "(m, n, k, a, b, c)\": sizes, then tensors of the kernel");
  }
  product.m = {words[0]};
  product.n = {words[1]};
  product.k = {words[2]};
  product.a = words[3];
  product.b = words[4];
  product.c = words[5];
  if (const std::string why = misfit(product, kernel); !why.empty()) return reject(": " + why);
  return product;
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
  timing.library = read_library(fields, problem->kernel->declared);
  if (fields.has("library") && !timing.library) timing.measurable = false;  // told already
  if (fields.has("library") && fields.has("versus")) {
    fields.report(fields.line_of("versus"), "E012", "perf has one of library and versus");
  }
  timing.bytes = read_amount(fields, "bytes");
  timing.flops = read_amount(fields, "flops");
  timing.math = read_math(fields);
  timing.calibrated = !fields.flag("uncalibrated");
  std::string sizes;
  const json settings = declaration.value("settings", json::object());
  for (const auto& [key, value] : settings.items()) {
    if (problem->signature.find(key) >= 0 && !value.is_structured()) {
      sizes += fmt::format("{}{} = {}", sizes.empty() ? "" : ", ", key, text_of(value));
    }
  }
  timing.asked = sizes + ": " + read_bands(fields, &timing);
  if (timing.library) timing.asked += " (" + timing.library->call + ")";
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
