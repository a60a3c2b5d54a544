// Languages at work: planned, compiled and run in boxes.

#include "plan/compile.hpp"

#include <stdlib.h>

#include <catch2/catch.hpp>

#include "base/bytes.hpp"
#include "plan/languages.hpp"
#include "support/temporary.hpp"
#include "value/wire.hpp"

using namespace assay;

namespace {

// Kept between the tests of this program: what compiles share takes seconds to build.
struct Bench {
  Temporary cache;
  std::unique_ptr<Runner> runner;
  std::optional<Languages> languages;

  Bench() {
    ::setenv("XDG_CACHE_HOME", cache.path().c_str(), 1);
    Result<std::unique_ptr<Runner>> started = Runner::start({});
    if (!started.ok()) FAIL(started.status().message());
    runner = std::move(*started);
    Result<Languages> found =
        Languages::find(std::filesystem::path(ASSAY_SOURCE_DIR) / "graders", *runner);
    if (!found.ok()) FAIL(found.status().message());
    languages.emplace(std::move(*found));
  }

  bool lacks(const std::string& language) const {
    if (!languages->find(language)->program.empty()) return false;
    WARN("not run: " << language << " (" << languages->find(language)->install << ")");
    return true;
  }

  Compiled build(const Problem& problem, const std::string& language, const std::string& source) {
    Result<Planned> planned = plan(*languages, problem, language, source);
    if (!planned.ok()) FAIL(planned.status().message());
    Result<Compiled> compiled = compile(*runner, *planned, cache.path());
    if (!compiled.ok()) FAIL(compiled.status().message());
    return std::move(*compiled);
  }
};

Bench& bench() {
  static Bench bench;
  return bench;
}

Problem sum_problem() {
  Problem problem;
  problem.signature = parse_signature("total(xs: int[n=0..9]) -> int").value();
  return problem;
}

const char* sum_source(const std::string& language) {
  if (language == "python") return "def total(xs):\n    print('hello')\n    return sum(xs)\n";
  if (language == "cpp") {
    return "#include <bits/stdc++.h>\nlong long total(const std::vector<long long>& xs) {\n"
           "  std::cout << \"hello\\n\";\n  return std::accumulate(xs.begin(), xs.end(), "
           "0LL);\n}\n";
  }
  return "function total(xs) {\n  console.log('hello');\n  return xs.reduce((a, b) => a + b, "
         "0);\n}\n";
}

}  // namespace

TEST_CASE("a C++ source includes what it likes", "[compile]") {
  if (bench().lacks("cpp")) return;
  const std::string headers =
      GENERATE("#include <vector>\n", "#include <bits/stdc++.h>\n", "#include <regex>\n",
               "#include <bits/stdc++.h>\n#include <filesystem>\n", "#include <barrier>\n");
  CAPTURE(headers);
  const Compiled built =
      bench().build(sum_problem(), "cpp",
                    headers + "long long total(const std::vector<long long>& xs) { return 0; }\n");
  CHECK(built.message == "");
}

TEST_CASE("the same function in every language gives the same answer", "[compile]") {
  const std::string language = GENERATE("python", "cpp", "javascript");
  CAPTURE(language);
  if (bench().lacks(language)) return;
  const Problem problem = sum_problem();
  const Compiled built = bench().build(problem, language, sum_source(language));
  REQUIRE(built.ok);

  Result<Session> session = bench().runner->open(built.program);
  if (!session.ok()) FAIL(session.status().message());
  const Result<Outcome> loaded = session->load({});
  if (!loaded.ok()) FAIL(loaded.status().message());
  INFO(loaded->message << loaded->err);
  REQUIRE(loaded->ending == Ending::answered);

  Record arguments;
  arguments.fields = {{"xs", List{{Value::integer(5), Value::integer(-2), Value::integer(4)}}}};
  const std::string wire = encode_arguments(problem.signature.parameters, Value(arguments)).value();
  for (int i = 0; i < 3; ++i) {
    const Result<Outcome> outcome = session->test({.arguments = wire, .stdin_text = {}}, {});
    if (!outcome.ok()) FAIL(outcome.status().message());
    INFO(outcome->message << outcome->err);
    CHECK(outcome->ending == Ending::answered);
    CHECK(outcome->answer == std::string("\7\0\0\0\0\0\0\0", 8));
    CHECK(outcome->out == "hello\n");
  }
}

TEST_CASE("a program in every language reads and prints", "[compile]") {
  const std::string language = GENERATE("python", "cpp", "javascript");
  CAPTURE(language);
  if (bench().lacks(language)) return;
  Problem problem;
  problem.kind = Kind::program;
  const char* source = "print(int(input()) + 1)\n";
  if (language == "cpp") {
    source =
        "#include <iostream>\nint main() {\n  int n;\n  std::cin >> n;\n"
        "  std::cout << n + 1 << '\\n';\n}\n";
  } else if (language == "javascript") {
    source = "console.log(Number(require('fs').readFileSync(0, 'utf8')) + 1);\n";
  }
  const Compiled built = bench().build(problem, language, source);
  REQUIRE(built.ok);

  Result<Session> session = bench().runner->open(built.program);
  if (!session.ok()) FAIL(session.status().message());
  REQUIRE(session->load({}).ok());
  const Result<Outcome> outcome = session->test({.arguments = {}, .stdin_text = "41\n"}, {});
  if (!outcome.ok()) FAIL(outcome.status().message());
  INFO(outcome->message << outcome->err);
  CHECK(outcome->ending == Ending::answered);
  CHECK(outcome->code == 0);
  CHECK(outcome->answer == "42\n");
}

TEST_CASE("the same source is compiled once", "[compile]") {
  if (bench().lacks("cpp")) return;
  const char* source = "long long total(std::vector<long long> xs) { return xs.size(); }\n";
  const Compiled first = bench().build(sum_problem(), "cpp", source);
  REQUIRE(first.ok);
  CHECK_FALSE(first.cached);
  CHECK(first.cpu_ms > 0);

  const Compiled second = bench().build(sum_problem(), "cpp", source);
  REQUIRE(second.ok);
  CHECK(second.cached);
  CHECK(second.program.image == first.program.image);

  const Compiled other = bench().build(sum_problem(), "cpp", std::string(source) + "// more\n");
  CHECK_FALSE(other.cached);
}

TEST_CASE("a source that does not compile says why, at its own line", "[compile]") {
  if (bench().lacks("cpp")) return;
  struct Row {
    const char* source;
    const char* says;
  };
  const auto row = GENERATE(values<Row>({
      {"#include <vector>\nlong long total(std::vector<long long> xs) {\n  return ys;\n}\n",
       "solution.cpp:3:10: error: 'ys' was not declared in this scope"},
      {"long long totl(std::vector<long long> xs);\n",
       "solution.cpp must define `long long total(std::vector<long long> xs)`"},
      {"long long total(std::vector<long long> xs);\n", "total(std::"},
      {"#include \"/etc/passwd\"\n", "solution.cpp:1:10: fatal error: /etc/passwd"},
  }));
  const Compiled built = bench().build(sum_problem(), "cpp", row.source);
  CHECK_FALSE(built.ok);
  CHECK_THAT(built.message, Catch::StartsWith(row.says) || Catch::Contains("undefined symbol"));
}
