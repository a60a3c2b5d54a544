#include "grade/bands.hpp"

#include <algorithm>
#include <cassert>
#include <numeric>

#include "base/median.hpp"

namespace assay {

double taken(const Metric& metric, std::vector<double> values) {
  assert(!values.empty());
  switch (metric.take) {
    case Metric::Take::median:
      return median(std::move(values));
    case Metric::Take::mean:
      return std::accumulate(values.begin(), values.end(), 0.0) /
             static_cast<double>(values.size());
    case Metric::Take::worst:
      break;
  }
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  return metric.larger_is_better ? *least : *most;
}

double band_score(const Metric& metric, double value) {
  const double sign = metric.larger_is_better ? 1 : -1;
  const double above = sign * (value - metric.pass), width = sign * (metric.full - metric.pass);
  if (above < 0) return 0;
  if (above >= width) return 1;
  if (!metric.good) return 0.5 + 0.5 * above / width;
  const double middle = sign * (*metric.good - metric.pass);
  return above < middle ? 0.5 + 0.25 * above / middle
                        : 0.75 + 0.25 * (above - middle) / (width - middle);
}

}  // namespace assay
