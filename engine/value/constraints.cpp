#include "value/check.hpp"

namespace assay {
namespace {

using Kind = Type::Kind;

std::string to_text(const Range& range) {
  if (range.low.text == range.high.text) return range.low.text;
  return range.low.text + " to " + range.high.text;
}

// "`n` (1 to 9)", "1 to 9", "`n`", or "" for any length.
std::string count_text(const std::optional<Dim>& dim) {
  if (!dim) return "";
  const std::string range = dim->range ? to_text(*dim->range) : "";
  if (dim->name.empty()) return range;
  return "`" + dim->name + "`" + (range.empty() ? "" : " (" + range + ")");
}

struct Noun {
  const char* one;
  const char* many;
};

Noun noun(Kind kind) {
  switch (kind) {
    case Kind::integer:
      return {"an int", "ints"};
    case Kind::bigint:
      return {"an int of any size", "ints of any size"};
    case Kind::real:
      return {"a float", "floats"};
    case Kind::boolean:
      return {"a bool", "bools"};
    case Kind::text:
      return {"a text", "texts"};
    case Kind::bytes:
      return {"bytes", "byte strings"};
    case Kind::any:
      return {"any value", "values"};
    case Kind::tree:
      return {"a binary tree of ints", "binary trees of ints"};
    case Kind::linked_list:
      return {"a linked list of ints", "linked lists of ints"};
    case Kind::list:
      return {"a list", "lists"};
    case Kind::tuple:
      return {"a tuple", "tuples"};
    case Kind::map:
      return {"a map", "maps"};
    case Kind::set:
      return {"a set", "sets"};
    case Kind::record:
      return {"a record", "records"};
    case Kind::function:
      return {"a function", "functions"};
    case Kind::stream:
      return {"a stream", "streams"};
    case Kind::tensor:
      return {"a tensor", "tensors"};
    case Kind::table:
      return {"a table", "tables"};
    case Kind::model:
      return {"a model", "models"};
    case Kind::optional:
      break;
  }
  return {"a value", "values"};
}

std::string describe(const Type& type, bool many);

std::string parts(const Type& type) {
  std::string text;
  for (std::size_t i = 0; i < type.items.size(); ++i) {
    const bool is_result = type.returns && i + 1 == type.items.size();
    text += is_result ? (i == 0 ? "giving " : ", giving ") : i == 0 ? "" : ", ";
    if (i < type.names.size()) text += "`" + type.names[i] + "` ";
    text += describe(type.items[i], false);
  }
  return text;
}

std::string list_text(const Type& type, bool many) {
  const std::string count = count_text(type.dim);
  const Type& item = type.items[0];
  const std::string items = describe(item, true);
  if (many) return "lists of " + (count.empty() ? "" : count + " ") + items;
  return count.empty() ? "a list of " + items : count + " " + items;
}

std::string describe(const Type& type, bool many) {
  const Noun word = noun(type.kind);
  std::string text = many ? word.many : word.one;
  const std::string each = many ? ", each " : ", ";
  switch (type.kind) {
    case Kind::list:
      return list_text(type, many);
    case Kind::optional:
      return describe(type.items[0], many) + (many ? " or nulls" : ", or null");
    case Kind::set:
    case Kind::stream:
      return text + " of " + describe(type.items[0], true);
    case Kind::map:
      return text + " from " + describe(type.items[0], true) + " to " +
             describe(type.items[1], true);
    case Kind::tuple:
      return text + " (" + parts(type) + ")";
    case Kind::record:
      return text + " {" + parts(type) + "}";
    case Kind::function:
      return text + " (" + parts(type) + ")";
    case Kind::text:
    case Kind::bytes:
      if (type.dim) {
        text += each + "of " + count_text(type.dim) +
                (type.kind == Kind::text ? " characters" : " bytes");
      }
      if (!type.alphabet.empty()) text += (type.dim ? " in \"" : " in \"") + type.alphabet + "\"";
      return text;
    case Kind::tensor: {
      std::string shape;
      for (const Dim& dim : type.dims) shape += (shape.empty() ? "" : " by ") + count_text(dim);
      text = type.dims.empty() ? "one " + type.element : text + " of " + type.element;
      if (!shape.empty()) text += ", " + shape;
      break;
    }
    case Kind::tree:
    case Kind::linked_list:
      if (type.range) text += ", each " + to_text(*type.range);
      return text;
    default:
      break;
  }
  if (type.range && type.kind == Kind::integer && !many) return to_text(*type.range);
  if (type.range) text += each + to_text(*type.range);
  return text;
}

}  // namespace

std::vector<std::string> constraints(const Signature& signature) {
  std::vector<std::string> lines;
  for (const Parameter& parameter : signature.parameters) {
    // Said where the dimension is.
    if (parameter.type.range && parameter.type.range->low.text == parameter.name) continue;
    lines.push_back("- `" + parameter.name + "`: " + describe(parameter.type, false));
  }
  if (signature.changes >= 0) {
    const auto& changed = signature.parameters[static_cast<std::size_t>(signature.changes)];
    lines.push_back("- returns nothing: what `" + changed.name +
                    "` holds after the call is the answer");
  } else if (signature.returns) {
    lines.push_back("- returns " + describe(*signature.returns, false));
  }
  return lines;
}

}  // namespace assay
