#pragma once
// A judged submission.

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/run.hpp"
#include "model/verdict.hpp"
#include "value/value.hpp"

namespace assay {

struct TestReport {
  std::string group;
  int index = 0;     // within its group, from 0
  std::string name;  // "small 3"
  Verdict verdict = Verdict::skipped;
  double score = 0;  // 0..1
  double cpu_ms = 0, wall_ms = 0;
  std::int64_t memory_bytes = 0;
  std::string feedback;    // the checker's words, or what the verdict means here
  std::string simulation;  // of a kernel, visible tests only: what assay-kernel reported, as JSON
  std::vector<double> figures;  // of a kernel: the problem's counters, if it was held against them
  // Of a visible test that failed, in languages that can tell: "solution.cpp:6: follows a null
  // pointer".
  std::string mistake;
  // Visible tests only; null for hidden ones, always.
  std::optional<Value> arguments, expected, got;
  std::string out, err;
  std::string conversation;  // of an interactive program, its own lines after "> ", in place of out
  // Raw facts, kept so that the verdict can be judged again.
  Ending ending = Ending::answered;
  int code = 0;
  std::int64_t oom_kills = 0;
  // SHA-256 of the answer's wire bytes, or "": runs of one grading are compared by it, and then it
  // is forgotten, because it could tell a short answer.
  std::string answer_hash;
};

struct GroupReport {
  std::string name;
  bool visible = false;  // its tests are no hidden ones, though made by the problem
  int accepted = 0, count = 0;
  double points = 0, of = 0;
  Verdict verdict = Verdict::skipped;
  double worst_cpu_ms = 0, limit_ms = 0;
  std::int64_t worst_memory_bytes = 0, memory_limit_bytes = 0;
  std::string feedback;
};

struct GrowthReport {
  std::string asked;         // "n log n"
  double exponent = 0;       // of the ratio to the reference, plus the reference's own
  double low = 0, high = 0;  // 95 %
  double reference = 0;
  double longest_ms = 0;  // cpu of the candidate or the reference, at the size where they took most
  Verdict verdict = Verdict::accepted;
};

// A `perf` declaration, measured.
struct TimingReport {
  std::string asked;  // as the problem has it
  std::string of;     // "peak", or the solution or call that it is held against
  Verdict verdict = Verdict::inconclusive;
  bool calibrated = true;               // else its bounds decide nothing
  double score = 0;                     // by the bands
  double value = 0, low = 0, high = 0;  // the median of the rounds' ratios, and its 95 %
  double ms = 0;                        // the median time of a run; 0: there was none
  int rounds = 0, dropped = 0;          // dropped: with throttled clocks
  int clock_mhz = 0;                    // the median one; 0: unknown
  std::string feedback;
};

// How the figures of a kernel came about, each labelled apart.
struct KernelLabels {
  std::string functional = "simulated";  // or "gpu": results of a GPU were held against answers too
  std::string performance = "counters";  // exact counts, no time of a GPU; or "measured"
  std::string trust = "replayed";        // by a process of ours, without host code of the candidate
  std::string device, driver;            // of what was measured; else ""
  std::vector<TimingReport> timings;
  std::vector<std::string> not_measured;  // what a GPU would still have to show
  std::string why_not_measured;           // why, where somebody looked; else ""
  // The problem's counters, each the worst of the tests that they were held against, and what
  // model/score_line.hpp makes of an accepted kernel.
  std::vector<std::pair<std::string, double>> figures;
  std::string score_line;
};

// Of a scaffold of which only so many lines may be changed.
struct ChangedLines {
  int count = 0, most = 0;
};

struct Report {
  std::string problem, language, toolchain;
  Verdict verdict = Verdict::internal_error;
  double score = 0;  // 0..1
  double points = 0, of = 0;
  double hint_cost = 0;  // of the hints that were taken; points and score are without it
  Tier tier = Tier::none;
  Mode mode = Mode::resident;
  double cpu_ms = 0, wall_ms = 0, compile_ms = 0;
  bool compile_cached = false;
  std::string message;          // the compiler's first errors, what is missing, ...
  std::string limit;            // kind model: the limit that it broke, "params"; else ""
  std::optional<double> trial;  // examples: the first metric on rows held out, or the mean score
  std::vector<TestReport> tests;
  std::vector<GroupReport> groups;
  std::optional<GrowthReport> growth;
  std::optional<KernelLabels> kernel;
  std::optional<ChangedLines> changed_lines;
  std::optional<int> open_levels;  // of a class: how many were open when it was graded, if not all
  std::string problem_hash, source_hash, engine;
};

}  // namespace assay
