#pragma once
// How the command line writes numbers, times and data.

#include <cstddef>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace assay::cli {

// "1 problem", "2 problems".
std::string count_of(std::int64_t n, std::string_view noun);
// "two", up to ten; then digits.
std::string in_words(std::int64_t n);
// "90", "12.5": a number without a tail of zeros.
std::string short_number(double number);
// "21:40", "1:02:05".
std::string clock(std::int64_t ms);
// "21:40 left", or "time is up".
std::string time_left(std::int64_t left_ms);
// "2026-11-21 14:05", in the local time zone.
std::string date_time(std::int64_t ms);
// JSON on one line as a person would write it, cut in the middle of nothing: "[5, 3, 8, ...".
std::string inline_json(const nlohmann::json& value, std::size_t limit);

}  // namespace assay::cli
