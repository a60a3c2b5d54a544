#pragma once

#include <string_view>

namespace assay {

// "0", or digits without leading zeros and an optional minus before them.
bool is_bigint(std::string_view digits);

}  // namespace assay
