#include "printable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

namespace assay::cli {
namespace {

// The letter that a text begins with, and its bytes; 0 bytes if that is no UTF-8.
struct Letter {
  std::uint32_t point = 0;
  std::size_t size = 0;
};

Letter first_letter(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 0;
  if (size == 0 || text.size() < size) return {};
  std::uint32_t point = lead & (0x7fU >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xc0U) != 0x80) return {};
    point = point << 6 | (byte(i) & 0x3fU);
  }
  constexpr std::uint32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool half = point >= 0xd800 && point < 0xe000;
  return point < kLeast[size] || point > 0x10ffff || half ? Letter{} : Letter{point, size};
}

// What terminals obey; the last two rows turn the direction of all that follows.
bool commands(std::uint32_t point) {
  return (point < 0x20 && point != '\n' && point != '\t') || (point >= 0x7f && point < 0xa0) ||
         (point >= 0x202a && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069);
}

}  // namespace

std::string printable(std::string_view text) {
  const auto plain = [](char c) { return (c >= ' ' && c <= '~') || c == '\n' || c == '\t'; };
  std::string out;
  for (;;) {
    const auto run = std::find_if_not(text.begin(), text.end(), plain) - text.begin();
    out += text.substr(0, static_cast<std::size_t>(run));
    text.remove_prefix(static_cast<std::size_t>(run));
    if (text.empty()) return out;
    const Letter letter = first_letter(text);
    const std::size_t size = letter.size == 0 ? 1 : letter.size;
    if (letter.size <= 1 && (letter.size == 0 || commands(letter.point))) {
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[0]));
    } else if (commands(letter.point)) {
      out += fmt::format("\\u{:04x}", letter.point);
    } else {
      out += text.substr(0, size);
    }
    text.remove_prefix(size);
  }
}

}  // namespace assay::cli
