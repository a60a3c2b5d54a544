#include "plan/compile_errors.hpp"

#include <algorithm>
#include <cctype>
#include <vector>

#include "base/text.hpp"

namespace assay {
namespace {

constexpr std::size_t kLines = 16;
constexpr std::string_view kAssertion = "static assertion failed: ";
constexpr std::string_view kReference = "undefined reference to ";  // `name' or 'name'
// nvcc's and NVRTC's.
constexpr std::string_view kIdentifier = "identifier \"", kUndefined = "\" is undefined";
constexpr std::string_view kQuoted = "static assertion failed with ";
constexpr std::string_view kAsked = " must define `";  // the glue's own words
constexpr std::string_view kNoType = "' in namespace '::' does not name a type";

bool is_error(std::string_view line) {
  return line.find(": error: ") != std::string_view::npos ||
         line.find(": fatal error: ") != std::string_view::npos;
}

// "signature:13:23: error: text" -> "text"
std::string_view text_of(std::string_view line) { return line.substr(line.find("error: ") + 7); }

// The words before a parenthesis: functions that are defined or called.
std::vector<std::string> called(std::string_view source) {
  const auto in_word = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
  };
  std::vector<std::string> words;
  for (std::size_t at = source.find('('); at != std::string_view::npos;
       at = source.find('(', at + 1)) {
    const std::string_view before = trim(source.substr(0, at));
    const auto begin = std::find_if_not(before.rbegin(), before.rend(), in_word).base();
    words.emplace_back(begin, before.end());
  }
  return words;
}

// What was asked for, and the function of nearly that name.
std::string with_hint(std::string_view asked, std::string_view source) {
  const std::size_t at = asked.find(kAsked);
  if (at == std::string_view::npos) return std::string(asked);
  const std::vector<std::string> name = called(asked.substr(0, asked.find('(', at) + 1));
  const std::vector<std::string> known = called(source);
  const std::string near = name.empty() ? "" : nearest(name[0], known);
  if (near.empty() || near == name[0]) return std::string(asked);
  return std::string(asked) + "; did you mean `" + near + "`?";
}

std::string as_told_by_signature(std::string_view line, const std::string& file,
                                 std::string_view source) {
  std::string_view text = text_of(line);
  if (text.starts_with(kAssertion)) return with_hint(text.substr(kAssertion.size()), source);
  if (const std::size_t at = text.find(kNoType); text.starts_with('\'') && at != text.npos) {
    return file + " does not define `" + std::string(text.substr(1, at - 1)) + '`' +
           std::string(text.substr(at + kNoType.size()));
  }
  if (text.starts_with(kQuoted)) {
    text.remove_prefix(kQuoted.size() + 1);
    return std::string(text.substr(0, text.rfind('"')));
  }
  const std::size_t end = text.find(kUndefined);
  if (text.starts_with(kIdentifier) && end != std::string_view::npos) {
    text = text.substr(kIdentifier.size(), end - kIdentifier.size());
    return file + " does not define `" + std::string(text) + "`";
  }
  // The glue's first line is right by itself: what comes before it is not finished.
  if (line.starts_with("signature:1:")) {
    return file + " ends too early; is a `;` or a `}` missing? " + std::string(text);
  }
  return file + " does not fit the problem's signature: " + std::string(text);
}

// Lines of a linker, when the compiler itself found nothing wrong.  What ld and gold say among
// names of object files is told as mold has it; each use is told, one is enough.
std::string linker_errors(const std::vector<std::string>& lines) {
  std::vector<std::string> kept, missing;
  for (const std::string& line : lines) {
    if (line.empty() || line.starts_with("collect2:")) continue;
    const std::size_t at = line.find(kReference), begin = at + kReference.size() + 1;
    const bool lacks = at != std::string::npos;
    std::string told =
        lacks ? "undefined symbol: " + line.substr(begin, line.rfind('\'') - begin) : line;
    std::vector<std::string>& list = lacks ? missing : kept;
    if (std::find(list.begin(), list.end(), told) != list.end()) continue;
    list.push_back(std::move(told));
    if (list.size() == kLines) break;
  }
  return join(missing.empty() ? kept : missing, "\n");
}

// nvcc's "solution.cu(3): error: text" as the others have it: "solution.cu:3: error: text".
std::string with_colons(std::string line) {
  const std::size_t end = line.find("): ");
  const std::size_t begin = line.rfind('(', end);
  if (end == std::string::npos || begin == std::string::npos || begin + 1 == end) return line;
  const std::string number = line.substr(begin + 1, end - begin - 1);
  if (number.find_first_not_of("0123456789") != std::string::npos) return line;
  return line.substr(0, begin) + ':' + number + line.substr(end + 1);
}

}  // namespace

std::string first_errors(std::string_view printed, const std::string& file,
                         std::string_view source) {
  std::vector<std::string> lines = split(printed, '\n');
  for (std::string& line : lines) line = with_colons(std::move(line));
  std::vector<std::string> kept;
  std::string place;    // the candidate's line that led into a header: "solution.cpp:5:12"
  bool wanted = false;  // the line belongs to an error in the candidate's file
  for (const std::string& line : lines) {
    const bool own = line.starts_with(file + ":");
    if (own && line.find(": ") != std::string::npos) place = line.substr(0, line.find(": "));
    if (line.find(kReference) != std::string::npos) continue;  // a linker's
    if (is_error(line)) {
      if (line.starts_with("signature:") && kept.empty()) {
        return as_told_by_signature(line, file, source);
      }
      if (line.starts_with('/') && !place.empty()) {
        kept.push_back(place + ": error: " + std::string(text_of(line)));
      }
      wanted = own;
    } else if (own) {
      wanted = wanted && line.find(": note: ") != std::string::npos;
    } else if (!line.starts_with(' ')) {
      wanted = false;  // "In file included from", "compilation terminated."
    }
    if (wanted) kept.push_back(line);
    if (kept.size() >= kLines) break;
  }
  return kept.empty() ? linker_errors(lines) : join(kept, "\n");
}

}  // namespace assay
