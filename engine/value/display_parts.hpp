#pragma once

#include <string>
#include <string_view>

namespace assay {

// The shortest decimal that reads back as the same float: "0.1", "4.0", "1e+300", "nan".
std::string display_number(double number);

std::string hex(std::string_view raw);

}  // namespace assay
