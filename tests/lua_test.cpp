// The script process: what author code may do, what it gets, and how it is stopped.

#include <catch2/catch.hpp>
#include <chrono>
#include <nlohmann/json.hpp>

#include "lua/random.hpp"
#include "lua/scan.hpp"
#include "lua/script.hpp"
#include "support/script_starter.hpp"
#include "value/display.hpp"
#include "value/wire.hpp"

using namespace assay;
using Catch::Contains;
using Catch::Equals;
using Catch::StartsWith;

namespace {

ScriptLimits quick() { return {.load_ms = 200, .call_ms = 300, .memory_bytes = 32 << 20}; }

// A problem around `text`, which begins on line 3.
std::string problem_with(const std::string& text) {
  return "return problem \"p\" {\n  title = \"P\", statement = \"s\",\n" + text + "\n}\n";
}

// What loading the file says; "" if it loads.
std::string load_error(const std::string& source, ScriptLimits limits = quick()) {
  Script script(forking_starter(), limits);
  const Result<std::string> dump = script.load_problem("bank/p/problem.lua", source);
  return dump.ok() ? "" : dump.status().message();
}

// A bound problem with one signature and the groups that its tests name.
struct Playground {
  Script script;
  Signature signature;

  Playground(const std::string& signature_text, const std::string& text,
             std::vector<Group> groups = {}, const std::string& secret = "",
             const std::string& grow_name = "n")
      : script(forking_starter(), quick()) {
    signature = parse_signature(signature_text).value();
    const Result<std::string> dump = script.load_problem(
        "problem.lua", problem_with("  fn = [==[" + signature_text + "]==],\n" + text));
    if (!dump.ok()) FAIL(dump.status().message());
    Problem problem;
    problem.id = "p";
    problem.signature = signature;
    problem.groups = std::move(groups);
    problem.grow_name = grow_name;
    if (!secret.empty()) problem.secret = parse_parameters(secret).value();
    const Status bound = script.bind(problem);
    if (!bound.ok()) FAIL(bound.message());
  }

  // The arguments of a test, or what went wrong.
  std::string arguments(int group, int index) {
    const Result<Case> made = script.make_case(group, index);
    if (!made.ok()) return made.status().message();
    return display(decode_arguments(signature.parameters, made->arguments).value(), 2000);
  }
  std::string encoded(const char* json) {
    return encode_arguments(
               signature.parameters,
               arguments_from_json(signature.parameters, nlohmann::json::parse(json)).value())
        .value();
  }
  std::string encoded_result(const char* json) {
    ByteWriter out;
    const Value value = from_json(*signature.returns, nlohmann::json::parse(json)).value();
    if (!encode(*signature.returns, value, out).ok()) FAIL("no result");
    return std::move(out).bytes();
  }
};

Group random_group(const std::string& name, int count = 1) {
  Group group;
  group.name = name;
  group.count = count;
  group.line = 7;
  return group;
}

}  // namespace

// The expected numbers come from a separate program written from the comment in random.hpp.
TEST_CASE("the generator gives the same numbers for all time", "[lua]") {
  Random raw("p", "small", 0);
  CHECK(raw.next() == 12618369887532360971U);
  CHECK(raw.next() == 17219334477432088825U);
  CHECK(raw.next() == 14515120788284993212U);

  Random bounded("p", "small", 1);
  std::vector<std::int64_t> drawn;
  for (int i = 0; i < 8; ++i) drawn.push_back(bounded.integer(-9, 9));
  CHECK_THAT(drawn, Equals(std::vector<std::int64_t>{-3, 7, -7, 3, -5, 7, 8, 8}));

  Random different("p", "small", 2);
  CHECK_THAT(different.distinct(5, 7), Equals(std::vector<std::int64_t>{6, 7, 3, 2, 4}));
}

TEST_CASE("an alphabet is its letters", "[lua]") {
  CHECK_THAT(letters_of("a-cx"), Equals(std::vector<std::string>{"a", "b", "c", "x"}));
  CHECK_THAT(letters_of("-a"), Equals(std::vector<std::string>{"-", "a"}));
  CHECK_THAT(letters_of("ä-å"), Equals(std::vector<std::string>{"ä", "å"}));
}

TEST_CASE("what problems may not use is named", "[lua]") {
  struct Row {
    const char* code;
    const char* message;
  };
  const auto row = GENERATE(values<Row>({
      {"os.time()", "problem.lua:2: os is not available to problems"},
      {"io.open('/etc/passwd')", "problem.lua:2: io is not available to problems"},
      {"load('return 1')", "problem.lua:2: load is not available to problems"},
      {"require 'posix'", "problem.lua:2: require is not available to problems"},
      {"debug.sethook()", "problem.lua:2: debug is not available to problems"},
      {"collectgarbage()", "problem.lua:2: collectgarbage is not available to problems"},
      {"coroutine.wrap(error)", "problem.lua:2: coroutine is not available to problems"},
      {"math.random(5)",
       "problem.lua:2: math.random is not available to problems (make gets a generator, r)"},
      {"string.dump(error)", "problem.lua:2: string.dump is not available to problems"},
      {"setmetatable({}, {__gc = error})", "problem.lua:2: __gc is not available to problems"},
      {"setmetatable({}, {__mode = 'k'})", "problem.lua:2: __mode is not available to problems"},
      {"string.find = nil", "problem.lua:2: the libraries may not be changed"},
      {"getmetatable('').__index.rep = error", "attempt to index a nil value"},
      {"counter = 1", "problem.lua:2: global \"counter\" may not be set: write local counter"},
      {"exmaple { }", "problem.lua:2: unknown name \"exmaple\" (did you mean \"example\"?)"},
      {"for k in pairs { [{}] = 1 } do end", "problem.lua:2: pairs: a key that is a table has no"},
  }));
  CHECK_THAT(load_error(std::string("local x\n") + row.code + "\n"), Contains(row.message));
}

TEST_CASE("bytecode is not text", "[lua]") {
  CHECK_THAT(load_error("\x1bLua"), Contains("attempt to load a binary chunk"));
}

TEST_CASE("a file that returns no problem says how it must end", "[lua]") {
  CHECK(load_error("return 5") ==
        "problem.lua: the file must end with: return problem \"id\" { ... }");
}

TEST_CASE("a long string that ends too early gets its own hint", "[lua]") {
  const std::string source = problem_with(
      "  solution { \"a.py\", [[\n"
      "def f(a, b):\n"
      "    return a[b[0]]\n"
      "]] },");
  CHECK(load_error(source) ==
        "problem.lua:5: `]]` in the text ended the long string on line 5: use [=[ ... ]=]");
}

TEST_CASE("author code is stopped at its limits, and the place is named", "[lua]") {
  struct Row {
    const char* code;
    const char* message;
  };
  const auto row = GENERATE(values<Row>({
      {"while true do end", "problem.lua:2: ran past its limit of 200 ms (an endless loop?)"},
      {"while true do pcall(function() while true do end end) end",
       "problem.lua:2: ran past its limit of 200 ms (an endless loop?)"},
      {"string.find(('a'):rep(3000), '.-.-.-.-b')",
       "problem.lua:2: string.find ran past its limit of 200 ms"},
      {"local n = ('a'):rep(60):gsub(('a?'):rep(60) .. ('a'):rep(60), '')",
       "problem.lua:2: string.gsub ran past its limit of 200 ms"},
      {"string.rep('', 1 << 60)", "problem.lua:2: string.rep ran past its limit of 200 ms"},
      {"table.move({}, 1, 1 << 60, 2)", "problem.lua:2: move ran past its limit of 200 ms"},
      {"table.sort({3, 2, 1, 5, 4}, function() return true end) error('sorted')", "sorted"},
  }));
  const auto begin = std::chrono::steady_clock::now();
  CHECK_THAT(load_error(std::string("local x\n") + row.code + "\n"), Contains(row.message));
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(15));
}

TEST_CASE("author code that fills its memory is stopped, and the place is named", "[lua]") {
  const char* code =
      GENERATE("local t = {} while true do t[#t + 1] = ('x'):rep(1000000) end",
               "string.rep('x', 1 << 30)", "local function f(n) return 1 + f(n + 1) end f(1)");
  ScriptLimits limits = quick();
  limits.load_ms = 10'000;  // memory is to run out first, also where it is slow
  CHECK_THAT(load_error(std::string("local x\n") + code + "\n", limits),
             Contains("problem.lua:2: used more than 32 MiB"));
}

TEST_CASE("after a call was stopped the next one works", "[lua]") {
  Playground problem("f(n: int in 0..9) -> int",
                     "  make = function(r, p) while p.stuck do end return { n = p.n } end,\n"
                     "  random { \"stuck\", 1, stuck = true }, random { \"fine\", 1, n = 4 },",
                     {random_group("stuck"), random_group("fine")});
  CHECK(problem.arguments(0, 0) ==
        "problem.lua:4: ran past its limit of 300 ms (an endless loop?) (in stuck 1)");
  CHECK(problem.arguments(1, 0) == "{n: 4}");
}

TEST_CASE("a script process that is lost has a code of its own", "[lua]") {
  const std::string answer = GENERATE(std::string(), std::string("\x02\0\0\0\xc8\0", 6));
  int ends[2];
  REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
  REQUIRE(::write(ends[1], answer.data(), answer.size()) == static_cast<ssize_t>(answer.size()));
  REQUIRE(::shutdown(ends[1], SHUT_WR) == 0);
  Script script([&]() -> Result<int> { return ends[0]; }, quick());

  const Result<std::string> loaded = script.load_problem("problem.lua", "return 1");

  REQUIRE(!loaded.ok());
  CHECK(name(loaded.status().code()) == "script_lost");
  ::close(ends[1]);
}

TEST_CASE("iteration and sorting are in the same order everywhere", "[lua]") {
  struct Row {
    const char* code;
    const char* result;
  };
  const auto row = GENERATE(values<Row>({
      {"for k, v in pairs { b = 1, [3] = 2, a = 3, [1] = 4, [2.5] = 5, [true] = 6 } do add(k) end",
       "1 3 2.5 a b true"},
      {"for k in sorted { z = 1, y = 2 } do add(k) end", "y z"},
      {"local t = { a = 1, b = 2, c = 3 } for k in pairs(t) do t.b = nil add(k) end", "a c"},
      {"add(next { q = 1, p = 2 }) add(next({ q = 1, p = 2 }, 'p')) add(next {})", "p q nil"},
      {"local t = { 3, 1, 2 } table.sort(t) add(table.concat(t, ','))", "1,2,3"},
      {"local t = { 'bb', 'a', 'cc', 'd' } "
       "table.sort(t, function(a, b) return #a < #b end) add(table.concat(t, ','))",
       "a,d,bb,cc"},
      {"add(table.concat(sort_by({ 'b1', 'a2', 'c1' }, function(s) return s:sub(2), s end), ','))",
       "b1,c1,a2"},
      {"add(#take(2, { 1, 2, 3 })) add(#take(9, { 1 }))", "2 1"},
      {"add(tostring(null)) add(tostring({})) add(tostring(1.5))", "null table 1.5"},
      {"add(at({ 7, 8 }, 0))", "7"},
  }));
  const std::string source =
      "local out = {}\nlocal function add(x) out[#out + 1] = tostring(x) end\n" +
      std::string(row.code) + "\nerror(table.concat(out, ' '), 0)\n";
  CHECK(load_error(source) == std::string("problem.lua: ") + row.result);
}

TEST_CASE("a definition comes back as data with its lines", "[lua]") {
  Script script(forking_starter());
  const Result<std::string> dump = script.load_problem("p/problem.lua", R"(return problem "p" {
  title = "P", tags = "a",
  level "1. One" { points = 3, [[
text]],
    "m() -> int" },
  random { "small", 5,
    n = "1..3" },
  make = function(r, p) local n, m = 1, 2 return { n = n } end,
  minutes = 5,
  solution { "a.py", [=[
x = 1]=] },
  check = close { rtol = 0.5 },
})");
  REQUIRE(dump.ok());
  const auto json = nlohmann::json::parse(*dump);
  CHECK(json["declare"] == "problem");
  CHECK(json["name"] == "p");
  CHECK(json["settings"]["title"] == "P");
  CHECK(json["settings"]["make"] == nlohmann::json({{"function", true}}));
  CHECK(json["settings"]["check"]["settings"]["rtol"] == 0.5);
  CHECK(json["lines"]["tags"] == 2);
  CHECK(json["lines"]["minutes"] == 9);
  CHECK(json["lines"].contains("m") == false);
  CHECK(json["items"][0]["name"] == "1. One");
  CHECK(json["items"][0]["item_lines"] == nlohmann::json({4, 5}));
  CHECK(json["items"][1]["lines"]["n"] == 7);
  CHECK(json["items"][2]["line"] == 10);
  CHECK(json["items"][2]["item_lines"] == nlohmann::json({10, 11}));
}

TEST_CASE("without make, arguments come from the bounds and the row narrows them", "[lua]") {
  Playground problem(
      "f(a: int[n=1..1000] in -1e9..1e9, k: int in 1..n, s: str[1..5] in \"xy\", t: bool, "
      "q: int?) -> int",
      "  where = { \"k <= #a\", \"#a > 1\" },\n"
      "  random { \"small\", 50, n = \"1..6\", a = \"-2..2\", s = \"x\" },\n"
      "  random { \"picks\", 5, n = { 3, 4 }, a = { 7, 9 } },",
      {random_group("small", 50), random_group("picks", 5)});
  for (int i = 0; i < 50; ++i) {
    const Value made = decode_arguments(problem.signature.parameters,
                                        problem.script.make_case(0, i).value().arguments)
                           .value();
    const auto& fields = made.as<Record>()->fields;
    const Values& list = fields[0].second.as<List>()->items;
    REQUIRE(list.size() >= 2);
    REQUIRE(list.size() <= 6);
    for (const Value& x : list) REQUIRE(std::abs(*x.as<std::int64_t>()) <= 2);
    REQUIRE(*fields[1].second.as<std::int64_t>() <= static_cast<std::int64_t>(list.size()));
    REQUIRE_THAT(*fields[2].second.as<std::string>(), Catch::Matches("x{1,5}"));
  }
  CHECK_THAT(problem.arguments(1, 0), Catch::Matches("\\{a: \\[[79, ]+\\].*"));
}

TEST_CASE("where knows the lengths by their names, and an argument that is called alike", "[lua]") {
  Playground problem(
      "f(x: f64[n=1..9, m=1..9], s: (str)[k=1..9], n: int in 1..9, k: str[1..1]) -> int",
      "  where = { \"n <= m\", \"n == x.shape[1]\", \"k ~= 'a'\", \"#s <= m\" },\n"
      "  random { \"all\", 9 },",
      {random_group("all", 9)});
  for (int i = 0; i < 9; ++i) {
    const Value made = decode_arguments(problem.signature.parameters,
                                        problem.script.make_case(0, i).value().arguments)
                           .value();
    const auto& shape = made.as<Record>()->fields[0].second.as<Tensor>()->shape;
    CHECK(shape[0] <= shape[1]);
    CHECK(*made.as<Record>()->fields[3].second.as<std::string>() != "a");
  }
}

TEST_CASE("what a row or where means otherwise than Lua is told with the remedy", "[lua]") {
  struct Row {
    const char* line;
    const char* message;
  };
  const auto row = GENERATE(values<Row>({
      {"where = \"x.shape[0] > 1\", random { \"one\", 1 },",
       "problem.lua:4: where \"x.shape[0] > 1\": shape[0]: Lua counts from 1, so the first length "
       "is "
       "shape[1] (in one 1)"},
      {"random { \"one\", 1, s = normal(0, 1) },",
       "problem.lua:7: one 1: s: normal(...) fills tensors; for float give a range (\"0..1\"), "
       "choices ({1, 2}) or a number, or draw it in `make`, with r:normal(mean, deviation) or "
       "r:real(range)"},
      {"random { \"one\", 1, k = uniform(0, 1) },",
       "problem.lua:7: one 1: k: uniform(...) fills tensors; for int give"},
  }));
  Playground problem("f(x: f64[n=2..9], s: float, k: int) -> int", std::string("  ") + row.line,
                     {random_group("one")});
  CHECK_THAT(problem.arguments(0, 0), Catch::Contains(row.message));
}

TEST_CASE("adding a row or changing the order changes no other test", "[lua]") {
  const std::string signature = "f(a: int[1..9] in 0..99) -> int";
  Playground before(signature, "  random { \"one\", 3 },", {random_group("one", 3)});
  Playground after(signature, "  random { \"two\", 3 }, random { \"one\", 9 },",
                   {random_group("two", 3), random_group("one", 9)});
  for (int i = 0; i < 3; ++i) CHECK(before.arguments(0, i) == after.arguments(1, i));
  CHECK(after.arguments(0, 0) != after.arguments(1, 0));
}

TEST_CASE("what make gives is held against the signature", "[lua]") {
  struct Row {
    const char* code;
    const char* message;
  };
  const auto row = GENERATE(values<Row>({
      {"return { n = 10, a = { 1 } }", "problem.lua:7: one 1: n = 10 is outside 0..9"},
      {"return { n = 1.5, a = { 1 } }", "problem.lua:7: one 1: n: expected int, got float"},
      {"return { n = 1 }", "problem.lua:7: one 1: the argument \"a\" is missing"},
      {"return { n = 1, a = { 1, 'x' } }", "problem.lua:7: one 1: a[2]: expected int, got text"},
      {"return { n = 1, a = { x = 1 } }",
       "problem.lua:7: one 1: a: expected int[], got a table with other keys"},
      {"return { n = 1, a = { 1 }, nn = 2 }", "problem.lua:7: one 1: \"nn\" is no argument"},
      {"return 5", "problem.lua:7: one 1: make returned no table of arguments"},
      {"return { n = 2, a = { 1 } }", "problem.lua:7: one 1: where \"#a == n\" does not hold"},
      {"return { n = 1, a = { 9 } }",
       "problem.lua:7: one 1: where \"no number is 9\" does not hold"},
      {"return { n = nope.x, a = {} }", "problem.lua:4: unknown name \"nope\" (in one 1)"},
      {"return { n = r:int('9..1'), a = {} }",
       "problem.lua:4: the range \"9..1\" is empty (in one 1)"},
      {"return { n = r:real('5..1'), a = {} }",
       "problem.lua:4: the range \"5..1\" is empty (in one 1)"},
      {"return { n = r:real(5, 1), a = {} }",
       "problem.lua:4: the range 5.0..1.0 is empty (in one 1)"},
      {"return { n = r:tensor('f32', {2}, uniform(5, 1))[1], a = {} }",
       "problem.lua:4: the range 5.0..1.0 is empty (in one 1)"},
      {"return { n = 1e0, a = { 2^3 } }", "{n: 1, a: [8]}"},
  }));
  Playground problem("f(n: int in 0..9, a: int[0..9]) -> int",
                     std::string("  make = function(r, p) ") + row.code +
                         " end, where = { \"#a == n\", \"a[1] ~= 9 -- no number is 9\" },\n  "
                         "random { \"one\", 1 },",
                     {random_group("one")});
  CHECK(problem.arguments(0, 0) == row.message);
}

TEST_CASE("what make gives stays exact in tensors, sets and maps, or is refused", "[lua]") {
  struct Row {
    const char* type;
    const char* code;
    const char* message;
  };
  const auto row = GENERATE(values<Row>({
      {"i64[n]", "{ 9007199254740993, -7 }", "{x: [9007199254740993, -7]}"},
      {"b8[n]", "{ true, 0 }", "{x: [true, false]}"},
      {"i32[n]", "{ 2.0 }", "{x: [2]}"},
      {"u8[n]", "{ 1, 300 }", "problem.lua:7: one 1: x[2]: 300 does not fit in u8"},
      {"u8[n]", "{ -7 }", "problem.lua:7: one 1: x[1]: -7 does not fit in u8"},
      {"i32[n]", "{ 1.5 }", "problem.lua:7: one 1: x[1]: expected int, got float"},
      {"set[int]", "{ 1, 2, 1 }", "problem.lua:7: one 1: x: a set has equal items"},
      {"any", "set { 1, true }", "problem.lua:7: one 1: x: a set has equal items"},
      {"map[int, int]", "map { { 1, 2 }, { 1, 3 } }",
       "problem.lua:7: one 1: x: a map has equal keys"},
      {"map[float, int]", "map { { 0 / 0, 2 } }", "problem.lua:7: one 1: x: nan in a key"},
  }));
  INFO(row.type << " " << row.code);
  Playground problem(std::string("f(x: ") + row.type + ")",
                     std::string("  make = function(r, p) return { x = ") + row.code +
                         " } end,\n\n  random { \"one\", 1 },",
                     {random_group("one")});
  CHECK(problem.arguments(0, 0) == row.message);
}

TEST_CASE("a row that leaves nothing to draw from says so", "[lua]") {
  struct Row {
    const char *parameter, *field, *message;
  };
  const auto row = GENERATE(values<Row>({
      {"s: str[1..5]", "s = ''", "problem.lua:7: one 1: s: no letters to choose from"},
      {"s: str[1..5]", "s = {}", "problem.lua:7: one 1: s: expected letters (\"a-c\") or choices"},
      {"b: bool", "b = {}", "problem.lua:7: one 1: there is nothing to choose from"},
      {"x: float", "x = '5..1'", "problem.lua:7: one 1: the range \"5..1\" is empty"},
      {"n: int in 0..9, x: float in 5..n", "n = 1",
       "problem.lua:7: one 1: x: the range 5.0..1.0 is empty"},
      {"t: f32[2]", "t = uniform(5, 1)", "problem.lua:7: one 1: the range 5.0..1.0 is empty"},
      {"t: i32[2]", "t = uniform(5, 1)", "problem.lua:7: one 1: the range 5.0..1.0 is empty"},
  }));
  Playground problem(std::string("f(") + row.parameter + ") -> int",
                     std::string("  random { \"one\", 1, ") + row.field + " },",
                     {random_group("one")});
  CHECK(problem.arguments(0, 0) == row.message);
}

TEST_CASE("a function in an answer is no value for a checker", "[lua]") {
  Playground problem("f(x: int) -> any", "  check = function(a, out) return true end,");
  const Result<CheckResult> result =
      problem.script.check(problem.encoded(R"({"x": 1})"), std::string("\x0b\1\0\0\0", 5), "", "");
  CHECK_FALSE(result.ok());
}

TEST_CASE("r makes the shapes that problems need", "[lua]") {
  Playground problem(
      "f(tree: (int, int)[0..99], graph: (int, int, int)[0..99], p: int[0..99], word: str) -> int",
      "  make = function(r, p)\n"
      "    return { tree = r:tree(6), p = r:permutation(5), word = r:string(\"4..4\", \"ab\"),\n"
      "      graph = r:graph { nodes = 5, edges = \"7\", connected = true, weights = \"1..3\" } }\n"
      "  end,\n  random { \"one\", 20 },",
      {random_group("one", 20)});
  for (int index = 0; index < 20; ++index) {
    const Value made = decode_arguments(problem.signature.parameters,
                                        problem.script.make_case(0, index).value().arguments)
                           .value();
    const auto& fields = made.as<Record>()->fields;
    CHECK(fields[0].second.as<List>()->items.size() == 5);
    CHECK(fields[1].second.as<List>()->items.size() == 7);
    std::vector<std::int64_t> sorted;
    for (const Value& x : fields[2].second.as<List>()->items) {
      sorted.push_back(*x.as<std::int64_t>());
    }
    std::sort(sorted.begin(), sorted.end());
    CHECK_THAT(sorted, Equals(std::vector<std::int64_t>{1, 2, 3, 4, 5}));
    CHECK(fields[3].second.as<std::string>()->size() == 4);
  }
}

TEST_CASE("a checker scores an answer and says why", "[lua]") {
  struct Row {
    const char* answer;
    double score;
    const char* feedback;
  };
  const auto row = GENERATE(values<Row>({
      {"[0, 1]", 1, ""},
      {"[1, 1]", 0, "the two indices must differ"},
      {"[0, 2]", 0, "the sum is 13"},
      {"[0, 9]", 0, "index 9 is outside 0..2"},
      {"[2, 1]", 0.5, "half"},
      {"[2, 0]", 1, "whole"},
  }));
  Playground problem(
      "f(nums: int[2..9], target: int) -> int[2]",
      "  check = function(a, out)\n"
      "    if out[1] == out[2] then return false, 'the two indices must differ' end\n"
      "    if out[1] == 2 and out[2] == 0 then return 1, 'whole' end\n"
      "    if out[1] == 2 then return 0.5, 'half' end\n"
      "    local sum = at(a.nums, out[1]) + at(a.nums, out[2])\n"
      "    return sum == a.target, 'the sum is ' .. sum\n"
      "  end,");
  const Result<CheckResult> result =
      problem.script.check(problem.encoded(R"({"nums": [2, 7, 11], "target": 9})"),
                           problem.encoded_result(row.answer), "", "");
  REQUIRE(result.ok());
  CHECK(result->score == row.score);
  CHECK(result->feedback == row.feedback);
}

TEST_CASE("a checker that fails is the problem's fault", "[lua]") {
  Playground problem("f(n: int) -> int",
                     "  check = function(a, out) if out == 1 then return 2 end return out.x end,");
  const std::string arguments = problem.encoded(R"({"n": 1})");
  const auto failing = problem.script.check(arguments, problem.encoded_result("5"), "", "");
  REQUIRE_FALSE(failing.ok());
  CHECK(failing.status().code() == Code::bad_problem);
  CHECK_THAT(failing.status().message(),
             StartsWith("problem.lua:4: attempt to index a number value (local 'out')"));
  CHECK(problem.script.check(arguments, problem.encoded_result("1"), "", "").status().message() ==
        "problem.lua: check: the score is outside 0..1");
}

TEST_CASE("an absent value is null in tables", "[lua]") {
  Playground problem("f(a: int?[0..9]) -> int[0..9]?",
                     "  reference = function(a)\n"
                     "    for i, x in ipairs(a.a) do if x == null then return { i } end end\n"
                     "    return null\n"
                     "  end,\n"
                     "  check = function(a, out, want) return out == null and want == null end,");
  CHECK(problem.script.reference(problem.encoded(R"({"a": [1, null]})"), "").value() ==
        problem.encoded_result("[2]"));
  CHECK(problem.script.reference(problem.encoded(R"({"a": [1]})"), "").value() ==
        problem.encoded_result("null"));
  const std::string none = problem.encoded_result("null");
  CHECK(problem.script.check(problem.encoded(R"({"a": []})"), none, none, "").value().score == 1);
}

TEST_CASE("a function argument is answered with the secret in hand", "[lua]") {
  Playground problem("f(n: int in 1..9, hot: fn(setting: int in 1..n) -> bool) -> int in 0..n",
                     "  secret = \"safe: int in 0..n\",\n"
                     "  answer = { hot = { at_most = 3,\n"
                     "    function(a, secret, setting) return setting > secret.safe end } },\n"
                     "  reference = function(a, secret) return secret.safe end,\n"
                     "  random { \"one\", 1, n = \"5\", safe = \"2\" },",
                     {random_group("one")}, "safe: int in 0..n");
  const Result<Case> made = problem.script.make_case(0, 0);
  REQUIRE(made.ok());
  const auto ask = [&](std::int64_t setting) {
    ByteWriter call;
    call.put(setting);
    return problem.script.answer(1, made->arguments, made->secret, call.bytes()).value();
  };
  CHECK(ask(2) == std::string(1, '\0'));
  CHECK(ask(3) == std::string(1, '\1'));
  CHECK(problem.script.reference(made->arguments, made->secret).value() ==
        problem.encoded_result("2"));
}

namespace {

// A bound interactive program.
Script conversation(const std::string& body) {
  Script script(forking_starter(), quick());
  const Result<std::string> dump = script.load_problem(
      "problem.lua", problem_with("  program = \"interactive\", secret = \"n: int in 0..9\",\n"
                                  "  interact = function(secret, read, write)\n" +
                                  body + "\n  end,"));
  if (!dump.ok()) FAIL(dump.status().message());
  Problem problem;
  problem.id = "p";
  const Status bound = script.bind(problem);
  if (!bound.ok()) FAIL(bound.message());
  return script;
}

const std::string kSeven = "\x07" + std::string(7, '\0');  // the secret on the wire

std::string told(const Result<Turn>& turn) {
  if (!turn.ok()) return turn.status().message();
  std::string text = turn->text;
  if (turn->judged)
    text += "= " + std::to_string(turn->judged->score) + " " + turn->judged->feedback;
  return text;
}

}  // namespace

TEST_CASE("a conversation goes from read to read and ends with a verdict", "[lua]") {
  Script script = conversation(R"(
    write(secret.n, "!\n")
    for line in read do
      if line == "done" then return 0.5, "half" end
      write("[", line, "]")
      write("\n")
    end
    return false, "gone")");

  CHECK(told(script.interact(kSeven)) == "7!\n");
  CHECK(told(script.hear("a b")) == "[a b]\n");
  CHECK(told(script.hear("done")) == "= 0.500000 half");
  CHECK_THAT(told(script.hear("more")), Contains("there is no conversation"));

  CHECK(told(script.interact(kSeven)) == "7!\n");  // a new one, with nothing left of the last
  CHECK(told(script.hear(std::nullopt)) == "= 0.000000 gone");
}

TEST_CASE("an interactor that fails is the problem's fault, and an index is not", "[lua]") {
  struct Row {
    const char *body, *told;
  };
  const auto row = GENERATE(values<Row>({
      {"return secret.m.x",
       "problem.lua:5: attempt to index a nil value (field 'm') (in interact)"},
      {"read() while true do end",
       "problem.lua:5: ran past its limit of 300 ms (an endless loop?)"},
      {"read() while true do pcall(error) end", "problem.lua:5: ran past its limit of 300 ms"},
      {"read() local s = 'x' while true do write(s) s = s .. s end",
       "write: more than 16 MiB before the next read"},
      {"read() return 7", "the score is outside 0..1"},
      {"read()", "expected true, false or a score from 0 to 1, got nil"},
      {"return at({1, 2}, tonumber(read()))", "= 0.000000 index 5 is outside 0..1"},
      {"table.sort({2, 1}, read)", "attempt to yield"},
  }));
  CAPTURE(row.body);
  Script script = conversation(std::string("    ") + row.body);

  const Result<Turn> first = script.interact(kSeven);
  const std::string all = told(first) + (first.ok() ? told(script.hear("5")) : "");
  CHECK_THAT(all, Contains(row.told));
}

TEST_CASE("growth cases take their size and what hangs on it", "[lua]") {
  Playground problem("f(a: int[n=1..100000] in 0..9, window: int in 1..n) -> int",
                     "  grow { n = { 1000, 2000 }, window = \"n/2\" },");
  const Result<Case> made = problem.script.make_growth_case(1000, 0);
  REQUIRE(made.ok());
  const Value arguments = decode_arguments(problem.signature.parameters, made->arguments).value();
  CHECK(arguments.as<Record>()->fields[0].second.as<List>()->items.size() == 1000);
  CHECK(*arguments.as<Record>()->fields[1].second.as<std::int64_t>() == 500);
}

TEST_CASE("only the list that is named gives sizes, and only numbers are calculated", "[lua]") {
  Playground problem(
      "f(a: int[m=1..9] in 0..9, b: int[rows=1..5000] in 0..9, word: str[2] in \"a-z\") -> int",
      "  grow { m = { 3, 3 }, rows = { 1000 }, word = \"b\" },", {}, "", "rows");
  const Result<Case> made = problem.script.make_growth_case(1000, 0);
  REQUIRE(made.ok());
  const Value arguments = decode_arguments(problem.signature.parameters, made->arguments).value();
  const auto& fields = arguments.as<Record>()->fields;
  CHECK(fields[0].second.items()->size() == 3);
  CHECK(fields[1].second.items()->size() == 1000);
  CHECK(*fields[2].second.as<std::string>() == "bb");
}

TEST_CASE("values without types say what they are", "[lua]") {
  Playground problem(
      "f(x: any) -> any",
      "  edge { \"a\", x = { 1, 2.0, \"t\", true, null, tuple { 1 }, set { 2 },\n"
      "    map { { 1, 2 } }, { k = 3 }, bytes \"\\xff\", bigint \"12345678901234567890\","
      " {} } },",
      {[] {
        Group edges = random_group("edge");
        edges.source = Group::Source::edge;
        return edges;
      }()});
  CHECK(problem.arguments(0, 0) ==
        "{x: [1, 2.0, \"t\", true, null, (1,), {2}, {1: 2}, {\"k\": 3}, bytes ff, "
        "12345678901234567890, []]}");
}

TEST_CASE("a language file gives data and texts", "[lua]") {
  Script script(forking_starter());
  const Result<std::string> fields = script.load_language("x/language.lua", R"(
return language "x" { title = "X", run = {"{program}", "-s"}, warm = true,
  stub = function(spec) return spec.name .. " " .. spec.parameters[1][2].list end })");
  REQUIRE(fields.ok());
  CHECK(nlohmann::json::parse(*fields) ==
        nlohmann::json::parse(R"({"name": "x", "title": "X", "run": ["{program}", "-s"],
                                  "warm": true, "stub": true})"));
  CHECK(script.language_text("stub", R"({"name": "f", "parameters": [["a", {"list": "int"}]]})")
            .value() == "f int");
  CHECK(script.language_text("glue", "{}").status().code() == Code::not_found);
}
