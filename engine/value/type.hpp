#pragma once
// Types and signatures of the problem format: "cheapest(prices: int[n=1..9] in -5..5) -> int[n]".

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/status.hpp"

namespace assay {

// A bound is a small integer expression over numbers and earlier names: "n-1", "1<<26", "1e9",
// "(n+255)/256".
struct Bound {
  std::string text;  // as written; grammar: + - * / << ( ) numbers names

  // Names of dims and of scalar int arguments, with their values.
  using Names = std::vector<std::pair<std::string, double>>;
  // Fails on a name that is not there and on overflow.
  Result<double> evaluate(const Names& names) const;
};

// Both ends are included.
struct Range {
  Bound low, high;
};

// The length of one array dimension: a range, a name with a range, or a name used before.
struct Dim {
  std::string name;            // "" when unnamed
  std::optional<Range> range;  // none: any length, or tied to the earlier use of `name`
};

struct Type {
  enum class Kind : std::uint8_t {
    // scalars
    integer,  // 64 bit
    bigint,
    real,
    boolean,
    text,
    bytes,
    any,
    // structures
    tree,         // binary tree of ints, as its level order with nulls
    linked_list,  // linked list of ints
    list,         // items[0] repeated; one dim a level (int[r, c] is a list of lists)
    optional,     // items[0] or null
    tuple,
    map,  // items[0] -> items[1]
    set,
    record,    // fields `names`
    function,  // items = parameters then, if it returns, the result; `names` = parameters
    stream,    // items[0], arriving one at a time
    tensor,    // element, dims
    table,
    model,
  };
  Kind kind = Kind::any;
  std::vector<Type> items;
  std::vector<std::string> names;
  std::optional<Dim> dim;  // list; text and bytes (their length)
  std::vector<Dim> dims;   // tensor
  std::string element;     // tensor: "f32", "i64", ...
  // integer, bigint, real, and the numbers in a tree, linked_list or tensor (a range on a list is
  // its scalars')
  std::optional<Range> range;
  std::string alphabet;  // text: "a-z0-9"
  bool returns = false;  // function: the last item is the result

  // Canonical spelling without bounds, "(int, str)[]?".
  std::string spelling() const;
};

// Whether floats or tensors of floats stand in such a value; of `any` nothing is known.
bool has_floats(const Type& type);

struct Parameter {
  enum class Pass : std::uint8_t { in, out, inout };  // kernel signatures only
  std::string name;
  Type type;
  Pass pass = Pass::in;
};

// What a function that is an argument takes.
std::vector<Parameter> parameters_of(const Type& function);

struct Signature {
  std::string name;
  std::vector<Parameter> parameters;
  std::optional<Type> returns;
  int changes = -1;  // index of the parameter whose value after the call is the result, or -1
  std::string text;  // as written

  // The index of a parameter, or -1.
  int find(std::string_view parameter) const;
};

// Parses `signature = name "(" [ param { "," param } ] ")" [ "->" result ]`,
// `result = type [ "in" range ] | parameter`: the function changes that parameter in place.
// A failure's message says the column and what was expected there.
Result<Signature> parse_signature(std::string_view text);
// A list of parameters as in a `secret`: "safe: int in 0..n".
Result<std::vector<Parameter>> parse_parameters(std::string_view text);
// "lo..hi" with either end a bound expression; a single number n is n..n.
Result<Range> parse_range(std::string_view text);

// The machine form that language harnesses read: "int", {"list":T}, {"opt":T}, {"tuple":[T]},
// {"map":[K,V]}, {"set":T}, {"record":[[name,T]]}, {"fn":{"params":[T],"returns":T|null}},
// {"stream":T}, {"tensor":["f32",rank]}; scalars are "int" "bigint" "float" "bool" "str" "bytes"
// "any" "tree" "linked_list" "table" "model".  JSON text.
std::string type_json(const Type& type);

}  // namespace assay
