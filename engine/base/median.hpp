#pragma once

#include <vector>

namespace assay {

// Of an even number of values the mean of the two in the middle; `values` is not empty.
double median(std::vector<double> values);

}  // namespace assay
