#include "model/problem.hpp"

#include <algorithm>

namespace assay {

Signature Problem::asked() const {
  if (kind != Kind::suite) return signature;
  Type row;
  row.kind = Type::Kind::record;
  for (const Parameter& parameter : signature.parameters) {
    row.names.push_back(parameter.name);
    row.items.push_back(parameter.type);
  }
  row.names.emplace_back("returns");
  row.items.push_back(*signature.returns);
  Type rows;
  rows.kind = Type::Kind::list;
  rows.items.push_back(std::move(row));
  Signature suite;
  suite.name = "tests";
  suite.text = "tests() -> " + rows.spelling();
  suite.returns = std::move(rows);
  return suite;
}

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

std::string words_of(const std::string& clause) {
  constexpr std::string_view kComment = " -- ";
  const std::size_t at = clause.rfind(kComment);
  return at == std::string::npos ? "" : clause.substr(at + kComment.size());
}

}  // namespace assay
