#include <algorithm>
#include <array>
#include <map>

#include "base/text.hpp"
#include "value/bound.hpp"
#include "value/scanner.hpp"
#include "value/type.hpp"

namespace assay {
namespace {

constexpr std::pair<std::string_view, Type::Kind> kScalars[] = {
    {"int", Type::Kind::integer},      {"bigint", Type::Kind::bigint}, {"float", Type::Kind::real},
    {"bool", Type::Kind::boolean},     {"str", Type::Kind::text},      {"bytes", Type::Kind::bytes},
    {"tree", Type::Kind::tree},        {"any", Type::Kind::any},       {"table", Type::Kind::table},
    {"list", Type::Kind::linked_list}, {"model", Type::Kind::model},
};
constexpr std::string_view kElements[] = {"f16", "bf16", "f32", "f64", "i8", "i16",
                                          "i32", "i64",  "u8",  "u32", "b8"};

bool has_length(const Type& type) {
  return type.kind == Type::Kind::text || type.kind == Type::Kind::bytes;
}

// Lays the range on the numbers inside a type; false if there are none.
bool lay_range(Type& type, const Range& range) {
  switch (type.kind) {
    case Type::Kind::integer:
    case Type::Kind::bigint:
    case Type::Kind::real:
    case Type::Kind::tensor:
    case Type::Kind::tree:
    case Type::Kind::linked_list:
      if (!type.range) type.range = range;
      return true;
    case Type::Kind::function:
      return false;
    default:
      break;
  }
  bool laid = false;
  for (Type& item : type.items) laid |= lay_range(item, range);
  return laid;
}

bool lay_alphabet(Type& type, const std::string& alphabet) {
  if (type.kind == Type::Kind::text) {
    if (type.alphabet.empty()) type.alphabet = alphabet;
    return true;
  }
  if (type.kind == Type::Kind::function) return false;
  bool laid = false;
  for (Type& item : type.items) laid |= lay_alphabet(item, alphabet);
  return laid;
}

class SignatureParser {
 public:
  explicit SignatureParser(Scanner& in) : in_(in) {}

  Signature signature() {
    Signature result;
    result.name = in_.take_any_word();
    if (result.name.empty()) in_.fail_expected("a name");
    if (result.name == "def" && in_.peek_word() != "") {
      in_.fail(0, "leave `def` away: name(argument: type) -> type");
    }
    expect("(");
    result.parameters = parameters(")");
    if (in_.take("->") && !changed(result)) result.returns = ranged_type();
    if (!in_.at_end()) in_.fail_expected(result.returns ? "the end" : "\"->\" or the end");
    return result;
  }

  // Up to and with `close`; "" stands for the end of the text.
  std::vector<Parameter> parameters(std::string_view close) {
    std::vector<Parameter> result;
    const auto closed = [&] { return close.empty() ? in_.at_end() : in_.take(close); };
    if (closed()) return result;
    do {
      Parameter parameter;
      const std::size_t at = in_.position();
      parameter.name = name(":");
      for (const Parameter& other : result) {
        if (other.name == parameter.name) {
          in_.fail(at, "two parameters are called \"" + other.name + '"');
        }
      }
      parameter.pass = in_.take_word("in")      ? Parameter::Pass::in
                       : in_.take_word("out")   ? Parameter::Pass::out
                       : in_.take_word("inout") ? Parameter::Pass::inout
                                                : Parameter::Pass::in;
      parameter.type = in_.peek_word() == "fn" ? function() : ranged_type();
      result.push_back(std::move(parameter));
    } while (in_.take(","));
    if (!closed())
      in_.fail_expected("\",\" or " + (close.empty() ? "the end" : '"' + std::string(close) + '"'));
    return result;
  }

 private:
  void expect(std::string_view symbol) {
    if (!in_.take(symbol)) in_.fail_expected('"' + std::string(symbol) + '"');
  }

  // A name and the symbol after it.
  std::string name(std::string_view symbol) {
    const std::string result(in_.take_any_word());
    if (result.empty()) in_.fail_expected("a name");
    expect(symbol);
    return result;
  }

  Type ranged_type() {
    Type result = type();
    if (!in_.take_word("in")) return result;
    const std::size_t at = in_.position();
    std::string alphabet;
    if (in_.take_quoted(alphabet)) {
      if (alphabet.empty()) in_.fail(at, "an alphabet needs at least one letter");
      if (!lay_alphabet(result, alphabet)) in_.fail(at, "an alphabet is for str only");
    } else if (!lay_range(result, read_range(in_))) {
      in_.fail(at, "a range is for numbers, and there are none in " + result.spelling());
    }
    return result;
  }

  // The layers of a type, which all that handles its values goes down by recursion.
  static std::size_t height(const Type& type) {
    std::size_t most = 0;
    for (const Type& item : type.items) most = std::max(most, height(item));
    return most + 1;
  }

  Type type() {
    if (++depth_ > kDepth) in_.fail(in_.position(), "this type is nested too deeply");
    bool grouped = false;
    Type result = primary(grouped);
    while (in_.ok()) {
      if (in_.take("?")) {
        result = wrap(Type::Kind::optional, std::move(result));
      } else if (in_.take("[")) {
        result = with_dims(std::move(result), grouped);
      } else {
        break;
      }
      if (height(result) > kDepth) in_.fail(in_.position(), "this type is nested too deeply");
      grouped = true;
    }
    --depth_;
    return result;
  }

  // "-> nums": what that parameter holds after the call.
  bool changed(Signature& signature) {
    const std::string_view word = in_.peek_word();
    constexpr std::array<std::string_view, 4> kTypes = {"list", "tree", "map", "set"};
    const int index = signature.find(word);
    if (index < 0 || std::find(kTypes.begin(), kTypes.end(), word) != kTypes.end()) return false;
    const Type& type = signature.parameters[static_cast<std::size_t>(index)].type;
    using Kind = Type::Kind;
    constexpr std::array kKinds = {Kind::list,   Kind::map,  Kind::set,
                                   Kind::record, Kind::tree, Kind::linked_list};
    if (std::find(kKinds.begin(), kKinds.end(), type.kind) == kKinds.end()) return false;
    in_.take_any_word();
    signature.returns = type;
    signature.changes = index;
    return true;
  }

  static Type wrap(Type::Kind kind, Type item) {
    Type result;
    result.kind = kind;
    result.items.push_back(std::move(item));
    return result;
  }

  Type with_dims(Type item, bool grouped) {
    const std::size_t at = in_.position();
    const bool bare = in_.take("]");
    std::vector<Dim> dims(bare ? 1 : 0);
    if (!bare) {
      do dims.push_back(dim());
      while (dims.size() < kDepth && in_.take(","));
      if (!in_.take("]")) in_.fail_expected("\",\" or \"]\"");
    }
    for (const Dim& dim : dims) {
      const auto named = [&](const auto& scalar) { return dim.name == scalar.first; };
      if (std::any_of(std::begin(kScalars), std::end(kScalars), named)) {
        in_.fail(at,
                 "a length cannot be called \"" + dim.name + "\": a list is " + dim.name + "[]");
      }
    }
    if (item.kind == Type::Kind::tensor && item.dims.empty()) {
      item.dims = std::move(dims);
      return item;
    }
    if (has_length(item) && !grouped && !bare) {
      if (dims.size() > 1) in_.fail(at, "a " + item.spelling() + " has one length");
      item.dim = std::move(dims[0]);
      return item;
    }
    for (auto dim = dims.rbegin(); dim != dims.rend(); ++dim) {
      item = wrap(Type::Kind::list, std::move(item));
      item.dim = std::move(*dim);
    }
    return item;
  }

  Dim dim() {
    const std::size_t at = in_.position();
    if (in_.take("...")) in_.fail(at, "there is no \"...\": every dimension is written");
    Dim result;
    const Range range = read_range(in_);
    const std::string& text = range.low.text;
    const bool is_name =
        !text.empty() && text == range.high.text &&
        text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789") ==
            std::string::npos &&
        (text[0] < '0' || text[0] > '9');
    if (!is_name) {
      result.range = range;
      return result;
    }
    result.name = text;
    if (in_.take("=")) result.range = read_range(in_);
    dims_.push_back(result.name);
    return result;
  }

  Type primary(bool& grouped) {
    const std::size_t at = in_.position();
    if (in_.take("(")) return group_or_tuple(grouped);
    if (in_.take("{")) return record();
    const std::string word(in_.take_any_word());
    Type result;
    for (const auto& [name, kind] : kScalars) {
      if (word == name) {
        result.kind = kind;
        return result;
      }
    }
    if (std::find(std::begin(kElements), std::end(kElements), word) != std::end(kElements)) {
      result.kind = Type::Kind::tensor;
      result.element = word;
      return result;
    }
    if (word == "map" || word == "set" || word == "stream") return container(word);
    if (std::find(dims_.begin(), dims_.end(), word) != dims_.end()) {
      result.kind = Type::Kind::integer;
      result.range = Range{{word}, {word}};
      return result;
    }
    if (word.empty()) {
      in_.fail_expected("a type");
    } else if (word == "fn") {
      in_.fail(at, "a function can only be a parameter by itself");
    } else {
      in_.fail(at, "expected a type, got \"" + word + '"' + suggestion(word));
    }
    return result;
  }

  static std::string suggestion(const std::string& word) {
    std::vector<std::string> known = {"map", "set", "stream", "fn"};
    for (const auto& scalar : kScalars) known.emplace_back(scalar.first);
    for (const auto& element : kElements) known.emplace_back(element);
    // What other languages call them.
    static const std::map<std::string, std::string> kElsewhere = {
        {"string", "str"},   {"integer", "int"},  {"long", "int"}, {"double", "float"},
        {"number", "float"}, {"boolean", "bool"}, {"dict", "map"}, {"List", "int[]"},
        {"vector", "int[]"}, {"None", "int?"},    {"Any", "any"}};
    const auto elsewhere = kElsewhere.find(word);
    const std::string near =
        elsewhere != kElsewhere.end() ? elsewhere->second : nearest(word, known);
    return near.empty() ? "" : " (did you mean \"" + near + "\"?)";
  }

  Type container(const std::string& word) {
    const bool map = word == "map";
    expect("[");
    Type result = wrap(map             ? Type::Kind::map
                       : word == "set" ? Type::Kind::set
                                       : Type::Kind::stream,
                       ranged_type());
    if (map) {
      expect(",");
      result.items.push_back(ranged_type());
    }
    expect("]");
    return result;
  }

  // One type in parentheses is itself: "(str)[1..9]" is 1 to 9 texts, "str[1..9]" one text.
  Type group_or_tuple(bool& grouped) {
    Type result = wrap(Type::Kind::tuple, ranged_type());
    while (in_.take(",")) result.items.push_back(ranged_type());
    if (!in_.take(")")) in_.fail_expected("\",\" or \")\"");
    if (result.items.size() > 1) return result;
    grouped = true;
    Type only = std::move(result.items[0]);
    return only;
  }

  Type record() {
    Type result;
    result.kind = Type::Kind::record;
    do {
      const std::size_t at = in_.position();
      result.names.push_back(name(":"));
      if (std::count(result.names.begin(), result.names.end(), result.names.back()) > 1) {
        in_.fail(at, "two fields are called \"" + result.names.back() + '"');
      }
      result.items.push_back(ranged_type());
    } while (in_.take(","));
    if (!in_.take("}")) in_.fail_expected("\",\" or \"}\"");
    return result;
  }

  Type function() {
    in_.take_word("fn");
    expect("(");
    Type result;
    result.kind = Type::Kind::function;
    for (Parameter& parameter : parameters(")")) {
      if (parameter.type.kind == Type::Kind::function) {
        in_.fail(in_.position(), "a function cannot take a function");
      }
      result.names.push_back(std::move(parameter.name));
      result.items.push_back(std::move(parameter.type));
    }
    if (in_.take("->")) {
      result.returns = true;
      result.items.push_back(ranged_type());
    }
    return result;
  }

  Scanner& in_;
  std::vector<std::string> dims_;
  static constexpr std::size_t kDepth = 40;
  std::size_t depth_ = 0;
};

}  // namespace

Result<Signature> parse_signature(std::string_view text) {
  Scanner in(text);
  Signature signature = SignatureParser(in).signature();
  if (!in.ok()) return in.status();
  signature.text = trim(text);
  return signature;
}

Result<std::vector<Parameter>> parse_parameters(std::string_view text) {
  Scanner in(text);
  std::vector<Parameter> parameters = SignatureParser(in).parameters("");
  if (!in.ok()) return in.status();
  return parameters;
}

}  // namespace assay
