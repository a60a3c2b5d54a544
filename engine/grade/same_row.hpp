#pragma once
// Predictions for one row that is shown twice, in other company.

#include <vector>

namespace assay {

// Whether two predictions for one row differ no more than sums in another order make them.  What
// counts is how much a difference is among the predictions: ranks may hang on the last digits.
class SameRow {
 public:
  // `predictions` are those of all rows; not empty.
  explicit SameRow(const std::vector<double>& predictions);

  bool operator()(double was, double is) const;

 private:
  double middle_ = 0, spread_ = 0, rounding_ = 0;
};

}  // namespace assay
