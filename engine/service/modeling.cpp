// Theory of operation.  Three processes a drawing, of which none is alive beside another.  The
// first fits: a seed and the train table go in, the model comes back, packed, and is measured here.
// The second gets the model and then batches of hidden rows, without label and id, in an order that
// says nothing; predictions come back, a number a row.  Rows of later batches are in no process of
// the box until their turn.  The third gets the model too, and some of the rows in other company:
// it has seen none of the batches, and must predict the same.

#include "service/modeling.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <random>

#include "base/digest.hpp"
#include "grade/bands.hpp"
#include "grade/decide.hpp"
#include "grade/limits.hpp"
#include "grade/model_size.hpp"
#include "grade/same_row.hpp"
#include "service/candidate.hpp"
#include "service/judge.hpp"
#include "value/metrics.hpp"
#include "value/table.hpp"
#include "value/wire.hpp"

namespace assay {
namespace {

using Rows = std::vector<std::size_t>;

constexpr std::size_t kBatchRows = 256, kRowsAgain = 32;
constexpr double kLeastPredictMs = 500;  // for all rows together: importing and warming up count
constexpr int kHeldOut = 5;              // every fifth row
constexpr std::uint8_t kFit = 0, kRestore = 3;  // steps of docs/wire.md, beside the methods

const Type kTable{Type::Kind::table};

Result<std::string> table_bytes(const Record& table) {
  ByteWriter out;
  ASSAY_CHECK(encode(kTable, table, out));
  return std::move(out).bytes();
}

std::vector<double> numbers_of(const Tensor& column) {
  std::vector<double> numbers(column.count());
  for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = element(column, i);
  return numbers;
}

std::vector<double> at(const std::vector<double>& values, const Rows& rows) {
  std::vector<double> some;
  for (const std::size_t row : rows) some.push_back(values[row]);
  return some;
}

// The label is a column of numbers in both, and hidden has what train has.
Status check_drawing(const Problem& problem, const Drawing& drawing) {
  const std::string& label = problem.modeling.label;
  for (const Record* table : {&drawing.train, &drawing.hidden}) {
    const char* which = table == &drawing.train ? "train" : "hidden";
    const Value* column = find_column(*table, label);
    if (column == nullptr || column->as<Tensor>() == nullptr) {
      return bad_problem(fmt::format("the {} data have no column \"{}\" of numbers", which, label));
    }
    if (row_count(*table) < 2) {
      return bad_problem(fmt::format("the {} data have fewer than two rows", which));
    }
  }
  for (const auto& [name, column] : drawing.train.fields) {
    const Value* other = find_column(drawing.hidden, name);
    if (other != nullptr && (other->as<Tensor>() == nullptr) == (column.as<Tensor>() == nullptr)) {
      continue;
    }
    return bad_problem("the column \"" + name + "\" is another one in the hidden data, or none");
  }
  return {};
}

// An order of the rows that only who knows their labels could work out, the same in every grading.
Result<Rows> secret_order(const Record& hidden) {
  ASSAY_TRY(const std::string bytes, table_bytes(hidden));
  const std::string digest = sha256(bytes);
  std::seed_seq seed(digest.begin(), digest.end());
  Rows order(row_count(hidden));
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::shuffle(order.begin(), order.end(), std::mt19937_64(seed));
  return order;
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
    ASSAY_TRY(order_, secret_order(hidden_));
    ASSAY_CHECK(fit(seed));
    ASSAY_CHECK(restore(seed));
    for (const int method : methods) {
      if (!fitted_.failure) ASSAY_CHECK(predict(method));
    }
    ASSAY_CHECK(restore(seed));
    for (const int method : methods) {
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
    const std::size_t count = row_count(features_);
    std::vector<double>& got = predictions_[static_cast<std::size_t>(method)];
    got.assign(count, 0);
    double cpu_ms = -fitted_.predict_cpu_ms;
    for (std::size_t begin = 0; begin < count && !fitted_.failure; begin += kBatchRows) {
      const auto first = order_.begin() + static_cast<std::ptrdiff_t>(begin);
      const auto last =
          order_.begin() + static_cast<std::ptrdiff_t>(std::min(count, begin + kBatchRows));
      const Rows rows(first, last);
      ASSAY_TRY(const std::vector<double> batch, predict_rows(method, rows));
      for (std::size_t i = 0; i < batch.size(); ++i) got[rows[i]] = batch[i];
    }
    cpu_ms += fitted_.predict_cpu_ms;
    const double allowed = predict_limit(count);
    if (!fitted_.failure && cpu_ms > allowed) {
      fail("predict_ms_per_row", Verdict::time_limit,
           fmt::format("{:.2f} ms of cpu time a row, {} allowed",
                       cpu_ms / static_cast<double>(count), problem_.modeling.predict_ms_per_row));
    }
    return {};
  }

  // Rows from everywhere in one batch.
  Status predict_again(int method) {
    const std::vector<double>& before = predictions_[static_cast<std::size_t>(method)];
    Rows rows = order_;
    std::shuffle(rows.begin(), rows.end(), std::mt19937_64(order_.back()));
    rows.resize(std::min(rows.size(), kRowsAgain));
    ASSAY_TRY(const std::vector<double> again, predict_rows(method, rows));
    if (fitted_.failure) return {};
    const SameRow same(before);
    for (std::size_t i = 0; i < again.size(); ++i) {
      if (same(before[rows[i]], again[i])) continue;
      fail("", Verdict::wrong_answer,
           "the prediction for a row depends on the rows that it comes with, or came after");
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

  Result<Rows> rows_of(const Metric& metric) {
    Rows rows;
    if (metric.where.empty()) {
      rows.resize(row_count(hidden_));
      std::iota(rows.begin(), rows.end(), std::size_t{0});
      return rows;
    }
    ASSAY_TRY(Scripts::Lease script, bench_.scripts.borrow(problem_));
    ASSAY_TRY(const std::string table, table_bytes(hidden_));
    ASSAY_TRY(const std::string mask, script->mask(metric.where, table));
    for (std::size_t row = 0; row < mask.size(); ++row) {
      if (mask[row] != 0) rows.push_back(row);
    }
    return rows;
  }

  // A number for each of the rows, the same for those that are equal in the column `by`.
  Result<std::vector<std::size_t>> groups_of(const Metric& metric, const Rows& rows) {
    std::vector<std::size_t> groups;
    if (metric.by.empty()) return groups;
    const Value* column = find_column(hidden_, metric.by);
    if (column == nullptr) {
      return bad_problem(metric.group + ": the hidden data have no column \"" + metric.by + '"');
    }
    std::map<std::string, std::size_t> numbers;
    for (const std::size_t row : rows) {
      const auto* texts = column->as<List>();
      const std::string key = texts != nullptr ? *texts->items[row].as<std::string>()
                                               : display_element(*column->as<Tensor>(), row);
      groups.push_back(numbers.emplace(key, numbers.size()).first->second);
    }
    return groups;
  }

  Status rate() {
    const std::vector<double> truth =
        numbers_of(*find_column(hidden_, problem_.modeling.label)->as<Tensor>());
    for (const Metric& metric : problem_.modeling.metrics) {
      ASSAY_TRY(const Rows rows, rows_of(metric));
      const std::vector<double> want = at(truth, rows);
      const std::vector<double> got =
          at(predictions_[static_cast<std::size_t>(predict_of(metric))], rows);
      ASSAY_TRY(const std::vector<std::size_t> groups, groups_of(metric, rows));
      const auto rated = [&](const std::vector<double>& predictions) {
        const Predictions both{want, predictions};
        return metric.by.empty() ? assay::metric(metric.name, both, metric.parameter)
                                 : metric_by_group(metric.name, both, groups, metric.parameter);
      };
      // Whether it can be rated at all is the author's business, unless it is the predictions'.
      const Result<double> possible = rated(want);
      if (!possible.ok() && !visible_) {
        return bad_problem(metric.group + ": " + possible.status().message());
      }
      const Result<double> value = rated(got);
      if (!value.ok()) {
        fail("", Verdict::wrong_answer, metric.group + ": " + value.status().message());
        return {};
      }
      fitted_.values.push_back(*value);
    }
    return {};
  }

  Workbench& bench_;
  const Problem& problem_;
  const Record& hidden_;
  const Record features_, train_;  // as the candidate sees them
  Rows order_;                     // of the hidden rows, in which they are shown
  bool visible_;
  Candidate candidate_;
  std::string model_;  // packed
  Fitted fitted_;
  std::vector<double> predictions_[3];  // by the number of the method
};

// "0.853 (median of 0.842, 0.853 and 0.861), passes; full points from 0.860"
std::string rating_text(const Metric& metric, double value, const std::vector<double>& values) {
  static constexpr const char* kTakes[] = {"median", "mean", "worst"};
  std::string text = fmt::format("{} {:.4f}", metric.name, value);
  if (values.size() > 1) {
    std::vector<std::string> each;
    for (const double one : values) each.push_back(fmt::format("{:.4f}", one));
    text += fmt::format(", the {} of {}", kTakes[static_cast<std::size_t>(metric.take)],
                        fmt::join(each, ", "));
  }
  const double score = band_score(metric, value);
  if (score <= 0) return text + fmt::format("; passes from {}", metric.pass);
  return score < 1 ? text + fmt::format("; full points from {}", metric.full) : text;
}

TestReport test_in(const std::string& group, std::optional<TestReport> failure,
                   const std::string& limit) {
  TestReport test = failure.value_or(TestReport());
  test.group = test.name = group;
  if (failure && !limit.empty()) test.feedback = "limit " + limit + ": " + test.feedback;
  return test;
}

Status rate_trial(Workbench& bench, const Problem& problem, const Built& built, Report& report,
                  std::stop_token stop) {
  ASSAY_TRY(const Drawing drawing, drawing_of(bench, problem, 0));
  ASSAY_TRY(Fitted fitted, fit_and_rate(bench, problem, built, held_out(drawing), 0, true, stop));
  TestReport test = test_in("example", std::move(fitted.failure), fitted.limit);
  if (!fitted.values.empty()) {
    test.verdict = Verdict::accepted;
    test.score = 1;
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < fitted.values.size(); ++i) {
      const Metric& metric = problem.modeling.metrics[i];
      parts.push_back((metric.where.empty() ? "" : metric.group + ": ") +
                      rating_text(metric, fitted.values[i], {}));
    }
    test.out =
        fmt::format("On the fifth of the rows that was held out:\n{}\n", fmt::join(parts, "\n"));
  }
  test.cpu_ms = fitted.fit_cpu_ms + fitted.predict_cpu_ms;
  test.memory_bytes = fitted.memory_bytes;
  report.limit = fitted.limit;
  report.tests.push_back(std::move(test));
  return {};
}

}  // namespace

Result<Drawing> drawing_of(Workbench& bench, const Problem& problem, int seed) {
  const Modeling& modeling = problem.modeling;
  Drawing drawing;
  if (modeling.generated) {
    // The groups of metrics all have these data.
    const int group = static_cast<int>(problem.groups.size()) - 1;
    ASSAY_TRY(Scripts::Lease script, bench.scripts.borrow(problem));
    ASSAY_TRY(const Case made, script->make_case(group, seed));
    ASSAY_TRY(Value train, decode(kTable, made.arguments));
    ASSAY_TRY(Value hidden, decode(kTable, made.secret));
    drawing = {std::move(*train.as<Record>()), std::move(*hidden.as<Record>())};
  } else {
    ASSAY_TRY(drawing.train, table_from_csv(modeling.train));
    ASSAY_TRY(drawing.hidden, table_from_csv(modeling.hidden));
  }
  ASSAY_CHECK(check_drawing(problem, drawing));
  return drawing;
}

Result<std::string> train_csv(Workbench& bench, const Problem& problem) {
  ASSAY_TRY(const Drawing drawing, drawing_of(bench, problem, 0));
  return table_to_csv(without_columns(drawing.train, {problem.modeling.id}));
}

Drawing held_out(const Drawing& drawing) {
  Rows kept, out;
  for (std::size_t row = 0; row < row_count(drawing.train); ++row) {
    (row % kHeldOut == kHeldOut - 1 ? out : kept).push_back(row);
  }
  return {take_rows(drawing.train, kept), take_rows(drawing.train, out)};
}

Result<Fitted> fit_and_rate(Workbench& bench, const Problem& problem, const Built& built,
                            const Drawing& drawing, int seed, bool visible, std::stop_token stop) {
  return Fit(bench, problem, built, drawing, visible, std::move(stop)).run(seed);
}

Status rate_model(Workbench& bench, const Problem& problem, const Built& built, bool examples_only,
                  Report& report, std::stop_token stop) {
  if (examples_only) return rate_trial(bench, problem, built, report, stop);
  const Modeling& modeling = problem.modeling;
  std::vector<std::vector<double>> values(modeling.metrics.size());
  Fitted worst;
  for (int seed = 0; seed < modeling.seeds && !worst.failure; ++seed) {
    ASSAY_TRY(const Drawing drawing, drawing_of(bench, problem, seed));
    ASSAY_TRY(Fitted fitted, fit_and_rate(bench, problem, built, drawing, seed, false, stop));
    report.cpu_ms += fitted.fit_cpu_ms + fitted.predict_cpu_ms;
    worst.fit_cpu_ms = std::max(worst.fit_cpu_ms, fitted.fit_cpu_ms + fitted.predict_cpu_ms);
    worst.memory_bytes = std::max(worst.memory_bytes, fitted.memory_bytes);
    for (std::size_t i = 0; i < fitted.values.size(); ++i) values[i].push_back(fitted.values[i]);
    worst.failure = std::move(fitted.failure);
    worst.limit = std::move(fitted.limit);
  }
  report.limit = worst.limit;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const Metric& metric = modeling.metrics[i];
    TestReport test = test_in(metric.group, worst.failure, worst.limit);
    if (!worst.failure) {
      if (metric.seeds > 0) values[i].resize(static_cast<std::size_t>(metric.seeds));
      const double value = taken(metric, values[i]);
      test.score = band_score(metric, value);
      test.verdict = test.score > 0 ? Verdict::accepted : Verdict::wrong_answer;
      test.feedback = rating_text(metric, value, values[i]);
    }
    test.cpu_ms = worst.fit_cpu_ms;
    test.memory_bytes = worst.memory_bytes;
    report.tests.push_back(std::move(test));
  }
  return {};
}

}  // namespace assay
