#pragma once
// Arguments made from the bounds of a signature, where the author wrote no `make`.

#include <lua.hpp>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "lua/random.hpp"
#include "value/type.hpp"
#include "value/value.hpp"

namespace assay {

// Draws arguments for signatures.  The row (a Lua table, or 0 for none) narrows: a field named like
// an argument its numbers, letters or choices; one named like a dim the length.
//
// `increasing` fields of a class's fuzz never go down while one Generator lives.
class Generator {
 public:
  Generator(lua_State* L, Random* random, int row) : L_(L), random_(random), row_(row) {}

  // A Record.  Raises an error on a range that is none and on types without bounds (any).
  Value arguments(const std::vector<Parameter>& parameters);

 private:
  Value draw(const Type& type);
  Value number(const Type& type);
  Value text(const Type& type);
  Value collection(const Type& type);
  Value map(const Type& type);
  Value nodes(const Type& type);
  Value rising(const Type& type);
  void refuse_distribution(const Type& type);
  std::pair<double, double> reals(const Type& type);
  std::pair<std::int64_t, std::int64_t> integers(const Type& type);
  std::pair<std::int64_t, std::int64_t> whole_range(const Range& range);
  Value tensor(const Type& type);
  std::int64_t length(const Type& type);
  std::int64_t length(const std::optional<Dim>& dim);
  bool chooses();
  bool push_narrowing(const std::string& name);
  double evaluate(const Bound& bound);

  lua_State* L_;
  Random* random_;
  int row_;
  Bound::Names names_;
  std::string parameter_;  // whose value is being drawn
  std::map<std::string, std::int64_t> risen_;
};

}  // namespace assay
