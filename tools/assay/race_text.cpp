#include <fmt/format.h>

#include <cctype>
#include <nlohmann/json.hpp>
#include <string_view>

#include "base/text.hpp"
#include "simulate.hpp"

namespace assay::cli {
namespace {

using nlohmann::json;

std::string triple(const json& of) {
  return fmt::format("({},{},{})", of[0].get<int>(), of[1].get<int>(), of[2].get<int>());
}

bool in_word(char letter) {
  return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_';
}

// "[16][kTile + 1] ..." -> "16", "kTile + 1"; "" for [].
std::vector<std::string> bracketed(std::string_view text) {
  std::vector<std::string> sizes;
  for (text = trim(text); text.starts_with('['); text = trim(text)) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) break;
    sizes.emplace_back(text.substr(1, end - 1));
    text.remove_prefix(end + 1);
  }
  return sizes;
}

// The sizes of an array's dimensions as the source declares it.  The source is a stranger's, and
// may be long.
std::vector<std::string> declared_sizes(std::string_view array, std::string_view source) {
  constexpr std::string_view kShared = "__shared__";
  for (std::size_t at = 0; (at = source.find(kShared, at)) != std::string_view::npos;) {
    const std::string_view statement = source.substr(at, source.find(';', at) - at);
    at += kShared.size();
    for (std::size_t place = kShared.size();
         (place = statement.find(array, place)) != std::string_view::npos;) {
      const bool begins = !in_word(statement[place - 1]);
      place += array.size();
      std::vector<std::string> sizes = bracketed(statement.substr(place));
      if (begins && !sizes.empty()) return sizes;
    }
  }
  return {};
}

// "sums[40]", "tile[1][7]", or what can be said of it.
std::string element(const json& race, const std::string& source) {
  const std::string array = race.value("array", "");
  auto index = race.value("element", std::int64_t{0});
  if (array.empty()) {
    return fmt::format("byte {} of shared memory", index * race.value("element_bytes", 1));
  }
  const std::vector<std::string> sizes = declared_sizes(array, source);
  std::string indices;
  for (std::size_t k = sizes.size(); k-- > 1;) {
    const std::int64_t size = std::atoll(sizes[k].c_str());
    if (size <= 0 || sizes[k].find_first_not_of("0123456789") != std::string::npos) {
      return fmt::format("element {} of {}", race.value("element", std::int64_t{0}), array);
    }
    indices = fmt::format("[{}]", index % size) + indices;
    index /= size;
  }
  return fmt::format("{}[{}]", array, index) + indices;
}

std::string sizes_text(const json& race) {
  std::string text;
  if (!race.contains("sizes")) return text;
  for (const auto& [name, size] : race["sizes"].items()) {
    text += fmt::format("{} = {}", name, size.get<std::int64_t>());
    if (size != race["from"][name]) text += fmt::format(" (was {})", race["from"][name].dump());
    text += ", ";
  }
  return text;
}

std::string source_line(const std::vector<std::string>& lines, const json& side) {
  const auto line = side.value("line", std::size_t{0});
  if (line == 0 || line > lines.size()) return "";
  return std::string(trim(lines[line - 1]));
}

std::string doing(const json& side) {
  const std::string does = side.at("does");
  return does == "atomic" ? "changes" : does + "s";
}

}  // namespace

void print_race(Screen& screen, const json& race, const std::string& source) {
  const json &first = race.at("first"), &second = race.at("second");
  screen.line();
  const std::string whole = race.value("whole", "");
  const std::string title = race.contains("kernel") ? "A race in " + race.value("kernel", "")
                            : whole.empty()         ? "The smallest race"
                                                    : "The race, at the sizes of its test";
  screen.line(screen.paint(Style::bold, title) + ": " + sizes_text(race) +
              fmt::format("grid {}, block {}", triple(race["grid"]), triple(race["threads"])));
  const bool only = race["grid"] == json{1, 1, 1};
  const std::string where = only ? "" : " of block " + triple(race["block"]);
  const std::string place = element(race, source);
  const std::vector<std::string> lines = split(source, '\n');
  Table table({{"line", true},
               {"thread " + triple(first["thread"]) + where},
               {"thread " + triple(second["thread"])},
               {"", false, true}});
  table.add({{first["line"].dump()},
             {doing(first) + " " + place, Style::red},
             {""},
             {source_line(lines, first), Style::dim}});
  table.add({{second["line"].dump()},
             {""},
             {doing(second) + " " + place, Style::red},
             {source_line(lines, second), Style::dim}});
  table.print(screen);
  if (!whole.empty()) screen.line("  No smaller test was made, because " + whole + ".");
  if (race.contains("kernel")) {
    screen.line("  Of the launch that the program made; nothing is made smaller here.");
  }
  const bool within_warp = race.value("within_warp", false);
  const json& threads = race.at("threads");
  const bool alone = threads[0].get<int>() * threads[1].get<int>() * threads[2].get<int>() <= 32;
  screen.line(
      fmt::format("  Nothing says which comes first: {} belongs between them{}.",
                  within_warp && alone ? "__syncwarp()" : "__syncthreads()",
                  within_warp && !alone ? ", or __syncwarp() if only this warp comes here" : ""));
}

}  // namespace assay::cli
