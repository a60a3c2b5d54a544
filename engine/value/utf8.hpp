#pragma once

#include <cstddef>
#include <string_view>

namespace assay {

// Well formed by RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
bool is_utf8(std::string_view text);

// Code points of well-formed text.
std::size_t utf8_length(std::string_view text);

// The first code point of well-formed, non-empty text, taken off its front; its bytes.
std::string_view utf8_take(std::string_view& text);

}  // namespace assay
