#include "service/timing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/bytes.hpp"
#include "grade/timing.hpp"
#include "service/candidate.hpp"
#include "service/judge.hpp"
#include "service/replayer.hpp"
#include "value/kernel.hpp"
#include "value/tensor.hpp"
#include "value/wire.hpp"

namespace assay {
namespace {

using nlohmann::json;

constexpr int kDrawings = 3;  // of the inputs, taken in turns
// Rounds come a few at a time, because results come with them.  An interval that holds the bound
// gets more of them.
constexpr std::uint32_t kRoundsAtOnce = 5;
constexpr std::size_t kRounds = 15, kMostRounds = 60;
constexpr double kHostMs = 5'000;  // cpu time of host code that only launches

// What ends the measuring of a kernel by the candidate's doing.
struct Failure {
  Verdict verdict = Verdict::runtime_error;
  std::string message;
};

// One `perf` declaration at work.
class Measuring {
 public:
  Measuring(Workbench& bench, const Problem& problem, const Built& candidate, Replayer& replayer,
            std::stop_token stop)
      : bench_(bench),
        problem_(problem),
        replayer_(replayer),
        stop_(std::move(stop)),
        builts_{&candidate} {}

  Result<TimingReport> run(int number, const std::string& language) {
    timing_ = &problem_.kernel->timings[static_cast<std::size_t>(number)];
    ASSAY_CHECK(build_other(language));
    ASSAY_CHECK(draw(number));
    ASSAY_CHECK(load());
    TimingVerdict verdict;
    while (!failure_) {
      ASSAY_CHECK(run_rounds());
      if (failure_) break;
      verdict = judge_timing(*timing_, rounds_);
      const std::size_t asked = verdict.more ? kMostRounds : kRounds;
      if (rounds_.size() >= asked) break;
    }
    return report_of(verdict);
  }

 private:
  Status build_other(const std::string& language) {
    if (timing_->versus.empty()) return {};
    const auto other =
        std::find_if(problem_.solutions.begin(), problem_.solutions.end(),
                     [this](const Solution& one) { return one.name == timing_->versus; });
    ASSAY_TRY(other_, build(bench_, problem_, language, other->source, stop_));
    if (other_.verdict != Verdict::accepted)
      return bad_problem(other->name + ": " + other_.message);
    builts_.push_back(&other_);
    return {};
  }

  Status draw(int number) {
    ScriptLimits limits;
    limits.call_ms = 60'000;
    limits.memory_bytes = std::int64_t{4} << 30;
    ASSAY_TRY(Scripts::Lease script, bench_.scripts.borrow(problem_, limits));
    for (int i = 0; i < kDrawings; ++i) {
      ASSAY_TRY(Case drawn, script->make_timing_case(number, i));
      drawn.name = fmt::format("perf {} drawing {}", number + 1, i + 1);
      cases_.push_back(std::move(drawn));
    }
    return give_answers(bench_, problem_, cases_, stop_);
  }

  Status load() {
    ByteWriter out;
    out.put(static_cast<std::uint32_t>(builts_.size()));
    for (const Built* built : builts_) {
      out.put_string(built->driver ? built->driver->load : built->program.load);
    }
    ASSAY_TRY(const Channel::Frame loaded, replayer_.ask('L', out.bytes(), stop_));
    if (loaded.type != 'l') return internal_error("assay-replay: " + loaded.payload);
    for (std::size_t i = 0; i < cases_.size() && !failure_; ++i) ASSAY_CHECK(send(cases_[i]));
    return {};
  }

  Status send(const Case& drawn) {
    ASSAY_TRY(const Value arguments,
              decode_arguments(problem_.signature.parameters, drawn.arguments));
    ASSAY_TRY(const Bound::Names names, kernel_names(problem_.kernel->declared, arguments));
    double flops = 0;
    ASSAY_TRY(const double tensors, tensor_bytes(names));
    least_bytes_.push_back(tensors);
    if (!timing_->bytes.text.empty()) {
      ASSAY_TRY(least_bytes_.back(), timing_->bytes.evaluate(names));
    }
    if (!timing_->flops.text.empty()) {
      ASSAY_TRY(flops, timing_->flops.evaluate(names));
    }
    least_flops_.push_back(flops);
    ByteWriter out;
    out.put(least_bytes_.back());
    out.put_string(flops > 0 ? name(timing_->math) : std::string_view());
    out.put_string(drawn.arguments);
    for (const Built* built : builts_) {
      if (!built->driver) continue;
      ASSAY_TRY(const std::string plan, record(*built, drawn));
      if (failure_) return {};
      out.put_string(plan);
    }
    ASSAY_TRY(const std::string product, product_json(names));
    out.put_string(product);
    ASSAY_TRY(const Channel::Frame taken, replayer_.ask('T', out.bytes(), stop_));
    return taken.type == 'r' ? Status() : internal_error("assay-replay took no case");
  }

  // The product of a library at these sizes; "" without one.
  Result<std::string> product_json(const Bound::Names& names) const {
    if (!timing_->library) return std::string();
    const LibraryProduct& product = *timing_->library;
    json sizes = json::array(), tensors = json::array(), elements = json::array();
    for (const Bound* size : {&product.m, &product.n, &product.k}) {
      ASSAY_TRY(const double value, size->evaluate(names));
      sizes.push_back(static_cast<int>(value));
    }
    for (const std::string* tensor : {&product.a, &product.b, &product.c}) {
      int number = 0;
      for (const Parameter& parameter : problem_.kernel->declared.parameters) {
        if (is_kernel_scalar(parameter)) continue;
        if (parameter.name == *tensor) {
          tensors.push_back(number);
          elements.push_back(parameter.type.element);
        }
        ++number;
      }
    }
    return json{
        {"call", product.call}, {"sizes", sizes}, {"tensors", tensors}, {"elements", elements}}
        .dump();
  }

  // Every input read once, every output written once.
  Result<double> tensor_bytes(const Bound::Names& names) const {
    double sum = 0;
    for (const Parameter& parameter : problem_.kernel->declared.parameters) {
      if (is_kernel_scalar(parameter)) continue;
      ASSAY_TRY(const std::vector<std::int64_t> shape, kernel_shape(parameter.type, names));
      auto bytes = static_cast<double>(size_of(*dtype_from(parameter.type.element)));
      for (const std::int64_t dim : shape) bytes *= static_cast<double>(dim);
      sum += parameter.pass == Parameter::Pass::inout ? 2 * bytes : bytes;
    }
    return sum;
  }

  // What host code asks of the CUDA runtime.
  Result<std::string> record(const Built& built, const Case& drawn) {
    Candidate candidate(bench_.runner, bench_.scripts, problem_, built.program, built.driver,
                        stop_);
    Limits limits;
    limits.cpu_ms = kHostMs;
    limits.wall_ms = 10 * kHostMs;
    ASSAY_TRY(Attempted attempted, candidate.record(drawn, limits));
    if (attempted.outcome.ending == Ending::answered) return std::move(attempted.outcome.answer);
    const TestReport report = judge(bench_, problem_, drawn, attempted, limits, false);
    const std::string words = "its host code at the sizes of `perf`: " + report.feedback;
    if (&built != builts_[0]) return bad_problem(timing_->versus + ": " + words);
    failure_ = Failure{report.verdict, words};
    return std::string();
  }

  Status run_rounds() {
    ByteWriter out;
    out.put(kRoundsAtOnce);
    ASSAY_TRY(const Channel::Frame answer, replayer_.ask('R', out.bytes(), stop_));
    ByteReader in(answer.payload);
    const json told = json::parse(in.get_string(), nullptr, false);
    if (!told.is_object()) return internal_error("assay-replay sent no rounds");
    for (const json& round : told.at("rounds")) rounds_.push_back(read_round(round));
    const auto results = in.get<std::uint32_t>();
    for (std::uint32_t i = 0; i < results && !failure_; ++i) {
      const auto number = in.get<std::uint32_t>();
      const bool of_library = in.get<std::uint8_t>() != 0;
      const std::string_view result = in.get_string();
      if (!in.ok() || number >= cases_.size()) return internal_error("a result that is cut short");
      const TestReport report = check(cases_[number], result);
      if (report.verdict == Verdict::accepted) continue;
      if (of_library) {
        return bad_problem(timing_->library->call +
                           " does not compute what the problem asks for: " + report.feedback);
      }
      failure_ = Failure{report.verdict, "in a timed run: " + report.feedback};
    }
    const json& failed = told.at("failed");
    return failed.is_null() || failure_ ? Status() : note(failed);
  }

  TimedRound read_round(const json& told) const {
    const auto number = told.at("case").get<std::size_t>();
    const double bytes_ms = told.at("copy_ms").get<double>() * least_bytes_[number] /
                            told.at("copied_bytes").get<double>();
    const double flops = told.at("math_flops").get<double>();
    const double flops_ms =
        flops > 0 ? told.at("math_ms").get<double>() * least_flops_[number] / flops : 0;
    const auto ms = told.at("ms").get<std::vector<double>>();
    return {.ms = ms[0],
            .peak_ms = std::max(bytes_ms, flops_ms),
            .versus_ms = timing_->library ? told.at("library_ms").get<double>()
                         : ms.size() > 1  ? ms[1]
                                          : 0,
            .mhz = told.at("mhz").get<int>(),
            .slowed = told.at("slowed").get<bool>()};
  }

  // Every result of a timed run is held against the right answer, as a test's is.
  TestReport check(const Case& drawn, std::string_view result) {
    Attempted attempted;
    attempted.outcome.ending = Ending::answered;
    attempted.outcome.answer = result;
    return judge(bench_, problem_, drawn, attempted, Limits(), false);
  }

  // What ended the rounds: the candidate's doing, or not.
  Status note(const json& failed) {
    const auto message = failed.at("message").get<std::string>();
    const std::string kind = failed.at("kind");
    if (failed.at("entry") != 0) return unavailable(message);
    failure_ = Failure{kind == "time"     ? Verdict::time_limit
                       : kind == "memory" ? Verdict::memory_limit
                                          : Verdict::runtime_error,
                       "on the GPU: " + message};
    return {};
  }

  TimingReport report_of(const TimingVerdict& verdict) const {
    TimingReport report;
    report.asked = timing_->asked;
    report.of = timing_->held_against();
    report.calibrated = timing_->calibrated;
    report.rounds = static_cast<int>(rounds_.size());
    if (failure_) {
      report.verdict = failure_->verdict;
      report.feedback = failure_->message;
      return report;
    }
    report.verdict = verdict.verdict;
    report.score = verdict.score;
    report.value = verdict.ratio.median;
    report.low = verdict.ratio.low;
    report.high = verdict.ratio.high;
    report.ms = verdict.ms;
    report.dropped = verdict.dropped;
    report.clock_mhz = verdict.mhz;
    report.feedback = verdict.feedback;
    return report;
  }

  Workbench& bench_;
  const Problem& problem_;
  Replayer& replayer_;
  std::stop_token stop_;
  const Timing* timing_ = nullptr;
  Built other_;
  std::vector<const Built*> builts_;  // the candidate's, then the other one
  Cases cases_;
  std::vector<double> least_bytes_, least_flops_;  // of the cases
  std::vector<TimedRound> rounds_;
  std::optional<Failure> failure_;
};

// Nothing of that is the candidate's doing, and its tests are judged without.
Status not_measured(const Status& why, KernelLabels* labels) {
  if (why.code() == Code::cancelled) return Status(Code::cancelled, why.message());
  labels->why_not_measured = why.message();
  return {};
}

// A band that nobody calibrated says nothing of a kernel; a wrong result does.
bool decides(const TimingReport& timing) {
  const bool of_speed =
      timing.verdict == Verdict::too_slow || timing.verdict == Verdict::inconclusive;
  return timing.calibrated || !(of_speed || timing.verdict == Verdict::accepted);
}

}  // namespace

Status measure(Workbench& bench, const Problem& problem, const std::string& language,
               const Built& candidate, KernelLabels* labels, std::stop_token stop) {
  const std::vector<Timing>& timings = problem.kernel->timings;
  for (std::size_t i = 0; i < timings.size(); ++i) {
    if (!timings[i].measurable) continue;
    // A process for each: what one did to the device is gone before the next.
    const auto with =
        timings[i].library ? Replayer::With::device_and_library : Replayer::With::device;
    Result<Replayer> replayer = Replayer::start(with, stop);
    if (!replayer.ok()) return not_measured(replayer.status(), labels);
    const Result<Gpu>& gpu = replayer->gpu();
    if (!gpu.ok()) {
      ASSAY_CHECK(not_measured(gpu.status(), labels));
      if (timings[i].library) continue;  // which the others can do without
      return {};
    }
    Measuring measuring(bench, problem, candidate, *replayer, stop);
    Result<TimingReport> report = measuring.run(static_cast<int>(i), language);
    if (!report.ok()) {
      ASSAY_CHECK(not_measured(report.status(), labels));
      if (timings[i].library) continue;
      return {};
    }
    auto& missing = labels->not_measured;
    missing.erase(std::remove(missing.begin(), missing.end(), timings[i].asked), missing.end());
    labels->timings.push_back(std::move(*report));
    labels->functional = "gpu";
    labels->performance = "measured";
    labels->device = gpu->name;
    labels->driver = gpu->driver;
    if (labels->timings.back().ms == 0) return {};  // it failed; the device may be lost
  }
  return {};
}

namespace {

// The sizes that a declaration asks for, of "n = 4096: pass 60% of peak".
std::string_view sizes_of(std::string_view asked) { return asked.substr(0, asked.find(':')); }

// Whether the rounds gave a ratio: no failure, no clocks without one, nothing faster than a device.
bool has_ratio(const TimingReport& was) {
  if (was.ms == 0) return false;
  return was.verdict == Verdict::accepted || was.verdict == Verdict::too_slow ||
         was.feedback.starts_with("too noisy");
}

}  // namespace

Status time_again(const Problem& problem, KernelLabels* labels) {
  std::size_t found = 0;
  for (const Timing& timing : problem.kernel->timings) {
    const std::string of = timing.held_against();
    const auto was =
        std::find_if(labels->timings.begin(), labels->timings.end(), [&](const TimingReport& one) {
          return sizes_of(one.asked) == sizes_of(timing.asked) && one.of == of;
        });
    if (was == labels->timings.end()) continue;
    ++found;
    was->asked = timing.asked;
    was->calibrated = timing.calibrated;
    if (!has_ratio(*was)) continue;
    TimingVerdict measured;
    measured.ratio = {was->value, was->low, was->high};
    const TimingVerdict now = judge_ratio(timing, std::move(measured));
    was->verdict = now.verdict;
    was->score = now.score;
    was->feedback = now.feedback;
  }
  if (found == labels->timings.size()) return {};
  return bad_problem("a `perf` that was measured is gone: grade the submission anew");
}

void apply_timings(const Problem& problem, Report* report) {
  for (const TimingReport& timing : report->kernel->timings) {
    if (!decides(timing)) continue;
    for (TestReport& test : report->tests) {
      if (test.group != problem.kernel->counted || test.score <= timing.score) continue;
      test.score = timing.score;
      if (timing.verdict == Verdict::accepted) continue;
      test.verdict = timing.verdict;
      test.feedback = timing.feedback;
    }
  }
}

}  // namespace assay
