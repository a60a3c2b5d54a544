#pragma once
// The values of a metric on several drawings -> one value, and what that is worth.

#include <vector>

#include "model/problem.hpp"

namespace assay {

// The one value that counts; `values` has at least one.
double taken(const Metric& metric, std::vector<double> values);

// 0 below `pass`, a half at `pass`, three quarters at `good` if there is one, 1 from `full` on, in
// proportion between; without a `full` of its own all or nothing.
double band_score(const Metric& metric, double value);

}  // namespace assay
