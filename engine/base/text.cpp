#include "base/text.hpp"

#include <fmt/format.h>
#include <utf8proc.h>

#include <algorithm>
#include <cmath>

namespace assay {

std::string_view trim(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n\v\f";
  const auto first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (;;) {
    const auto end = text.find(separator);
    parts.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  return fmt::format("{}", fmt::join(parts, separator));
}

namespace {
// Edit distance in which swapping two neighbours is one edit, as it is one slip of the fingers.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
    before.swap(last);
    last.swap(row);
  }
  return last[b.size()];
}
std::string nearest_by_beginning(std::string_view word, const std::vector<std::string>& known) {
  constexpr std::size_t kLeast = 4;
  std::string best;
  for (const std::string& candidate : known) {
    const std::size_t shared = std::min(word.size(), candidate.size());
    const bool begins = word.substr(0, shared) == std::string_view(candidate).substr(0, shared);
    if (shared < kLeast || !begins) continue;
    if (best.empty() || candidate.size() < best.size()) best = candidate;
  }
  return best;
}

}  // namespace

std::string nearest(std::string_view word, const std::vector<std::string>& known) {
  std::string best;
  std::size_t best_distance = std::string::npos;
  for (const std::string& candidate : known) {
    const std::size_t allowed = std::max(word.size(), candidate.size()) / 3;
    const std::size_t edits = distance(word, candidate);
    if (edits <= allowed && edits < best_distance) {
      best = candidate;
      best_distance = edits;
    }
  }
  return best.empty() ? nearest_by_beginning(word, known) : best;
}

std::string with_nearest(const std::string& word, const std::vector<std::string>& known) {
  const std::string near = nearest(word, known);
  return "\"" + word + "\"" + (near.empty() ? "" : " (did you mean \"" + near + "\"?)");
}

bool nests_too_deep(std::string_view json) {
  constexpr int kDeepest = 256;
  int depth = 0;
  bool quoted = false;
  for (std::size_t at = 0; at < json.size(); ++at) {
    const char letter = json[at];
    if (letter == '"') quoted = !quoted;
    if (quoted && letter == '\\') ++at;
    if (quoted) continue;
    if ((letter == '[' || letter == '{') && ++depth > kDeepest) return true;
    if (letter == ']' || letter == '}') --depth;
  }
  return false;
}

std::string human_bytes(double bytes) {
  constexpr const char* kUnits[] = {"B", "KiB", "MiB", "GiB", "TiB"};
  std::size_t unit = 0;
  while (std::abs(bytes) >= 1024 && unit + 1 < std::size(kUnits)) {
    bytes /= 1024;
    ++unit;
  }
  const bool whole =
      unit == 0 || std::abs(bytes) >= 100 || std::round(bytes * 10) == 10 * std::round(bytes);
  return fmt::format("{:.{}f} {}", bytes, whole ? 0 : 1, kUnits[unit]);
}

std::string human_ms(double ms) {
  if (ms < 9.95) return fmt::format("{:.1f} ms", ms);
  if (ms < 999.5) return fmt::format("{:.0f} ms", ms);
  return fmt::format("{:.2f} s", ms / 1000);
}

std::size_t display_width(std::string_view text) {
  const auto plain = [](char c) { return c >= ' ' && c <= '~'; };
  if (std::all_of(text.begin(), text.end(), plain)) return text.size();
  std::size_t width = 0;
  auto* at = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  auto left = static_cast<utf8proc_ssize_t>(text.size());
  while (left > 0) {
    utf8proc_int32_t point = -1;
    const auto used = utf8proc_iterate(at, left, &point);
    if (used <= 0) {  // not UTF-8: a terminal shows one replacement mark
      ++width;
      ++at;
      --left;
      continue;
    }
    width += static_cast<std::size_t>(std::max(0, utf8proc_charwidth(point)));
    at += used;
    left -= used;
  }
  return width;
}

}  // namespace assay
