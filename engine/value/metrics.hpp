#pragma once
// Quality of predictions.  Where a metric is not defined (nothing to rate, or only one class where
// two are needed) the result is invalid_argument; ties and other corners are scikit-learn's.

#include <cstddef>
#include <span>
#include <string_view>

#include "base/status.hpp"

namespace assay {

// `truth` and `got` have one entry each per row.
struct Predictions {
  std::span<const double> truth;
  std::span<const double> got;
};

// By name: roc_auc, pr_auc (average precision), log_loss, brier (truth 0 or 1, got a score or a
// probability); accuracy, f1, macro_f1 (classes); mae, rmse, r2, pinball (numbers; `parameter` is
// the quantile); ndcg (truth: gains, got: scores; `parameter` is k, 0 for all rows).
Result<double> metric(std::string_view name, const Predictions& predictions, double parameter = 0);

// The mean over the groups of rows with the same number in `groups`, which has one entry a row: of
// ndcg that is scikit-learn's over queries.  Groups for which the metric is not defined do not
// count (of one row; with ndcg, one without gains is 0); invalid_argument if no other is left.
Result<double> metric_by_group(std::string_view name, const Predictions& predictions,
                               std::span<const std::size_t> groups, double parameter = 0);

// Whether larger is better; false for losses and for names that are none.
bool larger_is_better(std::string_view name);

}  // namespace assay
