#include "service/notebook.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <regex>

#include "base/text.hpp"

namespace assay {
namespace {

using nlohmann::json;

constexpr std::string_view kMark = "# %% cell ";

json parsed(std::string_view text) { return json::parse(text, nullptr, false); }

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

void add_cell(const std::string& source, int number, Notebook* notebook) {
  notebook->source += fmt::format("{}{}\n", kMark, number);
  const std::vector<std::string> lines = split(source, '\n');
  const bool foreign = lines[0].starts_with("%%") && !keeps_python(lines[0]);
  int at = 0;
  for (const std::string& line : lines) {
    ++at;
    const bool skip = foreign || is_magic(line);
    if (skip && (!foreign || at == 1)) {
      notebook->skipped.push_back(
          fmt::format("cell {}, line {}: `{}` is no Python{}", number, at, trim(line),
                      foreign ? ": the cell was skipped" : " and was skipped"));
    }
    // The line stays, so that those after it keep their numbers, and so does its place in a block.
    const std::size_t indent = std::min(line.find_first_not_of(" \t"), line.size());
    notebook->source += skip ? line.substr(0, indent) + "pass\n" : line + '\n';
  }
}

std::string with_cells(std::string_view source, const std::string& text) {
  static const std::regex kLine(R"((\(|on |File "solution[^"]*", )line (\d+))");
  std::string out;
  std::sregex_iterator match(text.begin(), text.end(), kLine);
  std::size_t end = 0;
  for (; match != std::sregex_iterator(); ++match) {
    const std::smatch& found = *match;
    const auto begin = static_cast<std::size_t>(found.position(0));
    const std::string place = found.length(2) < 9 ? cell_line(source, std::stoi(found.str(2))) : "";
    out += text.substr(end, begin - end);
    out += place.empty() ? found.str(0) : found.str(1) + place;
    end = begin + static_cast<std::size_t>(found.length(0));
  }
  return out + text.substr(end);
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

std::string cell_line(std::string_view source, int line) {
  int at = 0, begin = 0;
  std::string_view cell;
  while (!source.empty() && at < line) {
    ++at;
    const std::string_view text = source.substr(0, source.find('\n'));
    if (text.starts_with(kMark)) {
      cell = text.substr(kMark.size());
      begin = at;
    }
    source.remove_prefix(std::min(source.size(), text.size() + 1));
  }
  if (at != line || begin == 0 || begin == line) return "";
  return fmt::format("cell {}, line {}", cell, line - begin);
}

void name_cells(std::string_view source, Report& report) {
  report.message = with_cells(source, report.message);
  for (TestReport& test : report.tests) {
    for (std::string* text : {&test.feedback, &test.err}) *text = with_cells(source, *text);
  }
  for (GroupReport& group : report.groups) group.feedback = with_cells(source, group.feedback);
}

}  // namespace assay
