#include "grade/same_row.hpp"

#include <algorithm>
#include <cmath>

namespace assay {
namespace {

// What sums in another order may change: of the spread, of the distance from the middle, and of the
// number itself, by whether the predictions were computed in single precision.
constexpr double kOfSpread = 1e-4, kOfDistance = 1e-5, kOfSingle = 5e-7, kOfDouble = 1e-14;
// One of so many predictions may lie between the two.
constexpr std::size_t kOvertaken = 50;

}  // namespace

SameRow::SameRow(const std::vector<double>& predictions) {
  sorted_ = predictions;
  std::sort(sorted_.begin(), sorted_.end());
  const auto at = [this](double share) {
    return sorted_[static_cast<std::size_t>(share * static_cast<double>(sorted_.size() - 1))];
  };
  middle_ = at(0.5);
  spread_ = at(0.75) - at(0.25);
  const bool single = std::all_of(sorted_.begin(), sorted_.end(), [](double value) {
    return value == static_cast<double>(static_cast<float>(value));
  });
  rounding_ = single ? kOfSingle : kOfDouble;
}

// How many predictions lie between the two, and not so near that rounding could have put them
// there.
std::size_t SameRow::overtaken(double was, double is) const {
  const double low = std::min(was, is), high = std::max(was, is);
  const auto first =
      std::upper_bound(sorted_.begin(), sorted_.end(), low + rounding_ * std::abs(low));
  const auto last =
      std::lower_bound(sorted_.begin(), sorted_.end(), high - rounding_ * std::abs(high));
  return first < last ? static_cast<std::size_t>(last - first) : 0;
}

bool SameRow::operator()(double was, double is) const {
  // NaN and infinity are for the metric to refuse.
  if (!std::isfinite(was) || !std::isfinite(is)) return std::isfinite(was) == std::isfinite(is);
  const double allowed =
      kOfSpread * spread_ + kOfDistance * std::abs(was - middle_) + rounding_ * std::abs(was);
  return std::abs(is - was) <= allowed && overtaken(was, is) <= sorted_.size() / kOvertaken;
}

}  // namespace assay
