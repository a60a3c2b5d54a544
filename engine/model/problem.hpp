#pragma once
// A problem as the engine knows it.  Lua values that only the author's functions read stay in the
// script process; what stands here is data.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/parts.hpp"
#include "model/verdict.hpp"
#include "value/type.hpp"
#include "value/value.hpp"

namespace assay {

enum class Kind : std::uint8_t {
  function,  // fn = "..."
  klass,     // class = "..." with levels
  program,   // stdin to stdout
  asserts,   // imported assert-style tests around a function
  model,     // fn returns a model, which is rated on rows that it has not seen
  suite,     // the candidate writes tests of fn, which are to find broken writings of it
};

// What whole programs would be as functions: a text comes in, a text goes out.  In an interactive
// one nothing is there before the conversation.
inline constexpr char kProgramSignature[] = "main(input: str) -> str";
inline constexpr char kInteractiveSignature[] = "main() -> str";

// A run of tests under one name: one `random` or `tensors` row, the `edge` declarations together
// (group "edge"), the examples together (group "example"), one level of a class ("1", "2", ...),
// one metric or slice of a data modeling problem or one of its parts ("framing", "audit",
// "journal"), the tests ("right") or the mutants of a suite.
struct Group {
  enum class Source : std::uint8_t { example, random, edge, level, asserts, metric, part, suite };
  std::string name;
  Source source = Source::random;
  int count = 0;  // of tests; 0 of a part, which solutions of the problem are not asked for
  double points = 0;
  bool all_or_nothing = false;
  bool visible = false;    // `random` and `tensors`: `assay test` runs them too
  std::string memory;      // "reference + 24 MiB", "64 MiB" or ""
  int line = 0;            // in problem.lua
  std::vector<int> edges;  // the line of each edge
};

struct Example {
  Value arguments;               // Record
  Value secret;                  // Record, or null
  std::optional<Value> returns;  // given by the author
  std::string why;
  int line = 0;
};

struct Level {
  std::string title;  // "1. Basics"
  double points = 0;
  std::vector<int> needs;  // numbers of earlier levels, from 1
  std::string statement;
  std::vector<Signature> methods;
  std::vector<std::string> traces;  // as written, for the statement
  int line = 0;
};

// One clause of a solution's `expect`: "time_limit on large", "score >= 0.9".
struct Expectation {
  std::optional<Verdict> verdict;
  std::string group;           // "" for the whole submission
  std::string score_operator;  // ">=", "<=", "=" or ""
  double score = 0;
  std::string limit;  // `limit params`: the limit of a model that must be broken
  std::string text;   // as written
};

struct Solution {
  std::string name;  // "queue.py"
  std::string language;
  std::string source;
  std::string file;                 // relative to the problem's folder, or "" when inline
  std::vector<Expectation> expect;  // empty: accepted everywhere
  std::string why;
  bool decoy = false;   // data modeling: looks like a step forward and need not be one
  int line = 0;         // of the declaration in problem.lua
  int source_line = 0;  // line of problem.lua on which inline source begins
};

struct Hint {
  int cost = 0;
  std::string text;
};

struct Idea {
  int seconds = 0;
  std::string question, right;
  std::vector<std::string> wrong;
};

struct Equivalent {
  std::string place;  // "queue.py:9"
  std::string why;
};

// A planted bug: the tests of one group fail until it is mended.
struct Bug {
  std::string group;
  std::string why;  // private: what is wrong, and where
};

// The language that a kernel's `reference` is written in: C++ on the host, the body of a function.
inline constexpr char kReferenceLanguage[] = "cuda-host";

// What `counters` may bound; grade/counters.hpp says how each is counted.
inline constexpr std::string_view kCounters[] = {
    "sectors_per_ideal", "wavefronts_per_ideal", "bytes_per_compulsory", "instructions_per_element",
    "flops_per_element", "atomics_per_element",  "active_lanes",         "local_accesses",
    "launches",          "shared_bytes"};

// A bound on an exact count of what a kernel did.  Beyond `pass` it is too slow; between `pass` and
// `full` it earns part of a test's score.
struct CounterLimit {
  std::string counter;    // "sectors_per_ideal", ...
  bool at_least = false;  // else at most
  double pass = 0, full = 0;
  std::string text;  // as written
};

// The arithmetic that `flops` of a perf are of: fused multiply-adds of f32, or products of small
// matrices of the others by tensor cores.
enum class MathUnit : std::uint8_t { f32, tf32, f16, bf16, i8 };
inline constexpr std::size_t kMathUnits = 5;
std::string_view name(MathUnit unit);

// A product of matrices by NVIDIA's cuBLAS: c[m, n] = a[m, k] * b[k, n], all of them row by row.
struct LibraryProduct {
  std::string call;     // "cublasSgemm": all f32; "cublasGemmEx": f16 or bf16, into f32 or the same
  Bound m, n, k;        // expressions over the kernel's sizes
  std::string a, b, c;  // its tensors
};

// perf { ... }: how fast a kernel has to be on a GPU, at sizes of its own.  Ratios are of what the
// device itself was seen to do at best, or to the time of another solution of the problem or of a
// library.
struct Timing {
  std::string asked;              // "n = 33554432: pass 60% of peak, full 90% of peak"
  Bound bytes, flops;             // the least that must be moved and computed; bytes "": every
                                  // tensor once
  MathUnit math = MathUnit::f32;  // that `flops` are of
  std::string versus;             // the other solution's name; "": none
  std::optional<LibraryProduct> library;
  bool measurable = true;            // else `versus` is words for what is not here
  double pass = 0;                   // 0.6 of peak; 3 times as fast
  std::optional<double> good, full;  // above it
  bool calibrated = true;            // else it is measured and told, and decides nothing
  int line = 0;

  // "naive.cu", "cublasSgemm" or "peak": what a ratio is of.
  std::string held_against() const {
    return library ? library->call : versus.empty() ? "peak" : versus;
  }
};

// kernel = "...": a CUDA kernel.  The problem's signature is then the function that it computes.
struct Kernel {
  enum class Form : std::uint8_t {
    kernel,  // the candidate writes the __global__ function, the problem owns the launch
    solve,   // an extern "C" host function with launches of its own
  };
  Form form = Form::kernel;
  Signature declared;              // as written
  std::vector<Bound> grid, block;  // one to three expressions; empty: one thread an element
  Bound shared;                    // bytes of dynamic shared memory; "" for none
  int schedules = 2;               // orders of blocks and warps that each test runs under
  Bound per;                       // what counters "per element" divide by; "": the largest
                                   // tensor's elements
  // What the rows of its tests draw dimensions and integer scalars from: no less than `low`, in
  // steps.  Those that nothing bounds are not here.
  struct Size {
    std::string name;
    std::int64_t low = 1, step = 1;  // step 0: there is only one
  };
  std::vector<Size> sizes;
  std::string counted;  // the group that counters are held against
  std::vector<CounterLimit> counters;
  std::vector<Timing> timings;
};

// How one number of a data modeling problem is rated: a metric over all hidden rows, or over the
// rows of a slice.  Each is a group of one test.
struct Metric {
  std::string group;           // the metric's name, or the slice's
  std::string name;            // of value/metrics.hpp
  double parameter = 0;        // quantile, k
  std::string where;           // of a slice: a Lua expression over a row's columns
  std::string by;              // the mean over groups of rows that are equal in this column; ""
  double pass = 0, full = 0;   // half the points are had at `pass`, all of them at `full`
  std::optional<double> good;  // three quarters of them, between the two
  bool larger_is_better = true;
  int seeds = 0;  // how many of the drawings count; 0: all
  enum class Take : std::uint8_t { median, mean, worst } take = Take::median;
};

// A check of the data by the linter.
struct Probe {
  enum class Kind : std::uint8_t { shuffled_labels, rows_absent } kind = Kind::shuffled_labels;
  double at_most = 0;  // shuffled_labels: of the first metric
  std::string by;      // rows_absent: the column that tells rows apart; "" for all of them
  int line = 0;
};

// Kind model.  The data come from two files beside the problem, or from `data.make`, which draws
// them anew for every seed.
struct Modeling {
  std::string train_file, hidden_file;
  std::string train, hidden;  // the files' text
  bool generated = false;
  bool in_order = false;  // hidden rows come in their order, and a model may remember earlier ones
  std::string label, id;  // columns; the id is never shown to a candidate
  std::vector<Metric> metrics;
  int seeds = 1;             // drawings in all
  std::int64_t params = -1;  // numbers that a model may hold; -1: any
  double fit_seconds = 60;   // cpu time
  double predict_ms_per_row = 10;
  std::vector<Probe> probes;
};

// Methods of a model, by their numbers on the wire.
enum class Predict : std::uint8_t { probabilities = 1, values = 2 };
// What the metric rates.
Predict predict_of(const Metric& metric);
// The methods that a model of this problem must have, each once, in the order of their numbers.
std::vector<int> predicts(const Modeling& modeling);

struct Oracle {  // a function argument that the engine answers, and counts the calls of
  std::string parameter;
  // Of the names of arguments and dims; "" for no limit.
  Bound at_most, exactly;
};

struct Problem {
  // What a candidate writes: `signature`, or of a suite "tests() -> {..., returns: T}[]".
  Signature asked() const;

  std::string id, title, round, pattern, scale, ai, license, written, review_by;
  Kind kind = Kind::function;
  int difficulty = 0, minutes = 0;
  std::vector<std::string> tags, sources;
  std::vector<std::pair<std::string, double>> skills;
  std::string statement;  // Markdown
  std::string follow_up;

  Signature signature;  // function and asserts; of a class: its constructor
  std::vector<Parameter> secret;
  std::vector<std::string> where;  // Lua expressions, see words_of()
  std::vector<Oracle> oracles;
  std::vector<Level> levels;
  std::string assert_setup, assert_code;

  std::string check;  // "exact", "unordered", "any_order_lists", "close", "custom", "tensor"
  double rtol = 1e-9, atol = 1e-9;
  bool by_dtype = true;  // the author asked for no tolerance: tensors have that of their dtype
  bool nan_equal = false;
  // check = tensor{...}: units in the last place, and what must be as promised.
  std::int64_t ulp = 0;
  bool check_dtype = false, check_shape = true, check_finite = false;
  bool derived = false;  // the linter holds the tolerance against other arithmetics
  // Languages that it may be solved in; empty: any.
  std::vector<std::string> runtimes;
  std::vector<std::string> unchanged;      // arguments that must be left as they came
  std::vector<std::string> allow, forbid;  // modules; modules, names and fragments of source
  int same_bits = 0;                       // runs that must give the same bytes; 0: not asked
  std::string complexity;                  // "n log n", or ""
  std::string grow_name;                   // of the argument or dim that takes the sizes of `grow`
  std::vector<std::int64_t> grow_sizes;
  std::optional<double> time_limit_ms;  // given by the author; normally derived
  std::optional<std::int64_t> memory_limit_bytes;
  Mode mode = Mode::resident;
  bool interactive = false;  // kind program: the author's `interact` answers it as it goes
  std::optional<Kernel> kernel;
  bool has_make = false, has_reference = false, has_model = false, has_checker = false;

  std::vector<Group> groups;
  std::vector<Example> examples;
  std::vector<Solution> solutions;
  std::vector<Hint> hints;
  std::vector<Idea> ideas;
  std::vector<Equivalent> equivalents;
  // Debugging: what the candidate starts from, how many of its lines may change (0: any number),
  // the bugs in it, and the points that every other group costs that fails afterwards.
  std::string scaffold, scaffold_file;
  int budget = 0;
  double regression = 0;
  std::vector<Bug> bugs;
  Modeling modeling;
  Parts parts;
  // Kind suite: what the tests are to find, and how many of them there may be.
  std::vector<Solution> mutants;
  int most_tests = 0;
  // Kinds and declarations that are parsed but whose judging belongs to rounds this version does
  // not grade ("tensors", "metric", ...): grading such a problem is `unsupported`.
  std::vector<std::string> unsupported;

  std::string path;  // of problem.lua
  std::string hash;  // SHA-256 over problem.lua and the files beside it that it names
};

// What a clause of `where` says in words: the comment at its end, or "".
std::string words_of(const std::string& clause);

}  // namespace assay
