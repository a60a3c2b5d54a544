#pragma once
// How the candidate's time grows against the reference's.
//
// An absolute exponent misjudges: caches and allocators bend even linear code.  So the reference
// runs over the same inputs in the same session, and what is fitted is the ratio: a straight line
// through log(candidate / reference) over log(n), by least squares over the sizes' medians.  With k
// sizes, slope b, residual variance s^2 = RSS / (k - 2) and Sxx = sum (x - mean x)^2, the 95 %
// interval is b +- t(0.975, k - 2) * s / sqrt(Sxx) (Draper & Smith, Applied Regression Analysis,
// 3rd ed., section 1.4).

#include <string>
#include <vector>

#include "model/report.hpp"

namespace assay {

// Cpu times of paired runs at one size.
struct GrowthPoint {
  double n = 0;
  std::vector<double> candidate_ms, reference_ms;
};

// `too_slow` only if the lower end of the ratio's exponent exceeds 0.3.  Sizes at which both took
// under 1 ms say nothing and are left out; `inconclusive` if fewer than 3 different sizes remain
// (the bounds are 0 then), or if half of the interval is wider than 0.5 and not all of it too slow.
GrowthReport fit_growth(const std::string& asked, const std::vector<GrowthPoint>& points);

// t(0.975, freedom): two-sided 95 % of Student's distribution.
double student_t(int freedom);

}  // namespace assay
