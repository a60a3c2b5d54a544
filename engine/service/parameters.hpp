#pragma once
// What the parameters of the method table (docs/methods.md) must be.

#include <nlohmann/json_fwd.hpp>
#include <string_view>

#include "base/status.hpp"

namespace assay {

// Whether each known parameter is of its type, and those without which a method means nothing are
// there.  Fails (invalid_argument) with the parameter's name.  Unknown ones are left alone: a newer
// client may send them.
Status check_parameters(std::string_view method, const nlohmann::json& params);

}  // namespace assay
