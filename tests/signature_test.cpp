#include <catch2/catch.hpp>

#include "value/bound.hpp"
#include "value/type.hpp"

namespace assay {
namespace {

Signature parsed(const std::string& text) {
  Result<Signature> signature = parse_signature(text);
  INFO(text);
  if (!signature.ok()) FAIL(signature.status().message());
  return std::move(signature).value();
}

Type type_of(const std::string& text) { return parsed("f(x: " + text + ")").parameters[0].type; }

}  // namespace

TEST_CASE("a signature keeps its names, bounds and text", "[signature]") {
  const Signature s = parsed(
      " cheapest(prices: int[n=1..1000000] in -1e9..1e9, window: int in 1..1000000) -> int[n] ");

  CHECK(s.name == "cheapest");
  CHECK(s.text ==
        "cheapest(prices: int[n=1..1000000] in -1e9..1e9, window: int in 1..1000000) -> int[n]");
  REQUIRE(s.parameters.size() == 2);
  const Type& prices = s.parameters[0].type;
  CHECK(prices.kind == Type::Kind::list);
  CHECK(prices.dim->name == "n");
  CHECK(prices.dim->range->low.text == "1");
  CHECK(prices.dim->range->high.text == "1000000");
  CHECK(prices.items[0].range->low.text == "-1e9");
  CHECK(s.find("window") == 1);
  CHECK(s.find("carry") == -1);
  CHECK(s.returns->dim->name == "n");
  CHECK_FALSE(s.returns->dim->range);
}

TEST_CASE("every kind of type has one spelling and one machine form", "[signature]") {
  struct Row {
    const char *written, *spelling, *json;
  };
  const auto row = GENERATE(values<Row>({
      {"int", "int", R"("int")"},
      {"bigint", "bigint", R"("bigint")"},
      {"float in 0.5..1e3", "float", R"("float")"},
      {"bool", "bool", R"("bool")"},
      {"str[1..20] in \"a-z0-9\"", "str", R"("str")"},
      {"str[]", "str[]", R"({"list":"str"})"},
      {"str[1..20][2..9]", "str[]", R"({"list":"str"})"},
      {"(str)[2..9]", "str[]", R"({"list":"str"})"},
      {"bytes[4]", "bytes", R"("bytes")"},
      {"any", "any", R"("any")"},
      {"tree", "tree", R"("tree")"},
      {"list", "list", R"("linked_list")"},
      {"list[0..9]", "list[]", R"({"list":"linked_list"})"},
      {"int[r, c]", "int[][]", R"({"list":{"list":"int"}})"},
      {"int[][3]", "int[][]", R"({"list":{"list":"int"}})"},
      {"int?", "int?", R"({"opt":"int"})"},
      {"(int, str)[]?", "(int, str)[]?", R"({"opt":{"list":{"tuple":["int","str"]}}})"},
      {"map[str, int[]]", "map[str, int[]]", R"({"map":["str",{"list":"int"}]})"},
      {"set[int]", "set[int]", R"({"set":"int"})"},
      {"stream[int]", "stream[int]", R"({"stream":"int"})"},
      {"{a: int, b: str?}", "{a: int, b: str?}", R"({"record":[["a","int"],["b",{"opt":"str"}]]})"},
      {"fn(a: int, b: str) -> bool", "fn(int, str) -> bool",
       R"({"fn":{"params":["int","str"],"returns":"bool"}})"},
      {"fn()", "fn()", R"({"fn":{"params":[],"returns":null}})"},
      {"f32[n=1..64, d]", "f32[n, d]", R"({"tensor":["f32",2]})"},
      {"i32", "i32", R"({"tensor":["i32",0]})"},
      {"table", "table", R"("table")"},
      {"model", "model", R"("model")"},
  }));

  const Type type = type_of(row.written);

  CHECK(type.spelling() == row.spelling);
  CHECK(type_json(type) == row.json);
}

TEST_CASE("the format's example signatures parse", "[signature]") {
  const auto text = GENERATE(
      as<std::string>{},
      "cheapest(prices: int[n=1..1000000] in -1e9..1e9, window: int in 1..1000000, carry: int[n] "
      "in -1000..1000) -> int[n]",
      "highest_safe(n: int in 1..1000000000, overheats: fn(setting: int in 1..n) -> bool) -> int "
      "in 0..n",
      "fit(train: table) -> model", "FileStore()", "upload(name: str, size: int in 1..1e6) -> bool",
      "get(name: str) -> int?", "search(prefix: str) -> str[]",
      "upload_at(t: int, name: str, size: int, ttl: int?) -> bool",
      "spend_exactly(nums: int[2..10000] in -1e9..1e9, target: int) -> int[2]",
      "route(n: int in 2..20000, roads: (int in 0..n-1, int in 0..n-1, int in "
      "1..1000)[0..60000], start: int in 0..n-1, goal: int in 0..n-1) -> int[1..n]?",
      "saxpy(a: f32, x: in f32[n], y: inout f32[n], n: i32 in 1..1<<26)",
      "softmax(x: f32[n=1..64, d=1..512]) -> f32[n, d]",
      "fewest(lanes: int[n=1..100000] in 0..9, k: int in 1..9) -> int",
      "f(s: stream[(int, {at: float, tags: str[1..9][0..3]})], last: out f64[n, 3])");

  CHECK(parsed(text).text == text);
}

TEST_CASE("kernel parameters say which way they pass", "[signature]") {
  const Signature s = parsed("k(x: in f32[n], y: inout f32[n], z: out f32[n], n: i32 in 1..1<<26)");

  CHECK(s.parameters[0].pass == Parameter::Pass::in);
  CHECK(s.parameters[1].pass == Parameter::Pass::inout);
  CHECK(s.parameters[2].pass == Parameter::Pass::out);
  CHECK(s.parameters[3].type.range->high.text == "1<<26");
}

TEST_CASE("a range on a structure is its numbers' and an inner one wins", "[signature]") {
  const Type pairs = type_of("(int in 0..3, str, int)[9] in 5..6");

  CHECK(pairs.items[0].items[0].range->high.text == "3");
  CHECK_FALSE(pairs.items[0].items[1].range);
  CHECK(pairs.items[0].items[2].range->high.text == "6");
}

TEST_CASE("the name of a dimension is a type whose values equal it", "[signature]") {
  const Signature s = parsed("f(xs: int[n=1..9], count: n)");

  CHECK(s.parameters[1].type.kind == Type::Kind::integer);
  CHECK(s.parameters[1].type.range->low.text == "n");
}

TEST_CASE("the name of an argument as result says that it is changed in place", "[signature]") {
  const Signature s = parsed("f(k: int, xs: int[n=1..9] in 0..5) -> xs");
  CHECK(s.changes == 1);
  CHECK(s.returns->spelling() == s.parameters[1].type.spelling());

  // What was a type stays one.
  CHECK(parsed("f(list: int[]) -> list").returns->kind == Type::Kind::linked_list);
  CHECK(parsed("f(set: set[int]) -> set[int]").changes == -1);
  CHECK(parsed("f(n: int, xs: int[n]) -> n").changes == -1);
  CHECK(parsed("f(xs: int[]) -> int[]").changes == -1);
  CHECK_FALSE(parse_signature("f(s: str) -> s").ok());
  CHECK_FALSE(parse_signature("f(xs: int[]) -> xs[]").ok());
}

TEST_CASE("a mistake in a signature is named with its column", "[signature]") {
  struct Row {
    const char *text, *message;
  };
  const auto row = GENERATE(values<Row>({
      {"", "column 1: expected a name, got the end"},
      {"f", "column 2: expected \"(\", got the end"},
      {"f(x: itn)", "column 6: expected a type, got \"itn\" (did you mean \"int\"?)"},
      {"f(x: zebra)", "column 6: expected a type, got \"zebra\""},
      {"f(x int)", "column 5: expected \":\", got \"int\""},
      {"f(x: f32[..., d])", "column 10: there is no \"...\": every dimension is written"},
      {"f(x: int[1..)", "column 13: expected a number or a name, got \")\""},
      {"f(x: int[1..2)", "column 14: expected \",\" or \"]\", got \")\""},
      {"f(x: int, x: int)", "column 11: two parameters are called \"x\""},
      {"f(x: {a: int, a: int})", "column 15: two fields are called \"a\""},
      {"f(x: int) -> int extra", "column 18: expected the end, got \"extra\""},
      {"f(x: int) int", "column 11: expected \"->\" or the end, got \"int\""},
      {"f(x: bool in 0..1)", "column 14: a range is for numbers, and there are none in bool"},
      {"f(x: int in \"a-z\")", "column 13: an alphabet is for str only"},
      {"f(x: str in \"a-z)", "column 13: this quote is never closed"},
      {"f(x: (fn() -> int)[])", "column 7: a function can only be a parameter by itself"},
      {"f(x: fn(g: fn()))", "column 17: a function cannot take a function"},
      {"f(x: str[1, 2])", "column 10: a str has one length"},
      {"f(x: int in 1..1e999)", "column 16: this number is too large"},
      {"f(x: int in 0..n$)", "column 17: expected \",\" or \")\", got \"$\""},
  }));

  CHECK(parse_signature(row.text).status().message() == row.message);
}

TEST_CASE("every damaged signature is parsed or refused with a column", "[signature]") {
  const std::string text =
      "f(a: (int in 0..n-1, str[1..9] in \"a-z\")[n=1..1<<9]?, b: {x: map[str, f32[n, 3]]}) -> "
      "int[n]";
  for (std::size_t i = 0; i < text.size(); ++i) {
    for (const char put : {' ', '(', ')', '[', ']', '"', '.', '-', '<', '=', ',', '9', 'z', '?'}) {
      std::string damaged = text;
      damaged[i] = put;
      for (const std::string& tried : {damaged, damaged.substr(0, i + 1)}) {
        const Result<Signature> signature = parse_signature(tried);
        if (signature.ok()) continue;
        INFO(tried << ": " << signature.status().message());
        REQUIRE(signature.status().message().rfind("column ", 0) == 0);
      }
    }
  }
}

TEST_CASE("a type of absurd depth is refused, not followed", "[signature]") {
  CHECK_FALSE(parse_signature("f(x: " + std::string(100'000, '(')).ok());
  std::string lists, dims = "int[1", maybes = "int" + std::string(100'000, '?');
  for (int i = 0; i < 100'000; ++i) {
    lists += "[]";
    dims += ",1";
  }
  for (const std::string& type : {"int" + lists, dims + "]", maybes, "(int" + lists + ")"}) {
    CHECK_FALSE(parse_signature("f(x: " + type + ")").ok());
  }
  CHECK(parse_signature("f(x: int" + lists.substr(0, 60) + ")").ok());
  CHECK_FALSE(parse_signature("f(x: int in " + std::string(100'000, '(')).ok());
  CHECK_FALSE(parse_signature("f(x: int in " + std::string(100'000, '-')).ok());
}

TEST_CASE("a bound computes with numbers and earlier names", "[signature]") {
  struct Row {
    const char* text;
    double value;
  };
  const auto row = GENERATE(values<Row>({
      {"7", 7},
      {"-1e9", -1e9},
      {"1<<26", 67108864},
      {"n-1", 9},
      {"2*n+1", 21},
      {"2*(n+1)", 22},
      {"n*m", 30},
      {"1<<n-1", 512},
      {"0.5", 0.5},
      {"-n", -10},
      {"n - -1", 11},
      {"1e6", 1e6},
      {"1.5e-3", 0.0015},
      {"(1<<62)*2", 9223372036854775808.0},
  }));

  const Result<double> value = Bound{row.text}.evaluate({{"n", 10}, {"m", 3}});

  REQUIRE(value.ok());
  CHECK(*value == row.value);
}

TEST_CASE("a bound that cannot be computed says why", "[signature]") {
  struct Row {
    const char *text, *message;
  };
  const auto row = GENERATE(values<Row>({
      {"k-1", "bound \"k-1\": column 1: no earlier argument or dimension is called \"k\""},
      {"1<<64", "bound \"1<<64\": column 2: << needs whole numbers and a shift of 0 to 63"},
      {"1<<-0266666666666666",
       "bound \"1<<-0266666666666666\": column 2: << needs whole numbers and a shift of 0 to 63"},
      {"1<<0.5", "bound \"1<<0.5\": column 2: << needs whole numbers and a shift of 0 to 63"},
      {"1e300*1e300", "bound \"1e300*1e300\": column 1: the bound overflows"},
      {"1 2", "bound \"1 2\": column 3: expected the end of the bound, got \"2\""},
  }));

  CHECK(Bound{row.text}.evaluate({}).status().message() == row.message);
}

TEST_CASE("ranges and parameter lists parse by themselves", "[signature]") {
  CHECK(parse_range("2..8")->high.text == "8");
  CHECK(parse_range("100000")->low.text == "100000");
  CHECK(parse_range("-1e6 .. 1e6")->low.text == "-1e6");
  CHECK(parse_range("n%2").status().message() ==
        "column 2: expected the end of the range, got \"%\"");
  CHECK(Bound{"(n + 255) / 256"}.evaluate({{"n", 257}}).value() == 2);
  CHECK(Bound{"7 / 2 * 2"}.evaluate({}).value() == 6);
  CHECK(Bound{"n / 0"}.evaluate({{"n", 1}}).status().message() ==
        "bound \"n / 0\": column 3: division by zero");

  const auto secret = parse_parameters("safe: int in 0..n, key: str");
  REQUIRE(secret.ok());
  CHECK(secret->at(1).name == "key");
  CHECK(parse_parameters("").value().empty());
  CHECK_FALSE(parse_parameters("safe: int)").ok());
}

TEST_CASE("a bound may use what stands before it", "[signature]") {
  struct Row {
    const char *text, *message;
  };
  const auto row = GENERATE(values<Row>({
      {"f(n: int in 1..9, k: int in 1..n-1, xs: int[m=1..n] in 0..m*k) -> int in 0..n", ""},
      {"f(g: str[w][h=1..9], cuts: (int in 0..w, int in 0..h)[]) -> int[w]", ""},
      {"f(big: bigint in 1..9, k: int in 1..big, late: int? in 0..k, x: int in 0..late)", ""},
      {"f(x: f32[a=1..9, b], y: f32[b, a+1], z: i64[c=2..3, c+1] in 0..c)", ""},
      {"f(n: int, ask: fn(i: int in 0..m, j: int in i..n) -> int in 0..j, m: int)", ""},
      {"f(k: int in 1..n-1, n: int in 2..9)",
       "k: the bound \"n-1\" needs \"n\", which stands after it"},
      {"f(xs: int[] in 0..m, m: int)", "xs: the bound \"m\" needs \"m\", which stands after it"},
      {"f(p: (int in 0..w, str)[], g: int[w])",
       "p: the bound \"w\" needs \"w\", which stands after it"},
      {"f(size: int, k: int in 1..sise)",
       "k: the bound \"sise\" needs \"sise\" (did you mean \"size\"?), which is no int argument "
       "and no length"},
      {"f(s: str, k: int in 1..s)",
       "k: the bound \"s\" needs \"s\", which is no int argument and no length"},
      {"f(s: str[1..9], k: int in 1e1..2*size)",
       "k: the bound \"2*size\" needs \"size\", which is no int argument and no length"},
      {"f(n: int) -> int[m]", ""},
      {"f(n: int) -> int in 0..m",
       "the result: the bound \"m\" needs \"m\", which is no int argument and no length"},
      {"f(n: int, ask: fn(i: int in 0..j, j: int) -> int)",
       "ask: i: the bound \"j\" needs \"j\", which stands after it"},
  }));
  const Signature s = parsed(row.text);
  INFO(row.text);
  CHECK(check_names(s.parameters, s.returns).message() == row.message);
}

}  // namespace assay
