#include <bit>
#include <catch2/catch.hpp>
#include <cmath>
#include <nlohmann/json.hpp>
#include <random>

#include "base/file.hpp"
#include "base/text.hpp"
#include "value/display.hpp"
#include "value/wire.hpp"

namespace assay {
namespace {

using nlohmann::json;

Type type_from(const json& from) {
  static const std::map<std::string, Type::Kind> kKinds = {
      {"int", Type::Kind::integer},   {"float", Type::Kind::real},
      {"bool", Type::Kind::boolean},  {"str", Type::Kind::text},
      {"bytes", Type::Kind::bytes},   {"bigint", Type::Kind::bigint},
      {"any", Type::Kind::any},       {"tree", Type::Kind::tree},
      {"list", Type::Kind::list},     {"opt", Type::Kind::optional},
      {"map", Type::Kind::map},       {"set", Type::Kind::set},
      {"tuple", Type::Kind::tuple},   {"record", Type::Kind::record},
      {"stream", Type::Kind::stream}, {"linked_list", Type::Kind::linked_list}};
  Type type;
  if (from.is_string()) {
    type.kind = kKinds.at(from);
    return type;
  }
  const json& inner = from.begin().value();
  type.kind = kKinds.at(from.begin().key());
  if (type.kind == Type::Kind::record) {
    for (const json& field : inner) {
      type.names.push_back(field[0]);
      type.items.push_back(type_from(field[1]));
    }
  } else if (inner.is_array()) {
    for (const json& item : inner) type.items.push_back(type_from(item));
  } else {
    type.items.push_back(type_from(inner));
  }
  return type;
}

int digit(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

std::string unhex(const std::string& text) {
  std::string raw;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    raw += static_cast<char>(digit(text[i]) * 16 + digit(text[i + 1]));
  }
  return raw;
}

// The tagged form in which golden/wire.txt writes values of type any.
Value any_from(const json& from) {
  const std::string tag = from[0];
  const auto items = [&] {
    Values held;
    for (std::size_t i = 1; i < from.size(); ++i) held.push_back(any_from(from[i]));
    return held;
  };
  if (tag == "bool") return Value(from[1].get<bool>());
  if (tag == "int") return Value(from[1].get<std::int64_t>());
  if (tag == "bigint") return Value(BigInt{from[1]});
  if (tag == "float") return Value(from[1].get<double>());
  if (tag == "str") return Value(from[1].get<std::string>());
  if (tag == "bytes") return Value(Bytes{unhex(from[1])});
  if (tag == "list") return Value(List{items()});
  if (tag == "tuple") return Value(Tuple{items()});
  if (tag == "set") return Value(Set{items()});
  if (tag == "function") return Value(Function{from[1].get<std::uint32_t>()});
  if (tag == "map") {
    Map map;
    for (std::size_t i = 1; i < from.size(); ++i) {
      map.entries.emplace_back(any_from(from[i][0]), any_from(from[i][1]));
    }
    return Value(std::move(map));
  }
  return Value(Null{});
}

Type type_of(const std::string& text) {
  Result<Signature> signature = parse_signature("f(x: " + text + ")");
  INFO(text);
  REQUIRE(signature.ok());
  return signature->parameters[0].type;
}

std::string encoded(const Type& type, const Value& value) {
  ByteWriter out;
  const Status status = encode(type, value, out);
  INFO(status.message());
  REQUIRE(status.ok());
  return out.bytes();
}

// Makes values and types for the properties below; the same on every run.
class Maker {
 public:
  explicit Maker(unsigned seed) : random_(seed) {}

  std::size_t below(std::size_t n) { return random_() % n; }

  Type type(int depth) {
    static constexpr Type::Kind kScalars[] = {
        Type::Kind::integer,     Type::Kind::real,  Type::Kind::boolean,
        Type::Kind::text,        Type::Kind::bytes, Type::Kind::any,
        Type::Kind::linked_list, Type::Kind::tree,  Type::Kind::bigint};
    static constexpr Type::Kind kStructures[] = {
        Type::Kind::list, Type::Kind::optional, Type::Kind::tuple, Type::Kind::map,
        Type::Kind::set,  Type::Kind::record,   Type::Kind::stream};
    Type type;
    if (depth == 0 || below(3) == 0) {
      type.kind = kScalars[below(std::size(kScalars))];
      return type;
    }
    type.kind = kStructures[below(std::size(kStructures))];
    const bool wide = type.kind == Type::Kind::tuple || type.kind == Type::Kind::record;
    const std::size_t items = wide ? 1 + below(3) : type.kind == Type::Kind::map ? 2 : 1;
    for (std::size_t i = 0; i < items; ++i) {
      type.items.push_back(this->type(depth - 1));
      if (type.kind == Type::Kind::record)
        type.names.push_back(std::string(1, static_cast<char>('a' + i)));
    }
    return type;
  }

  Value value(const Type& type, int depth = 3) {
    switch (type.kind) {
      case Type::Kind::integer:
        return Value(integer());
      case Type::Kind::real:
        return Value(std::bit_cast<double>(random_() & ~(1ULL << 62)));
      case Type::Kind::boolean:
        return Value(below(2) == 1);
      case Type::Kind::text:
        return Value(text());
      case Type::Kind::bytes:
        return Value(Bytes{std::string(below(5), static_cast<char>(below(256)))});
      case Type::Kind::bigint:
        return Value(BigInt{"-1" + std::string(below(30), '7')});
      case Type::Kind::tree:
        return Value(List{{Value(integer()), Value(Null{}), Value(integer())}});
      case Type::Kind::optional:
        return below(2) == 0 ? Value(Null{}) : value(type.items[0]);
      case Type::Kind::linked_list:
        return Value(List{{Value(integer()), Value(integer())}});
      case Type::Kind::list:
      case Type::Kind::stream:
        return Value(List{many(type.items[0])});
      case Type::Kind::set:
        return Value(Set{different(many(type.items[0]))});
      case Type::Kind::tuple: {
        Tuple tuple;
        for (const Type& item : type.items) tuple.items.push_back(value(item));
        return Value(std::move(tuple));
      }
      case Type::Kind::record: {
        Record record;
        for (std::size_t i = 0; i < type.items.size(); ++i) {
          record.fields.emplace_back(type.names[i], value(type.items[i]));
        }
        return Value(std::move(record));
      }
      case Type::Kind::map: {
        Map map;
        for (Value& key : different(many(type.items[0]))) {
          const auto* number = key.as<double>();
          if (number != nullptr && std::isnan(*number)) continue;
          map.entries.emplace_back(std::move(key), value(type.items[1]));
        }
        return Value(std::move(map));
      }
      default: {
        Type inner = this->type(depth > 0 ? depth - 1 : 0);
        if (has_record(inner)) return Value(integer());  // under any it is read back as a map
        return value(inner, depth > 0 ? depth - 1 : 0);
      }
    }
  }

 private:
  static bool has_record(const Type& type) {
    return type.kind == Type::Kind::record ||
           std::any_of(type.items.begin(), type.items.end(), has_record);
  }
  std::int64_t integer() { return static_cast<std::int64_t>(random_() >> below(64)); }
  std::string text() {
    static const std::string kLetters[] = {"a", "\"", "é", "漢", "🎈", "\n"};
    std::string text;
    for (std::size_t i = below(6); i > 0; --i) text += kLetters[below(std::size(kLetters))];
    return text;
  }
  Values many(const Type& type) {
    Values items;
    for (std::size_t i = below(5); i > 0; --i) items.push_back(value(type));
    return items;
  }

  static Values different(Values items) {
    Values kept;
    for (Value& item : items) {
      const Value arranged = canonical(item, Numbers::by_value);
      const bool seen = std::any_of(kept.begin(), kept.end(), [&](const Value& other) {
        return order(canonical(other, Numbers::by_value), arranged, Numbers::by_value) == 0;
      });
      if (!seen) kept.push_back(std::move(item));
    }
    return kept;
  }

  std::mt19937_64 random_;
};

}  // namespace

TEST_CASE("the golden frames are read and written byte for byte", "[wire]") {
  const Result<std::string> file = read_file(ASSAY_SOURCE_DIR "/tests/golden/wire.txt");
  REQUIRE(file.ok());
  int frames = 0;
  for (const std::string& line : split(*file, '\n')) {
    if (line.empty() || line[0] == '#') continue;
    INFO(line);
    const std::vector<std::string> parts = split(line, '\t');
    REQUIRE(parts.size() == 3);
    const Type type = type_from(json::parse(parts[0]));
    const json written = json::parse(parts[1]);
    const Result<Value> value =
        type.kind == Type::Kind::any ? Result<Value>(any_from(written)) : from_json(type, written);
    REQUIRE(value.ok());
    const std::string bytes = unhex(parts[2]);

    CHECK(encoded(type, *value) == bytes);
    CHECK(type_json(type) == parts[0]);
    const Result<Value> back = decode(type, bytes);
    REQUIRE(back.ok());
    CHECK(order(*back, *value) == 0);
    CHECK(encoded(type, *back) == bytes);
    ++frames;
  }
  CHECK(frames == 57);
}

TEST_CASE("every value of every type survives the wire", "[wire]") {
  Maker maker(7);
  for (int i = 0; i < 3000; ++i) {
    const Type type = maker.type(3);
    const Value value = maker.value(type);
    INFO(type.spelling() << " " << display(value));
    const std::string bytes = encoded(type, value);

    const Result<Value> back = decode(type, bytes);

    REQUIRE(back.ok());
    REQUIRE(encoded(type, *back) == bytes);
    REQUIRE(order(*back, value) == 0);
  }
}

TEST_CASE("corrupted frames are refused or read as another value, never worse", "[wire]") {
  Maker maker(11);
  int refused = 0;
  for (int i = 0; i < 3000; ++i) {
    const Type type = maker.type(3);
    std::string bytes = encoded(type, maker.value(type));
    INFO(type.spelling());
    if (!bytes.empty()) {
      CHECK_FALSE(decode(type, std::string_view(bytes).substr(0, bytes.size() - 1)).ok());
      bytes[maker.below(bytes.size())] ^= static_cast<char>(1 << maker.below(8));
    }
    const Result<Value> back = decode(type, bytes);
    refused += !back.ok();
    // What is accepted is canonical: it is written back as it came.
    if (back.ok()) CHECK(encoded(type, *back) == bytes);
    if (back.ok()) CHECK_FALSE(decode(type, bytes + '\0').ok());
  }
  CHECK(refused > 300);
}

TEST_CASE("malformed bytes are refused with the reason", "[wire]") {
  struct Row {
    const char *type, *hex, *message;
  };
  const auto row = GENERATE(values<Row>({
      {"int", "01020304", "the bytes end early"},
      {"bool", "02", "expected 0 or 1, got 2"},
      {"int", "010000000000000000", "1 bytes are left over"},
      {"int[]", "ffffffff", "4294967295 elements do not fit in the bytes that follow"},
      {"str", "02000000c328", "this text is not UTF-8"},
      {"str", "03000000eda080", "this text is not UTF-8"},
      {"str[]", "0100000005000000", "[0]: the bytes end early"},
      {"bigint", "020000003031", "these are not the digits of a bigint"},
      {"bigint", "020000002d30", "these are not the digits of a bigint"},
      {"any", "0c", "unknown tag 12"},
      {"any", "07ffffff7f", "2147483647 elements do not fit in the bytes that follow"},
      {"{a: (int, bool)[]}", "01000000000000000000000007", "a[0][1]: expected 0 or 1, got 7"},
      {"tree", "0100000000", "a tree ends with absences"},
      {"tree", "020000000001ffffffffffffffff", "a node without a parent"},
      {"map[str, int]", "0500000000000000", "5 elements do not fit in the bytes that follow"},
      {"model", "00", "a model does not travel on this wire"},
      {"f32[n]", "00", "the bytes end early"},
      {"f32[n]", "0b00", "unknown dtype 11"},
      {"f32[n]", "0211", "17 dimensions are too many"},
      {"f32[n]", "0201ffffffffffffffff", "a tensor's elements do not fit in the bytes that follow"},
      {"f32[n]",
       "02010200000000000000"
       "0000803f",
       "a tensor's elements do not fit in the bytes that follow"},
      {"f32[n, d]", "0202000000010000000000000001000000", "the bytes end early"},
      {"b8[n]", "0a01010000000000000002", "a bool is 0 or 1"},
      {"set[bool]", "020000000101", "a set has equal items"},
      {"set[bool][]", "01000000020000000101", "[0]: a set has equal items"},
      {"set[set[bool]]",
       "0200000002000000000102000000"
       "0100",
       "a set has equal items"},
      {"map[bool, bool]", "0200000001000101", "a map has equal keys"},
      {"map[float, bool]", "01000000000000000000f87f01", "nan cannot be a key"},
      // 1, and the bigint 1; true, and 1.0
      {"any", "0902000000020100000000000000030100000031", "a set has equal items"},
      {"any", "0a0200000001010004000000000000f03f00", "a map has equal keys"},
  }));

  const Result<Value> value = decode(type_of(row.type), unhex(row.hex));

  CHECK(value.status().message() == row.message);
}

TEST_CASE("depth, size and number of values are capped", "[wire]") {
  std::string nested;
  for (int i = 0; i < 100'000; ++i) nested += std::string("\x07\x01\x00\x00\x00", 5);
  CHECK_FALSE(decode(type_of("any"), nested + '\0').ok());

  const std::string flags = encoded(type_of("bool[]"), Value(List{Values(100, Value(true))}));
  CHECK(decode(type_of("bool[]"), flags, {.values = 100}).ok());
  CHECK(decode(type_of("bool[]"), flags, {.values = 99}).status().message() ==
        "more than the 99 values allowed");
  const std::string pair =
      encoded(type_of("(bool, {a: bool})"),
              Value(Tuple{{Value(true), Value(Record{{{"a", Value(true)}}})}}));
  CHECK(decode(type_of("(bool, {a: bool})"), pair, {.values = 3}).ok());
  CHECK_FALSE(decode(type_of("(bool, {a: bool})"), pair, {.values = 2}).ok());
  const std::string map =
      encoded(type_of("map[bool, bool]"), Value(Map{{{Value(true), Value(1 > 0)}}}));
  CHECK(decode(type_of("map[bool, bool]"), map, {.values = 2}).ok());
  CHECK_FALSE(decode(type_of("map[bool, bool]"), map, {.values = 1}).ok());
  CHECK(decode(type_of("bool[]"), flags, {.bytes = 50}).status().message() ==
        "104 bytes are more than the 50 allowed");
}

TEST_CASE("sets in sets are not sorted for ever", "[wire]") {
  const auto nested = [](int depth) {
    Value value = Value(Set{{Value(-1)}});
    for (int i = 0; i < depth; ++i) value = Value(Set{{Value(i), std::move(value)}});
    return encoded(type_of("any"), value);
  };
  CHECK(decode(type_of("any"), nested(3)).ok());
  CHECK_THAT(decode(type_of("any"), nested(150), {.values = 1000}).status().message(),
             Catch::EndsWith("nested too deeply"));
}

TEST_CASE("two NaNs are two items of a set", "[wire]") {
  const Type type = type_of("set[float]");
  CHECK(decode(type, encoded(type, Value(Set{{Value(std::nan("")), Value(std::nan(""))}}))).ok());
}

TEST_CASE("a value of another type is not encoded, and its place is named", "[wire]") {
  struct Row {
    const char* type;
    Value value;
    const char* message;
  };
  const auto row = GENERATE(values<Row>({
      {"int", Value(1.0), "expected int, got float"},
      {"int", Value(true), "expected int, got bool"},
      {"int[]", Value(List{{Value(1), Value("a")}}), "[1]: expected int, got str"},
      {"int[]", Value(Null{}), "expected int[], got null"},
      {"(int, int)", Value(Tuple{{Value(1)}}), "expected 2 items, got 1"},
      {"{a: int}", Value(Record{}), "a: this field is missing"},
      {"{a: int}", Value(Record{{{"a", Value(1)}, {"b", Value(1)}}}),
       "nothing here is called \"b\""},
      {"{a: int[]}", Value(Record{{{"a", Value(List{{Value(Null{})}})}}}),
       "a[0]: expected int, got null"},
      {"str", Value(std::string("\xff")), "this text is not UTF-8"},
      {"tree", Value(List{{Value(Null{}), Value(1)}}),
       "[1]: no node can stand here: its parent is absent"},
      {"model", Value(1), "a model does not travel on this wire"},
  }));

  ByteWriter out;
  CHECK(encode(type_of(row.type), row.value, out).message() == row.message);
}

TEST_CASE("an int is taken where a float is wanted, and odd floats arrive as they were", "[wire]") {
  const Type real = type_of("float");

  CHECK(decode(real, encoded(real, Value(3)))->as<double>()[0] == 3.0);
  CHECK(std::signbit(*decode(real, encoded(real, Value(-0.0)))->as<double>()));
  CHECK(std::isnan(*decode(real, encoded(real, Value(std::nan(""))))->as<double>()));
  CHECK(*decode(real, encoded(real, Value(-HUGE_VAL)))->as<double>() == -HUGE_VAL);
}

TEST_CASE("arguments travel one after the other, functions not at all", "[wire]") {
  const auto parameters = parse_signature("f(n: int, ask: fn(x: int) -> bool, s: str)")->parameters;
  const Value arguments(Record{{{"s", Value("hi")}, {"n", Value(2)}}});

  const Result<std::string> bytes = encode_arguments(parameters, arguments);

  REQUIRE(bytes.ok());
  CHECK(*bytes == unhex("020000000000000002000000") + "hi");
  CHECK(identical(*decode_arguments(parameters, *bytes), arguments));
  CHECK(encode_arguments(parameters, Value(Record{{{"n", Value(2)}}})).status().message() ==
        "s: this argument is missing");
  CHECK(encode_arguments(parameters,
                         Value(Record{{{"n", Value(2)}, {"s", Value("")}, {"k", Value(1)}}}))
            .status()
            .message() == "nothing here is called \"k\"");
  CHECK_FALSE(decode_arguments(parameters, *bytes + "x").ok());
}

TEST_CASE("a tree written with trailing absences loses them", "[wire]") {
  const Type tree = type_of("tree");

  CHECK(encoded(tree, Value(List{{Value(1), Value(Null{}), Value(Null{})}})) ==
        encoded(tree, Value(List{{Value(1)}})));
}

}  // namespace assay
