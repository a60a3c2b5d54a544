// Theory of operation.  Three processes a drawing, of which none is alive beside another.  The
// first fits: a seed and the train table go in, the model comes back, packed, and is measured here.
// The second gets the model and then batches of hidden rows, without label and id, in an order that
// says nothing; predictions come back, a number a row.  Rows of later batches are in no process of
// the box until their turn.  The third gets the model too, and some of the rows in other company:
// it has seen none of the batches, and must predict the same.
//
// Hidden rows that are `in_order` come as they stand, and a model may remember them.  The third
// process gets all of them, too, in batches with other bounds: so what is said of a row can hang on
// the rows before it, and on none after it.

#include "service/fit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <random>

#include "base/digest.hpp"
#include "grade/decide.hpp"
#include "grade/limits.hpp"
#include "grade/model_size.hpp"
#include "grade/same_row.hpp"
#include "service/candidate.hpp"
#include "service/judge.hpp"
#include "service/rating.hpp"
#include "value/table.hpp"
#include "value/wire.hpp"

namespace assay {
namespace {

using Rows = std::vector<std::size_t>;

constexpr std::size_t kBatchRows = 256, kRowsAgain = 32, kOrderedRows = 64;
constexpr double kLeastPredictMs = 500;  // for all rows together: importing and warming up count
constexpr std::uint8_t kFit = 0, kRestore = 3;  // steps of docs/wire.md, beside the methods

const Type kTable{Type::Kind::table};

Result<std::string> table_bytes(const Record& table) {
  ByteWriter out;
  ASSAY_CHECK(encode(kTable, table, out));
  return std::move(out).bytes();
}

// Chance that only who knows the labels could work out, the same in every grading.
Result<std::mt19937_64> secret_chance(const Record& hidden) {
  ASSAY_TRY(const std::string bytes, table_bytes(hidden));
  const std::string digest = sha256(bytes);
  std::seed_seq seed(digest.begin(), digest.end());
  return std::mt19937_64(seed);
}

// One submission on one drawing.
class Fit {
 public:
  Fit(Workbench& bench, const Problem& problem, const Built& built, const Drawing& drawing,
      bool visible, std::stop_token stop)
      : bench_(bench),
        problem_(problem),
        hidden_(drawing.hidden),
        features_(without_columns(drawing.hidden, {problem.modeling.label, problem.modeling.id})),
        train_(without_columns(drawing.train, {problem.modeling.id})),
        visible_(visible),
        candidate_(bench.runner, bench.scripts, problem, built.program, built.driver, stop) {}

  Result<Fitted> run(int seed) {
    const std::vector<int> methods = predicts(problem_.modeling);
    ASSAY_TRY(chance_, secret_chance(hidden_));
    order_.resize(row_count(hidden_));
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    if (!problem_.modeling.in_order) std::shuffle(order_.begin(), order_.end(), chance_);
    ASSAY_CHECK(fit(seed));
    for (const int method : methods) {
      ASSAY_CHECK(restore(seed));
      if (!fitted_.failure) ASSAY_CHECK(predict(method));
    }
    for (const int method : methods) {
      ASSAY_CHECK(restore(seed));
      if (!fitted_.failure) ASSAY_CHECK(predict_again(method));
    }
    if (!fitted_.failure) ASSAY_CHECK(rate());
    return std::move(fitted_);
  }

 private:
  Status fit(int seed) {
    const Modeling& modeling = problem_.modeling;
    ByteWriter frame;
    frame.put(kFit);
    frame.put(static_cast<std::uint32_t>(seed));
    ASSAY_TRY(const std::string train, table_bytes(train_));
    frame.append(train);
    Limits limits = limits_of_step(modeling.fit_seconds * 1000);
    ASSAY_TRY(const std::optional<std::string> answer,
              step(std::move(frame).bytes(), limits, true, "fit_seconds"));
    if (!answer) return {};
    ByteReader in(*answer);
    const auto told = in.get<std::int64_t>();
    model_ = std::string(in.rest());
    const Result<std::int64_t> counted = numbers_in_model(model_);
    if (!in.ok() || !counted.ok()) {
      fail("", Verdict::no_answer, "what the fit gave is not a model");
      return {};
    }
    fitted_.params = std::max(told, *counted);
    if (modeling.params >= 0 && fitted_.params > modeling.params) {
      fail("params", Verdict::wrong_answer,
           fmt::format("the model holds {} numbers, {} allowed", fitted_.params, modeling.params));
    }
    return {};
  }

  // A new process, in which there is nothing but the source and the model.
  Status restore(int seed) {
    if (fitted_.failure) return {};
    candidate_.renew();
    ByteWriter frame;
    frame.put(kRestore);
    frame.put(static_cast<std::uint32_t>(seed));
    frame.append(model_);
    const Limits limits = limits_of_step(problem_.modeling.fit_seconds * 1000);
    ASSAY_TRY(const std::optional<std::string> done,
              step(std::move(frame).bytes(), limits, true, "fit_seconds"));
    if (done && !done->empty()) fail("", Verdict::no_answer, "it answered before it was asked");
    return {};
  }

  Status predict(int method) {
    double cpu_ms = -fitted_.predict_cpu_ms;
    ASSAY_TRY(predictions_[static_cast<std::size_t>(method)], predict_all(method));
    cpu_ms += fitted_.predict_cpu_ms;
    const std::size_t count = row_count(features_);
    const double allowed = predict_limit(count);
    if (!fitted_.failure && cpu_ms > allowed) {
      fail("predict_ms_per_row", Verdict::time_limit,
           fmt::format("{:.2f} ms of cpu time a row, {} allowed",
                       cpu_ms / static_cast<double>(count), problem_.modeling.predict_ms_per_row));
    }
    return {};
  }

  // One for each row, batch by batch.
  Result<std::vector<double>> predict_all(int method) {
    const std::size_t count = row_count(features_);
    std::vector<double> got(count, 0);
    std::uniform_int_distribution<std::size_t> some(1, kOrderedRows);
    for (std::size_t begin = 0, end = 0; begin < count && !fitted_.failure; begin = end) {
      end = std::min(count, begin + (problem_.modeling.in_order ? some(chance_) : kBatchRows));
      const Rows rows(order_.begin() + static_cast<std::ptrdiff_t>(begin),
                      order_.begin() + static_cast<std::ptrdiff_t>(end));
      ASSAY_TRY(const std::vector<double> batch, predict_rows(method, rows));
      for (std::size_t i = 0; i < batch.size(); ++i) got[rows[i]] = batch[i];
    }
    return got;
  }

  // Rows from everywhere in one batch, or all of them in other batches.
  Status predict_again(int method) {
    const bool in_order = problem_.modeling.in_order;
    const std::vector<double>& before = predictions_[static_cast<std::size_t>(method)];
    Rows rows = order_;
    std::vector<double> again;
    if (in_order) {
      ASSAY_TRY(again, predict_all(method));
    } else {
      std::shuffle(rows.begin(), rows.end(), chance_);
      rows.resize(std::min(rows.size(), kRowsAgain));
      ASSAY_TRY(again, predict_rows(method, rows));
    }
    if (fitted_.failure) return {};
    const SameRow same(before);
    for (std::size_t i = 0; i < again.size(); ++i) {
      if (same(before[rows[i]], again[i])) continue;
      fail("", Verdict::wrong_answer,
           in_order
               ? "the prediction for a row depends on rows that come after it"
               : "the prediction for a row depends on the rows that it comes with, or came after");
      break;
    }
    return {};
  }

  // Empty if it failed.
  Result<std::vector<double>> predict_rows(int method, const Rows& rows) {
    ByteWriter frame;
    frame.put(static_cast<std::uint8_t>(method));
    ASSAY_TRY(const std::string table, table_bytes(take_rows(features_, rows)));
    frame.append(table);
    // What is over the limit is found out over all rows; this ends what hangs.
    const Limits limits = limits_of_step(predict_limit(row_count(features_)));
    ASSAY_TRY(const std::optional<std::string> answer,
              step(std::move(frame).bytes(), limits, false, "predict_ms_per_row"));
    std::vector<double> predictions;
    if (!answer) return predictions;
    ByteReader in(*answer);
    if (in.get<std::uint32_t>() == rows.size()) {
      for (std::size_t i = 0; i < rows.size(); ++i) predictions.push_back(in.get<double>());
    }
    if (!in.ok() || predictions.size() != rows.size() || !in.rest().empty()) {
      fail("", Verdict::no_answer, "there is not one prediction for each row");
      predictions.clear();
    }
    return predictions;
  }

  double predict_limit(std::size_t rows) const {
    return std::max(kLeastPredictMs,
                    problem_.modeling.predict_ms_per_row * static_cast<double>(rows));
  }

  Limits limits_of_step(double cpu_ms) const {
    Limits limits;
    limits.cpu_ms = cpu_ms;
    limits.wall_ms = std::max(10'000.0, 10 * cpu_ms);
    limits.memory_bytes = problem_.memory_limit_bytes.value_or(std::int64_t{2} << 30);
    return limits;
  }

  // One test in the process: the answer, or nothing and the failure is set.
  Result<std::optional<std::string>> step(std::string frame, const Limits& limits, bool fitting,
                                          const char* time_limit) {
    Limits killing = limits;
    killing.cpu_ms *= kKillAt;
    Case test;
    test.arguments = std::move(frame);
    ASSAY_TRY(Attempted attempted, candidate_.test(test, killing));
    if (attempted.outcome.ending == Ending::cancelled) return Status(Code::cancelled, "cancelled");
    if (!fitting && attempted.first) attempted.outcome.alive = false;
    const JudgeAnswer right = [](std::string_view) -> Result<Comparison> {
      Comparison comparison;
      comparison.score = 1;
      return comparison;
    };
    TestReport report = attempted.loading ? decide_load(attempted.outcome, limits)
                                          : decide(attempted.outcome, limits, right);
    // The train rows and the source are the candidate's to see.
    if (!fitting && !visible_) hide_data(attempted, 0, &report);
    (fitting ? fitted_.fit_cpu_ms : fitted_.predict_cpu_ms) += report.cpu_ms;
    fitted_.memory_bytes = std::max(fitted_.memory_bytes, report.memory_bytes);
    if (report.verdict == Verdict::accepted) {
      return std::optional<std::string>(std::move(attempted.outcome.answer));
    }
    if (report.verdict == Verdict::time_limit) fitted_.limit = time_limit;
    if (report.verdict == Verdict::memory_limit) fitted_.limit = "memory";
    fitted_.failure = std::move(report);
    return std::optional<std::string>();
  }

  void fail(const char* limit, Verdict verdict, std::string feedback) {
    fitted_.limit = limit;
    fitted_.failure.emplace();
    fitted_.failure->verdict = verdict;
    fitted_.failure->feedback = std::move(feedback);
  }

  Status rate() {
    for (const Metric& metric : problem_.modeling.metrics) {
      ASSAY_TRY(const Rated rated,
                rate_predictions(bench_, problem_, metric, hidden_,
                                 predictions_[static_cast<std::size_t>(predict_of(metric))]));
      // Whether it can be rated at all is the author's business; of rows held out, nobody's.
      if (!rated.possible && !visible_) return bad_problem(metric.group + ": " + rated.why);
      if (!rated.value) {
        fail("", Verdict::wrong_answer, metric.group + ": " + rated.why);
        return {};
      }
      fitted_.values.push_back(*rated.value);
    }
    return {};
  }

  Workbench& bench_;
  const Problem& problem_;
  const Record& hidden_;
  const Record features_, train_;  // as the candidate sees them
  std::mt19937_64 chance_;
  Rows order_;  // of the hidden rows, in which they are shown
  bool visible_;
  Candidate candidate_;
  std::string model_;  // packed
  Fitted fitted_;
  std::vector<double> predictions_[3];  // by the number of the method
};

}  // namespace

Result<Fitted> fit_and_rate(Workbench& bench, const Problem& problem, const Built& built,
                            const Drawing& drawing, int seed, bool visible, std::stop_token stop) {
  ASSAY_TRY(Entered entered, enter(bench, stop));
  return Fit(entered.bench, problem, built, drawing, visible, std::move(stop)).run(seed);
}

}  // namespace assay
