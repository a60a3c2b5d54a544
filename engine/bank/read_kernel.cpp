// Kernels: how they are launched, what they are held against, and what computes the right answer.

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>

#include "bank/reader_parts.hpp"
#include "base/text.hpp"
#include "value/bound.hpp"
#include "value/kernel.hpp"

namespace assay {
namespace {

using nlohmann::json;

constexpr double kTimeLimitMs = 5'000;  // of the simulation: only what never ends is caught by it
constexpr std::int64_t kMemoryBytes = std::int64_t{2} << 30;

// One expression or a list of up to three: 256, "(n + 255) / 256", {32, 8}.
std::vector<Bound> read_sizes(Fields& fields, const json& value, const std::string& what) {
  std::vector<Bound> sizes;
  const json list = value.is_array() ? value : json::array({value});
  for (const json& size : list) {
    if (size.is_number_integer()) {
      sizes.push_back({std::to_string(size.get<std::int64_t>())});
    } else if (size.is_string()) {
      sizes.push_back({size.get<std::string>()});
    }
  }
  if (sizes.size() == list.size() && !sizes.empty() && sizes.size() <= 3) return sizes;
  fields.report(fields.line_of("launch"), "E012",
                "launch." + what + " is one to three numbers or expressions: \"(n + 255) / 256\"");
  return {};
}

void read_launch(Fields& fields, Kernel* kernel) {
  const json* launch = fields.value("launch");
  if (launch == nullptr) return;
  if (kernel->form == Kernel::Form::solve || !launch->is_object() || !launch->contains("record")) {
    fields.report(fields.line_of("launch"), "E012",
                  kernel->form == Kernel::Form::solve
                      ? "launch has no place with form = \"solve\": the candidate launches"
                      : "launch is a table: { grid = \"(n + 255) / 256\", block = 256 }");
    return;
  }
  static const std::vector<std::string> kKnown = {"grid", "block", "shared"};
  for (const auto& [key, value] : (*launch)["record"].items()) {
    if (key == "grid") {
      kernel->grid = read_sizes(fields, value, key);
    } else if (key == "block") {
      kernel->block = read_sizes(fields, value, key);
    } else if (key == "shared") {
      const std::vector<Bound> sizes = read_sizes(fields, value, key);
      if (!sizes.empty()) kernel->shared = sizes[0];
    } else {
      fields.report(fields.line_of("launch"), "E010",
                    "launch: unknown setting " + with_nearest(key, kKnown));
    }
  }
}

// "<= 1.1" or {"<= 4", "<= 1.1"}: what passes, and what earns everything.
bool read_limit(const json& value, CounterLimit* limit) {
  const json list = value.is_array() ? value : json::array({value});
  if (list.empty() || list.size() > 2) return false;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (!list[i].is_string()) return false;
    const std::string text(trim(list[i].get<std::string>()));
    const bool least = text.starts_with(">=");
    if (!least && !text.starts_with("<=")) return false;
    char* end = nullptr;
    const double number = std::strtod(text.c_str() + 2, &end);
    if (end == text.c_str() + 2 || *end != '\0' || (i == 1 && least != limit->at_least)) {
      return false;
    }
    limit->at_least = least;
    if (i == 0) limit->pass = limit->text.empty() ? number : 0;
    limit->full = number;
    limit->text += (limit->text.empty() ? "" : ", full marks ") + text;
  }
  return limit->at_least ? limit->full >= limit->pass : limit->full <= limit->pass;
}

// 64, {16, 64} or "1..99"; the ends of a range with `any` between them.
std::vector<std::int64_t> drawn_from(const json& value, bool* any) {
  std::vector<std::int64_t> values;
  for (const json& one : value.is_array() ? value : json::array({value})) {
    if (one.is_number_integer()) values.push_back(one.get<std::int64_t>());
  }
  const Result<Range> range =
      parse_range(value.is_string() ? value.get<std::string>() : std::string());
  if (!range.ok()) return values;
  for (const Bound& end : {range->low, range->high}) {
    const Result<double> number = end.evaluate({});
    if (number.ok()) values.push_back(static_cast<std::int64_t>(*number));
  }
  *any = true;
  return values;
}

void note_size(const std::string& name, const json& value, Kernel* kernel) {
  bool any = false;
  const std::vector<std::int64_t> values = drawn_from(value, &any);
  if (values.empty()) return;
  auto size = std::find_if(kernel->sizes.begin(), kernel->sizes.end(),
                           [&](const Kernel::Size& known) { return known.name == name; });
  if (size == kernel->sizes.end()) {
    size = kernel->sizes.insert(size, {name, values[0], 0});
  }
  for (const std::int64_t one : values) {
    size->step = std::gcd(size->step, any ? 1 : one - size->low);
    size->low = std::min(size->low, one);
  }
}

}  // namespace

void read_kernel(Fields& fields, Problem* problem) {
  const std::string text = fields.text("kernel");
  if (text.empty()) return;
  Result<Signature> declared = parse_signature(text);
  if (!declared.ok()) {
    fields.report(fields.line_of("kernel"), "E017", "kernel: " + declared.status().message());
    return;
  }
  Kernel kernel;
  kernel.declared = std::move(*declared);
  if (fields.word("form", {"kernel", "solve"}) == "solve") kernel.form = Kernel::Form::solve;
  Result<Signature> function = with_known_names(kernel_function(kernel.declared));
  if (!function.ok()) {
    fields.report(fields.line_of("kernel"), "E017", "kernel: " + function.status().message());
    return;
  }
  problem->signature = std::move(*function);
  read_launch(fields, &kernel);
  kernel.schedules = static_cast<int>(fields.integer("schedules", 1, 20).value_or(2));
  fields.word("guard", {"canaries"});
  problem->kernel = std::move(kernel);
}

void note_sizes(const json& settings, Problem* problem) {
  if (!problem->kernel) return;
  const auto note = [&](const std::string& name, const std::optional<Range>& range) {
    if (settings.contains(name)) {
      note_size(name, settings[name], &*problem->kernel);
    } else if (range) {
      note_size(name, range->low.text + ".." + range->high.text, &*problem->kernel);
    }
  };
  for (const Parameter& parameter : problem->kernel->declared.parameters) {
    if (is_kernel_scalar(parameter)) note(parameter.name, parameter.type.range);
    for (const Dim& dim : parameter.type.dims) {
      const bool scalar = problem->kernel->declared.find(dim.name) >= 0;
      if (!dim.name.empty() && !scalar) note(dim.name, dim.range);
    }
  }
}

void finish_kernel(Fields& fields, Problem* problem) {
  if (!problem->kernel) return;
  const bool solve = problem->kernel->form == Kernel::Form::solve;
  problem->runtimes = {solve ? "cuda-solve" : "cuda"};
  if (!fields.has("process")) problem->mode = Mode::fresh;
  if (!problem->time_limit_ms) problem->time_limit_ms = kTimeLimitMs;
  if (!problem->memory_limit_bytes) problem->memory_limit_bytes = kMemoryBytes;
  const json* reference = fields.value("reference");
  if (reference == nullptr || !reference->is_string()) return;
  Solution host;
  host.name = "reference";
  host.language = kReferenceLanguage;
  host.source = reference->get<std::string>();
  host.line = fields.line_of("reference");
  problem->solutions.insert(problem->solutions.begin(), std::move(host));
}

void read_counters(Fields& fields, Problem* problem) {
  Kernel* kernel = problem->kernel ? &*problem->kernel : nullptr;
  std::vector<std::string> known;
  if (kernel != nullptr) kernel->counted = fields.text("on");
  if (const std::string per = fields.text("per"); kernel != nullptr && !per.empty()) {
    kernel->per = {per};
  }
  for (const std::string_view counter : kCounters) {
    const std::string name(counter);
    known.push_back(name);
    const json* value = fields.value(name);
    if (value == nullptr || kernel == nullptr) continue;
    CounterLimit limit{.counter = name};
    if (read_limit(*value, &limit)) {
      kernel->counters.push_back(std::move(limit));
    } else {
      fields.report(fields.line_of(name), "E012",
                    name +
                        " is like \"<= 1.1\", or {\"<= 4\", \"<= 1.1\"}: what passes and what "
                        "earns everything");
    }
  }
  fields.finish(known);
  if (kernel == nullptr) {
    fields.report(fields.line(), "E012",
                  "counters belong to a kernel; kernel = \"...\" is missing");
  }
}

void check_counters(Fields& fields, Problem* problem) {
  if (!problem->kernel) return;
  if (problem->kernel->counters.empty() && problem->kernel->timings.empty()) return;
  std::string& on = problem->kernel->counted;
  std::vector<std::string> groups;
  for (const Group& group : problem->groups) {
    // What is counted decides, so nobody may know its answers.
    if (group.source == Group::Source::random && !group.visible) groups.push_back(group.name);
  }
  if (on.empty() && !groups.empty()) on = groups.back();
  if (std::find(groups.begin(), groups.end(), on) != groups.end()) return;
  fields.report(fields.line(), "E025",
                "counters and perf are held against a group of hidden tensors; there is no " +
                    with_nearest(on, groups));
}

}  // namespace assay
