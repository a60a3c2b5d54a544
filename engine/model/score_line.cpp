#include "model/score_line.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/text.hpp"

namespace assay {
namespace {

constexpr std::string_view kMark = "assay-score";
constexpr std::size_t kDigits = 8;
constexpr std::size_t kLongest = 4096;  // bytes

std::vector<std::string> words_of(std::string_view text) {
  std::string plain(text);
  for (char& c : plain) c = c == '\t' || c == '\n' || c == '\r' ? ' ' : c;
  std::vector<std::string> words = split(plain, ' ');
  std::erase(words, "");
  return words;
}

Status unlike(const std::string& what, const std::string& found) {
  const std::string shown = found.empty() ? "the line ends" : "found \"" + found + "\"";
  return invalid_argument("not a score line: expected " + what + ", " + shown);
}

template <class T>
bool read_number(std::string_view text, T* number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *number);
  return error == std::errc() && end == text.data() + text.size();
}

// "NAME@HASH"
bool read_named_hash(const std::string& word, std::string* name, std::string* hash) {
  const std::size_t at = word.find('@');
  if (at == std::string::npos || at == 0) return false;
  *name = word.substr(0, at);
  *hash = word.substr(at + 1);
  return hash->size() == kDigits &&
         hash->find_first_not_of("0123456789abcdef") == std::string::npos;
}

Status read_figure(const std::string& word, ScoreLine* line) {
  const std::size_t equals = word.find('=');
  double value = 0;
  if (equals == std::string::npos || equals == 0 ||
      !read_number(std::string_view(word).substr(equals + 1), &value) || !std::isfinite(value)) {
    return unlike("figures like score=1", word);
  }
  std::string name = word.substr(0, equals);
  for (const auto& [known, other] : line->figures) {
    if (known == name) return invalid_argument("not a score line: " + name + " is there twice");
  }
  line->figures.emplace_back(std::move(name), value);
  return {};
}

}  // namespace

std::string compiler_of(std::string_view toolchain) {
  std::string words(trim(toolchain));
  std::replace(words.begin(), words.end(), ' ', '-');
  return words;
}

std::string score_line(const Report& report) {
  if (!report.kernel || report.verdict != Verdict::accepted) return "";
  std::string line =
      fmt::format("{} {} {}@{} {} source@{}", kMark, kScoreVersion, report.problem,
                  report.problem_hash.substr(0, kDigits), compiler_of(report.toolchain),
                  report.source_hash.substr(0, kDigits));
  // As few digits as tell a number from all others.
  for (const auto& [name, value] : report.kernel->figures)
    line += fmt::format(" {}={}", name, value);
  return line + fmt::format(" score={}", report.score);
}

Result<ScoreLine> read_score_line(std::string_view text) {
  if (text.size() > kLongest) return invalid_argument("not a score line: it is too long");
  const std::vector<std::string> words = words_of(text);
  const auto word = [&words](std::size_t i) { return i < words.size() ? words[i] : std::string(); };
  ScoreLine line;
  std::string source;
  if (word(0) != kMark) return unlike("\"assay-score\"", word(0));
  if (!read_number(word(1), &line.version) || line.version < 1) return unlike("a version", word(1));
  if (line.version != kScoreVersion) return line;
  if (!read_named_hash(word(2), &line.problem, &line.problem_hash)) {
    return unlike("a problem like saxpy@1a2b3c4d", word(2));
  }
  line.compiler = word(3);
  if (!line.compiler.starts_with("nvcc-") && !line.compiler.starts_with("nvrtc-")) {
    return unlike("a compiler like nvrtc-13.0.88", word(3));
  }
  if (!read_named_hash(word(4), &source, &line.source_hash) || source != "source") {
    return unlike("a source like source@9f8e7d6c", word(4));
  }
  for (std::size_t i = 5; i < words.size(); ++i) ASSAY_CHECK(read_figure(words[i], &line));
  if (line.figures.empty() || line.figures.back().first != "score") {
    return unlike("a score at the end, like score=1", words.size() > 5 ? words.back() : "");
  }
  return line;
}

}  // namespace assay
