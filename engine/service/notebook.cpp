#include "service/notebook.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "base/text.hpp"

namespace assay {
namespace {

using nlohmann::json;

constexpr std::string_view kMark = "# %% cell ";
constexpr std::size_t kMostSkipped = 20;    // places that are told, and a word on the others
constexpr std::size_t kLongestShown = 100;  // bytes of a line

json parsed(std::string_view text) {
  if (nests_too_deep(text)) return json::value_t::discarded;
  return json::parse(text, nullptr, false);
}

// A cell's source is a text or a list of lines.
std::string source_of(const json& cell) {
  const json source = cell.value("source", json(""));
  if (source.is_string()) return source.get<std::string>();
  std::string text;
  if (!source.is_array()) return text;
  for (const json& line : source) {
    if (line.is_string()) text += line.get<std::string>();
  }
  return text;
}

bool is_magic(std::string_view line) {
  const std::string_view bare = trim(line);
  if (bare.empty() || bare.starts_with('#')) return false;
  return bare.starts_with('%') || bare.starts_with('!') || bare.ends_with('?');
}

// Cell magics that run Python after them; all others take the cell to another language.
bool keeps_python(std::string_view line) {
  for (const char* magic : {"%%time", "%%timeit", "%%capture", "%%prun"}) {
    if (line.starts_with(magic)) return true;
  }
  return false;
}

// A line as a message quotes it, cut between letters.
std::string_view shown_line(std::string_view line) {
  line = trim(line);
  std::size_t size = std::min(line.size(), kLongestShown);
  while (size < line.size() && (static_cast<unsigned char>(line[size]) & 0xc0) == 0x80) --size;
  return line.substr(0, size);
}

void add_cell(const std::string& source, int number, Notebook* notebook) {
  notebook->source += fmt::format("{}{}\n", kMark, number);
  const std::vector<std::string> lines = split(source, '\n');
  const bool foreign = lines[0].starts_with("%%") && !keeps_python(lines[0]);
  int at = 0;
  for (const std::string& line : lines) {
    ++at;
    const bool skip = foreign || is_magic(line);
    const bool tell = skip && (!foreign || at == 1);
    if (tell && notebook->skipped.size() < kMostSkipped) {
      notebook->skipped.push_back(
          fmt::format("cell {}, line {}: `{}` is no Python{}", number, at, shown_line(line),
                      foreign ? ": the cell was skipped" : " and was skipped"));
    } else if (tell && notebook->skipped.size() == kMostSkipped) {
      notebook->skipped.emplace_back("and more");
    }
    // The line stays, so that those after it keep their numbers, and so does its place in a block.
    const std::size_t indent = std::min(line.find_first_not_of(" \t"), line.size());
    notebook->source += skip ? line.substr(0, indent) + "pass\n" : line + '\n';
  }
}

// Where in the source the cells begin: their marks' lines, and how many lines there are.
struct Cells {
  std::vector<std::pair<int, std::string_view>> marks;
  int lines = 0;

  explicit Cells(std::string_view source) {
    while (!source.empty()) {
      ++lines;
      const std::string_view line = source.substr(0, source.find('\n'));
      if (line.starts_with(kMark)) marks.emplace_back(lines, line.substr(kMark.size()));
      source.remove_prefix(std::min(source.size(), line.size() + 1));
    }
  }

  // "cell 3, line 7"; "" where the line is in no cell.
  std::string place(int line) const {
    const auto after =
        std::upper_bound(marks.begin(), marks.end(), line,
                         [](int wanted, const auto& mark) { return wanted < mark.first; });
    if (after == marks.begin() || line > lines) return "";
    const auto& [begin, name] = *std::prev(after);
    return line == begin ? "" : fmt::format("cell {}, line {}", name, line - begin);
  }
};

// Whether "line 7" after this text is a line of the solution: "(line 7", "on line 7",
// "File "solution.ipynb", line 7".
bool before_a_line(std::string_view text) {
  if (text.ends_with('(') || text.ends_with("on ")) return true;
  constexpr std::string_view kAfterName = "\", ";
  if (!text.ends_with(kAfterName)) return false;
  text.remove_suffix(kAfterName.size());
  const std::size_t name = text.rfind('"') + 1;
  return text.substr(0, name).ends_with("File \"") && text.substr(name).starts_with("solution");
}

// The candidate may have written the text, and it may be long: one pass.
std::string with_cells(const Cells& cells, std::string_view text) {
  constexpr std::string_view kLine = "line ";
  std::string out;
  std::size_t kept = 0;
  for (std::size_t at = 0; (at = text.find(kLine, at)) != std::string_view::npos;) {
    const std::string_view before = text.substr(0, at);
    at += kLine.size();
    const std::size_t end = std::min(text.find_first_not_of("0123456789", at), text.size());
    int line = 0;
    const auto [stop, error] = std::from_chars(text.data() + at, text.data() + end, line);
    if (error != std::errc() || !before_a_line(before)) continue;
    const std::string place = cells.place(line);
    if (place.empty()) continue;
    out += text.substr(kept, before.size() - kept);
    out += place;
    kept = at = end;
  }
  return out += text.substr(kept);
}

}  // namespace

bool is_notebook(std::string_view text) {
  if (!trim(text).starts_with('{')) return false;
  const json notebook = parsed(text);
  return notebook.is_object() && notebook.contains("cells") && notebook.contains("nbformat");
}

Result<Notebook> read_notebook(std::string_view text) {
  const json document = parsed(text);
  if (!document.is_object()) return invalid_argument("the notebook is not JSON");
  const json version = document.value("nbformat", json());
  const json cells = document.value("cells", json());
  if (!version.is_number_integer() || version < 4 || !cells.is_array()) {
    return invalid_argument("not a notebook of version 4 or later");
  }
  Notebook notebook;
  int number = 0;
  for (const json& cell : cells) {
    if (!cell.is_object() || cell.value("cell_type", json()) != "code") continue;
    add_cell(source_of(cell), ++number, &notebook);
  }
  if (number == 0) return invalid_argument("the notebook has no code cells");
  return notebook;
}

void name_cells(std::string_view source, Report& report) {
  const Cells cells(source);
  report.message = with_cells(cells, report.message);
  for (TestReport& test : report.tests) {
    for (std::string* text : {&test.feedback, &test.err}) *text = with_cells(cells, *text);
  }
  for (GroupReport& group : report.groups) group.feedback = with_cells(cells, group.feedback);
}

}  // namespace assay
