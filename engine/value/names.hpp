#pragma once

#include <optional>
#include <string_view>

#include "value/type.hpp"

namespace assay {

inline std::optional<double> find_name(const Bound::Names& names, std::string_view name) {
  for (const auto& [known, value] : names) {
    if (known == name) return value;
  }
  return std::nullopt;
}

}  // namespace assay
