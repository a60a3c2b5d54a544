#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <set>
#include <string>

#include "author/lua_source.hpp"
#include "author/mutate.hpp"
#include "author/neighbours.hpp"
#include "author/new_problem.hpp"
#include "author/shrink.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "value/display.hpp"
#include "value/utf8.hpp"

using namespace assay;

namespace {

std::set<std::string> changes(const std::string& source, const std::string& comment) {
  std::set<std::string> all;
  for (const Mutant& mutant : mutants_of(source, comment)) all.insert(mutant.source);
  return all;
}

Value numbers(std::initializer_list<std::int64_t> all) {
  List list;
  for (const std::int64_t n : all) list.items.push_back(Value::integer(n));
  return Value(std::move(list));
}

std::vector<Parameter> parameters(const char* text) { return parse_parameters(text).value(); }

}  // namespace

TEST_CASE("a mutant changes one token and keeps the rest", "[mutate]") {
  CHECK(changes("return a <= b", "#") == std::set<std::string>{"return a < b"});
  CHECK(changes("x += 1", "#") == std::set<std::string>{"x -= 1", "x += 2", "x += 0"});
  CHECK(changes("if p and q: break", "#") ==
        std::set<std::string>{"if p or q: break", "if p and q: continue"});
  CHECK(changes("y = f(a) * b", "#") == std::set<std::string>{"y = f(a) + b"});
  CHECK(changes("y = 0xe-z", "#") == std::set<std::string>{"y = 0xe+z"});
  CHECK(changes("y = min(u, 0)", "#") == std::set<std::string>{"y = max(u, 0)", "y = min(u, 1)"});
}

TEST_CASE("what is not code is never mutated", "[mutate]") {
  struct Row {
    const char *source, *comment;
  };
  const auto row = GENERATE(values<Row>({{"# a < b\n", "#"},
                                         {"// a < b\n", "//"},
                                         {"/* a < b\n c == d */", "//"},
                                         {"s = 'a < b'", "#"},
                                         {"s = \"a \\\" < b\"", "#"},
                                         {"\"\"\"a < 1\nb\"\"\"", "#"},
                                         {"import min, max", "#"},
                                         {"#include <vector>\n", "//"},
                                         {"f(x: int) -> str", "#"},
                                         {"std::vector<std::pair<A, B>> v;", "//"},
                                         {"x = 0x10 ; y = 1.5 ; z = 1e9", "//"},
                                         {"x = 1e-9 ; y = .5 ; z = 2.5e+3", "#"},
                                         {"x = 0x1p-3 ; y = 1'000'000", "//"},
                                         {"def f(*args, **more): g(*args, *more)", "#"},
                                         {"def f(a, *, b): return [*a, *b]", "#"},
                                         {"f(*p, &q); return *p;", "//"}}));
  CAPTURE(row.source);

  CHECK(changes(row.source, row.comment).empty());
}

TEST_CASE("a mutant names the line of its change", "[mutate]") {
  const std::vector<Mutant> mutants =
      mutants_of("def f(a):\n    '''one\n    two'''\n    return a == a\n", "#");

  REQUIRE(mutants.size() == 1);
  CHECK(mutants[0].line == 4);
  CHECK(mutants[0].before == "==");
  CHECK(mutants[0].after == "!=");
}

TEST_CASE("shrinking ends at the smallest arguments on which it still happens", "[shrink]") {
  const std::vector<Parameter> signature =
      parameters("a: int[0..100] in -1000..1000, k: int in 0..9");
  const Value start(Record{{{"a", numbers({5, 900, -3, 77, 12, 900})}, {"k", Value::integer(7)}}});
  const auto has_large = [](const Value& arguments) {
    for (const Value& n : *arguments.as<Record>()->fields[0].second.items()) {
      if (*n.as<std::int64_t>() >= 50) return true;
    }
    return false;
  };

  const Value small = shrink(signature, start, has_large);

  CHECK(display(small.as<Record>()->fields[0].second) == "[50]");
  CHECK(*small.as<Record>()->fields[1].second.as<std::int64_t>() == 0);
}

TEST_CASE("lists that share a length lose the same elements", "[shrink]") {
  const std::vector<Parameter> signature =
      parameters("a: int[n=1..9] in 0..99, b: int[n] in 0..99");
  const Value start(Record{{{"a", numbers({1, 2, 3, 4})}, {"b", numbers({10, 20, 30, 40})}}});
  const auto has_thirty = [](const Value& arguments) {
    const auto& fields = arguments.as<Record>()->fields;
    for (const Value& n : *fields[1].second.items()) {
      if (*n.as<std::int64_t>() == 30) {
        return fields[0].second.items()->size() == fields[1].second.items()->size();
      }
    }
    return false;
  };

  const Value small = shrink(signature, start, has_thirty);

  CHECK(display(small.as<Record>()->fields[0].second) == "[0]");
  CHECK(display(small.as<Record>()->fields[1].second) == "[30]");
}

TEST_CASE("texts lose whole letters", "[shrink]") {
  const std::vector<Parameter> signature = parameters("s: str");
  const Value start(Record{{{"s", Value(std::string("aöß€x"))}}});
  const auto has_euro = [](const Value& arguments) {
    const std::string& text = *arguments.as<Record>()->fields[0].second.as<std::string>();
    REQUIRE(is_utf8(text));
    return text.find("€") != std::string::npos;
  };

  const Value small = shrink(signature, start, has_euro);

  CHECK(display(small) == "{s: \"€\"}");
  std::vector<std::string> all;
  for (const Value& other : neighbours(Value(std::string("öa")))) {
    all.push_back(*other.as<std::string>());
  }
  CHECK(all == std::vector<std::string>{"", "a", "öaö"});
}

TEST_CASE("shrinking never leaves the bounds", "[shrink]") {
  const std::vector<Parameter> signature = parameters("a: int[2..9] in 3..99");
  const Value start(Record{{{"a", numbers({50, 60, 70})}}});

  const Value small = shrink(signature, start, [](const Value&) { return true; });

  const Values& left = *small.as<Record>()->fields[0].second.items();
  REQUIRE(left.size() == 2);
  for (const Value& n : left) CHECK(*n.as<std::int64_t>() >= 3);
}

TEST_CASE("shrinking goes on where only every second number or length will do", "[shrink]") {
  const std::vector<Parameter> signature =
      parameters("a: int[0..50] in 0..9, n: int in 0..1000000, m: any");
  List nested;
  for (int i = 0; i < 9; ++i) nested.items.push_back(numbers({i, i}));
  const Value start(Record{{{"a", numbers({1, 2, 3, 4, 5, 6, 7, 8, 9, 1})},
                            {"n", Value::integer(999'998)},
                            {"m", Value(nested)}}});
  const auto even = [](const Value& arguments) {
    const auto& fields = arguments.as<Record>()->fields;
    const std::int64_t n = *fields[1].second.as<std::int64_t>();
    return fields[0].second.items()->size() % 2 == 0 && n % 2 == 0 && n >= 14 &&
           fields[2].second.items()->size() % 2 == 1;
  };

  const Value small = shrink(signature, start, even);

  CHECK(display(small) == "{a: [], n: 14, m: [[]]}");
}

TEST_CASE("a value is written as Lua reads it", "[lua_source]") {
  CHECK(lua_key("n") == "n");
  CHECK(lua_key("end") == "[\"end\"]");
  CHECK(lua_key("2d") == "[\"2d\"]");
  CHECK(lua_text("a\"b\\c\n\1d") == "\"a\\\"b\\\\c\\010\\001d\"");
  CHECK(lua_value(Value::integer(INT64_MIN)) == "math.mininteger");
  CHECK(lua_value(Value(2.0)) == "2.0");
  const Record record{{{"repeat", numbers({1, 2})}, {"k", Value(Null{})}}};
  CHECK(lua_fields(record) == "[\"repeat\"] = {1, 2}, k = null");
}

TEST_CASE("a new problem says which lines wait for its author", "[new]") {
  std::string folder = (std::filesystem::temp_directory_path() / "assay-new-XXXXXX").string();
  REQUIRE(::mkdtemp(folder.data()) != nullptr);

  const Result<NewProblem> created = new_problem(
      "lane-change", "fewest(lanes: int[n=1..9] in 0..9, k: int in 1..9) -> int", folder);

  REQUIRE(created.ok());
  const std::vector<std::string> lines = split(read_file(created->path).value(), '\n');
  for (const Blank& blank : created->blanks) {
    CAPTURE(blank.what);
    CHECK(lines[static_cast<std::size_t>(blank.line) - 1].find("FILL") != std::string::npos);
  }
  CHECK(created->blanks.size() >= 4);

  const Result<NewProblem> again = new_problem("lane-change", "f(a: int) -> int", folder);
  REQUIRE_FALSE(again.ok());
  CHECK(again.status().code() == Code::invalid_argument);
  for (const char* id : {"Lane", "a--b", "-a", "a-", ""}) {
    CAPTURE(id);
    CHECK_FALSE(new_problem(id, "f(a: int) -> int", folder).ok());
  }
  CHECK(new_problem("x", "f(a int) -> int", folder).status().message().find("column") !=
        std::string::npos);
  std::filesystem::remove_all(folder);
}
