#include "grade/kernel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <filesystem>
#include <nlohmann/json.hpp>

namespace assay {
namespace {

using nlohmann::json;

std::string triple(const json& of) {
  return fmt::format("({},{},{})", of[0].get<int>(), of[1].get<int>(), of[2].get<int>());
}

std::string finding_text(const json& finding) {
  std::string text = finding.at("check");
  if (finding.value("line", 0) > 0) {
    text += fmt::format(" at {}:{}",
                        std::filesystem::path(finding.value("file", "")).filename().string(),
                        finding.at("line").get<int>());
  }
  if (finding.contains("block")) {
    text +=
        fmt::format(", block {} thread {}", triple(finding["block"]), triple(finding["thread"]));
  }
  return text + ": " + finding.at("message").get<std::string>();
}

// The whole of a counter, and what it is divided by (1 if by nothing).
struct Counts {
  double part = 0, whole = 1;

  double ratio() const { return whole == 0 ? 0 : part / whole; }
};

double sum_of(const json& report, const char* key) {
  double sum = 0;
  for (const json& kernel : report.at("kernels")) sum += kernel.at("total").at(key).get<double>();
  return sum;
}

Counts count(const json& report, const std::string& counter, double elements) {
  const auto sum = [&report](const char* key) { return sum_of(report, key); };
  if (counter == "sectors_per_ideal") return {sum("sectors"), sum("ideal_sectors")};
  if (counter == "wavefronts_per_ideal") return {sum("wavefronts"), sum("ideal_wavefronts")};
  if (counter == "bytes_per_compulsory") {
    return {32 * sum("sectors"), report.at("compulsory_bytes").get<double>()};
  }
  if (counter == "instructions_per_element") return {32 * sum("warp_instructions"), elements};
  if (counter == "flops_per_element") return {sum("flops"), elements};
  if (counter == "atomics_per_element") return {sum("atomic_operations"), elements};
  if (counter == "active_lanes") return {sum("thread_instructions"), 32 * sum("warp_instructions")};
  if (counter == "local_accesses") return {sum("local_accesses"), 1};
  Counts counts;
  for (const json& kernel : report.at("kernels")) {
    if (counter == "launches") counts.part += kernel.at("launches").get<double>();
    if (counter == "shared_bytes") {
      counts.part = std::max(counts.part, kernel.at("shared_bytes").get<double>());
    }
  }
  return counts;
}

// 1 at `full`, one half at `pass`, 0 beyond it.
double score_of(const CounterLimit& limit, double value) {
  const double sign = limit.at_least ? -1 : 1;
  const double over_full = sign * (value - limit.full), over_pass = sign * (value - limit.pass);
  if (over_full <= 0) return 1;
  if (over_pass > 0) return 0;
  return 0.5 + 0.5 * over_pass / (over_pass - over_full);
}

// What a counter says, for who meets it the first time.
std::string_view meaning(std::string_view counter) {
  constexpr std::pair<std::string_view, std::string_view> kMeanings[] = {
      {"sectors_per_ideal",
       "32-byte sectors of global memory that are moved for each that the data would fill; 1 is "
       "best"},
      {"wavefronts_per_ideal",
       "passes over shared memory for each that would do without bank conflicts; 1 is best"},
      {"bytes_per_compulsory",
       "how often each byte of the inputs and outputs is moved, on average; 1 is best"},
      {"instructions_per_element", "instructions of threads for each element; fewer is better"},
      {"flops_per_element", "floating-point operations for each element; fewer is better"},
      {"atomics_per_element", "atomic operations for each element; fewer is better"},
      {"active_lanes", "the share of a warp's threads that work; 1 is best"},
      {"local_accesses",
       "accesses of warps to spilled registers and arrays in local memory; 0 is best"},
      {"launches", "launches of kernels"},
      {"shared_bytes", "bytes of shared memory that a block has"}};
  static_assert(std::size(kMeanings) == std::size(kCounters));
  const auto found = std::find_if(std::begin(kMeanings), std::end(kMeanings),
                                  [counter](const auto& row) { return row.first == counter; });
  assert(found != std::end(kMeanings));  // the reader of problems knows no others
  return found->second;
}

std::string limit_text(const CounterLimit& limit, double value) {
  return fmt::format("{} is {:.4g}, asked for {} ({})", limit.counter, value, limit.text,
                     meaning(limit.counter));
}

}  // namespace

Result<std::optional<KernelVerdict>> judge_findings(std::string_view text) {
  try {
    const json report = json::parse(text);
    std::optional<KernelVerdict> verdict;
    for (const json& finding : report.at("findings")) {
      const bool unsupported = finding.at("check") == "unsupported";
      if (verdict && !unsupported) continue;
      verdict = {unsupported ? Verdict::unsupported : Verdict::runtime_error, 0,
                 unsupported ? "the simulator cannot run it: " + finding.value("message", "")
                             : finding_text(finding)};
      if (unsupported) break;
    }
    return verdict;
  } catch (const json::exception& error) {
    return internal_error(std::string("the simulator's report: ") + error.what());
  }
}

namespace {

// Takes one counter's value into the verdict of all.
void count_in(const CounterLimit& limit, double value, KernelVerdict* verdict) {
  const double score = score_of(limit, value);
  verdict->figures.push_back(value);
  if (score >= verdict->score) return;
  verdict->score = score;
  verdict->verdict = score > 0 ? Verdict::accepted : Verdict::too_slow;
  verdict->feedback = "by counters: " + limit_text(limit, value);
}

}  // namespace

Result<KernelVerdict> judge_figures(const Kernel& kernel,
                                    const std::vector<std::pair<std::string, double>>& figures) {
  KernelVerdict verdict;
  for (const CounterLimit& limit : kernel.counters) {
    const auto kept = std::find_if(figures.begin(), figures.end(), [&limit](const auto& figure) {
      return figure.first == limit.counter;
    });
    if (kept == figures.end()) {
      return bad_problem(limit.counter + " was not counted then: grade the submission anew");
    }
    count_in(limit, kept->second, &verdict);
  }
  return verdict;
}

std::vector<std::pair<std::string, double>> worst_figures(const Kernel& kernel,
                                                          const std::vector<TestReport>& tests) {
  std::vector<std::pair<std::string, double>> figures;
  for (const TestReport& test : tests) {
    if (test.group != kernel.counted) continue;
    for (std::size_t i = 0; i < test.figures.size(); ++i) {
      const CounterLimit& limit = kernel.counters[i];
      if (figures.size() == i) figures.emplace_back(limit.counter, test.figures[i]);
      double& worst = figures[i].second;
      worst = limit.at_least ? std::min(worst, test.figures[i]) : std::max(worst, test.figures[i]);
    }
  }
  return figures;
}

Result<KernelVerdict> judge_counters(const Kernel& kernel, std::string_view text, double elements) {
  try {
    const json report = json::parse(text);
    if (elements == 0) elements = report.at("largest_tensor").get<double>();
    KernelVerdict verdict;
    for (const CounterLimit& limit : kernel.counters) {
      count_in(limit, count(report, limit.counter, elements).ratio(), &verdict);
    }
    return verdict;
  } catch (const json::exception& error) {
    return internal_error(std::string("the simulator's report: ") + error.what());
  }
}

}  // namespace assay
