#pragma once
// A submission fits a model in its box and predicts hidden rows, batch by batch.

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/status.hpp"
#include "model/problem.hpp"
#include "model/report.hpp"
#include "service/build.hpp"
#include "service/drawing.hpp"
#include "service/workbench.hpp"

namespace assay {

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

}  // namespace assay
