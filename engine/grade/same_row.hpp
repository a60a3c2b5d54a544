#pragma once
// Predictions for one row that is shown twice, in other company.

#include <cstddef>
#include <vector>

namespace assay {

// Whether two predictions for one row differ no more than sums in another order make them.  What
// counts is how much a difference is among the predictions: ranks may hang on the last digits, and
// a prediction that overtakes many others is another one, however far apart some of them lie.
class SameRow {
 public:
  // `predictions` are those of all rows; not empty.
  explicit SameRow(const std::vector<double>& predictions);

  bool operator()(double was, double is) const;

 private:
  std::size_t overtaken(double was, double is) const;

  std::vector<double> sorted_;
  double middle_ = 0, spread_ = 0, rounding_ = 0;
};

}  // namespace assay
