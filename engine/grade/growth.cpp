#include "grade/growth.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

namespace assay {
namespace {

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

struct Line {
  double slope = 0;
  double half_width = 0;  // of the 95 % interval
};

Line fit(const std::vector<double>& x, const std::vector<double>& y) {
  const auto k = static_cast<double>(x.size());
  double mean_x = 0, mean_y = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    mean_x += x[i] / k;
    mean_y += y[i] / k;
  }
  double sxx = 0, sxy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    sxx += (x[i] - mean_x) * (x[i] - mean_x);
    sxy += (x[i] - mean_x) * (y[i] - mean_y);
  }
  Line line{sxy / sxx, 0};
  double rss = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double residual = y[i] - mean_y - line.slope * (x[i] - mean_x);
    rss += residual * residual;
  }
  line.half_width = student_t(static_cast<int>(x.size()) - 2) * std::sqrt(rss / (k - 2) / sxx);
  return line;
}

}  // namespace

double student_t(int freedom) {
  assert(freedom >= 1);
  constexpr std::array kTable = {12.706, 4.303, 3.182, 2.776, 2.571,
                                 2.447,  2.365, 2.306, 2.262, 2.228};
  const auto row = static_cast<std::size_t>(freedom) - 1;
  if (row < kTable.size()) return kTable[row];
  // Abramowitz & Stegun 26.7.5, to the second order: right to 0.003 from here on.
  const double z = 1.959964;
  const double v = freedom;
  return z + (std::pow(z, 3) + z) / (4 * v) +
         (5 * std::pow(z, 5) + 16 * std::pow(z, 3) + 3 * z) / (96 * v * v);
}

GrowthReport fit_growth(const std::string& asked, const std::vector<GrowthPoint>& points) {
  constexpr double kFloorMs = 1;
  constexpr double kTickMs = 0.001;  // a time of 0 is one that the clock did not see
  constexpr double kAllowed = 0.3, kWidest = 0.5;
  GrowthReport report;
  report.asked = asked;
  std::vector<double> log_n, log_reference, log_ratio;
  for (const GrowthPoint& point : points) {
    if (point.candidate_ms.empty() || point.reference_ms.empty() || point.n <= 0) continue;
    const double candidate = median(point.candidate_ms), reference = median(point.reference_ms);
    report.longest_ms = std::max({report.longest_ms, candidate, reference});
    if (candidate < kFloorMs && reference < kFloorMs) continue;
    log_n.push_back(std::log(point.n));
    log_reference.push_back(std::log(std::max(reference, kTickMs)));
    log_ratio.push_back(std::log(std::max(candidate, kTickMs)) - log_reference.back());
  }

  std::vector<double> sizes = log_n;
  std::sort(sizes.begin(), sizes.end());
  sizes.erase(std::unique(sizes.begin(), sizes.end()), sizes.end());
  if (sizes.size() < 3) {
    report.verdict = Verdict::inconclusive;
    return report;
  }
  const Line ratio = fit(log_n, log_ratio);
  report.reference = fit(log_n, log_reference).slope;
  report.exponent = report.reference + ratio.slope;
  report.low = report.exponent - ratio.half_width;
  report.high = report.exponent + ratio.half_width;
  const bool too_slow = ratio.slope - ratio.half_width > kAllowed;
  report.verdict = too_slow                     ? Verdict::too_slow
                   : ratio.half_width > kWidest ? Verdict::inconclusive
                                                : Verdict::accepted;
  return report;
}

}  // namespace assay
