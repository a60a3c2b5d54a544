#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "plan/compile_cache.hpp"
#include "plan/compile_errors.hpp"
#include "plan/graders.hpp"
#include "plan/languages.hpp"
#include "plan/plan.hpp"
#include "plan/signature_json.hpp"
#include "plan/tools.hpp"
#include "support/script_starter.hpp"
#include "support/temporary.hpp"

using namespace assay;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

const fs::path kGraders = fs::path(ASSAY_SOURCE_DIR) / "graders";

// Tools that say what they always say.
Result<std::string> canned(const std::vector<std::string>& argv, const std::vector<std::string>&) {
  const std::string& flag = argv.at(1);
  if (flag != "--version") return std::string("nothing\n");
  if (argv[0].ends_with("g++")) return std::string("g++ (Debian 12.2.0-14) 12.2.0\nCopyright\n");
  return std::string(argv[0].ends_with("node") ? "v18.19.0\n" : "Python 3.11.2\n");
}

Result<Languages> languages_in(const fs::path& graders, const fs::path& answers) {
  return Languages::find(graders, forking_starter(), canned, answers);
}

// A graders folder with one language, "tiny", whose file holds `fields`.
void write_language(const fs::path& graders, const std::string& fields) {
  const fs::path file = graders / "languages" / "tiny" / "language.lua";
  REQUIRE(write_file(file, "return language \"tiny\" {" + fields + "}\n").ok());
}

Problem function_problem(const std::string& signature) {
  Problem problem;
  problem.signature = parse_signature(signature).value();
  problem.hash = "0000000a" + std::string(56, '0');
  return problem;
}

Problem class_problem() {
  Problem problem;
  problem.kind = Kind::klass;
  problem.signature = parse_signature("Store(size: int)").value();
  problem.levels.resize(2);
  problem.levels[0].methods = {parse_signature("put(key: str, value: int)").value(),
                               parse_signature("get(key: str) -> int?").value()};
  problem.levels[1].methods = {parse_signature("search(prefix: str) -> str[]").value()};
  return problem;
}

}  // namespace

TEST_CASE("the shipped languages are found with their tool chains", "[languages]") {
  const Temporary place;
  const Result<Languages> found = languages_in(kGraders, place / "answers.json");
  if (!found.ok()) FAIL(found.status().message());
  const Languages& languages = *found;

  std::vector<std::string> names;
  for (const Language& language : languages.all()) names.push_back(language.name);
  CHECK(names == std::vector<std::string>{"cpp", "cuda", "cuda-host", "cuda-solve", "javascript",
                                          "numpy", "python", "sklearn", "torch"});

  const Language* python = languages.by_extension("py");
  REQUIRE(python != nullptr);
  CHECK(python->name == "python");
  CHECK(python->version == "python 3.11.2");
  CHECK(python->warm);
  CHECK(python->run_argv.at(0) == python->program);
  CHECK(python->run_argv.back() == (kGraders / "languages/python/harness.py").string());
  CHECK(languages.find("cpp")->version == "g++ 12.2.0");
  CHECK(languages.find("cpp")->functions == std::vector<std::string>{"stub", "glue", "refuses"});
  CHECK(languages.find("cobol") == nullptr);
}

TEST_CASE("a language whose program is missing is listed and cannot be planned", "[languages]") {
  const Temporary place;
  write_language(place.path(),
                 "program = {\"/nowhere/tinyc\", \"no-such-tinyc\"}, title = \"Tiny\","
                 "install = \"apt install tiny\", run = {\"{program}\"}");
  const Result<Languages> languages = languages_in(place.path(), place / "answers.json");
  REQUIRE(languages.ok());
  CHECK(languages->find("tiny")->program.empty());

  const Result<Planned> planned =
      plan(*languages, function_problem("f(x: int) -> int"), "tiny", "");
  REQUIRE_FALSE(planned.ok());
  CHECK(planned.status().code() == Code::unavailable);
  CHECK(planned.status().message() == "Tiny needs no-such-tinyc (apt install tiny)");

  const Result<Planned> unknown = plan(*languages, Problem(), "cobol", "");
  CHECK(unknown.status().code() == Code::not_found);
  CHECK(unknown.status().message() == "there is no language \"cobol\"; there are tiny");
  CHECK(languages->no_such("tny").message() ==
        "there is no language \"tny\" (did you mean \"tiny\"?); there are tiny");
}

TEST_CASE("mistakes in a language.lua are named", "[languages]") {
  struct Row {
    const char* fields;
    const char* says;
  };
  const auto row = GENERATE(values<Row>({
      {"compiel = {}", "unknown field \"compiel\", nearest: \"compile\""},
      {"warm = \"yes\"", "type must be boolean"},
      {"run = {", "language.lua:"},
  }));
  const Temporary place;
  write_language(place.path(), row.fields);
  const Result<Languages> languages = languages_in(place.path(), place / "answers.json");
  REQUIRE_FALSE(languages.ok());
  CHECK(languages.status().code() == Code::bad_problem);
  CHECK_THAT(languages.status().message(), Catch::Contains(row.says));
  CHECK_THAT(languages.status().message(), Catch::Contains("language.lua"));
}

TEST_CASE("options of a compile step need what they name", "[languages]") {
  const Temporary place;
  write_language(place.path(),
                 "program = {\"/bin/sh\"}, version = {\"{program}\", \"--version\"},"
                 "compile = {\"{program}\", \"{options}\", \"-I{folder}\", \"-I{common}\"},"
                 "options = {{flag = \"--sh\", program = \"sh\"},"
                 "           {flag = \"--none\", program = \"no-such-program\"},"
                 "           {flag = \"--file\", path = {\"{program}\", \"-print\"}}}");
  const Result<Languages> languages = languages_in(place.path(), place / "answers.json");
  if (!languages.ok()) FAIL(languages.status().message());
  const Language& tiny = *languages->find("tiny");
  CHECK(tiny.compile_argv ==
        std::vector<std::string>{"/bin/sh", "--sh", "-I" + tiny.folder, "-I{common}"});
}

TEST_CASE("the identity of a language changes with its files", "[languages]") {
  const Temporary place;
  write_language(place.path(), "title = \"Tiny\"");
  const auto identity = [&] {
    return languages_in(place.path(), place / "answers.json")->find("tiny")->identity;
  };
  const std::string before = identity();
  CHECK(identity() == before);
  REQUIRE(write_file(place / "languages/tiny/harness.h", "int x;").ok());
  CHECK(identity() != before);
}

TEST_CASE("a tool is asked again only after it changed", "[languages]") {
  const Temporary place;
  const std::string tool = place / "tool";
  REQUIRE(write_file(tool, "one").ok());
  int asked = 0;
  const auto ask_once = [&] {
    ToolAnswers answers(place / "answers.json", [&](const auto&, const auto&) {
      return Result<std::string>("said " + std::to_string(++asked) + "\nmore");
    });
    std::string said = answers.ask({tool, "--version"}, {}).value();
    answers.save();
    return said;
  };
  CHECK(ask_once() == "said 1");
  CHECK(ask_once() == "said 1");
  REQUIRE(write_file(tool, "another").ok());
  CHECK(ask_once() == "said 2");
  REQUIRE(write_file(place / "answers.json", "{ not JSON").ok());
  CHECK(ask_once() == "said 3");
}

TEST_CASE("graders are taken from the option, the environment, or a folder above", "[languages]") {
  const Temporary place;
  fs::create_directories(place / "given/languages");
  CHECK(find_graders(place / "given").value() == fs::canonical(place / "given"));
  CHECK(find_graders(place / "nothing").status().code() == Code::not_found);

  ::setenv("ASSAY_GRADERS", (place / "given").c_str(), 1);
  CHECK(find_graders("").value() == fs::canonical(place / "given"));
  ::unsetenv("ASSAY_GRADERS");
  CHECK(find_graders("").value() == fs::canonical(kGraders));
}

TEST_CASE("stubs follow the signature", "[languages]") {
  const Temporary place;
  const Result<Languages> languages = languages_in(kGraders, place / "answers.json");
  REQUIRE(languages.ok());
  const Problem problem = function_problem(
      "find(names: str[1..5][n=1..9], limit: float?, near: fn(x: int) -> bool) -> map[str, int]");

  CHECK(languages->stub("python", problem).value() ==
        "from collections.abc import Callable\n\n\n"
        "def find(names: list[str], limit: float | None, near: Callable[[int], bool])"
        " -> dict[str, int]:\n"
        "    raise NotImplementedError\n");
  CHECK(languages->stub("cpp", problem).value() ==
        "#include <functional>\n#include <map>\n#include <optional>\n#include <stdexcept>\n"
        "#include <string>\n#include <vector>\n\n"
        "std::map<std::string, long long> find(std::vector<std::string> names,"
        " std::optional<double> limit, std::function<bool(long long)> near) {\n"
        "  throw std::logic_error(\"not written yet\");\n}\n");
  CHECK(languages->stub("javascript", problem).value() ==
        "/**\n * @param {string[]} names\n * @param {number|null} limit\n"
        " * @param {function(number): boolean} near\n * @return {Map<string, number>}\n */\n"
        "function find(names, limit, near) {\n  throw new Error(\"not written yet\");\n}\n");
  const Problem changing = function_problem("f(k: int, xs: int[], root: tree) -> xs");
  CHECK(languages->stub("cpp", changing)
            .value()
            .find("void f(long long k, std::vector<long long>& xs, TreeNode* root) {") !=
        std::string::npos);
  CHECK(languages->stub("python", class_problem()).value() ==
        "class Store:\n"
        "    def __init__(self, size: int):\n        pass\n\n"
        "    # Level 1\n"
        "    def put(self, key: str, value: int):\n        raise NotImplementedError\n\n"
        "    def get(self, key: str) -> int | None:\n        raise NotImplementedError\n\n"
        "    # Level 2\n"
        "    def search(self, prefix: str) -> list[str]:\n        raise NotImplementedError\n");
}

TEST_CASE("the load frame carries the signature and a seed of the problem", "[languages]") {
  const json function = json::parse(
      load_json(function_problem("f(xs: int[], go: fn(x: int)) -> int"), "solution.py", "src"));
  CHECK(function == json::parse(R"({
      "kind": "function", "name": "f", "source": "src", "file": "solution.py", "seed": 10,
      "parameters": [["xs", {"list": "int"}], ["go", {"fn": {"params": ["int"], "returns": null}}]],
      "returns": "int"})"));

  const json changes =
      json::parse(load_json(function_problem("f(n: int, xs: int[]) -> xs"), "solution.py", "src"));
  CHECK(changes["returns"].is_null());
  CHECK(changes["changes"] == 1);

  const json methods = json::parse(load_json(class_problem(), "solution.py", ""))["methods"];
  CHECK(methods.size() == 3);
  CHECK(methods[0] == json::parse(R"({"name": "put", "returns": null, "level": 1,
                                      "parameters": [["key", "str"], ["value", "int"]]})"));
  CHECK(methods[2]["level"] == 2);

  // In Lua a null would be true.
  CHECK(spec_json(class_problem(), Language()).find("null") == std::string::npos);
}

TEST_CASE("a plan says what to run, and what to compile first", "[languages]") {
  const Temporary place;
  const Result<Languages> languages = languages_in(kGraders, place / "answers.json");
  REQUIRE(languages.ok());
  if (languages->find("python")->program.empty() || languages->find("cpp")->program.empty()) {
    WARN("not run: python3 or g++ is missing");
    return;
  }
  const Problem problem = function_problem("f(x: int) -> int");

  const Result<Planned> python = plan(*languages, problem, "python", "def f(x): return x");
  REQUIRE(python.ok());
  CHECK_FALSE(python->build);
  CHECK(python->program.warm);
  CHECK(python->program.readable ==
        std::vector<std::string>{(kGraders / "languages/python").string()});
  CHECK(json::parse(python->program.load)["source"] == "def f(x): return x");

  const Result<Planned> cpp = plan(*languages, problem, "cpp", "int f(int x) { return x; }");
  REQUIRE(cpp.ok());
  REQUIRE(cpp->build);
  CHECK(cpp->build->step.files.at(0).first == "solution.cpp");
  CHECK_THAT(cpp->build->step.files.at(1).second, Catch::Contains("#include \"solution.cpp\""));
  CHECK(cpp->program.frames);
  CHECK(json::parse(cpp->program.load) == json({{"kind", "function"}, {"seed", 10}}));

  const Result<Planned> refused =
      plan(*languages, function_problem("f(x: any) -> int"), "cpp", "int f(int);");
  CHECK(refused.status().code() == Code::unavailable);
  CHECK(refused.status().message() == "C++20 cannot take this problem: `any` has no C++ type");

  Problem program;
  program.kind = Kind::program;
  CHECK_FALSE(plan(*languages, program, "cpp", "int main() {}")->program.frames);
  CHECK(plan(*languages, program, "python", "print(1)")->program.frames);
}

TEST_CASE("of what a compiler prints the candidate sees the first errors", "[languages]") {
  struct Row {
    const char* printed;
    const char* shown;
  };
  const auto row = GENERATE(values<Row>({
      {"In file included from glue.cpp:2:\n"
       "solution.cpp: In function 'int f()':\n"
       "solution.cpp:2:9: error: 'y' was not declared in this scope\n"
       "    2 | int x = y;\n      |         ^\n"
       "signature:13:23: error: static assertion failed: solution.cpp must define `int f()`\n",
       "solution.cpp:2:9: error: 'y' was not declared in this scope\n"
       "    2 | int x = y;\n      |         ^"},
      {"signature: In instantiation of 'struct Call<>':\n"
       "signature:13:23: error: static assertion failed: solution.cpp must define `int f()`\n"
       "signature:13:23: note: evaluates to false\n",
       "solution.cpp must define `int f()`"},
      {"signature:3:19: error: 'Store' in namespace '::' does not name a type\n",
       "solution.cpp does not define `Store`"},
      {"signature:3:19: error: 'Store' in namespace '::' does not name a type; did you mean "
       "'Stoer'?\n",
       "solution.cpp does not define `Store`; did you mean 'Stoer'?"},
      {"signature:1:1: error: expected initializer before 'namespace'\n",
       "solution.cpp ends too early; is a `;` or a `}` missing? expected initializer before "
       "'namespace'"},
      {"signature(1): error: identifier \"softmax\" is undefined\n",
       "solution.cpp does not define `softmax`"},
      {"solution.cpp:1:10: fatal error: no.h: No such file or directory\n"
       "    1 | #include <no.h>\n      |          ^~~~~~\ncompilation terminated.\n",
       "solution.cpp:1:10: fatal error: no.h: No such file or directory\n"
       "    1 | #include <no.h>\n      |          ^~~~~~"},
      {"In file included from /usr/include/c++/12/algorithm:61,\n"
       "/usr/include/c++/12/bits/stl_algo.h: In instantiation of 'void std::sort(T, T)':\n"
       "solution.cpp:4:12:   required from here\n"
       "/usr/include/c++/12/bits/stl_algo.h:1938:50: error: no match for 'operator-'\n"
       " 1938 |   std::__lg(last - first)\n",
       "solution.cpp:4:12: error: no match for 'operator-'"},
      {"mold: error: undefined symbol: g()\n>>> referenced by glue.cpp\n"
       "collect2: error: ld returned 1 exit status\n",
       "mold: error: undefined symbol: g()\n>>> referenced by glue.cpp"},
      {"/usr/bin/ld: /box/cc.o: in function `glue()':\n"
       "glue.cpp:(.text+0x34): undefined reference to `total(std::vector<long long>)'\n"
       "glue.cpp:(.text+0x50): undefined reference to `total(std::vector<long long>)'\n"
       "collect2: error: ld returned 1 exit status\n",
       "undefined symbol: total(std::vector<long long>)"},
      {"solution.cpp:2:20: warning: division by zero [-Wdiv-by-zero]\n"
       "/box/cc.o:glue.cpp:function glue(): error: undefined reference to 'total(int)'\n"
       "collect2: error: ld returned 1 exit status\n",
       "undefined symbol: total(int)"},
      {"", ""},
  }));
  CHECK(first_errors(row.printed, "solution.cpp", "") == row.shown);
}

TEST_CASE("a function that is called nearly right is named", "[languages]") {
  struct Row {
    const char *source, *hint;
  };
  const auto row = GENERATE(values<Row>({
      {"int echoPairs(int n) { return n; }", "; did you mean `echoPairs`?"},
      {"int half(int n);\nint\necho_pair (int n) { return half(n); }",
       "; did you mean `echo_pair`?"},
      {"int pairs(int n) { return n; }", ""},
      // It is there, of another type.
      {"int echo_pair(int n);\nint echo_pairs(int n) { return n; }", ""},
      {"", ""},
  }));
  const std::string asked = "solution.cpp must define `bool echo_pairs(std::vector<int> n)`, here";
  const std::string printed = "signature:13:23: error: static assertion failed: " + asked + "\n";

  CHECK(first_errors(printed, "solution.cpp", row.source) == asked + row.hint);
}

TEST_CASE("the compile cache gives back what was put, or nothing", "[languages]") {
  const Temporary place;
  const CompileCache cache(place.path());
  CHECK_FALSE(cache.find("a"));
  REQUIRE(cache.put("a", "program").ok());
  CHECK(cache.find("a") == "program");
  REQUIRE(cache.put("empty", "").ok());
  CHECK(cache.find("empty") == "");

  SECTION("a damaged entry counts as none and goes") {
    std::string bytes = read_file(place / "a").value();
    bytes.back() ^= 1;
    REQUIRE(write_file(place / "a", bytes).ok());
    CHECK_FALSE(cache.find("a"));
    CHECK_FALSE(fs::exists(place / "a"));
  }
  SECTION("a short entry counts as none") {
    REQUIRE(write_file(place / "a", "short").ok());
    CHECK_FALSE(cache.find("a"));
  }
}

TEST_CASE("the compile cache drops what was not used for longest", "[languages]") {
  const Temporary place;
  const CompileCache cache(place.path(), 400);
  const std::string program(100, 'x');
  const auto age = [&](const char* key, int hours) {
    fs::last_write_time(place / key, fs::file_time_type::clock::now() - std::chrono::hours(hours));
  };
  REQUIRE(cache.put("a", program).ok());
  REQUIRE(cache.put("b", program).ok());
  age("a", 2);
  age("b", 3);
  REQUIRE(cache.find("b"));  // used now
  REQUIRE(cache.put("c", program).ok());

  CHECK_FALSE(cache.find("a"));
  CHECK(cache.find("b"));
  CHECK(cache.find("c"));
}
