#include "runner/runner.hpp"

#include <catch2/catch.hpp>

using namespace assay;

TEST_CASE("thin", "[runner]") {
  Result<std::unique_ptr<Runner>> runner = Runner::start({});
  if (!runner.ok()) FAIL(runner.status().message());
  for (const std::string& text : (*runner)->features()) WARN(text);
  for (const std::string& text : (*runner)->missing()) WARN(text);

  CompileStep step;
  step.argv = {"/usr/bin/g++", "-O0", "hello.cpp", "-o", "hello"};
  step.files = {{"hello.cpp", "#include <cstdio>\nint main() { std::puts(\"hello\"); }\n"}};
  step.output = "hello";
  step.limits.processes = 16;
  const auto compiled = (*runner)->compile(step, {"PATH=/usr/bin:/bin"}, {});
  if (!compiled.ok()) FAIL(compiled.status().message());
  WARN(compiled->facts.err);
  CHECK(compiled->facts.ending == Ending::exited);
  CHECK(compiled->facts.code == 0);
  WARN("cpu " << compiled->facts.cpu_ms << " mem " << compiled->facts.memory_bytes);
  REQUIRE(compiled->output.size() > 1000);

  Program program;
  program.argv = {"hello"};
  program.image = compiled->output;
  program.frames = false;
  auto session = (*runner)->open(program);
  if (!session.ok()) FAIL(session.status().message());
  auto outcome = session->test({}, {});
  if (!outcome.ok()) FAIL(outcome.status().message());
  CHECK(outcome->answer == "hello\n");
  CHECK(outcome->ending == Ending::answered);
  WARN("cpu " << outcome->cpu_ms << " wall " << outcome->wall_ms << " mem "
              << outcome->memory_bytes);
}

TEST_CASE("thin warm", "[runner]") {
  Result<std::unique_ptr<Runner>> runner = Runner::start({});
  Program program;
  program.argv = {"/usr/bin/python3", "-I", "-S", ASSAY_SOURCE_DIR "/tests/support/warm_parent.py"};
  program.readable = {ASSAY_SOURCE_DIR "/tests/support"};
  program.warm = true;
  program.load = R"j({"kind": "function", "source": "def solve(x): return x.upper()"})j";
  auto session = (*runner)->open(program);
  if (!session.ok()) FAIL(session.status().message());
  auto loaded = session->load({});
  if (!loaded.ok()) FAIL(loaded.status().message());
  CHECK(loaded->ending == Ending::answered);
  WARN(loaded->message << loaded->err << loaded->code);
  auto outcome = session->test({"abc", ""}, {});
  if (!outcome.ok()) FAIL(outcome.status().message());
  CHECK(outcome->answer == "ABC");
  WARN("cpu " << outcome->cpu_ms << " wall " << outcome->wall_ms << " mem "
              << outcome->memory_bytes);
}

TEST_CASE("thin frames", "[runner]") {
  Result<std::unique_ptr<Runner>> runner = Runner::start({});
  Program program;
  program.argv = {ASSAY_BINARY_DIR "/bin/frames_program"};
  program.readable = {ASSAY_BINARY_DIR "/bin"};
  auto session = (*runner)->open(program);
  if (!session.ok()) FAIL(session.status().message());
  auto loaded = session->load({});
  if (!loaded.ok()) FAIL(loaded.status().message());
  CHECK(loaded->ending == Ending::answered);
  auto outcome = session->test({"eabc", ""}, {});
  if (!outcome.ok()) FAIL(outcome.status().message());
  CHECK(outcome->answer == "abc");
}
