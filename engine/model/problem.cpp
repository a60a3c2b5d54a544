#include "model/problem.hpp"

#include <algorithm>

namespace assay {

Predict predict_of(const Metric& metric) {
  for (const char* name : {"roc_auc", "pr_auc", "log_loss", "brier"}) {
    if (metric.name == name) return Predict::probabilities;
  }
  return Predict::values;
}

std::vector<int> predicts(const Modeling& modeling) {
  std::vector<int> methods;
  for (const Predict method : {Predict::probabilities, Predict::values}) {
    const bool wanted =
        std::any_of(modeling.metrics.begin(), modeling.metrics.end(),
                    [&](const Metric& metric) { return predict_of(metric) == method; });
    if (wanted) methods.push_back(static_cast<int>(method));
  }
  return methods;
}

}  // namespace assay
