#include <catch2/catch.hpp>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "value/check.hpp"
#include "value/display.hpp"
#include "value/value.hpp"

namespace assay {
namespace {

using Lines = std::vector<std::string>;

Signature signature(const std::string& text) {
  Result<Signature> parsed = parse_signature(text);
  INFO(text);
  REQUIRE(parsed.ok());
  return std::move(parsed).value();
}

Type type_of(const std::string& text) { return signature("f(x: " + text + ")").parameters[0].type; }

Value from(const std::string& type, const std::string& json) {
  Result<Value> value = from_json(type_of(type), nlohmann::json::parse(json));
  if (!value.ok()) FAIL(value.status().message());
  return std::move(value).value();
}

Value arguments(const Signature& of, const std::string& json) {
  Result<Value> value = arguments_from_json(of.parameters, nlohmann::json::parse(json));
  if (!value.ok()) FAIL(value.status().message());
  return std::move(value).value();
}

Value ints(int from, int to) {
  List list;
  for (int i = from; i < to; ++i) list.items.emplace_back(i);
  return Value(std::move(list));
}

}  // namespace

TEST_CASE("text is trimmed, split, joined and measured", "[text]") {
  CHECK(trim(" \ta b\n") == "a b");
  CHECK(trim("  ").empty());
  CHECK(split("a,,b", ',') == Lines{"a", "", "b"});
  CHECK(split("", ',') == Lines{""});
  CHECK(join({"a", "b"}, ", ") == "a, b");
  CHECK(display_width("żółw") == 4);
  CHECK(display_width("漢字") == 4);
  CHECK(display_width("e\u0301") == 1);
  CHECK(display_width("\xff") == 1);
}

TEST_CASE("the nearest known word is offered only when it is near", "[text]") {
  const Lines known = {"solution", "statement", "skills"};

  CHECK(nearest("solutoin", known) == "solution");
  CHECK(nearest("skils", known) == "skills");
  CHECK(nearest("random", known).empty());
  CHECK(nearest("so", known).empty());
  CHECK(nearest("stat", known) == "statement");
  CHECK(nearest("solution-of-mine", known) == "solution");
  CHECK(nearest("cool", {"cool-down-ledger", "cool-down"}) == "cool-down");
}

TEST_CASE("how deep JSON nests is told before it is parsed", "[text]") {
  const auto nested = [](int count, const char* open) {
    std::string text;
    for (int i = 0; i < count; ++i) text += open;
    return text;
  };
  CHECK_FALSE(nests_too_deep("{\"a\": [1, 2, {}]}"));
  CHECK_FALSE(nests_too_deep(nested(256, "[")));
  CHECK(nests_too_deep(nested(257, "[")));
  CHECK(nests_too_deep(nested(257, "{\"a\":")));
  CHECK_FALSE(nests_too_deep(nested(1'000, "[],")));
  CHECK_FALSE(nests_too_deep("\"" + nested(1'000, "[") + "\""));
  CHECK_FALSE(nests_too_deep("\"\\\"" + nested(1'000, "{") + "\""));
  CHECK(nests_too_deep("\"\\\\\"" + nested(257, "[")));
}

TEST_CASE("sizes and times are written for people", "[text]") {
  CHECK(human_bytes(512) == "512 B");
  CHECK(human_bytes(3251200) == "3.1 MiB");
  CHECK(human_bytes(24.0 * 1024 * 1024) == "24 MiB");
  CHECK(human_bytes(150.4 * 1024) == "150 KiB");
  CHECK(human_ms(0.31) == "0.3 ms");
  CHECK(human_ms(12.2) == "12 ms");
  CHECK(human_ms(1250) == "1.25 s");
}

TEST_CASE("values are the same by type and content", "[value]") {
  CHECK(identical(Value(1), Value(1)));
  CHECK_FALSE(identical(Value(1), Value(1.0)));
  CHECK_FALSE(identical(Value(std::nan("")), Value(std::nan(""))));
  CHECK_FALSE(identical(Value(List{{Value(1)}}), Value(Tuple{{Value(1)}})));
  CHECK(identical(from("set[int]", "[1, 2]"), from("set[int]", "[2, 1]")));
  CHECK_FALSE(identical(from("set[int]", "[1, 2]"), from("set[int]", "[1, 2, 3]")));
  CHECK(identical(from("map[int, set[str]]", R"([[1, ["a", "b"]], [2, []]])"),
                  from("map[int, set[str]]", R"([[2, []], [1, ["b", "a"]]])")));
  CHECK_FALSE(
      identical(from("map[str, int]", R"({"a": 1})"), from("map[str, int]", R"({"a": 2})")));
  CHECK(identical(Value(Record{{{"a", Value(1)}, {"b", Value(2)}}}),
                  Value(Record{{{"b", Value(2)}, {"a", Value(1)}}})));
}

TEST_CASE("values sort by number, not by spelling", "[value]") {
  CHECK(order(Value(BigInt{"-20"}), Value(BigInt{"-3"})) < 0);
  CHECK(order(Value(BigInt{"20"}), Value(BigInt{"3"})) > 0);
  CHECK(order(Value(-2), Value(-10)) > 0);
  CHECK(order(Value(HUGE_VAL), Value(std::nan(""))) < 0);
  CHECK(order(Value("a"), Value("ab")) < 0);
  CHECK(order(ints(0, 2), ints(0, 3)) < 0);
}

TEST_CASE("by value a number is one number, whatever holds it", "[value]") {
  const auto by_value = [](const Value& a, const Value& b) {
    const int one = order(a, b, Numbers::by_value);
    CHECK(order(b, a, Numbers::by_value) == -one);
    return one;
  };
  const auto big = [](const std::string& digits) { return Value(BigInt{digits}); };
  CHECK(by_value(Value(true), Value(1.0)) == 0);
  CHECK(by_value(Value(false), big("0")) == 0);
  CHECK(by_value(Value(-1), Value(-0.5)) < 0);
  CHECK(by_value(Value(std::int64_t{9007199254740993}), Value(9007199254740992.0)) > 0);
  CHECK(by_value(Value(INT64_MAX), Value(0x1p63)) < 0);
  CHECK(by_value(Value(INT64_MIN), Value(-0x1p63)) == 0);
  CHECK(by_value(big("99999999999999991611392"), Value(1e23)) == 0);
  CHECK(by_value(big("100000000000000000000000"), Value(1e23)) > 0);
  CHECK(by_value(big("-1"), Value(-0.5)) < 0);
  CHECK(by_value(big("9" + std::string(400, '9')), Value(HUGE_VAL)) < 0);
  CHECK(by_value(big("5"), Value(std::nan(""))) < 0);
  CHECK(by_value(Value(7), Value("7")) < 0);
  CHECK(by_value(Value(Tuple{{Value(1), Value(2.0)}}), Value(Tuple{{Value(true), Value(2)}})) == 0);
}

TEST_CASE("arguments outside their bounds are named with the bound", "[check]") {
  struct Row {
    const char *signature, *arguments, *message;
  };
  const auto row = GENERATE(values<Row>({
      {"f(window: int in 1..1000000)", "[0]", "window = 0 is outside 1..1000000"},
      {"f(window: int in 1..1000000)", "[1000000]", ""},
      {"f(xs: int[n=1..3] in -5..5)", "[[]]", "xs has 0 elements, which is outside 1..3"},
      {"f(xs: int[n=1..3] in -5..5)", "[[1, 2, 7]]", "xs[2] = 7 is outside -5..5"},
      {"f(xs: int[n], ys: int[n])", "[[1, 2], [1]]", "ys has 1 elements, but n = 2"},
      {"f(n: int, ys: int[n])", "[3, [1]]", "ys has 1 elements, but n = 3"},
      {"f(ys: int[n], n: int)", "[[1], 3]", "n = 3, but that length is 1"},
      {"f(ys: int[n], n: int)", "[[1], 1]", ""},
      {"f(g: int[r, c=1..9])", "[[[1, 2], [3]]]", "g[1] has 1 elements, but c = 2"},
      {"f(n: int in 1..9, at: int in 0..n-1)", "[4, 4]", "at = 4 is outside 0..n-1 (0..3)"},
      {"f(n: int, r: (int in 0..n-1, str)[])", R"([2, [[0, ""], [5, ""]]])",
       "r[1][0] = 5 is outside 0..n-1 (0..1)"},
      {"f(xs: int[2])", "[[1, 2, 3]]", "xs has 3 elements, which is outside 2"},
      {"f(s: str[1..3])", R"(["abcd"])", "s has 4 characters, which is outside 1..3"},
      {"f(s: str[1..3])", R"(["żół"])", ""},
      {"f(s: str in \"a-z0-9\")", R"(["ab9Q"])", "s has \"Q\", which is not one of \"a-z0-9\""},
      {"f(s: str in \"+-\")", R"(["+-+"])", ""},
      {"f(s: str in \"ą-ź\")", R"(["ćę"])", ""},
      {"f(x: float in 0..1)", R"(["nan"])", "x = nan is outside 0..1"},
      {"f(x: float in 0..0.5)", "[0.25]", ""},
      {"f(x: bigint in 0..9)", R"(["12345678901234567890"])",
       "x = 12345678901234567890 is outside 0..9"},
      {"f(x: int? in 1..2)", "[null]", ""},
      {"f(t: tree in 0..9)", "[[1, null, 12]]", "t[2] = 12 is outside 0..9"},
      {"f(m: map[str, int in 0..1])", R"([{"k": 2}])", "m[\"k\"] = 2 is outside 0..1"},
      {"f(r: {size: int in 1..2})", R"([{"size": 3}])", "r.size = 3 is outside 1..2"},
      {"f(x: int in 0..k)", "[1]",
       "x has a broken bound: bound \"k\": column 1: no earlier argument or dimension is called "
       "\"k\""},
      {"f(x: int in -9223372036854775807..9223372036854775807)", "[9223372036854775807]", ""},
  }));
  INFO(row.signature);
  const Signature s = signature(row.signature);

  CHECK(check_bounds(s.parameters, arguments(s, row.arguments)).message() == row.message);
}

TEST_CASE("arguments that are missing or of another type do not pass", "[check]") {
  const Signature s = signature("f(n: int, xs: int[])");

  CHECK(check_bounds(s.parameters, Value(Record{{{"n", Value(1)}}})).message() == "xs is missing");
  CHECK(check_bounds(s.parameters, Value(Record{{{"n", Value("1")}}})).message() ==
        "n is a str, not of type int");
  CHECK_FALSE(check_bounds(s.parameters, Value(7)).ok());
}

TEST_CASE("a result is held to bounds that use the arguments", "[check]") {
  const Signature s = signature("f(n: int in 1..9, xs: int[m]) -> int[1..n]? in 0..m");
  const Value a = arguments(s, "[2, [5, 6, 7]]");

  CHECK(check_result(s, a, Value(Null{})).ok());
  CHECK(check_result(s, a, ints(2, 4)).ok());
  CHECK(check_result(s, a, ints(1, 4)).message() ==
        "the result has 3 elements, which is outside 1..n (1..2)");
  CHECK(check_result(s, a, ints(3, 5)).message() == "the result[1] = 4 is outside 0..m (0..3)");
  CHECK(check_result(signature("f()"), Value(Record{}), Value(1)).ok());
}

TEST_CASE("edge cases stand at the corners of the bounds", "[check]") {
  const Signature s =
      signature("f(xs: int[n=1..1000000] in -9..5, k: int in 1..3, ys: int[n], s: str[0..2])");

  const std::vector<Value> cases = edge_cases(s.parameters);

  std::size_t shortest = cases.size(), longest = 0;
  bool low = false, high = false, zero = false, mixed = false;
  for (const Value& value : cases) {
    CHECK(check_bounds(s.parameters, value).ok());
    const Values& xs = *value.as<Record>()->fields[0].second.items();
    CHECK(value.as<Record>()->fields[2].second.items()->size() == xs.size());
    shortest = std::min(shortest, xs.size());
    longest = std::max(longest, xs.size());
    low |= identical(xs[0], Value(-9)) && identical(xs.back(), Value(-9));
    high |= identical(xs[0], Value(5));
    zero |= identical(xs[0], Value(0));
    mixed |= identical(xs[0], Value(-9)) && identical(xs.back(), Value(5));
  }
  CHECK(shortest == 1);
  CHECK(longest == 1000);
  CHECK((low && high && zero && mixed));
}

TEST_CASE("edge cases meet lengths that an argument sets, and bounds between arguments",
          "[check]") {
  const auto text = GENERATE(as<std::string>{}, "f(n: int in 2..1000000000, xs: int[n] in 0..n-1)",
                             "f(n: int in 2..20000, r: (int in 0..n-1, int in 1..9)[0..60000])",
                             "f(t: tree, l: list in 0..9, m: map[str, int], o: int?, b: bool)",
                             "f(g: int[r=1..30, c=2..9] in 0..1, ask: fn(x: int) -> bool)");
  const Signature s = signature(text);

  const std::vector<Value> cases = edge_cases(s.parameters);

  CHECK(cases.size() >= 4);
  for (const Value& value : cases) CHECK(check_bounds(s.parameters, value).ok());
}

TEST_CASE("types without corners have no edge cases", "[check]") {
  CHECK(edge_cases(signature("f(x: any)").parameters).empty());
  CHECK(edge_cases(signature("f(x: f32[n])").parameters).empty());
}

TEST_CASE("constraints are sentences for the statement", "[check]") {
  struct Row {
    const char *type, *line;
  };
  const auto row = GENERATE(values<Row>({
      {"int[1..1000000] in -1e9..1e9", "- `x`: 1 to 1000000 ints, each -1e9 to 1e9"},
      {"int[n=1..9] in 0..n-1", "- `x`: `n` (1 to 9) ints, each 0 to n-1"},
      {"int in 1..1<<26", "- `x`: 1 to 1<<26"},
      {"int", "- `x`: an int"},
      {"str[1..20] in \"a-z\"", "- `x`: a text, of 1 to 20 characters in \"a-z\""},
      {"str[]", "- `x`: a list of texts"},
      {"str[1..20][2..9]", "- `x`: 2 to 9 texts, each of 1 to 20 characters"},
      {"int[r=1..5, c] in 0..1", "- `x`: `r` (1 to 5) lists of `c` ints, each 0 to 1"},
      {"(int in 0..3, str)[9]", "- `x`: 9 tuples (0 to 3, a text)"},
      {"map[str, int]", "- `x`: a map from texts to ints"},
      {"int?", "- `x`: an int, or null"},
      {"{at: float in 0..1}", "- `x`: a record {`at` a float, 0 to 1}"},
      {"fn(a: int in 1..9) -> bool", "- `x`: a function (`a` 1 to 9, giving a bool)"},
      {"tree in 0..9", "- `x`: a binary tree of ints, each 0 to 9"},
      {"f32[n=1..4, d] in 0..1", "- `x`: a tensor of f32, `n` (1 to 4) by `d`, 0 to 1"},
  }));

  CHECK(constraints(signature("f(x: " + std::string(row.type) + ")")) == Lines{row.line});
}

TEST_CASE("the result has its line among the constraints", "[check]") {
  CHECK(constraints(signature("f(n: int in 1..5) -> int[n]")) ==
        Lines{"- `n`: 1 to 5", "- returns `n` ints"});
}

TEST_CASE("values are displayed as one would write them", "[display]") {
  CHECK(display(ints(0, 3)) == "[0, 1, 2]");
  CHECK(display(Value(Null{})) == "null");
  CHECK(display(Value(true)) == "true");
  CHECK(display(Value("a\"\n\x1b\\é\u009b")) == R"("a\"\n\x1b\\é\u009b")");
  CHECK(display(Value(4.0)) == "4.0");
  CHECK(display(Value(0.1)) == "0.1");
  CHECK(display(Value(-HUGE_VAL)) == "-inf");
  CHECK(display(Value(Tuple{{Value(1), Value("a")}})) == "(1, \"a\")");
  CHECK(display(Value(Tuple{{Value(1)}})) == "(1,)");
  CHECK(display(Value(Set{{Value(1)}})) == "{1}");
  CHECK(display(Value(Set{})) == "set()");
  CHECK(display(Value(Map{{{Value(1), Value(2)}}})) == "{1: 2}");
  CHECK(display(Value(Record{{{"a", Value(1)}}})) == "{a: 1}");
  CHECK(display(Value(BigInt{"-12"})) == "-12");
  CHECK(display(Value(Bytes{"\x01\xff"})) == "bytes 01ff");
}

TEST_CASE("what is too long to display is counted instead", "[display]") {
  CHECK(display(ints(0, 100'000), 8) == "[0, 1, 2, ... 99997 more]");
  CHECK(display(Value(std::string(50, 'x')), 5) == "\"xxxx\" ... 46 more");
  CHECK(display(Value(BigInt{std::string(50, '7')}), 10) == "7777777777... 40 more digits");
}

TEST_CASE("values become JSON and come back by their type", "[display]") {
  struct Row {
    const char *type, *json;
  };
  const auto row = GENERATE(values<Row>({
      {"int[]", "[1,-2]"},
      {"float", "\"nan\""},
      {"float[]", "[0.5,\"inf\",\"-inf\"]"},
      {"(int, str)", "[1,\"a\"]"},
      {"map[str, int]", R"({"a":1})"},
      {"map[int, str]", R"([[1,"a"]])"},
      {"{a: int?, b: bool}", R"({"a":null,"b":true})"},
      {"bytes", R"({"bytes":"00ff"})"},
      {"bigint", "\"123456789012345678901234567890\""},
      {"tree", "[1,null,2]"},
      {"any", R"([1,{"a":[null,2.5]}])"},
  }));

  CHECK(to_json(from(row.type, row.json)).dump() == row.json);
}

TEST_CASE("JSON that does not fit its type is refused with the place", "[display]") {
  struct Row {
    const char *type, *json, *message;
  };
  const auto row = GENERATE(values<Row>({
      {"int", "1.0", "expected int, got float"},
      {"int", "9223372036854775808", "9223372036854775808 does not fit in 64 bits"},
      {"int[]", "[1, \"2\"]", "[1]: expected int, got string"},
      {"(int, int)", "[1]", "expected 2 items, got 1"},
      {"{a: int}", "{}", "a: this field is missing"},
      {"{a: {b: int[]}}", R"({"a": {"b": [null]}})", "a.b[0]: expected int, got null"},
      {"map[int, int]", "[[1]]", "[0]: expected a [key, value] pair"},
      {"bytes", R"({"bytes":"0g"})", "bytes are written as pairs of the digits 0-9 a-f"},
      {"bytes", "[0, 255]", R"(expected bytes, written as {"bytes": "00ff"}, got array)"},
      {"bigint", "12345678901234567890123",
       "expected bigint, got float: beyond 64 bits it is written as a text"},
      {"set[int]", "[1, 2, 1]", "a set has equal items"},
      {"map[int, int]", "[[1, 2], [1, 3]]", "a map has equal keys"},
      {"bigint", "\"007\"", "\"007\" are not the digits of a bigint"},
      {"model", "1", "a model cannot be written as JSON"},
  }));

  CHECK(from_json(type_of(row.type), nlohmann::json::parse(row.json)).status().message() ==
        row.message);
}

TEST_CASE("arguments come from an object or an array", "[display]") {
  const Signature s = signature("f(n: int, ask: fn() -> int, s: str)");
  const auto message = [&](const char* json) {
    return arguments_from_json(s.parameters, nlohmann::json::parse(json)).status().message();
  };

  CHECK(identical(arguments(s, R"([1, "a"])"), arguments(s, R"({"s": "a", "n": 1})")));
  CHECK(message("[1]") == "s: this argument is missing");
  CHECK(message("[1, \"a\", 2]") == "expected 2 arguments, got 3");
  CHECK(message(R"({"n": 1, "s": "", "k": 2})") == "there is no argument called \"k\"");
  CHECK(message("7") == "expected an object of arguments, got int");
}

TEST_CASE("a difference is shown where it is", "[display]") {
  CHECK(difference(from("int[]", "[5, 3, 4, 9]"), from("int[]", "[5, 3, 8, 9]")) ==
        Lines{"expected 4 numbers, the third differs",  //
              "expected  [5, 3, 4, 9]",                 //
              "got       [5, 3, 8, 9]",                 //
              "                 ^ index 2"});
  CHECK(difference(from("int[]", "[7, 1, 4]"), from("int[]", "[7, 0, 5]")) ==
        Lines{"2 of 3 numbers differ, the first at index 1",  //
              "expected  [7, 1, 4]",                          //
              "got       [7, 0, 5]",                          //
              "              ^ index 1"});
  CHECK(difference(from("int[]", "[5, 13, 4]"), from("int[]", "[5, 3]")) ==
        Lines{"expected 3 numbers, got 2",  //
              "expected  [5, 13, 4]",       //
              "got       [5,  3]",          //
              "               ^ index 1"});
  CHECK(difference(from("int[]", "[1]"), from("int[]", "[1, 2]")) ==
        Lines{"expected 1 number, got 2",  //
              "expected  [1]",             //
              "got       [1, 2]",          //
              "              ^ index 1"});
  CHECK(difference(from("int[]", "[1, 2]"), from("int[]", "[1]")) ==
        Lines{"expected 2 numbers, got 1",  //
              "expected  [1, 2]",           //
              "got       [1]",              //
              "            ^ index 1"});
  CHECK(difference(Value("hello"), Value("hallo")) ==
        Lines{"expected 5 characters, the second differs",  //
              "expected  \"hello\"",                        //
              "got       \"hallo\"",                        //
              "            ^ index 1"});
  // Nothing stands between the quotes but what is there.
  CHECK(difference(Value("a\tb"), Value("a-b-")) == Lines{"expected 3 characters, got 4",  //
                                                          "expected  \"a\\tb\"",           //
                                                          "got       \"a-b-\"",            //
                                                          "            ^ index 1"});
  CHECK(difference(Value("1\n2\nYes\n"), Value("1\n2 3\nYes\n")) ==
        Lines{"expected 3 lines, the second differs",  //
              "expected  \"2\"",                       //
              "got       \"2 3\"",                     //
              "            ^ line 2, index 1"});
  CHECK(difference(Value("1\n2\n"), Value("-1\n2\n3\n"))[0] == "expected 2 lines, got 3");
  CHECK(difference(Value("1\n2\n"), Value("3\n4\n"))[0] ==
        "2 of 2 lines differ, the first is line 1");
  CHECK(difference(Value("No\n"), Value("No")) == Lines{"expected 3 characters, got 2",  //
                                                        "expected  \"No\\n\"",           //
                                                        "got       \"No\"",              //
                                                        "             ^ index 2"});
  CHECK(difference(Value(5), Value(6)) == Lines{"expected 5, got 6"});
  CHECK(difference(Value(5), Value(5.5)) == Lines{"expected 5 (int), got 5.5 (float)"});
  CHECK(difference(ints(0, 2), Value(Null{})) == Lines{"expected [0, 1] (list), got null (null)"});
  CHECK(difference(from("set[int]", "[1, 2, 3]"), from("set[int]", "[3, 4, 1]")) ==
        Lines{"expected a set of 3 numbers, 1 missing, 1 not expected",  //
              "missing   {2}",                                           //
              "surplus   {4}"});
  CHECK(difference(from("map[str, int]", R"({"a": 1, "b": 2})"),
                   from("map[str, int]", R"({"a": 1, "b": 3})")) ==
        Lines{"expected a map of 2 entries, that of \"b\" differs",  //
              "expected  \"b\": 2",                                  //
              "got       \"b\": 3"});
  CHECK(difference(from("{a: int, b: int[]}", R"({"a": 1, "b": [1, 2]})"),
                   from("{a: int, b: int[]}", R"({"a": 1, "b": [1, 3]})")) ==
        Lines{"field b differs",   //
              "expected  [1, 2]",  //
              "got       [1, 3]",  //
              "              ^ at b[1]"});
  CHECK(difference(Value(1), Value(1)).empty());
}

TEST_CASE("a difference far into a long value is shown by its neighbourhood", "[display]") {
  Value got = ints(0, 100'000);
  got.as<List>()->items[50'000] = Value(7);

  const Lines lines = difference(ints(0, 100'000), got, 72);

  REQUIRE(lines.size() == 4);
  CHECK(lines[0] == "expected 100000 numbers, the 50001st differs");
  CHECK(lines[1] == "expected  [... 49997, 49998, 49999, 50000, 50001, 50002 ... 49997 more]");
  CHECK(lines[2] == "got       [... 49997, 49998, 49999,     7, 50001, 50002 ... 49997 more]");
  CHECK(lines[3].find('^') == lines[2].find(" 7,") + 1);
}

TEST_CASE("no line of a difference is empty or wider than asked", "[display]") {
  const std::string junk =
      R"([["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "漢漢漢漢漢漢漢漢漢漢漢漢漢漢"], [], ["x"]])";
  const std::string other =
      R"([["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", "漢漢漢漢漢漢漢漢漢漢漢漢漢漢"], [], ["x"]])";
  const std::pair<Value, Value> pairs[] = {
      {from("str[][]", junk), from("str[][]", other)},
      {from("str[][]", junk), Value(Null{})},
      {Value(std::string(5000, 'a')), Value(std::string(5001, 'a'))},
      {ints(0, 1000), ints(1, 1001)},
      {Value(BigInt{std::string(500, '1')}), Value(BigInt{std::string(500, '2')})},
      {Value(Map{{{ints(0, 99), ints(0, 99)}}}), Value(Map{})},
      {Value(Set{{ints(0, 99)}}), Value(Set{})},
      {Value(std::nan("")), Value(std::nan(""))},
  };
  for (const auto& [expected, got] : pairs) {
    for (const std::size_t width : {40, 72, 100}) {
      const Lines lines = difference(expected, got, width);
      CHECK_FALSE(lines.empty());
      for (const std::string& line : lines) {
        INFO(line);
        CHECK_FALSE(line.empty());
        CHECK(display_width(line) <= width);
      }
    }
  }
}

}  // namespace assay
