#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "report/report_json.hpp"

using namespace assay;
using nlohmann::json;

namespace {

Value numbers(std::initializer_list<std::int64_t> items) {
  List list;
  for (const std::int64_t item : items) list.items.push_back(Value::integer(item));
  return Value(std::move(list));
}

// A test with everything in it that a report can hold.
TestReport full_test(const std::string& group) {
  Record arguments;
  arguments.fields.emplace_back("prices", numbers({4711}));
  arguments.fields.emplace_back("window", Value::integer(2));
  return {.group = group,
          .index = 1,
          .name = group + " 2",
          .verdict = Verdict::wrong_answer,
          .score = 0.5,
          .cpu_ms = 0.25,
          .wall_ms = 1,
          .memory_bytes = 4096,
          .feedback = "one number differs",
          .arguments = Value(std::move(arguments)),
          .expected = numbers({4712}),
          .got = numbers({4713}),
          .out = "4714",
          .err = "4715",
          .answer_hash = "4716"};
}

Report full_report() {
  Report report;
  report.problem = "echo-pairs";
  report.language = "cpp";
  report.toolchain = "g++ 12.2.0";
  report.verdict = Verdict::wrong_answer;
  report.score = 0.75;
  report.points = 75;
  report.of = 100;
  report.tier = Tier::namespaces;
  report.mode = Mode::fresh;
  report.cpu_ms = 3;
  report.wall_ms = 5;
  report.compile_ms = 900;
  report.compile_cached = true;
  report.message = "words";
  report.tests = {full_test("example"), full_test("small")};
  report.groups = {{.name = "small",
                    .accepted = 39,
                    .count = 40,
                    .points = 58.5,
                    .of = 60,
                    .verdict = Verdict::wrong_answer,
                    .worst_cpu_ms = 0.5,
                    .limit_ms = 50,
                    .worst_memory_bytes = 5000,
                    .memory_limit_bytes = 9000,
                    .feedback = "one number differs"}};
  report.growth = GrowthReport{.asked = "n",
                               .exponent = 1.02,
                               .low = 0.97,
                               .high = 1.07,
                               .reference = 1,
                               .verdict = Verdict::accepted};
  report.open_levels = 2;
  report.engine = "assay 0.1.0";
  report.problem_hash = "p";
  report.source_hash = "s";
  return report;
}

}  // namespace

TEST_CASE("a report has the keys that docs/methods.md names", "[report]") {
  const json out = to_json(full_report(), Purpose::grade, 7);

  CHECK(out["event"] == "result");
  CHECK(out["submission"] == 7);
  CHECK(out["verdict"] == "wrong_answer");
  CHECK(out["tier"] == "namespaces");
  CHECK(out["process"] == "fresh");
  CHECK(out["mode"] == "grade");
  CHECK(out["open_levels"] == 2);
  CHECK(out["growth"] ==
        json::parse(R"({"asked": "n", "exponent": 1.02, "low": 0.97, "high": 1.07, "longest_ms": 0,
                                         "reference": 1.0, "verdict": "accepted"})"));
  CHECK(out["groups"] == json::parse(R"([{"name": "small", "accepted": 39, "count": 40,
      "points": 58.5, "of": 60.0, "visible": false, "verdict": "wrong_answer", "worst_cpu_ms": 0.5, "limit_ms": 50.0,
      "worst_memory_bytes": 5000, "memory_limit_bytes": 9000, "feedback": "one number differs"}])"));
  CHECK(to_json(Report(), Purpose::test)["submission"].is_null());
  CHECK(to_json(Report(), Purpose::test)["growth"].is_null());
}

TEST_CASE("an example shows its data, and what differs", "[report]") {
  const json test = to_json(full_report(), Purpose::grade)["tests"][0];

  CHECK(test["arguments"] == json::parse(R"({"prices": [4711], "window": 2})"));
  CHECK(test["arguments_text"] == "prices = [4711], window = 2");
  CHECK(test["expected"] == json::parse("[4712]"));
  CHECK(test["got"] == json::parse("[4713]"));
  CHECK(test["out"] == "4714");
  CHECK(test["err"] == "4715");
  CHECK_FALSE(test["difference"].empty());
}

TEST_CASE("of a grade nothing of a hidden test is in JSON but how it went", "[report]") {
  const std::string group = GENERATE("small", "edge", "1", "examples", "Example", "");
  Report report;
  report.tests = {full_test(group)};

  const json test = to_json(report, Purpose::grade)["tests"][0];

  CHECK(test == json{{"name", group + " 2"},
                     {"group", group},
                     {"index", 1},
                     {"verdict", "wrong_answer"},
                     {"score", 0.5},
                     {"cpu_ms", 0.25},
                     {"wall_ms", 1.0},
                     {"memory_bytes", 4096},
                     {"feedback", "one number differs"}});
}

TEST_CASE("an own input is visible, but a hidden group cannot pass for one", "[report]") {
  CHECK(visible(full_test("input"), Purpose::test));
  CHECK_FALSE(visible(full_test("input"), Purpose::grade));
}

TEST_CASE("a report comes back from its JSON", "[report]") {
  const json out = to_json(full_report(), Purpose::grade, 7);

  const Result<Report> back = report_from_json(out);

  REQUIRE(back.ok());
  CHECK(to_json(*back, Purpose::grade, 7) == out);
}

TEST_CASE("what is no report is refused with the key", "[report]") {
  json out = to_json(full_report(), Purpose::grade);
  std::string words;
  SECTION("a key is missing") {
    out.erase("points");
    words = "points";
  }
  SECTION("a verdict is unknown") {
    out["tests"][0]["verdict"] = "fine";
    words = "\"fine\" is not a verdict";
  }
  SECTION("it is something else") {
    out = json::array();
    words = "not a report";
  }

  const Result<Report> back = report_from_json(out);

  REQUIRE_FALSE(back.ok());
  CHECK(back.status().code() == Code::invalid_argument);
  CHECK_THAT(back.status().message(), Catch::Contains(words));
}
