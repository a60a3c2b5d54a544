#include "place.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <cstring>
#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "base/text.hpp"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr const char* kMark = ".assay.json";

fs::path here() {
  std::error_code error;
  return fs::current_path(error);
}

// Calls `look` for a folder and those above it until it gives something.
template <class Look>
auto upward(fs::path folder, const Look& look) -> decltype(look(folder)) {
  for (;;) {
    if (auto found = look(folder)) return found;
    if (folder == folder.parent_path() || folder.empty()) return {};
    folder = folder.parent_path();
  }
}

std::vector<fs::path> installed_banks() {
  std::vector<fs::path> places;
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  const fs::path bin = program.parent_path();
  if (!error) places.push_back(bin.parent_path() / "share/assay/problems");
  places.emplace_back(ASSAY_INSTALLED_BANK);
  // Of a program that was built and not installed: build/<preset>/bin.
  if (!error) places.push_back((bin / "../../../problems").lexically_normal());
  return places;
}

Result<fs::path> existing(const fs::path& bank, const std::string& origin) {
  std::error_code error;
  if (fs::is_directory(bank, error)) return fs::absolute(bank);
  return bad_problem("there is no folder " + bank.string() + " (the bank named by " + origin + ")");
}

}  // namespace

Result<std::optional<Started>> find_started(const fs::path& from) {
  std::error_code error;
  const auto mark = upward(fs::absolute(from), [&](const fs::path& folder) {
    const fs::path file = folder / kMark;
    return fs::is_regular_file(file, error) ? std::optional(file) : std::nullopt;
  });
  if (!mark) return std::optional<Started>();
  ASSAY_TRY(const std::string text, read_file(*mark));
  const json in =
      nests_too_deep(text) ? json(json::value_t::discarded) : json::parse(text, nullptr, false);
  const auto told = [&](const char* key) { return in.contains(key) && in[key].is_string(); };
  const auto told_or_absent = [&](const char* key) { return !in.contains(key) || told(key); };
  // The file lies beside the mark: elsewhere it would be somebody else's.
  const bool readable = told("problem") && told("file") && told_or_absent("language") &&
                        told_or_absent("bank") &&
                        in["file"].get<std::string>().find('/') == std::string::npos;
  if (!in.is_object() || !readable) {
    return invalid_argument(shown(*mark) +
                            " cannot be read. Remove it and run assay start again: your files are "
                            "kept");
  }
  Started started;
  started.problem = in.value("problem", "");
  started.language = in.value("language", "");
  started.file = in.value("file", "");
  started.bank = in.value("bank", "");
  started.folder = mark->parent_path();
  return std::optional(started);
}

Status write_started(const Started& started) {
  const json out = {{"problem", started.problem},
                    {"language", started.language},
                    {"file", started.file},
                    {"bank", started.bank.string()}};
  return write_file(started.folder / kMark, out.dump(2) + "\n");
}

Result<std::vector<fs::path>> find_banks(const std::vector<fs::path>& given,
                                         const std::optional<Started>& started) {
  std::vector<fs::path> banks;
  for (const fs::path& bank : given) {
    ASSAY_TRY(fs::path path, existing(bank, "--bank"));
    banks.push_back(std::move(path));
  }
  if (const char* named = std::getenv("ASSAY_BANK"); banks.empty() && named != nullptr) {
    for (const std::string& bank : split(named, ':')) {
      if (bank.empty()) continue;
      ASSAY_TRY(fs::path path, existing(bank, "ASSAY_BANK"));
      banks.push_back(std::move(path));
    }
  }
  if (!banks.empty()) return banks;

  std::error_code error;
  if (started && !started->bank.empty() && fs::is_directory(started->bank, error)) {
    return std::vector{started->bank};
  }
  const auto above = upward(here(), [&](const fs::path& folder) {
    const fs::path bank = folder / "problems";
    return fs::is_directory(bank, error) ? std::optional(bank) : std::nullopt;
  });
  if (above) return std::vector{*above};
  for (const fs::path& bank : installed_banks()) {
    if (fs::is_directory(bank, error)) return std::vector{bank};
  }
  return bad_problem(
      "found no bank of problems: there is no folder \"problems\" here or above, "
      "and none was installed. Name one: --bank DIR, or ASSAY_BANK=DIR");
}

std::string shown(const fs::path& path) {
  const fs::path relative = path.lexically_relative(here());
  if (relative.empty() || *relative.begin() == "..") return path.string();
  return relative.string();
}

std::string typed(const fs::path& path) {
  const std::string text = shown(path);
  const bool plain = std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c >= 0x80 || std::strchr("/._-+,@%:=", c) != nullptr;
  });
  if (plain && !text.empty()) return text;
  std::string quoted;
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return '\'' + quoted + '\'';
}

}  // namespace assay::cli
