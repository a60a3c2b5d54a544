#include <catch2/catch.hpp>
#include <cmath>
#include <csignal>
#include <nlohmann/json.hpp>

#include "grade/changed_lines.hpp"
#include "grade/compare.hpp"
#include "grade/decide.hpp"
#include "grade/kernel.hpp"
#include "grade/score.hpp"
#include "value/display.hpp"

namespace assay {
namespace {

Value from(const std::string& type, const std::string& json) {
  const Result<Signature> signature = parse_signature("f(x: " + type + ")");
  REQUIRE(signature.ok());
  Result<Value> value = from_json(signature->parameters[0].type, nlohmann::json::parse(json));
  if (!value.ok()) FAIL(value.status().message());
  return std::move(value).value();
}

bool accepts(const CompareRules& rules, const Value& expected, const Value& got) {
  return compare(rules, expected, got).score == 1;
}

Outcome ended(Ending ending, int code = 0) {
  Outcome outcome;
  outcome.ending = ending;
  outcome.code = code;
  return outcome;
}

Result<Comparison> right(std::string_view) { return Comparison{.score = 1}; }

TestReport test(const std::string& group, int index, Verdict verdict, double cpu_ms = 1) {
  TestReport report;
  report.group = group;
  report.index = index;
  report.verdict = verdict;
  report.score = verdict == Verdict::accepted ? 1 : 0;
  report.cpu_ms = cpu_ms;
  report.memory_bytes = static_cast<std::int64_t>(cpu_ms * 1000);
  if (verdict == Verdict::runtime_error) report.ending = Ending::signalled;
  return report;
}

Group group(const std::string& name, int count, double points,
            Group::Source source = Group::Source::random) {
  return {.name = name, .source = source, .count = count, .points = points};
}

}  // namespace

// Comparison

TEST_CASE("answers are compared by value", "[compare]") {
  struct Row {
    const char *type, *expected, *got;
    bool same;
  };
  const auto row = GENERATE(values<Row>({
      {"int[]", "[1, 2]", "[1, 2]", true},
      {"int[]", "[1, 2]", "[2, 1]", false},
      {"int[]", "[1, 2]", "[1, 2, 2]", false},
      {"int", "1000000000000", "1000000000001", false},
      {"str", "\"a\"", "\"A\"", false},
      {"float", "1.0", "1.0000000005", true},
      {"float", "1.0", "1.000000002", false},
      {"float", "1e12", "1000000000500.0", true},
      {"float", "0.0", "1e-10", true},
      {"float", "0.0", "1e-8", false},
      {"float", "\"inf\"", "\"inf\"", true},
      {"float", "\"inf\"", "\"-inf\"", false},
      {"float", "\"inf\"", "1e308", false},
      {"float", "\"nan\"", "\"nan\"", false},
      {"any", "2", "2.0", true},
      {"any", "2", "2.1", false},
      {"any", "null", "0", false},
      {"any", "[1, {\"a\": 0.5}]", "[1.0, {\"a\": 0.5000000000001}]", true},
      {"bigint", "\"123456789012345678901\"", "\"123456789012345678902\"", false},
      {"set[float]", "[1.0, 2.0]", "[2.0, 1.0000000000001]", true},
      {"map[int, float]", "[[1, 0.1], [2, 0.2]]", "[[2, 0.2], [1, 0.10000000000001]]", true},
      {"map[int, int]", "[[1, 1]]", "[[1, 1], [2, 2]]", false},
      {"{a: (int, float)}", R"({"a": [1, 0.5]})", R"({"a": [1, 0.5000000000001]})", true},
  }));
  INFO(row.type << " " << row.expected << " " << row.got);

  CHECK(accepts({}, from(row.type, row.expected), from(row.type, row.got)) == row.same);
}

TEST_CASE("a number is the same number whatever kind holds it, as in Python", "[compare]") {
  struct Row {
    Value expected, got;
    bool same;
  };
  const auto big = [](const std::string& digits) { return Value(BigInt{digits}); };
  const auto row = GENERATE_COPY(values<Row>({
      {Value(5), big("5"), true},
      {big("55"), Value(5), false},
      {Value(true), Value(1), true},
      {Value(0.0), Value(false), true},
      {Value(true), Value(2), false},
      {Value(1e20), big("100000000000000000000"), true},
      {Value(1e23), big("100000000000000000000000"), false},  // 1e23 is 99999999999999991611392
      {Value(9007199254740992.0), Value(std::int64_t{9007199254740993}), false},
      {Value(HUGE_VAL), big("1" + std::string(400, '0')), false},
      {Value(1), Value("1"), false},
      {Value(false), Value(Null{}), false},
      {Value(Set{{Value(1.0), Value(2)}}), Value(Set{{Value(1), Value(2)}}), true},
      {Value(Map{{{Value(1), Value("a")}, {Value(2), Value("b")}}}),
       Value(Map{{{Value(2.0), Value("b")}, {Value(true), Value("a")}}}), true},
      {Value(Set{{Value(Tuple{{Value(1.0), Value("a")}}), Value(Tuple{{Value(1), Value("b")}})}}),
       Value(Set{{Value(Tuple{{Value(1), Value("a")}}), Value(Tuple{{Value(1), Value("b")}})}}),
       true},
  }));
  INFO(display(row.expected) << " " << display(row.got));

  CHECK(accepts({.rtol = 0, .atol = 0}, row.expected, row.got) == row.same);
}

TEST_CASE("floats that are nearly equal find their partners where order is free", "[compare]") {
  struct Row {
    const char *type, *expected, *got;
    bool same;
  };
  const auto row = GENERATE(values<Row>({
      {"(float, int)[]", "[[0.3, 1], [0.30000000000000004, 0]]",
       "[[0.30000000000000004, 1], [0.3, 0]]", true},
      {"(float, int)[]", "[[0.3, 1], [0.30000000000000004, 0]]",
       "[[0.30000000000000004, 1], [0.3, 2]]", false},
      {"(float, float)[]", "[[0.3, 1.0], [0.30000000000000004, 0.0]]",
       "[[0.30000000000000004, 1.0000000000000002], [0.3, 0.0]]", true},
      {"set[(float, int)]", "[[0.3, 1], [0.30000000000000004, 0]]",
       "[[0.30000000000000004, 1], [0.3, 0]]", true},
      {"map[(float, int), str]", R"([[[0.3, 1], "a"], [[0.30000000000000004, 0], "b"]])",
       R"([[[0.30000000000000004, 1], "a"], [[0.3, 0], "b"]])", true},
      {"(int, set[(float, int)])[]", "[[1, [[0.3, 1], [0.30000000000000004, 0]]], [0, [[0.3, 1]]]]",
       "[[0, [[0.3, 1]]], [1, [[0.30000000000000004, 1], [0.3, 0]]]]", true},
      // A chain: each is near the next, the ends are not near each other.
      {"(float, float)[]", "[[0.0, 8e-10], [8e-10, 0.0], [1.6e-9, 8e-10]]",
       "[[0.0, 0.0], [8e-10, 1.6e-9], [1.6e-9, 8e-10]]", true},
      {"(float, float)[]", "[[0.0, 0.0], [8e-10, 0.0], [1.6e-9, 0.0]]",
       "[[0.0, 0.0], [1.6e-9, 0.0], [2.4e-9, 8e-10]]", true},
      {"(float, float)[]", "[[0.0, 0.0], [8e-10, 0.0], [1.6e-9, 0.0]]",
       "[[1.6e-9, 0.0], [1.6e-9, 0.0], [1.6e-9, 0.0]]", false},
  }));
  INFO(row.type << " " << row.expected << " " << row.got);
  const CompareRules rules{.order = CompareRules::Order::free_outside};

  CHECK(accepts(rules, from(row.type, row.expected), from(row.type, row.got)) == row.same);
}

TEST_CASE("tolerances and nan are the author's to choose", "[compare]") {
  CHECK(accepts({.rtol = 0.01, .atol = 0}, Value(100.0), Value(101.0)));
  CHECK_FALSE(accepts({.rtol = 0.01, .atol = 0}, Value(100.0), Value(101.1)));
  CHECK(accepts({.rtol = 0, .atol = 0.5}, Value(0.0), Value(0.5)));
  CHECK(accepts({.nan_equal = true}, Value(std::nan("")), Value(std::nan(""))));
  CHECK_FALSE(accepts({.nan_equal = true}, Value(std::nan("")), Value(1.0)));
}

TEST_CASE("order is free only as far as the author says", "[compare]") {
  using Order = CompareRules::Order;
  struct Row {
    const char* got;
    bool kept, outside, everywhere;
  };
  const auto row = GENERATE(values<Row>({
      {"[[1, 2], [3]]", true, true, true},
      {"[[3], [1, 2]]", false, true, true},
      {"[[3], [2, 1]]", false, false, true},
      {"[[3], [2, 1], [3]]", false, false, false},
      {"[[3, 2], [1]]", false, false, false},
  }));
  const Value expected = from("int[][]", "[[1, 2], [3]]"), got = from("int[][]", row.got);

  CHECK(accepts({.order = Order::kept}, expected, got) == row.kept);
  CHECK(accepts({.order = Order::free_outside}, expected, got) == row.outside);
  CHECK(accepts({.order = Order::free_all_lists}, expected, got) == row.everywhere);
  CHECK_FALSE(accepts({.order = Order::free_outside}, from("int[]", "[1, 1, 2]"),
                      from("int[]", "[1, 2, 2]")));
  CHECK_FALSE(accepts({.order = Order::free_all_lists}, from("(int, int)", "[1, 2]"),
                      from("(int, int)", "[2, 1]")));
}

TEST_CASE("order is free in lists inside tuples, records and maps too", "[compare]") {
  struct Row {
    const char *type, *expected, *got;
  };
  const auto row = GENERATE(values<Row>({
      {"(int, int[])[]", "[[1, [2, 3]], [4, []]]", "[[4, []], [1, [3, 2]]]"},
      {"{a: int[]}", R"({"a": [1, 2]})", R"({"a": [2, 1]})"},
      {"map[str, int[]]", R"({"a": [1, 2]})", R"({"a": [2, 1]})"},
      {"int[]?[]", "[null, [1, 2]]", "[[2, 1], null]"},
  }));
  const Value expected = from(row.type, row.expected), got = from(row.type, row.got);

  CHECK(accepts({.order = CompareRules::Order::free_all_lists}, expected, got));
  CHECK_FALSE(accepts({}, expected, got));
}

TEST_CASE("feedback keeps the expected value to itself", "[compare]") {
  const Comparison wrong =
      compare({}, from("float[]", "[5.0, 77.0]"), from("float[]", "[5.0000000000001, 3.0]"));

  CHECK(wrong.score == 0);
  CHECK(wrong.feedback == "the answer is not the expected one");
  CHECK(compare({}, Value(1.0), Value(std::nan(""))).feedback ==
        "the answer is not the expected one; it has nan in it");
  CHECK(compare({}, Value(std::nan("")), Value(std::nan(""))).feedback ==
        "the answer is not the expected one; it has nan in it");
  CHECK(compare({}, Value(1), Value(1)).feedback.empty());
}

TEST_CASE("an empty tensor has no numbers that could be of another kind", "[compare]") {
  const Value ints = from("i64[0]", "[]"), floats = from("f64[0]", "[]");

  CHECK(accepts({}, ints, floats));
  CHECK(accepts({}, floats, ints));
  CHECK_FALSE(accepts({.dtype = true}, ints, floats));
  CHECK_FALSE(accepts({}, from("i64[1]", "[1]"), from("f64[1]", "[1]")));
  CHECK_FALSE(accepts({}, ints, from("f64[1]", "[1]")));
}

TEST_CASE("where no tolerance is asked for, each tensor has that of the dtype that is promised",
          "[compare]") {
  struct Row {
    const char *type, *want, *near, *off;
  };
  const auto row = GENERATE(values<Row>({
      {"f64[1]", "[1]", "[1.000000001]", "[1.00000001]"},
      {"f32[1]", "[1]", "[1.00001]", "[1.0001]"},
      {"f16[1]", "[1]", "[1.01]", "[1.05]"},
      {"bf16[1]", "[1]", "[1.06]", "[1.2]"},
      {"(f32[1], f64[1])", "[[1], [1]]", "[[1.00001], [1]]", "[[1], [1.00001]]"},
      {"(f64[1], f32[1])", "[[1], [1]]", "[[1], [1.00001]]", "[[1.00001], [1]]"},
      {"(f16[1], float)", "[[1], 1]", "[[1.01], 1]", "[[1], 1.01]"},
      {"(f32[1])[2]", "[[1], [1]]", "[[1], [1.00001]]", "[[1], [1.0001]]"},
      {"(f32[1])?", "[1]", "[1.00001]", "[1.0001]"},
      {"((f16[1])?, int)", "[[1], 1]", "[[1.01], 1]", "[[1.01], 2]"},
      {"{a: f64[1], b: (f16[1])[1]}", "{\"a\": [1], \"b\": [[1]]}", "{\"a\": [1], \"b\": [[1.01]]}",
       "{\"a\": [1.01], \"b\": [[1]]}"},
      {"map[int, f16[1]]", "[[1, [1]]]", "[[1, [1.01]]]", "[[1, [1.1]]]"},
      {"i64[1]", "[1]", "[1]", "[2]"},
  }));
  INFO(row.type);
  const CompareRules rules = compare_rules({}).value();
  const Type type = parse_signature(std::string("f(x: ") + row.type + ")")->parameters[0].type;
  const Value want = from(row.type, row.want);
  CHECK(compare(rules, want, from(row.type, row.near), &type).score == 1);
  CHECK(compare(rules, want, from(row.type, row.off), &type).score == 0);
}

TEST_CASE("the rules come from the problem's check", "[compare]") {
  Problem problem;
  problem.check = "unordered";
  problem.rtol = 0.5;
  CHECK(compare_rules(problem)->order == CompareRules::Order::free_outside);
  CHECK(compare_rules(problem)->rtol == 0.5);
  problem.check = "any_order_lists";
  CHECK(compare_rules(problem)->order == CompareRules::Order::free_all_lists);
  problem.check = "";
  CHECK(compare_rules(problem)->order == CompareRules::Order::kept);
  problem.check = "custom";
  CHECK(compare_rules(problem).status().code() == Code::invalid_argument);
}

// Decision

TEST_CASE("how a run ended decides its verdict and says what happened", "[decide]") {
  struct Row {
    Outcome outcome;
    Verdict verdict;
    const char* feedback;
  };
  const auto with = [](Outcome outcome, auto change) {
    change(outcome);
    return outcome;
  };
  const std::vector<Row> rows = {
      {ended(Ending::answered), Verdict::accepted, ""},
      {ended(Ending::signalled, SIGSEGV), Verdict::runtime_error,
       "killed by SIGSEGV (invalid memory access, or too deep a recursion)"},
      {ended(Ending::signalled, SIGKILL), Verdict::runtime_error,
       "killed by SIGKILL (no limit of ours was reached)"},
      {ended(Ending::signalled, 63), Verdict::runtime_error, "killed by signal 63"},
      {ended(Ending::signalled, SIGSYS), Verdict::security_violation,
       "made a system call that is not allowed"},
      {ended(Ending::exited, 0), Verdict::no_answer, "ended without an answer: does it call exit?"},
      {ended(Ending::exited, 3), Verdict::runtime_error,
       "exited with status 3; only 0 is taken for a success"},
      {with(ended(Ending::raised), [](Outcome& o) { o.message = "IndexError: line 3"; }),
       Verdict::runtime_error, "IndexError: line 3"},
      {with(ended(Ending::unreadable), [](Outcome& o) { o.message = "expected int[], got str"; }),
       Verdict::no_answer, "expected int[], got str"},
      {with(ended(Ending::cpu_limit), [](Outcome& o) { o.cpu_ms = 1150; }), Verdict::time_limit,
       "stopped after 1.15 s of cpu time, 1.00 s allowed; it is too slow, or never ends"},
      {with(ended(Ending::answered), [](Outcome& o) { o.cpu_ms = 1100; }), Verdict::time_limit,
       "took 1.10 s of cpu time, 1.00 s allowed (10 % past)"},
      {with(ended(Ending::wall_limit),
            [](Outcome& o) {
              o.wall_ms = 30'000;
              o.cpu_ms = 12;
            }),
       Verdict::time_limit,
       "stopped after 30.00 s of real time with 12 ms of cpu time used: it waits for something"},
      {with(ended(Ending::memory_limit), [](Outcome& o) { o.memory_bytes = 9 << 20; }),
       Verdict::memory_limit, "used 9 MiB, 8 MiB allowed"},
      {ended(Ending::memory_limit), Verdict::memory_limit, "needs more than the 8 MiB allowed"},
      {ended(Ending::output_limit), Verdict::output_limit, "printed more than the 1 MiB allowed"},
      {with(ended(Ending::denied), [](Outcome& o) { o.message = "socket"; }),
       Verdict::security_violation, "made a system call that is not allowed: socket"},
      {ended(Ending::cancelled), Verdict::cancelled, "cancelled"},
  };
  for (const Row& row : rows) {
    const TestReport report = decide(row.outcome, {.cpu_ms = 1000, .memory_bytes = 8 << 20}, right);
    INFO(row.feedback);
    CHECK(report.verdict == row.verdict);
    CHECK(report.feedback == row.feedback);
    CHECK(report.ending == row.outcome.ending);
  }
}

TEST_CASE("an earlier fact outweighs a later one", "[decide]") {
  const Limits limits{.cpu_ms = 1000, .memory_bytes = 8 << 20};
  const auto verdict = [&](Outcome outcome, int oom_kills, double cpu_ms) {
    outcome.oom_kills = oom_kills;
    outcome.cpu_ms = cpu_ms;
    return decide(outcome, limits, right).verdict;
  };

  CHECK(verdict(ended(Ending::cpu_limit), 1, 1150) == Verdict::time_limit);
  CHECK(verdict(ended(Ending::output_limit), 1, 0) == Verdict::memory_limit);
  CHECK(verdict(ended(Ending::signalled, SIGKILL), 1, 0) == Verdict::memory_limit);
  CHECK(verdict(ended(Ending::output_limit), 0, 1100) == Verdict::output_limit);
  CHECK(decide(internal_error("the launcher died"), limits, right).verdict ==
        Verdict::internal_error);
  CHECK(decide(unavailable("no g++"), limits, right).verdict == Verdict::unsupported);
}

TEST_CASE("an answer is judged only when nothing else decides", "[decide]") {
  int calls = 0;
  const auto scored = [&](double score) {
    return [&calls, score](std::string_view) -> Result<Comparison> {
      ++calls;
      return Comparison{.score = score};
    };
  };
  const auto failed = [](Code code) {
    return [code](std::string_view) -> Result<Comparison> { return Status(code, "why"); };
  };
  const Outcome answered = ended(Ending::answered);

  CHECK(decide(ended(Ending::exited, 1), {}, scored(1)).score == 0);
  CHECK(calls == 0);
  CHECK(decide(answered, {}, scored(0.5)).verdict == Verdict::wrong_answer);
  CHECK(decide(answered, {}, scored(0.5)).score == 0.5);
  CHECK(decide(answered, {}, scored(7)).score == 1);
  CHECK(calls == 3);
  CHECK(decide(answered, {}, failed(Code::invalid_argument)).verdict == Verdict::no_answer);
  CHECK(decide(answered, {}, failed(Code::bad_problem)).verdict == Verdict::internal_error);
  CHECK(decide(answered, {}, failed(Code::bad_problem)).feedback == "why");
}

TEST_CASE("source that does not parse is a compile error, one that raises is not", "[decide]") {
  Outcome outcome = ended(Ending::raised);
  outcome.message = "SyntaxError: line 1";
  outcome.syntax = true;
  CHECK(decide_load(outcome, {}).verdict == Verdict::compile_error);
  CHECK(decide_load(outcome, {}).feedback == "SyntaxError: line 1");
  outcome.syntax = false;
  CHECK(decide_load(outcome, {}).verdict == Verdict::runtime_error);
  CHECK(decide_load(ended(Ending::answered), {}).verdict == Verdict::accepted);
}

// Score

TEST_CASE("points are shared by groups and the first failing group names the verdict", "[score]") {
  Problem problem;
  problem.groups = {group("small", 4, 60), group("large", 2, 40)};
  Report report;
  report.tests = {test("small", 0, Verdict::accepted, 3),  test("small", 1, Verdict::accepted, 9),
                  test("small", 2, Verdict::wrong_answer), test("small", 3, Verdict::accepted),
                  test("large", 0, Verdict::accepted),     test("large", 1, Verdict::time_limit)};
  report.tests[2].feedback = "off by one";

  score(problem, {{.cpu_ms = 60}, {.cpu_ms = 1200, .memory_bytes = 5}}, report);

  CHECK(report.verdict == Verdict::wrong_answer);
  CHECK(report.points == Approx(45 + 20));
  CHECK(report.of == 100);
  CHECK(report.score == Approx(0.65));
  REQUIRE(report.groups.size() == 2);
  CHECK(report.groups[0].accepted == 3);
  CHECK(report.groups[0].count == 4);
  CHECK(report.groups[0].feedback == "off by one");
  CHECK(report.groups[0].worst_cpu_ms == 9);
  CHECK(report.groups[0].worst_memory_bytes == 9000);
  CHECK(report.groups[1].verdict == Verdict::time_limit);
  CHECK(report.groups[1].limit_ms == 1200);
  CHECK(report.groups[1].memory_limit_bytes == 5);
}

TEST_CASE("all-or-nothing groups give no part of their points", "[score]") {
  Problem problem;
  problem.groups = {group("a", 2, 50), group("b", 2, 50)};
  problem.groups[0].all_or_nothing = problem.groups[1].all_or_nothing = true;
  Report report;
  report.tests = {test("a", 0, Verdict::accepted), test("a", 1, Verdict::wrong_answer),
                  test("b", 0, Verdict::accepted), test("b", 1, Verdict::accepted)};

  score(problem, {}, report);

  CHECK(report.groups[0].points == 0);
  CHECK(report.groups[1].points == 50);
}

TEST_CASE("a checker's partial score counts, and is not accepted", "[score]") {
  Problem problem;
  problem.groups = {group("a", 2, 10)};
  Report report;
  report.tests = {test("a", 0, Verdict::accepted), test("a", 1, Verdict::wrong_answer)};
  report.tests[1].score = 0.5;

  score(problem, {}, report);

  CHECK(report.points == Approx(7.5));
  CHECK(report.verdict == Verdict::wrong_answer);
}

TEST_CASE("what follows a killed process in its group is skipped, in others not", "[score]") {
  Problem problem;
  problem.groups = {group("a", 3, 50), group("b", 1, 50)};
  Report report;
  report.tests = {test("a", 2, Verdict::accepted), test("a", 0, Verdict::accepted),
                  test("a", 1, Verdict::runtime_error), test("b", 0, Verdict::accepted)};

  score(problem, {}, report);

  CHECK(report.tests[0].verdict == Verdict::skipped);
  CHECK(report.groups[0].accepted == 1);
  CHECK(report.groups[0].verdict == Verdict::runtime_error);
  CHECK(report.groups[1].points == 50);
  CHECK(report.points == Approx(50.0 / 3 + 50));

  TestReport raised = test("a", 0, Verdict::runtime_error);
  raised.ending = Ending::raised;
  CHECK_FALSE(ends_group(raised));
  CHECK_FALSE(ends_group(test("a", 0, Verdict::wrong_answer)));
}

TEST_CASE("a level counts only when the levels that it needs are complete", "[score]") {
  Problem problem;
  problem.levels = {{.title = "1. Basics"},
                    {.title = "2. Search", .needs = {1}},
                    {.title = "3. Time", .needs = {2}}};
  problem.groups = {group("1", 2, 30, Group::Source::level),
                    group("2", 2, 30, Group::Source::level),
                    group("3", 2, 40, Group::Source::level)};
  Report report;
  for (const char* name : {"1", "2", "3"}) {
    report.tests.push_back(test(name, 0, Verdict::accepted));
    report.tests.push_back(test(name, 1, Verdict::accepted));
  }
  Report first_fails = report;
  first_fails.tests[1].verdict = Verdict::wrong_answer;
  first_fails.tests[1].score = 0;

  score(problem, {}, report);
  score(problem, {}, first_fails);

  CHECK(report.points == 100);
  CHECK(report.verdict == Verdict::accepted);
  CHECK(first_fails.points == 15 + 0 + 40);  // level 2 is complete itself, which level 3 asks for
  CHECK(first_fails.groups[1].verdict == Verdict::accepted);
}

TEST_CASE("to fail in a level that was closed is no failure", "[score]") {
  struct Row {
    int open;
    Verdict first, second;  // of levels 1 and 2; level 3 fails
    Verdict all;
  };
  constexpr Verdict kRight = Verdict::accepted, kWrong = Verdict::wrong_answer;
  const auto row = GENERATE(values<Row>({{1, kRight, kWrong, Verdict::skipped},
                                         {1, kRight, kRight, Verdict::skipped},
                                         {1, kWrong, kWrong, kWrong},
                                         {2, kRight, kWrong, kWrong},
                                         {3, kRight, kRight, Verdict::runtime_error}}));
  Problem problem;
  problem.levels.resize(3);
  Report report;
  report.open_levels = row.open;
  for (const auto& [name, verdict] : std::initializer_list<std::pair<const char*, Verdict>>{
           {"1", row.first}, {"2", row.second}, {"3", Verdict::runtime_error}}) {
    problem.groups.push_back(group(name, 1, 30, Group::Source::level));
    report.tests.push_back(test(name, 0, verdict));
  }
  score(problem, {}, report);
  CHECK(report.verdict == row.all);
}

TEST_CASE("a mended bug brings its points, and what worked before costs when it breaks",
          "[score]") {
  Problem problem;
  problem.groups = {group("works", 2, 0), group("mask", 1, 30), group("scale", 1, 20)};
  problem.groups[1].all_or_nothing = problem.groups[2].all_or_nothing = true;
  problem.bugs = {{"mask", ""}, {"scale", ""}};
  problem.regression = 20;
  const auto points = [&](Verdict works, Verdict mask, Verdict scale) {
    Report report;
    report.tests = {test("works", 0, Verdict::accepted), test("works", 1, works),
                    test("mask", 0, mask), test("scale", 0, scale)};
    score(problem, {}, report);
    return report.points;
  };
  constexpr Verdict kRight = Verdict::accepted, kWrong = Verdict::wrong_answer;
  CHECK(points(kRight, kRight, kRight) == 50);
  CHECK(points(kRight, kRight, kWrong) == 30);
  CHECK(points(kWrong, kRight, kRight) == 30);  // one regression, however many tests fail
  CHECK(points(kWrong, kWrong, kRight) == 0);
  CHECK(points(kWrong, kWrong, kWrong) == 0);  // never below nothing
  CHECK(points(kRight, kWrong, kWrong) == 0);  // bugs that were there before are no regression
  problem.groups[0].visible = true;
  CHECK(points(kWrong, kRight, kRight) == 50);  // what is shown may fail by a bug
}

TEST_CASE("lines are changed as a person counts them", "[changed_lines]") {
  struct Row {
    const char *before, *after;
    int changed;
  };
  const auto row = GENERATE(values<Row>({{"a\nb\nc\n", "a\nb\nc\n", 0},
                                         {"a\nb\nc\n", "a\nb\nc", 0},
                                         {"a\nb\n", "a  \nb\t\r\n\n\n", 0},
                                         {"a\nb\nc\n", "a\nB\nc\n", 1},
                                         {"a\nb\nc\n", "a\nc\n", 1},
                                         {"a\nb\nc\n", "a\nb\nx\nc\n", 1},
                                         {"a\nb\nc\n", "b\nc\na\n", 2},
                                         {"a\nb\nc\n", "a\n  b\nc\n", 1},
                                         {"", "a\nb\n", 2},
                                         {"a\nb\nc\n", "", 3},
                                         {"a\nb\nc\nd\n", "x\ny\n", 4},
                                         {"a\nb\n", "a\rx\ry\rb\n", 2}}));
  CAPTURE(row.before, row.after);
  CHECK(changed_lines(row.before, row.after) == row.changed);
  CHECK(changed_lines(row.after, row.before) == row.changed);
}

TEST_CASE("a line counts once for every 120 of its bytes", "[changed_lines]") {
  const std::string line(120, 'x');
  CHECK(changed_lines("a\n", line + "\n") == 1);
  CHECK(changed_lines("a\n", line + "x\n") == 2);
  CHECK(changed_lines("a\n", line + line + line + "\n") == 3);
  CHECK(changed_lines(line + line + "\n", line + line + "\n") == 0);
}

TEST_CASE("a text beyond the table's size counts as changed altogether", "[changed_lines]") {
  std::string large;
  for (int i = 0; i < 5001; ++i) large += "x\n";
  CHECK(changed_lines(large, large) == 0);
  CHECK(changed_lines(large, large + "y\n") == 5002);
}

TEST_CASE("our own failure is the verdict of the whole submission", "[score]") {
  Problem problem;
  problem.groups = {group("a", 1, 1), group("b", 1, 1)};
  Report report;
  report.tests = {test("a", 0, Verdict::wrong_answer), test("b", 0, Verdict::internal_error)};

  score(problem, {}, report);

  CHECK(report.verdict == Verdict::internal_error);
}

TEST_CASE("right but too slowly growing is too slow", "[score]") {
  Problem problem;
  problem.groups = {group("a", 1, 1)};
  Report report;
  report.tests = {test("a", 0, Verdict::accepted)};
  report.growth = GrowthReport{.verdict = Verdict::too_slow};
  score(problem, {}, report);
  CHECK(report.verdict == Verdict::too_slow);

  report.growth->verdict = Verdict::inconclusive;
  score(problem, {}, report);
  CHECK(report.verdict == Verdict::accepted);
}

TEST_CASE("of a class the traces of the open levels are a run of their own", "[score]") {
  Problem problem;
  problem.kind = Kind::klass;
  problem.levels.resize(2);
  problem.groups = {group("1", 20, 50), group("2", 20, 50)};
  for (Group& level : problem.groups) level.source = Group::Source::level;
  Report report;
  report.tests = {test("1", 0, Verdict::accepted), test("1", 1, Verdict::accepted)};

  score(problem, {}, report, true);

  CHECK(report.verdict == Verdict::accepted);
  CHECK(report.groups.size() == 1);
  CHECK(report.groups[0].count == 2);
  CHECK(report.of == 0);
}

TEST_CASE("a run of the examples has no points, and source that never ran has none of its",
          "[score]") {
  Problem problem;
  problem.groups = {group("example", 2, 0, Group::Source::example), group("a", 9, 30)};
  Report report;
  report.tests = {test("example", 0, Verdict::accepted), test("example", 1, Verdict::wrong_answer)};
  score(problem, {}, report, true);
  CHECK(report.of == 0);
  CHECK(report.score == 0.5);
  CHECK(report.groups.size() == 1);

  Report broken;
  broken.verdict = Verdict::compile_error;
  score(problem, {}, broken);
  CHECK(broken.verdict == Verdict::compile_error);
  CHECK(broken.points == 0);
  CHECK(broken.of == 30);
  REQUIRE(broken.groups.size() == 1);
  CHECK(broken.groups[0].verdict == Verdict::skipped);
}

TEST_CASE("hints cost points, but never more than there are, and no verdict", "[score]") {
  Report report;
  report.verdict = Verdict::accepted;
  report.points = report.of = 40;
  report.score = 1;
  charge_hints(10, report);
  CHECK(report.points == 30);
  CHECK(report.score == 0.75);
  charge_hints(99, report);
  CHECK(report.points == 0);
  CHECK(report.verdict == Verdict::accepted);
}

TEST_CASE("tests that were never run are not accepted", "[score]") {
  Problem problem;
  problem.groups = {group("a", 4, 100)};
  Report report;
  report.tests = {test("a", 0, Verdict::accepted)};

  score(problem, {}, report);

  CHECK(report.points == 25);
  CHECK(report.verdict == Verdict::skipped);
}

// What a simulator says of 1000 elements: 10 of 8 sectors, 4 passes for 2.
constexpr char kReport[] = R"({"findings": [], "compulsory_bytes": 200, "largest_tensor": 1000,
  "kernels": [{"launches": 2, "shared_bytes": 64, "total": {"sectors": 10, "ideal_sectors": 8,
    "wavefronts": 4, "ideal_wavefronts": 2, "warp_instructions": 500, "thread_instructions": 4000,
    "flops": 2000, "atomic_operations": 10, "local_accesses": 3}}]})";

TEST_CASE("a counter beyond its bound is too slow, and one in the band earns a part", "[grade]") {
  struct Row {
    const char* counter;
    bool at_least;
    double pass, full;
    Verdict verdict;
    double score;
  };
  const auto row = GENERATE(values<Row>({
      {"sectors_per_ideal", false, 1.25, 1.25, Verdict::accepted, 1},
      {"sectors_per_ideal", false, 1.2, 1.2, Verdict::too_slow, 0},
      {"sectors_per_ideal", false, 1.5, 1.0, Verdict::accepted, 0.75},
      {"wavefronts_per_ideal", false, 2, 1, Verdict::accepted, 0.5},
      {"bytes_per_compulsory", false, 1.6, 1.6, Verdict::accepted, 1},
      {"instructions_per_element", false, 16, 16, Verdict::accepted, 1},
      {"instructions_per_element", false, 15, 15, Verdict::too_slow, 0},
      {"flops_per_element", false, 2, 2, Verdict::accepted, 1},
      {"atomics_per_element", false, 0.001, 0.001, Verdict::too_slow, 0},
      {"active_lanes", true, 0.25, 0.25, Verdict::accepted, 1},
      {"active_lanes", true, 0.2, 0.3, Verdict::accepted, 0.75},
      {"active_lanes", true, 0.5, 0.9, Verdict::too_slow, 0},
      {"local_accesses", false, 0, 0, Verdict::too_slow, 0},
      {"launches", false, 1, 1, Verdict::too_slow, 0},
      {"shared_bytes", false, 64, 64, Verdict::accepted, 1},
  }));
  Kernel kernel;
  kernel.counters.push_back({row.counter, row.at_least, row.pass, row.full, "<= 1"});

  const Result<KernelVerdict> verdict = judge_counters(kernel, kReport, 0);

  REQUIRE(verdict.ok());
  CHECK(verdict->verdict == row.verdict);
  CHECK(verdict->score == Approx(row.score));
}

TEST_CASE("a counter beyond its bound is told with what it means and what would be best",
          "[grade]") {
  Kernel kernel;
  kernel.counters.push_back({"bytes_per_compulsory", false, 1.2, 1.2, "<= 1.2"});
  const Result<KernelVerdict> verdict = judge_counters(kernel, kReport, 0);
  REQUIRE(verdict.ok());
  CHECK(verdict->feedback ==
        "by counters: bytes_per_compulsory is 1.6, asked for <= 1.2 (how often each byte of the "
        "inputs and outputs is moved, on average; 1 is best)");
}

TEST_CASE("what a simulator found is told with its place", "[grade]") {
  const Result<std::optional<KernelVerdict>> found = judge_findings(
      R"({"findings": [{"check": "shared_race", "message": "two threads", "file": "/box/a.cu",
          "line": 7, "block": [1, 0, 0], "thread": [33, 0, 0]}]})");
  REQUIRE(found.ok());
  CHECK((*found)->verdict == Verdict::runtime_error);
  CHECK((*found)->feedback == "shared_race at a.cu:7, block (1,0,0) thread (33,0,0): two threads");
}

TEST_CASE("what a simulator does not know is no mark against the candidate", "[grade]") {
  const auto found = judge_findings(
      R"({"findings": [{"check": "trap", "message": "it ends"},
                       {"check": "unsupported", "message": "tex.2d at line 9"}]})");
  REQUIRE(found.ok());
  CHECK((*found)->verdict == Verdict::unsupported);
  CHECK((*found)->feedback == "the simulator cannot run it: tex.2d at line 9");
  CHECK(judge_findings("{").status().code() == Code::internal);
}

}  // namespace assay
