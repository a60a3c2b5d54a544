#pragma once
// What a list of problems shows of each, read without turning a whole definition into data.

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/status.hpp"

struct lua_State;

namespace assay {

struct Summary {
  std::string id, title, round, kind, pattern;
  std::vector<std::string> tags;
  int difficulty = 0, minutes = 0;
};

// Of the declaration that a file returned, at `index`.
Summary summarize(lua_State* L, int index);

void put_summary(const Summary& summary, ByteWriter& out);
Summary get_summary(ByteReader& in);

// "array, hash-map" as a list.
std::vector<std::string> split_tags(std::string_view text);

}  // namespace assay
