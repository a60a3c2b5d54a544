#pragma once
// Finds where things stand in a problem's source: Lua keeps no lines for the fields of a table.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay {

// One `word { ... }` or `word "name" { ... }` of the source.
struct ScannedTable {
  std::string word;                                   // "" for a bare table
  int line = 0;                                       // of the word
  std::vector<std::pair<std::string, int>> settings;  // name, line of the name
  std::vector<int> items;  // line of each positional entry; of a text, where its content begins

  // Line of a setting, or 0.
  int find(std::string_view setting) const;
};

// All tables in the order of their opening braces.  Never fails: what is no Lua gives nonsense.
std::vector<ScannedTable> scan_tables(std::string_view source);

// The table of a declaration that Lua saw at `line`; nullptr if there is none.
const ScannedTable* find_table(const std::vector<ScannedTable>& tables, std::string_view word,
                               int line);

// A setting that one table has twice: Lua keeps the last one and says nothing.
struct Repeated {
  std::string name;
  int first = 0, again = 0;  // lines
};
std::vector<Repeated> repeated_settings(std::string_view source);

// For source that does not parse, with the first failure on `error_line`: the line on which a `]]`
// ended a text too early, or 0.
int early_string_end(std::string_view source, int error_line);

}  // namespace assay
