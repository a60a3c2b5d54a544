#include "service/own_file.hpp"

#include <cctype>

#include "value/utf8.hpp"

namespace assay {
namespace {

bool in_word(char letter) {
  return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_' || letter == '-';
}

// "solution.py" as a name of its own, not as the end of "/tmp/solution.py" or "my-solution.py".
void replace_name(const std::string& name, const std::string& with, std::string* text) {
  std::string out;
  std::size_t kept = 0;
  for (std::size_t at = 0; (at = text->find(name, at)) != std::string::npos;) {
    const std::size_t end = at + name.size();
    const char before = at > 0 ? (*text)[at - 1] : ' ';
    const bool whole = !in_word(before) && before != '/' && before != '.' &&
                       (end == text->size() || !in_word((*text)[end]));
    if (whole) {
      out.append(*text, kept, at - kept).append(with);
      kept = end;
    }
    at = end;
  }
  if (kept > 0) *text = out.append(*text, kept);
}

}  // namespace

void name_file(const std::string& extension, const std::string& file, Report& report) {
  constexpr std::size_t kLongest = 255;  // of a file's name on Linux
  const std::string name = "solution." + extension;
  if (file.empty() || file == name || file.size() > kLongest || !is_utf8(file)) return;
  for (const char letter : file) {
    if (static_cast<unsigned char>(letter) < ' ') return;
  }
  replace_name(name, file, &report.message);
  for (TestReport& test : report.tests) {
    replace_name(name, file, &test.feedback);
    replace_name(name, file, &test.err);
    replace_name(name, file, &test.mistake);
  }
  for (GroupReport& group : report.groups) replace_name(name, file, &group.feedback);
}

}  // namespace assay
