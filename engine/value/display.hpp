#pragma once
// Values as people and JSON see them.

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "base/status.hpp"
#include "value/type.hpp"
#include "value/value.hpp"

namespace assay {

// "[5, 3, 4, 9]", "null", "true", "\"text\"", "(1, 2)", "{1: 2}"; what is beyond `limit`
// characters is cut: "[0, 1, 2, ... 99997 more]".  Control characters are escaped.
std::string display(const Value& value, std::size_t limit = 200);

// Lists, tuples and sets become arrays, records and text-keyed maps objects, other maps arrays of
// pairs; tensors nested arrays, large ones {"dtype", "shape", "first"}; NaN and infinities the
// strings "nan", "inf", "-inf"; bytes {"bytes": hex}; a bigint a string.
nlohmann::json to_json(const Value& value);
// The other way, guided by the type.  Fails with the place of what does not fit.
Result<Value> from_json(const Type& type, const nlohmann::json& json);
// A record of arguments from a JSON object, or from an array in the order of the parameters.
Result<Value> arguments_from_json(const std::vector<Parameter>& parameters,
                                  const nlohmann::json& json);

// "expected 4 numbers, the third differs" and an aligned picture of both, as `assay test` shows it.
// Empty lines never occur; no line is wider than `width` columns.
std::vector<std::string> difference(const Value& expected, const Value& got,
                                    std::size_t width = 100);

}  // namespace assay
