#pragma once
// Reads the settings of one dumped declaration (lua/dump.hpp), noting what does not fit.

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "bank/finding.hpp"

namespace assay {

class Fields {
 public:
  // Borrows all three; `file` is what findings name.
  Fields(const nlohmann::json& declaration, const std::string& file, Findings* findings);

  const std::string& kind() const { return kind_; }
  std::string name() const;  // of level "name" { ... }
  int line() const { return line_; }
  int line_of(const std::string& setting) const;  // that of the declaration if unknown

  // The setting as JSON, or nullptr.  Every setting asked for counts as known.
  const nlohmann::json* value(const std::string& setting);
  bool has(const std::string& setting) { return value(setting) != nullptr; }
  bool is_function(const std::string& setting);
  // The setting, if it is there and of that type; of another type it is a finding.
  std::string text(const std::string& setting);
  std::optional<std::int64_t> integer(const std::string& setting, std::int64_t low,
                                      std::int64_t high);
  std::optional<double> number(const std::string& setting);
  bool flag(const std::string& setting);
  // A text, or a list of them.
  std::vector<std::string> texts(const std::string& setting);
  // A text that must be one of `words`.
  std::string word(const std::string& setting, const std::vector<std::string>& words);

  // The positional entries.
  std::size_t count() const;
  const nlohmann::json& item(std::size_t index) const;
  // The settings of a declaration inside this one.
  Fields nested(std::size_t index) const { return Fields(item(index), file_, findings_); }
  int item_line(std::size_t index) const;
  bool item_is_text(std::size_t index) const;
  // The text at `index`; a finding that names `what` if there is none.
  std::string item_text(std::size_t index, const std::string& what);

  void report(int line, const std::string& code, const std::string& message);
  // Reports settings that were asked for and are names of arguments too: the value would be both.
  void refuse_both(const std::vector<std::string>& arguments);
  // Settings that nobody asked for are unknown.  `more` are names known besides; `hints` are words
  // that may have been meant, but are no settings.
  void finish(const std::vector<std::string>& more = {},
              const std::vector<std::string>& hints = {});

 private:
  void wrong_type(const std::string& setting, const std::string& wanted);

  const nlohmann::json& declaration_;
  const std::string& file_;
  Findings* findings_;
  std::string kind_;
  int line_;
  std::vector<std::string> known_;
};

// True for {"declare": kind}; of any kind without one.
bool is_declaration(const nlohmann::json& value, const std::string& kind = "");
bool is_function(const nlohmann::json& value);

}  // namespace assay
