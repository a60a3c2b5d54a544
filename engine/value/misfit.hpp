#pragma once
// Says where inside a value something does not fit.

#include <cstddef>
#include <string>
#include <string_view>

#include "base/status.hpp"

namespace assay {

// The place is put together from the inside outwards while the callers return, so that values that
// fit pay nothing.  Everything returns false, for `return misfit.fail(...)`.
class Misfit {
 public:
  bool fail(std::string message) {
    message_ = std::move(message);
    place_.clear();
    return false;
  }
  bool in_item(std::size_t index) { return in("[" + std::to_string(index) + "]"); }
  bool in_field(std::string_view name) { return in(std::string(name)); }

  // "nums[3].size" + separator + message.
  Status status(std::string_view separator = ": ") const {
    return invalid_argument(place_.empty() ? message_ : place_ + std::string(separator) + message_);
  }

 private:
  bool in(std::string step) {
    if (!place_.empty() && place_[0] != '[') step += '.';
    place_ = step + place_;
    return false;
  }

  std::string message_, place_;
};

}  // namespace assay
