#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace assay {

std::string_view trim(std::string_view text);
std::vector<std::string> split(std::string_view text, char separator);
std::string join(const std::vector<std::string>& parts, std::string_view separator);

// The known word nearest to `word` by edit distance, or "" if none is near (at most a third of the
// letters differ); then the shortest of which, by four letters or more, one is the other's
// beginning.  For "did you mean".
std::string nearest(std::string_view word, const std::vector<std::string>& known);
// The word in quotes, with the nearest known one: `"esay" (did you mean "easy"?)`.
std::string with_nearest(const std::string& word, const std::vector<std::string>& known);

// Whether JSON nests deeper than anything of ours.  What copies or prints a parsed value recurses,
// so a stranger's text is asked first.
bool nests_too_deep(std::string_view json);

// "3.1 MiB", "512 B".
std::string human_bytes(double bytes);
// "0.3 ms", "12 ms", "1.25 s".
std::string human_ms(double ms);

// Number of terminal columns that UTF-8 text takes.
std::size_t display_width(std::string_view text);

}  // namespace assay
