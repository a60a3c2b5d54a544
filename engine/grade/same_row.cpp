#include "grade/same_row.hpp"

#include <algorithm>
#include <cmath>

namespace assay {
namespace {

// What sums in another order may change: of the spread, of the distance from the middle, and of the
// number itself, by whether the predictions were computed in single precision.
constexpr double kOfSpread = 1e-4, kOfDistance = 1e-5, kOfSingle = 5e-7, kOfDouble = 1e-14;

}  // namespace

SameRow::SameRow(const std::vector<double>& predictions) {
  std::vector<double> sorted = predictions;
  std::sort(sorted.begin(), sorted.end());
  const auto at = [&](double share) {
    return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
  };
  middle_ = at(0.5);
  spread_ = at(0.75) - at(0.25);
  const bool single = std::all_of(sorted.begin(), sorted.end(), [](double value) {
    return value == static_cast<double>(static_cast<float>(value));
  });
  rounding_ = single ? kOfSingle : kOfDouble;
}

bool SameRow::operator()(double was, double is) const {
  // NaN and infinity are for the metric to refuse.
  if (!std::isfinite(was) || !std::isfinite(is)) return std::isfinite(was) == std::isfinite(is);
  return std::abs(is - was) <=
         kOfSpread * spread_ + kOfDistance * std::abs(was - middle_) + rounding_ * std::abs(was);
}

}  // namespace assay
