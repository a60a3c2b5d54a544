// Problem files become problems, mistakes become findings, folders become lists.

#include "bank/bank.hpp"

#include <fmt/format.h>
#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/digest.hpp"
#include "support/script_starter.hpp"
#include "value/display.hpp"
#include "value/wire.hpp"

using namespace assay;
using Catch::Contains;
using Catch::Equals;
namespace fs = std::filesystem;

namespace {

fs::path fixture(const std::string& folder) {
  return fs::path(ASSAY_SOURCE_DIR) / "tests/problems" / folder / "problem.lua";
}

Loaded loaded(const std::string& folder) {
  Result<Loaded> result = load_problem(fixture(folder), Script(forking_starter()));
  if (!result.ok()) FAIL(result.status().message());
  return std::move(result).value();
}

// A folder that is gone after the test.
struct Folder {
  fs::path path;

  Folder() {
    std::string name = (fs::temp_directory_path() / "assay-bank-XXXXXX").string();
    path = ::mkdtemp(name.data());
  }
  ~Folder() { fs::remove_all(path); }

  void write(const std::string& name, const std::string& text) const {
    fs::create_directories((path / name).parent_path());
    std::ofstream(path / name) << text;
  }
};

// All findings about a problem with this text, one a line.
std::string findings(const std::string& text, const std::string& id = "p") {
  const Folder folder;
  folder.write(id + "/problem.lua", text);
  const Result<Examined> examined =
      examine_problem(folder.path / id / "problem.lua", Script(forking_starter()));
  if (!examined.ok()) return "status: " + examined.status().message();
  std::string all;
  for (const Finding& finding : examined->findings) all += finding.text() + "\n";
  return all;
}

// A problem that is right but for `line`, its third.
std::string problem_with(const std::string& line) {
  return "return problem \"p\" {\n  title = \"P\", statement = \"s\",\n" + line +
         "\n  random { \"small\", 5, n = \"1..3\" },\n}\n";
}
const std::string kFn = "fn = \"f(n: int in 0..9) -> int\", ";
const std::string kAsks = "fn = \"f(n: int in 0..9, ask: fn(i: int) -> bool) -> int\",\n";

std::string hash_of_cases(Loaded& problem) {
  std::string all;
  for (std::size_t group = 0; group < problem.problem.groups.size(); ++group) {
    for (int i = 0; i < problem.problem.groups[group].count; ++i) {
      const Result<Case> made = problem.script.make_case(static_cast<int>(group), i);
      if (!made.ok()) FAIL(made.status().message());
      all += made->arguments + made->secret + made->expected.value_or("");
    }
  }
  return sha256(all).substr(0, 16);
}

std::string small_problem(const std::string& id, int difficulty = 1) {
  return "return problem \"" + id + "\" { title = \"T " + id +
         "\", round = \"coding\", difficulty = " + std::to_string(difficulty) +
         ", minutes = 5, tags = \"a, b\", pattern = \"q\",\n" +
         "statement = \"s\", fn = \"f(n: int) -> int\" }\n";
}

// A starter that counts how often a process was needed.
struct CountingStarter {
  std::shared_ptr<int> count = std::make_shared<int>(0);
  ScriptStarter starter() const {
    return [count = count, start = forking_starter()] {
      ++*count;
      return start();
    };
  }
};

std::vector<std::string> ids(const Listing& listing) {
  std::vector<std::string> all;
  for (const ListedProblem& problem : listing.problems) all.push_back(problem.summary.id);
  return all;
}

}  // namespace

TEST_CASE("SHA-256 gives the digests of the examples of FIPS 180", "[bank]") {
  CHECK(sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(sha256(std::string(1'000'000, 'a')) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("a bug names a group, which is then all or nothing for its points", "[bank]") {
  const std::string fn = kFn + "budget = 3, scaffold = \"problem.lua\", ";
  CHECK(findings(problem_with(fn + "bug { \"small\", 30, \"why\" },")) == "");
  CHECK_THAT(findings(problem_with(kFn + "bug { \"small\", 30, \"why\" },")),
             Contains("E013 scaffold is missing"));
  CHECK_THAT(findings(problem_with(fn + "bug { \"smal\", 30, \"why\" },")),
             Contains("E025 bug: there is no group \"smal\" (did you mean \"small\"?)"));
  CHECK_THAT(findings(problem_with(fn + "bug { \"small\", \"why\" },")),
             Contains("E013 bug needs"));
  CHECK_THAT(findings(problem_with(fn + "bug { \"small\", 30 },")),
             Contains("what is wrong, after the points"));
  CHECK_THAT(findings(problem_with(kFn + "scaffold = \"none.py\",")),
             Contains("E024 the scaffold cannot be read: none.py (No such file"));
}

TEST_CASE("a check that asks for no tolerance keeps that of the dtype, and one turns it off",
          "[bank]") {
  struct Row {
    const char* check;
    bool by_dtype;
    double rtol, atol;
    std::int64_t ulp;
  };
  const auto row = GENERATE(values<Row>({
      {"", true, 1e-9, 1e-9, 0},
      {"check = tensor {},", true, 1e-9, 1e-9, 0},
      {"check = tensor { nan = true, dtype = true, finite = true },", true, 1e-9, 1e-9, 0},
      {"check = close { nan = true },", true, 1e-9, 1e-9, 0},
      {"check = close { rtol = 1e-3 },", false, 1e-3, 1e-9, 0},
      {"check = tensor { rtol = 1e-3 },", false, 1e-3, 0, 0},
      {"check = tensor { atol = 1e-3 },", false, 0, 1e-3, 0},
      {"check = tensor { ulp = 2 },", false, 0, 0, 2},
      {"check = tensor { rtol = 0, atol = 0 },", false, 0, 0, 0},
  }));
  INFO(row.check);
  const Folder folder;
  folder.write("p/problem.lua", problem_with("fn = \"f(n: int in 0..9) -> (f32[n], float)\", " +
                                             std::string(row.check)));
  const Result<Loaded> made =
      load_problem(folder.path / "p/problem.lua", Script(forking_starter()));
  REQUIRE(made.ok());
  const Problem& problem = made->problem;
  CHECK(problem.by_dtype == row.by_dtype);
  CHECK(problem.rtol == row.rtol);
  CHECK(problem.atol == row.atol);
  CHECK(problem.ulp == row.ulp);
}

TEST_CASE("a function problem loads as it stands", "[bank]") {
  const Problem problem = loaded("cool-down-ledger").problem;
  CHECK(problem.id == "cool-down-ledger");
  CHECK(problem.kind == Kind::function);
  CHECK(problem.difficulty == 4);
  CHECK(problem.pattern == "monotonic queue");
  CHECK(problem.skills.size() == 2);
  CHECK(problem.complexity == "n");
  CHECK(problem.has_reference);
  CHECK_FALSE(problem.has_make);
  CHECK(problem.check == "exact");
  CHECK_THAT(problem.grow_sizes, Equals(std::vector<std::int64_t>{20000, 40000, 80000, 160000}));
  CHECK(problem.hints.size() == 3);
  CHECK(problem.hints[2].cost == 20);
  CHECK(problem.ideas.at(0).wrong.size() == 3);
  CHECK_THAT(problem.follow_up, Contains("differs from minute to minute"));
  CHECK(problem.equivalents.at(0).place == "queue.py:9");

  REQUIRE(problem.groups.size() == 6);
  CHECK(problem.groups[1].name == "small");
  CHECK(problem.groups[1].count == 40);
  CHECK(problem.groups[1].points == 60);
  CHECK(problem.groups[4].memory == "reference + 24 MiB");
  CHECK(problem.groups[5].name == "edge");
  CHECK(problem.groups[5].count == 3);

  REQUIRE(problem.examples.size() == 2);
  CHECK(display(problem.examples[0].arguments) == "{prices: [5, 3, 8, 9], window: 2, carry: 1}");
  CHECK(display(*problem.examples[1].returns) == "[4, 2, 0]");
  CHECK_THAT(problem.examples[1].why, Contains("Waiting pays"));

  REQUIRE(problem.solutions.size() == 6);
  CHECK(problem.solutions[0].source_line == 50);
  CHECK_THAT(problem.solutions[0].source, Catch::StartsWith("from collections import deque\n"));
  CHECK(problem.solutions[1].file == "queue.cpp");
  CHECK_THAT(problem.solutions[1].source, Contains("std::deque"));
  const std::vector<Expectation>& expect = problem.solutions[4].expect;
  REQUIRE(expect.size() == 2);
  CHECK(expect[1].verdict == Verdict::time_limit);
  CHECK(expect[1].group == "large");
  CHECK(problem.hash.size() == 64);
}

TEST_CASE("where no group has points, they are shared out by the number of tests", "[bank]") {
  const Problem problem = loaded("gift-cards").problem;
  CHECK(problem.groups[0].points == 0);  // examples
  CHECK(problem.groups[1].points == Approx(100.0 * 40 / 54));
  CHECK(problem.groups[3].points == Approx(100.0 * 4 / 54));
  CHECK(problem.check == "custom");
}

TEST_CASE("edges may say their group, which is then one beside the others", "[bank]") {
  const Folder folder;
  folder.write("p/problem.lua", problem_with(kFn + R"(
    edge { "zero", n = 0, returns = 5 },
    edge { "one", n = 1, returns = 6, group = "low", points = 10, all = true }, edge { "nine", n = 9, group = "high", points = 20 },
    edge { "two", n = 2, returns = 7, group = "low", points = 5 },)"));
  Loaded made = load_problem(folder.path / "p/problem.lua", Script(forking_starter())).value();

  const std::vector<Group>& groups = made.problem.groups;
  REQUIRE(groups.size() == 4);
  CHECK(groups[0].name == "edge");
  CHECK(groups[0].count == 1);
  CHECK(groups[1].name == "low");
  CHECK(groups[1].count == 2);
  CHECK(groups[1].points == 15);
  CHECK(groups[1].all_or_nothing);
  CHECK(groups[2].name == "high");
  CHECK_FALSE(groups[2].all_or_nothing);
  CHECK(made.script.make_case(0, 0)->name == "zero");
  CHECK(made.script.make_case(1, 1)->name == "two");
  CHECK(made.script.make_case(2, 0)->name == "nine");
  CHECK_FALSE(made.script.make_case(2, 1).ok());
  CHECK_THAT(findings(problem_with(kFn + "edge { \"zero\", n = 0, group = \"small\" },")),
             Contains("E018 two groups are called \"small\""));
}

TEST_CASE("a class problem has a group for each level", "[bank]") {
  const Problem problem = loaded("file-store").problem;
  CHECK(problem.kind == Kind::klass);
  CHECK(problem.signature.name == "FileStore");
  REQUIRE(problem.levels.size() == 3);
  CHECK(problem.levels[0].methods.size() == 3);
  CHECK_THAT(problem.levels[2].needs, Equals(std::vector<int>{1, 2}));
  CHECK(problem.groups[2].name == "3");
  CHECK(problem.groups[2].count == 31);
  CHECK(problem.groups[2].points == 40);
  CHECK(problem.has_model);
}

TEST_CASE("a trace that the author wrote agrees with the model", "[bank]") {
  Loaded problem = loaded("file-store");
  for (int level = 0; level < 3; ++level) {
    const Case traced = problem.script.make_case(level, 0).value();
    CHECK(problem.script.reference(traced.arguments, "").value() == traced.expected);
  }
}

TEST_CASE("an interactive problem names its oracle and its limit of calls", "[bank]") {
  const Problem problem = loaded("boiler-hunt").problem;
  REQUIRE(problem.oracles.size() == 1);
  CHECK(problem.oracles[0].parameter == "overheats");
  CHECK(problem.oracles[0].at_most.text == "30");
  CHECK(problem.oracles[0].exactly.text.empty());
  CHECK(problem.secret.at(0).name == "safe");
  CHECK(display(problem.examples[0].secret) == "{safe: 7}");
}

TEST_CASE("rounds that are not judged yet load and say what is missing", "[bank]") {
  struct Row {
    const char* folder;
    const char* missing;
  };
  const auto row = GENERATE(values<Row>({{"bayes", "quiz"}, {"basement-floods", "rubric"}}));
  CHECK(loaded(row.folder).problem.unsupported.at(0) == row.missing);
}

TEST_CASE("a kernel is the function that it computes", "[bank]") {
  const Problem problem = loaded("saxpy").problem;
  REQUIRE(problem.kernel);
  CHECK(problem.kernel->form == Kernel::Form::kernel);
  CHECK(problem.kernel->declared.parameters.at(2).pass == Parameter::Pass::inout);
  CHECK(problem.signature.parameters.size() == 4);
  CHECK(problem.signature.parameters[0].type.kind == Type::Kind::real);
  CHECK(problem.signature.parameters[3].type.kind == Type::Kind::integer);
  CHECK(problem.signature.returns->spelling() == "f32[n]");
  CHECK(problem.mode == Mode::fresh);
  CHECK(problem.runtimes == std::vector<std::string>{"cuda"});
  CHECK(problem.kernel->counted == "random");
  REQUIRE(problem.kernel->counters.size() == 2);
  CHECK(problem.kernel->counters[0].counter == "sectors_per_ideal");
  CHECK(problem.kernel->counters[0].pass == 1.1);
  CHECK(problem.kernel->counters[0].full == 1.1);
  REQUIRE(problem.kernel->timings.size() == 2);
  CHECK(problem.kernel->timings[0].asked == "n = 33554432: pass 45% of peak, full 80% of peak");
  CHECK(problem.kernel->timings[0].pass == Approx(0.45));
  CHECK(problem.kernel->timings[0].calibrated);
  CHECK(problem.kernel->timings[1].versus == "one-thread.cu");
  CHECK(problem.kernel->timings[1].full == 90);
  CHECK_FALSE(problem.kernel->timings[1].calibrated);
  CHECK(problem.unsupported.empty());
  // The right answers come from the reference, on the host.
  CHECK(problem.solutions.at(0).language == "cuda-host");
}

TEST_CASE("a visible row has no points unless it says so, and nothing is counted by it", "[bank]") {
  const auto written = [](const std::string& lines) {
    return "return problem \"p\" {\n  title = \"P\", statement = \"s\", round = \"cuda\",\n"
           "  kernel = \"f(x: in f32[n], y: out f32[n], n: i32 in 1..99)\",\n"
           "  reference = \"y[0] = x[0];\",\n" +
           lines + "\n}\n";
  };
  const std::string rows =
      "  tensors { \"small\", 3, n = \"1..9\" }, tensors { \"shown\", 1, visible = true, n = 9 "
      "},\n";
  CHECK(findings(written(rows + "  counters { on = \"small\", launches = \"<= 1\" },")) == "");
  CHECK_THAT(
      findings(written(rows + "  counters { on = \"shown\", launches = \"<= 1\" },")),
      Contains("E025 counters and perf are held against a group of hidden tensors; there is no "
               "\"shown\""));
  CHECK_THAT(findings(written(rows + "  counters { sectors = \"<= 1\" },")),
             Contains("E010 unknown setting \"sectors\""));
  CHECK_THAT(findings(written(rows + "  counters { launches = 1 },")),
             Contains("E012 launches is like \"<= 1.1\""));

  const Folder folder;
  folder.write("p/problem.lua", written(rows + "  counters { launches = \"<= 1\" },"));
  const Result<Loaded> made =
      load_problem(folder.path / "p/problem.lua", Script(forking_starter()));
  REQUIRE(made.ok());
  const Problem& problem = made->problem;
  REQUIRE(problem.groups.size() == 2);
  CHECK(problem.groups[0].points == 100);
  CHECK(problem.groups[1].visible);
  CHECK(problem.groups[1].points == 0);
  CHECK(problem.kernel->counted == "small");
}

TEST_CASE("what rows draw sizes from is what a smaller test may have", "[bank]") {
  const Folder folder;
  folder.write("p/problem.lua",
               "return problem \"p\" {\n  title = \"P\", statement = \"s\", round = \"cuda\",\n"
               "  kernel = \"f(x: in f32[n, d], y: out f32[n], n: i32 in 5..99, k: i32 in 2..8, "
               "a: i32, d: i32)\",\n"
               "  reference = \"y[0] = x[0];\",\n"
               "  tensors { \"small\", 3, n = \"7..9\", d = {48, 16} },\n"
               "  tensors { \"large\", 1, d = 80 },\n}\n");
  const Result<Loaded> made =
      load_problem(folder.path / "p/problem.lua", Script(forking_starter()));
  REQUIRE(made.ok());
  std::string all;
  for (const Kernel::Size& size : made->problem.kernel->sizes) {
    all +=
        size.name + " from " + std::to_string(size.low) + " by " + std::to_string(size.step) + "; ";
  }
  CHECK(all == "n from 5 by 1; k from 2 by 1; d from 16 by 32; ");
}

// The hashes were noted from one machine; they change only when a test changes, which would make
// old results incomparable.  The shapes behind them are checked against a separate program.
TEST_CASE("the same bank gives the same tests on every machine", "[bank]") {
  struct Row {
    const char* folder;
    const char* hash;
  };
  const auto row = GENERATE(values<Row>({{"gift-cards", "3f59b1b1ea8872e9"},
                                         {"boiler-hunt", "ad68587bf03accc2"},
                                         {"file-store", "062e14af1a75dab6"}}));
  Loaded first = loaded(row.folder), second = loaded(row.folder);
  const std::string hash = hash_of_cases(first);
  CHECK(hash == hash_of_cases(second));
  CHECK(hash == row.hash);
}

// Expected values from a separate program that follows the comments of random.hpp.
TEST_CASE("generated arguments are those that the seed rule gives", "[bank]") {
  Loaded bus = loaded("night-bus");
  const Case made = bus.script.make_case(1, 0).value();
  CHECK(display(decode_arguments(bus.problem.signature.parameters, made.arguments).value()) ==
        "{n: 4, roads: [(3, 3, 818), (2, 0, 758), (0, 2, 181), (3, 2, 78)], start: 2, goal: 1}");
}

TEST_CASE("a mistake is a finding with its line and the nearest right word", "[bank]") {
  struct Row {
    std::string line;
    const char* finding;
  };
  const auto row = GENERATE(values<Row>({
      {kFn + "solutoin = 1,",
       "problem.lua:3: E010 unknown setting \"solutoin\" (did you mean \"solution\"?)\n"},
      {kFn + "dificulty = 1,",
       "problem.lua:3: E010 unknown setting \"dificulty\" (did you mean \"difficulty\"?)\n"},
      {kFn + "difficulty = 9,", "problem.lua:3: E012 difficulty = 9 is outside 1..5\n"},
      {kFn + "minutes = \"9\",", "problem.lua:3: E011 minutes must be an int, not text\n"},
      {kFn + "reference = 5,", "problem.lua:3: E011 reference must be a function, not int\n"},
      {kFn + "round = \"codin\",",
       "problem.lua:3: E012 round cannot be \"codin\" (did you mean \"coding\"?); known: coding, "},
      {"fn = \"f(n: itn) -> int\",", "problem.lua:3: E017 fn: "},
      {"tags = \"x\",", "problem.lua:1: E013 fn is missing: the signature, like fn = "},
      {kFn + "class = \"C()\",",
       "problem.lua:3: E012 a problem has one of fn, class, program and kernel; here are fn and "},
      {kFn + "\n random { \"small\", 3 },", "E018 two groups are called \"small\"\n"},
      {kFn + "\n random { \"x\", 3, m = \"1..2\" },", "problem.lua:4: E010 unknown setting \"m\""},
      {kFn + "\n random { \"x\" },", "problem.lua:4: E013 random needs a number of tests"},
      {kFn + "\n random { \"x\", 3, memory = \"lots\" },",
       "problem.lua:4: E012 memory is like \"64 MiB\" or \"reference + 24 MiB\", not \"lots\"\n"},
      {kFn + "\n solution { \"a.py\", \"x\", expect = \"accpted on small\" },",
       "problem.lua:4: E023 expect: unknown verdict \"accpted\" (did you mean \"accepted\"?)\n"},
      {kFn + "\n solution { \"a.py\", \"x\", expect = \"accepted on smal\" },",
       "problem.lua:4: E025 expect of \"a.py\": there is no group \"smal\" (did you mean "
       "\"small\""},
      {kFn + "\n solution { \"a.py\", \"x\", expect = \"score > 1\" },",
       "problem.lua:4: E023 expect: \"score > 1\" is not like \"score >= 0.9\", from 0 to 1\n"},
      {kFn + "\n solution { \"a.py\", \"x\", expect = \"limit\" },",
       "problem.lua:4: E023 expect: limit which? One of params, fit_seconds, "},
      {kFn + "\n solution { \"a.py\", \"x\", expect = \"limit parms\" },",
       "problem.lua:4: E023 expect: unknown limit \"parms\" (did you mean \"params\"?)\n"},
      {kFn + "\n solution { \"a.py\", file = \"a.py\" },",
       "problem.lua:4: E024 the file of \"a.py\" cannot be read: a.py (No such file or "
       "directory)\n"},
      {kFn + "\n solution { \"a.py\", file = \"../p/problem.lua\" },", "E024"},
      {kFn + "\n solution { \"a.py\" },", "problem.lua:4: E013 \"a.py\" has no source"},
      {kFn + "\n example { m = 1, returns = 2 },", "problem.lua:4: E010 unknown setting \"m\""},
      {kFn + "\n example { n = 10, returns = 2 },",
       "problem.lua:4: E026 example 1: n = 10 is outside 0..9\n"},
      {kFn + "\n example { n = 1, returns = \"x\" },",
       "problem.lua:4: E026 example 1: returns: expected int, got text\n"},
      {kFn + "\n trap { 1 },", "problem.lua:4: E014 trap cannot stand in a problem\n"},
      {kFn + "\n \"stray\",", "problem.lua:4: E014 a problem holds settings and declarations"},
      {kFn + "check = close { rtoll = 1 },",
       "problem.lua:3: E010 close: unknown setting \"rtoll\" (did you mean \"rtol\"?)\n"},
      {kFn + "check = close { ulp = 4 },", "problem.lua:3: E010 close: unknown setting \"ulp\""},
      {kFn + "check = close { dtype = \"f32\" },", "problem.lua:3: E010 close: unknown setting"},
      {kFn + "check = close { rtol = 1e-6 },",
       "problem.lua:3: E011 rtol: int holds no float, and whole numbers and texts are always "
       "exact: "
       "remove it, or write check = function(a, out, want) ... end\n"},
      {"fn = \"f(n: int) -> (i64[2], b8[2])\", check = tensor { rtol = 0, atol = 1 },",
       "problem.lua:3: E011 atol: (i64[], b8[]) holds no float"},
      {"fn = \"f(n: int) -> f64[n]\", check = unordered,",
       "problem.lua:3: E011 unordered: f64[n] holds a tensor, whose order always counts: return "
       "lists, like float[], or write check = function(a, out, want) ... end\n"},
      {"fn = \"f(n: int) -> (i64[n], int[])\", check = any_order_lists,",
       "problem.lua:3: E011 any_order_lists: (i64[n], int[]) holds a tensor"},
      {kFn + "check = close { nan = \"yes\" },", "problem.lua:3: E011 nan must be true or false\n"},
      {"fn = \"f(x: f32[2]) -> f32[2]\", check = tensor { finite = 1 },",
       "problem.lua:3: E011 finite must be true or false\n"},
      {"fn = \"f(n: int in 0..9, ask: fn(i: int) -> bool) -> int\",",
       "problem.lua:3: E013 answer.ask is missing: { at_most = 9, function(a, secret, ...)"},
      {kAsks + "answer = { ask = { most = 9, function() end } },",
       "problem.lua:4: E010 answer.ask: unknown setting \"most\"\n"},
      {kAsks + "answer = { ask = { exactly = \"n,\", function() end } },",
       "problem.lua:4: E012 answer.ask.exactly is a number of calls: 9 or \"2 * n\", not n,\n"},
      {kAsks + "answer = { ask = { at_most = \"2*calls\", function() end } },",
       "problem.lua:4: E012 answer.ask.at_most: the bound \"2*calls\" needs \"calls\", which is no "
       "int argument and no length\n"},
      {kFn + "secret = \"s: int in 0..most, most: int\",",
       "problem.lua:3: E017 secret: s: the bound \"most\" needs \"most\", which stands after it\n"},
      {kFn + "fuzz { runs = 3 },", "E027 fuzz needs a model that answers"},
      {kFn + "time_limit = \"fast\",",
       "problem.lua:3: E012 time_limit is \"500 ms\" or \"2 s\", not \"fast\"\n"},
      {kFn + "time_limit = \"inf s\",", "problem.lua:3: E012 time_limit is \"500 ms\""},
      {kFn + "time_limit = \"nan s\",", "problem.lua:3: E012 time_limit is \"500 ms\""},
      {kFn + "memory = \"inf MiB\",", "problem.lua:3: E012 memory is like \"64 MiB\", not"},
      {kFn + "memory = \"reference + 1 MiB\",",
       "problem.lua:3: E012 memory is like \"64 MiB\", not"},
      {kFn + "metric \"rmse\" { pass = 1, points = -3 },",
       "problem.lua:3: E012 points must be 0 or more\n"},
      {kFn + "metric \"rmse\" { pass = 1, points = 1e308 },",
       "problem.lua:3: E012 points must be 1000000 or less\n"},
      {kFn + "regression = 1e308,", "problem.lua:3: E012 regression must be 0 to 1000000\n"},
      {kFn + "x = os.time(),", "problem.lua:3: E001 os is not available to problems\n"},
      {kFn + "x = = 1,", "problem.lua:3: E001 unexpected symbol near '='\n"},
      {kFn + "\n solution { \"a.py\", [[ a[b[0]] ]] },", "problem.lua:4: E002 `]]` in the text"},
  }));
  CHECK_THAT(findings(problem_with(row.line)), Contains(row.finding));
}

TEST_CASE("a mistake in a bound of time is a finding", "[bank]") {
  const std::string kernel =
      "kernel = \"f(y: inout f32[n], n: i32 in 1..9)\",\n"
      " solution { \"plain.cu\", \"x\" },\n";
  struct Row {
    const char* perf;
    const char* finding;
  };
  const auto row = GENERATE(values<Row>({
      {"perf { n = 4, pass = \"60% of peak\", fulll = 1 }",
       "problem.lua:5: E010 unknown setting \"fulll\" (did you mean \"full\"?)\n"},
      {"perf { n = 4 }", "problem.lua:5: E013 perf needs pass = \"60% of peak\"\n"},
      {"perf { n = 4, pass = \"60%\" }", "problem.lua:5: E012 pass is like \"60% of peak\", and"},
      {"perf { n = 4, pass = 0.6 }", "problem.lua:5: E012 pass is like \"60% of peak\", and"},
      {"perf { n = 4, pass = \"60% of peak\",\n full = \"50% of peak\" }",
       "problem.lua:6: E012 full is like \"60% of peak\", and not less than the one before\n"},
      {"perf { n = 4, versus = \"plain.cu\", pass = \"60% of peak\" }",
       "problem.lua:5: E012 pass is like \"3x\", and not less"},
      {"perf { n = 4, versus = \"plian.cu\", pass = \"2x\" }",
       "problem.lua:5: E025 versus names a solution; there is no \"plian.cu\" (did you mean "
       "\"plain.cu\"?)\n"},
      {"perf { n = 4, pass = \"60% of peak\", flush_l2 = false }",
       "problem.lua:5: E012 flush_l2 cannot be false\n"},
      {"perf { n = 4, pass = \"60% of peak\", flops = 4, math = \"f61\" }",
       "problem.lua:5: E012 math cannot be \"f61\" (did you mean \"f16\"?)"},
      {"perf { n = 4, pass = \"60% of peak\",\n math = \"tf32\" }",
       "problem.lua:6: E013 math = \"tf32\" needs flops = \"2*m*n*k\"\n"},
      {"perf { n = 4, library = \"cublasSgem(n, n, n, y, y, y)\",\n pass = \"60% of library\" }",
       "problem.lua:5: E012 library: there is no call \"cublasSgem\" (did you mean "
       "\"cublasSgemm\"?)\n"},
      {"perf { n = 4,\n library = \"cublasSgemm(n, n, y, y)\", pass = \"60% of library\" }",
       "problem.lua:6: E012 library is like \"cublasSgemm(m, n, k, a, b, c)\": sizes, then tensors "
       "of the kernel\n"},
      {"perf { n = 4, library = \"cublasSgemm(n, n, 1, y, z, y)\", pass = \"60% of library\" }",
       "problem.lua:5: E012 library: the kernel has no tensor \"z\"\n"},
      {"perf { n = 4, library = \"cublasGemmEx(n, n, 1, y, y, y)\", pass = \"60% of library\" }",
       "problem.lua:5: E012 library: cublasGemmEx takes f16 or bf16, both alike, into the same or "
       "f32; \"y\" is f32\n"},
      {"perf { n = 4, library = \"cublasSgemm(n, 1, 1, y, y, y)\", pass = \"2x\" }",
       "problem.lua:5: E012 pass is like \"60% of library\", and not less than the one before\n"},
      {"perf { n = 4, library = \"cublasSgemm(n, 1, 1, y, y, y)\",\n versus = \"plain.cu\", pass = "
       "\"60% of library\" }",
       "problem.lua:6: E012 perf has one of library and versus\n"},
      {"perf { n = 4, pass = \"60% of peak\", bytes = {} }",
       "problem.lua:5: E011 bytes is a number or an expression like \"12*n\"\n"},
  }));
  CHECK_THAT(findings(problem_with(kernel + row.perf + ",")), Contains(row.finding));
}

TEST_CASE("bounds of time that are right have no findings", "[bank]") {
  for (const char* perf : {"perf { n = 4, pass = \"60% of peak\", uncalibrated = true }",
                           "perf { n = 4, bytes = \"8*n\", flops = 4, pass = \"10% of peak\", full "
                           "= \"20% of peak\" }",
                           "perf { n = 4, versus = \"plain.cu\", pass = 2, good = \"2.5x\" }",
                           "perf { n = 4, flops = \"2*n\", math = \"tf32\", library = "
                           "\"cublasSgemm(n, 1, (n+1)/2, y, y, y)\", pass = \"60% of library\" }",
                           "perf { n = 4, versus = \"cublasSaxpy\", pass = \"half as fast\" }"}) {
    CAPTURE(perf);
    CHECK(findings(problem_with("kernel = \"f(y: inout f32[n], n: i32 in 1..9)\",\n solution { "
                                "\"plain.cu\", \"x\" },\n" +
                                std::string(perf) + ",")) == "");
  }
}

TEST_CASE("a right problem has no findings", "[bank]") {
  CHECK(findings(problem_with(kFn + "tags = \"x\",")) == "");
  CHECK(findings(problem_with(kFn + "memory = \"1.5GiB\", time_limit = \"2s\",\n"
                                    "random { \"x\", 3, memory = \"reference+24 MiB\" },")) == "");
}

TEST_CASE("all mistakes are told at once, in the order of their lines", "[bank]") {
  CHECK(findings(problem_with(kFn + "minuets = 5,\n difficulty = 7,\n solution { \"a.py\" },")) ==
        "problem.lua:3: E010 unknown setting \"minuets\" (did you mean \"minutes\"?)\n"
        "problem.lua:4: E012 difficulty = 7 is outside 1..5\n"
        "problem.lua:5: E013 \"a.py\" has no source: [=[ ... ]=] or file = \"...\"\n");
}

TEST_CASE("an id is kebab-case and the folder's name", "[bank]") {
  CHECK_THAT(findings(small_problem("Big_Id")), Contains("problem.lua:1: E015 the id \"Big_Id\""));
  CHECK_THAT(findings(small_problem("q")),
             Contains("problem.lua:1: W016 the id \"q\" differs from the name \"p\" on disk"));
}

TEST_CASE("a broken problem does not load, and the first mistake says why", "[bank]") {
  const Folder folder;
  folder.write("p/problem.lua", problem_with(kFn + "difficulty = 9, minutes = 0,"));
  const Result<Loaded> result =
      load_problem(folder.path / "p/problem.lua", Script(forking_starter()));
  REQUIRE_FALSE(result.ok());
  CHECK(result.status().code() == Code::bad_problem);
  CHECK(result.status().message() ==
        "p/problem.lua:3: E012 difficulty = 9 is outside 1..5 (and 1 more)");
}

TEST_CASE("the hash of a problem covers the files that it names", "[bank]") {
  const Folder folder;
  folder.write("p/problem.lua", problem_with(kFn + "solution { \"a.py\", file = \"a.py\" },"));
  const auto hash = [&] {
    return load_problem(folder.path / "p/problem.lua", Script(forking_starter()))
        .value()
        .problem.hash;
  };
  folder.write("p/a.py", "one");
  const std::string before = hash();
  CHECK(hash() == before);
  folder.write("p/a.py", "two");
  CHECK(hash() != before);
}

TEST_CASE("a bank lists its problems and tells which files do not load", "[bank]") {
  const Folder folder, cache;
  folder.write("coding/one/problem.lua", small_problem("one", 2));
  folder.write("coding/one/inner/problem.lua", small_problem("inner"));
  folder.write("coding/two.lua", small_problem("two"));
  folder.write("coding/helper.lua", "return { 1 }");
  folder.write("quiz/three/problem.lua", "return quiz \"three\" { title = \"Q\" }");
  folder.write("broken/problem.lua", "return problem \"broken\" {\n  title = os.time() }");
  folder.write("again/problem.lua", small_problem("two"));
  Bank bank = Bank::open(folder.path, forking_starter(), {.limits = {}, .index_folder = cache.path})
                  .value();

  const Listing listing = bank.list().value();
  CHECK_THAT(ids(listing), Equals(std::vector<std::string>{"two", "one", "three"}));
  CHECK(listing.problems[1].summary.title == "T one");
  CHECK(listing.problems[1].summary.difficulty == 2);
  CHECK_THAT(listing.problems[1].summary.tags, Equals(std::vector<std::string>{"a", "b"}));
  CHECK(listing.problems[1].summary.kind == "function");
  CHECK(listing.problems[2].summary.kind == "quiz");
  REQUIRE(listing.errors.size() == 2);
  CHECK(listing.errors[0].message == "problem.lua:2: os is not available to problems");
  CHECK(listing.errors[1].message == "the id \"two\" is also that of again/problem.lua");
}

TEST_CASE("only what changed is evaluated again", "[bank]") {
  const Folder folder, cache;
  folder.write("one/problem.lua", small_problem("one"));
  folder.write("two/problem.lua", small_problem("two"));
  CountingStarter counting;
  const auto list = [&] {
    return ids(
        Bank::open(folder.path, counting.starter(), {.limits = {}, .index_folder = cache.path})
            .value()
            .list()
            .value());
  };

  CHECK_THAT(list(), Equals(std::vector<std::string>{"one", "two"}));
  CHECK(*counting.count == 1);
  CHECK_THAT(list(), Equals(std::vector<std::string>{"one", "two"}));
  CHECK(*counting.count == 1);

  folder.write("two/problem.lua", small_problem("three"));
  CHECK_THAT(list(), Equals(std::vector<std::string>{"one", "three"}));
  CHECK(*counting.count == 2);

  folder.write("deep/er/problem.lua", small_problem("four"));
  CHECK_THAT(list(), Equals(std::vector<std::string>{"four", "one", "three"}));
  fs::remove_all(folder.path / "one");
  CHECK_THAT(list(), Equals(std::vector<std::string>{"four", "three"}));
  CHECK(*counting.count == 3);
}

TEST_CASE("of a bank that several threads look at, a list is what its files are now", "[bank]") {
  constexpr int kMany = 2'500;  // two threads look at so many
  const auto name = [](int i) { return fmt::format("p-{:04}", i); };
  const Folder folder, cache;
  std::vector<std::string> there;
  for (int i = 0; i < kMany; ++i) {
    folder.write(name(i) + "/problem.lua", small_problem(name(i)));
    there.push_back(name(i));
  }
  CountingStarter counting;
  Bank bank =
      Bank::open(folder.path, counting.starter(), {.limits = {}, .index_folder = cache.path})
          .value();
  CHECK_THAT(ids(bank.list().value()), Equals(there));
  CHECK_THAT(ids(bank.list().value()), Equals(there));

  folder.write(name(1'900) + "/problem.lua", small_problem("changed"));
  there[1'900] = "changed";
  CHECK_THAT(ids(bank.list().value()), Equals(there));

  for (const int gone : {2'400, 7}) {
    fs::remove(folder.path / name(gone) / "problem.lua");
    there.erase(there.begin() + gone);
    CHECK_THAT(ids(bank.list().value()), Equals(there));
  }
}

TEST_CASE("one endless file does not keep the others out of the list", "[bank]") {
  const Folder folder, cache;
  folder.write("a/problem.lua", small_problem("a"));
  folder.write("b/problem.lua", "string.rep('', 1 << 60)");
  folder.write("c/problem.lua", "while true do end");
  folder.write("d/problem.lua", small_problem("d"));
  Bank bank = Bank::open(folder.path, forking_starter(),
                         {.limits = {.load_ms = 100}, .index_folder = cache.path})
                  .value();
  const Listing listing = bank.list().value();
  CHECK_THAT(ids(listing), Equals(std::vector<std::string>{"a", "d"}));
  REQUIRE(listing.errors.size() == 2);
  CHECK(listing.errors[0].message == "problem.lua:1: string.rep ran past its limit of 100 ms");
  CHECK(listing.errors[1].message ==
        "problem.lua:1: ran past its limit of 100 ms (an endless loop?)");
}

TEST_CASE("a damaged index is made anew, and one is not needed", "[bank]") {
  const Folder folder, cache;
  folder.write("one/problem.lua", small_problem("one"));
  const auto list = [&](const fs::path& index_folder) {
    return ids(
        Bank::open(folder.path, forking_starter(), {.limits = {}, .index_folder = index_folder})
            .value()
            .list()
            .value());
  };
  list(cache.path);
  for (const auto& entry : fs::directory_iterator(cache.path)) {
    std::ofstream(entry.path()) << "no database, but long enough to be read as one"
                                << std::string(9999, 'x');
  }
  CHECK(list(cache.path).size() == 1);
  cache.write("file", "");
  CHECK(list(cache.path / "file").size() == 1);
}

TEST_CASE("a problem is loaded by its id", "[bank]") {
  const Folder folder, cache;
  folder.write("x/one/problem.lua", small_problem("one"));
  folder.write("x/bad/problem.lua", "return 1");
  Bank bank = Bank::open(folder.path, forking_starter(), {.limits = {}, .index_folder = cache.path})
                  .value();
  CHECK(bank.load("one", Script(forking_starter())).value().problem.title == "T one");
  CHECK(bank.load("onne", Script(forking_starter())).status().message() ==
        "there is no problem \"onne\" (did you mean \"one\"?)");
  CHECK(bank.load("bad", Script(forking_starter())).status().code() == Code::bad_problem);
  CHECK(Bank::open(folder.path / "nowhere", forking_starter()).status().code() == Code::not_found);
}
