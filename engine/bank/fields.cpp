#include "bank/fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.hpp"

namespace assay {
namespace {

using nlohmann::json;

constexpr std::size_t kFewSettings = 12;  // that fit into a sentence

const json& part(const json& declaration, const char* name, const json& missing) {
  const auto found = declaration.find(name);
  return found == declaration.end() ? missing : *found;
}

const json& no_object() {
  static const json none = json::object();
  return none;
}

const json& no_list() {
  static const json none = json::array();
  return none;
}

std::string described(const json& value) {
  if (is_function(value)) return "a function";
  if (is_declaration(value)) return value["declare"].get<std::string>() + " { ... }";
  if (value.is_string()) return "text";
  if (value.is_number_integer()) return "int";
  if (value.is_number()) return "float";
  if (value.is_boolean()) return "bool";
  if (value.is_null()) return "null";
  return "a table";
}

}  // namespace

std::string Finding::text() const {
  return file + (line > 0 ? ":" + std::to_string(line) : "") + ": " + code + " " + message;
}

bool is_declaration(const json& value, const std::string& kind) {
  if (!value.is_object() || !value.contains("declare")) return false;
  return kind.empty() || value["declare"] == kind;
}

bool is_function(const json& value) { return value.is_object() && value.contains("function"); }

Fields::Fields(const json& declaration, const std::string& file, Findings* findings)
    : declaration_(declaration),
      file_(file),
      findings_(findings),
      kind_(declaration.value("declare", "")),
      line_(declaration.value("line", 0)) {}

std::string Fields::name() const { return declaration_.value("name", ""); }

int Fields::line_of(const std::string& setting) const {
  return part(declaration_, "lines", no_object()).value(setting, line_);
}

void Fields::report(int line, const std::string& code, const std::string& message) {
  findings_->push_back({file_, line, code, message});
}

void Fields::wrong_type(const std::string& setting, const std::string& wanted) {
  report(line_of(setting), "E011",
         setting + " must be " + wanted + ", not " + described(*value(setting)));
}

const json* Fields::value(const std::string& setting) {
  known_.push_back(setting);
  const json& settings = part(declaration_, "settings", no_object());
  const auto found = settings.find(setting);
  return found == settings.end() ? nullptr : &*found;
}

bool Fields::is_function(const std::string& setting) {
  const json* held = value(setting);
  if (held == nullptr) return false;
  if (!assay::is_function(*held)) wrong_type(setting, "a function");
  return assay::is_function(*held);
}

std::string Fields::text(const std::string& setting) {
  const json* held = value(setting);
  if (held == nullptr) return "";
  if (held->is_string()) return held->get<std::string>();
  wrong_type(setting, "text");
  return "";
}

std::optional<std::int64_t> Fields::integer(const std::string& setting, std::int64_t low,
                                            std::int64_t high) {
  const json* held = value(setting);
  if (held == nullptr) return std::nullopt;
  const bool whole =
      held->is_number_integer() ||
      (held->is_number() && held->get<double>() == static_cast<double>(held->get<std::int64_t>()));
  if (!whole) {
    wrong_type(setting, "an int");
    return std::nullopt;
  }
  const auto number = held->get<std::int64_t>();
  if (number < low || number > high) {
    report(line_of(setting), "E012",
           setting + " = " + std::to_string(number) + " is outside " + std::to_string(low) + ".." +
               std::to_string(high));
    return std::nullopt;
  }
  return number;
}

std::optional<double> Fields::number(const std::string& setting) {
  const json* held = value(setting);
  if (held == nullptr) return std::nullopt;
  if (held->is_number()) return held->get<double>();
  wrong_type(setting, "a number");
  return std::nullopt;
}

bool Fields::flag(const std::string& setting) {
  const json* held = value(setting);
  if (held == nullptr) return false;
  if (held->is_boolean()) return held->get<bool>();
  wrong_type(setting, "true or false");
  return false;
}

std::vector<std::string> Fields::texts(const std::string& setting) {
  const json* held = value(setting);
  if (held == nullptr) return {};
  if (held->is_string()) return {held->get<std::string>()};
  std::vector<std::string> all;
  bool fits = held->is_array();
  for (std::size_t i = 0; fits && i < held->size(); ++i) {
    fits = (*held)[i].is_string();
    if (fits) all.push_back((*held)[i].get<std::string>());
  }
  if (!fits) wrong_type(setting, "a list of texts");
  return all;
}

std::string Fields::word(const std::string& setting, const std::vector<std::string>& words) {
  std::string held = text(setting);
  if (held.empty() || std::find(words.begin(), words.end(), held) != words.end()) return held;
  report(line_of(setting), "E012",
         setting + " cannot be " + with_nearest(held, words) + "; known: " + join(words, ", "));
  return "";
}

std::size_t Fields::count() const { return part(declaration_, "items", no_list()).size(); }

const json& Fields::item(std::size_t index) const {
  return part(declaration_, "items", no_list())[index];
}

int Fields::item_line(std::size_t index) const {
  const json& lines = part(declaration_, "item_lines", no_list());
  return index < lines.size() ? lines[index].get<int>() : line_;
}

bool Fields::item_is_text(std::size_t index) const {
  return index < count() && item(index).is_string();
}

std::string Fields::item_text(std::size_t index, const std::string& what) {
  if (item_is_text(index)) return item(index).get<std::string>();
  report(line_, "E013", kind_ + " needs " + what);
  return "";
}

void Fields::refuse_both(const std::vector<std::string>& arguments) {
  for (const auto& [setting, held] : part(declaration_, "settings", no_object()).items()) {
    const bool asked = std::find(known_.begin(), known_.end(), setting) != known_.end();
    if (!asked || std::find(arguments.begin(), arguments.end(), setting) == arguments.end())
      continue;
    report(line_of(setting), "E019",
           fmt::format("\"{}\" is a setting of {} and the name of an argument or length: call that "
                       "otherwise",
                       setting, kind()));
  }
}

void Fields::finish(const std::vector<std::string>& more, const std::vector<std::string>& hints) {
  known_.insert(known_.end(), more.begin(), more.end());
  std::sort(known_.begin(), known_.end());
  known_.erase(std::unique(known_.begin(), known_.end()), known_.end());
  std::vector<std::string> words = known_;
  words.insert(words.end(), hints.begin(), hints.end());
  for (const auto& [setting, held] : part(declaration_, "settings", no_object()).items()) {
    if (std::binary_search(known_.begin(), known_.end(), setting)) continue;
    std::string message = "unknown setting " + with_nearest(setting, words);
    const bool few = known_.size() <= kFewSettings && nearest(setting, words).empty();
    if (few && !known_.empty()) message += "; known: " + join(known_, ", ");
    report(line_of(setting), "E010", message);
  }
}

}  // namespace assay
