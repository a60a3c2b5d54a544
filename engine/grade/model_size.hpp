#pragma once
// How large a fitted model is, counted where its author's code does not run.

#include <cstdint>
#include <string_view>

#include "base/status.hpp"

namespace assay {

// What a model may hold beside its arrays of floats: names of its parts, shapes, settings.
inline constexpr std::int64_t kFreeModelBytes = 4096;

// `packed` is what `kind: model` of docs/wire.md gives: arrays, then a pickle.  Each element of an
// array of floats is a number; of the other arrays and the pickle together, every 8 bytes beyond
// kFreeModelBytes.  Fails (invalid_argument) if it is not that.
Result<std::int64_t> numbers_in_model(std::string_view packed);

}  // namespace assay
