#include "value/utf8.hpp"

#include <cstdint>
#include <cstring>

namespace assay {
namespace {
bool is_tail(unsigned char c) { return (c & 0xC0) == 0x80; }
}  // namespace

bool is_utf8(std::string_view text) {
  const auto* at = reinterpret_cast<const unsigned char*>(text.data());
  const auto* const end = at + text.size();
  while (at < end) {
    std::uint64_t eight = 0;
    if (end - at >= 8 && (std::memcpy(&eight, at, 8), (eight & 0x8080808080808080U) == 0)) {
      at += 8;
      continue;
    }
    const unsigned char lead = *at;
    const auto left = end - at;
    if (lead < 0x80) {
      at += 1;
    } else if (lead >= 0xC2 && lead <= 0xDF && left >= 2 && is_tail(at[1])) {
      at += 2;
    } else if (lead >= 0xE0 && lead <= 0xEF && left >= 3 && is_tail(at[1]) && is_tail(at[2]) &&
               !(lead == 0xE0 && at[1] < 0xA0) && !(lead == 0xED && at[1] > 0x9F)) {
      at += 3;
    } else if (lead >= 0xF0 && lead <= 0xF4 && left >= 4 && is_tail(at[1]) && is_tail(at[2]) &&
               is_tail(at[3]) && !(lead == 0xF0 && at[1] < 0x90) &&
               !(lead == 0xF4 && at[1] > 0x8F)) {
      at += 4;
    } else {
      return false;
    }
  }
  return true;
}

std::size_t utf8_length(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) count += !is_tail(static_cast<unsigned char>(c));
  return count;
}

std::string_view utf8_take(std::string_view& text) {
  std::size_t size = 1;
  while (size < text.size() && is_tail(static_cast<unsigned char>(text[size]))) ++size;
  const std::string_view first = text.substr(0, size);
  text.remove_prefix(size);
  return first;
}

}  // namespace assay
