#include "words.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>

namespace assay::cli {
namespace {

using nlohmann::json;

// Appends until the limit is passed; the caller cuts.  A test may show a million numbers, and only
// the first of them are looked at.
void append(std::string& out, const json& value, std::size_t limit) {
  if (out.size() > limit) return;
  if (value.is_array()) {
    out += '[';
    for (std::size_t i = 0; i < value.size() && out.size() <= limit; ++i) {
      if (i > 0) out += ", ";
      append(out, value[i], limit);
    }
    out += ']';
  } else if (value.is_object()) {
    out += '{';
    bool first = true;
    for (const auto& [key, item] : value.items()) {
      if (out.size() > limit) break;
      if (!std::exchange(first, false)) out += ", ";
      out += json(key).dump() + ": ";
      append(out, item, limit);
    }
    out += '}';
  } else {
    out += value.dump(-1, ' ', false, json::error_handler_t::replace);
  }
}

std::string cut(std::string text, std::size_t limit) {
  if (text.size() <= limit) return text;
  std::size_t end = limit;
  // Not inside a UTF-8 sequence, and if possible not inside a number.
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  const std::size_t comma = text.rfind(", ", end);
  if (comma != std::string::npos && end - comma < 24) return text.substr(0, comma + 2) + "...";
  return text.substr(0, end) + "...";
}

}  // namespace

std::string count_of(std::int64_t n, std::string_view noun) {
  return fmt::format("{} {}{}", n, noun, n == 1 ? "" : noun.ends_with("ch") ? "es" : "s");
}

std::string in_words(std::int64_t n) {
  static constexpr std::array kWords = {"no",  "one",   "two",   "three", "four", "five",
                                        "six", "seven", "eight", "nine",  "ten"};
  if (n < 0 || n >= static_cast<std::int64_t>(kWords.size())) return std::to_string(n);
  return kWords[static_cast<std::size_t>(n)];
}

std::string short_number(double number) {
  std::string text = fmt::format("{:.2f}", number);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

std::string clock(std::int64_t ms) {
  const std::int64_t seconds = ms / 1000;
  if (seconds >= 3600) {
    return fmt::format("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
  }
  return fmt::format("{:02}:{:02}", seconds / 60, seconds % 60);
}

std::string time_left(std::int64_t left_ms) {
  // A second that has begun is still there.
  return left_ms > 0 ? clock(left_ms + 999) + " left" : "time is up";
}

std::string date_time(std::int64_t ms) {
  const std::time_t seconds = ms / 1000;
  std::tm local{};
  ::localtime_r(&seconds, &local);
  return fmt::format("{:%Y-%m-%d %H:%M}", local);
}

std::string inline_json(const json& value, std::size_t limit) {
  std::string out;
  append(out, value, limit);
  return cut(std::move(out), limit);
}

}  // namespace assay::cli
