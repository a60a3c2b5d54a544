#pragma once
// Predictions for the hidden rows of a drawing -> the value of a metric.

#include <optional>
#include <string>
#include <vector>

#include "base/status.hpp"
#include "model/problem.hpp"
#include "service/workbench.hpp"
#include "value/value.hpp"

namespace assay {

struct Rated {
  std::optional<double> value;
  std::string why;       // there is no value
  bool possible = true;  // else not even the right predictions have one
};

// `predictions` has a number for each row of `hidden`, which has the labels.  `metric` is one of
// the problem's.
Result<Rated> rate_predictions(Workbench& bench, const Problem& problem, const Metric& metric,
                               const Record& hidden, const std::vector<double>& predictions);

}  // namespace assay
