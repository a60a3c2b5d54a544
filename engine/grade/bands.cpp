#include "grade/bands.hpp"

#include <algorithm>
#include <cassert>
#include <numeric>

namespace assay {

double taken(const Metric& metric, std::vector<double> values) {
  assert(!values.empty());
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  switch (metric.take) {
    case Metric::Take::median:
      return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    case Metric::Take::mean:
      return std::accumulate(values.begin(), values.end(), 0.0) /
             static_cast<double>(values.size());
    case Metric::Take::worst:
      break;
  }
  return metric.larger_is_better ? values.front() : values.back();
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
