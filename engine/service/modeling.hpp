#pragma once
// Data modeling: the submission fits a model in its box and predicts hidden rows, batch by batch;
// the engine, which alone knows their labels, rates the predictions.

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/status.hpp"
#include "model/problem.hpp"
#include "model/report.hpp"
#include "service/build.hpp"
#include "service/workbench.hpp"
#include "value/value.hpp"

namespace assay {

// Both tables with all their columns, label and id too.
struct Drawing {
  Record train, hidden;
};

// The data of one seed, from 0.  Fails (bad_problem) if they cannot be used.
Result<Drawing> drawing_of(Workbench& bench, const Problem& problem, int seed);
// The train rows that candidates get, as comma-separated values; of drawn data those of seed 0.
Result<std::string> train_csv(Workbench& bench, const Problem& problem);
// What `assay test` does: a fifth of the train table takes the place of the hidden one.
Drawing held_out(const Drawing& drawing);

// How a submission did on one drawing.
struct Fitted {
  // Set if there are no values: what stands in for the test, `limit` with the limit that broke.
  std::optional<TestReport> failure;
  std::string limit;
  std::vector<double> values;  // of the problem's metrics, in their order
  double fit_cpu_ms = 0, predict_cpu_ms = 0;
  std::int64_t memory_bytes = 0, params = 0;
};

// Fits and predicts in a box of its own.  With `visible` the rows are known to the candidate, and
// messages may carry them.
Result<Fitted> fit_and_rate(Workbench& bench, const Problem& problem, const Built& built,
                            const Drawing& drawing, int seed, bool visible, std::stop_token stop);

// The tests of a report: one for each metric, from as many drawings as the problem asks for; with
// `examples_only` one, on held out rows.  Also sets the report's limit.
Status rate_model(Workbench& bench, const Problem& problem, const Built& built, bool examples_only,
                  Report& report, std::stop_token stop);

}  // namespace assay
