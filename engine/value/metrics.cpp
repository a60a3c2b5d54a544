#include "value/metrics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <string>
#include <vector>

namespace assay {
namespace {

using Rows = std::vector<std::size_t>;

// Row numbers with the highest score first.
Rows by_score(std::span<const double> scores) {
  Rows rows(scores.size());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  std::stable_sort(rows.begin(), rows.end(),
                   [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
  return rows;
}

// Calls `take(begin, end)` for every run of rows with one score.
template <class Take>
void each_tie(const Rows& rows, std::span<const double> scores, Take take) {
  for (std::size_t begin = 0, end = 0; begin < rows.size(); begin = end) {
    while (end < rows.size() && scores[rows[end]] == scores[rows[begin]]) ++end;
    take(begin, end);
  }
}

Result<double> positives_of(std::span<const double> truth) {
  double positives = 0;
  for (const double label : truth) {
    if (label != 0 && label != 1) return invalid_argument("a label is neither 0 nor 1");
    positives += label;
  }
  return positives;
}

// The share of pairs (positive, negative) that stand in the right order; a tie counts half.
Result<double> roc_auc(const Predictions& p) {
  ASSAY_TRY(const double positives, positives_of(p.truth));
  const double negatives = static_cast<double>(p.truth.size()) - positives;
  if (positives == 0 || negatives == 0) return invalid_argument("roc_auc needs both classes");
  double pairs = 0, above = 0;
  const Rows rows = by_score(p.got);
  each_tie(rows, p.got, [&](std::size_t begin, std::size_t end) {
    double here = 0;
    for (std::size_t i = begin; i < end; ++i) here += p.truth[rows[i]];
    const double others = static_cast<double>(end - begin) - here;
    pairs += others * (above + here / 2);
    above += here;
  });
  return pairs / (positives * negatives);
}

Result<double> pr_auc(const Predictions& p) {
  ASSAY_TRY(const double positives, positives_of(p.truth));
  if (positives == 0) return invalid_argument("pr_auc needs a positive");
  double area = 0, seen = 0, found = 0;
  const Rows rows = by_score(p.got);
  each_tie(rows, p.got, [&](std::size_t begin, std::size_t end) {
    double here = 0;
    for (std::size_t i = begin; i < end; ++i) here += p.truth[rows[i]];
    seen += static_cast<double>(end - begin);
    found += here;
    area += here / positives * (found / seen);
  });
  return area;
}

Status check_probabilities(const Predictions& p) {
  ASSAY_TRY(const double positives, positives_of(p.truth));
  static_cast<void>(positives);
  for (const double q : p.got) {
    if (q < 0 || q > 1) return invalid_argument("a probability is outside 0..1");
  }
  return {};
}

Result<double> log_loss(const Predictions& p) {
  ASSAY_CHECK(check_probabilities(p));
  constexpr double kEps = std::numeric_limits<double>::epsilon();
  double sum = 0;
  for (std::size_t i = 0; i < p.truth.size(); ++i) {
    const double q = std::clamp(p.got[i], kEps, 1 - kEps);
    sum -= p.truth[i] == 1 ? std::log(q) : std::log(1 - q);
  }
  return sum / static_cast<double>(p.truth.size());
}

template <class Loss>
double mean(const Predictions& p, Loss loss) {
  double sum = 0;
  for (std::size_t i = 0; i < p.truth.size(); ++i) sum += loss(p.truth[i], p.got[i]);
  return sum / static_cast<double>(p.truth.size());
}

struct ClassCount {
  double truth = 0, got = 0, both = 0;
  double f1() const { return truth + got > 0 ? 2 * both / (truth + got) : 0; }
};

std::map<double, ClassCount> count_classes(const Predictions& p) {
  std::map<double, ClassCount> classes;
  for (std::size_t i = 0; i < p.truth.size(); ++i) {
    ++classes[p.truth[i]].truth;
    ++classes[p.got[i]].got;
    if (p.truth[i] == p.got[i]) ++classes[p.truth[i]].both;
  }
  return classes;
}

double macro_f1(const Predictions& p) {
  const std::map<double, ClassCount> classes = count_classes(p);
  double sum = 0;
  for (const auto& [label, count] : classes) sum += count.f1();
  return sum / static_cast<double>(classes.size());
}

Result<double> r2(const Predictions& p) {
  const auto n = static_cast<double>(p.truth.size());
  if (n < 2) return invalid_argument("r2 needs two rows");
  const double middle = std::accumulate(p.truth.begin(), p.truth.end(), 0.0) / n;
  const double left = mean(p, [](double y, double f) { return (y - f) * (y - f); }) * n;
  const double total = mean(p, [&](double y, double) { return (y - middle) * (y - middle); }) * n;
  if (total == 0) return left == 0 ? 1.0 : 0.0;
  return 1 - left / total;
}

double discount(std::size_t place) { return 1 / std::log2(static_cast<double>(place) + 2); }

// Rows with one score share the discounts of their places.
Result<double> ndcg(const Predictions& p, double parameter) {
  const auto n = p.truth.size();
  if (n < 2) return invalid_argument("ndcg needs two rows");
  const std::size_t k = parameter >= 1 ? std::min(n, static_cast<std::size_t>(parameter)) : n;
  double gained = 0;
  const Rows rows = by_score(p.got);
  each_tie(rows, p.got, [&](std::size_t begin, std::size_t end) {
    double gains = 0, discounts = 0;
    for (std::size_t i = begin; i < end; ++i) {
      gains += p.truth[rows[i]];
      if (i < k) discounts += discount(i);
    }
    gained += gains / static_cast<double>(end - begin) * discounts;
  });
  std::vector<double> best(p.truth.begin(), p.truth.end());
  std::sort(best.begin(), best.end(), std::greater<>());
  double ideal = 0;
  for (std::size_t i = 0; i < k; ++i) ideal += best[i] * discount(i);
  return ideal == 0 ? 0.0 : gained / ideal;
}

}  // namespace

Result<double> metric(std::string_view name, const Predictions& p, double parameter) {
  if (p.truth.size() != p.got.size()) return invalid_argument("one prediction a row is needed");
  if (p.truth.empty()) return invalid_argument("there is nothing to rate");
  const auto is_odd = [](double value) { return !std::isfinite(value); };
  if (std::any_of(p.got.begin(), p.got.end(), is_odd)) {
    return invalid_argument("a prediction is not a finite number");
  }
  if (std::any_of(p.truth.begin(), p.truth.end(), is_odd)) {
    return invalid_argument("a label is not a finite number");
  }
  if (name == "roc_auc") return roc_auc(p);
  if (name == "pr_auc") return pr_auc(p);
  if (name == "log_loss") return log_loss(p);
  if (name == "accuracy") return mean(p, [](double y, double f) { return y == f ? 1.0 : 0.0; });
  if (name == "f1") return count_classes(p)[1].f1();
  if (name == "macro_f1") return macro_f1(p);
  if (name == "mae") return mean(p, [](double y, double f) { return std::abs(y - f); });
  if (name == "r2") return r2(p);
  if (name == "ndcg") return ndcg(p, parameter);
  if (name == "brier") ASSAY_CHECK(check_probabilities(p));
  const double squared = mean(p, [](double y, double f) { return (y - f) * (y - f); });
  if (name == "brier") return squared;
  if (name == "rmse") return std::sqrt(squared);
  if (name == "pinball") {
    return mean(p, [&](double y, double f) {
      return y >= f ? parameter * (y - f) : (1 - parameter) * (f - y);
    });
  }
  return not_found("there is no metric \"" + std::string(name) + "\"");
}

Result<double> metric_by_group(std::string_view name, const Predictions& p,
                               std::span<const std::size_t> groups, double parameter) {
  if (groups.size() != p.truth.size()) return invalid_argument("one group a row is needed");
  // What is wrong with the rows as a whole is wrong with them in groups.
  Result<double> whole = metric(name, p, parameter);
  if (!whole.ok()) return whole;
  std::map<std::size_t, std::pair<std::vector<double>, std::vector<double>>> rows;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    rows[groups[i]].first.push_back(p.truth[i]);
    rows[groups[i]].second.push_back(p.got[i]);
  }
  double sum = 0, count = 0;
  for (const auto& [group, sides] : rows) {
    const Result<double> one = metric(name, {sides.first, sides.second}, parameter);
    if (!one.ok()) continue;
    sum += *one;
    ++count;
  }
  if (count == 0) return invalid_argument(std::string(name) + " is not defined in any group");
  return sum / count;
}

bool larger_is_better(std::string_view name) {
  for (const char* larger : {"roc_auc", "pr_auc", "accuracy", "f1", "macro_f1", "r2", "ndcg"}) {
    if (name == larger) return true;
  }
  return false;
}

}  // namespace assay
