#include "runner/runner.hpp"

#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <thread>

#include "base/fd.hpp"
#include "support/boxes.hpp"
#include "support/temporary.hpp"

using namespace assay;
using namespace assay::boxes;

namespace {

Session loaded_frames(Runner& runner, const Limits& limits = {}) {
  Session session = must(runner.open(frames_program()));
  const Outcome outcome = must(session.load(limits));
  REQUIRE(outcome.ending == Ending::answered);
  return session;
}

}  // namespace

TEST_CASE("a test ends as its process did", "[runner][endings]") {
  struct Row {
    std::string arguments;
    Ending ending;
    int code;
    bool alive;
  };
  const Tier tier = GENERATE(from_range(tiers()));
  const auto row = GENERATE(values<Row>({
      {"eabc", Ending::answered, 0, true},
      {"p", Ending::answered, 0, true},
      {std::string("x\3", 2), Ending::exited, 3, false},
      {std::string("x\0", 2), Ending::exited, 0, false},
      {std::string("k\x0b", 2), Ending::signalled, SIGSEGV, false},
      {std::string("k\x09", 2), Ending::signalled, SIGKILL, false},
      {"a", Ending::signalled, SIGABRT, false},
      {"l", Ending::cpu_limit, 0, false},
      {"t", Ending::cpu_limit, 0, false},
      {"s", Ending::wall_limit, 0, false},
      {"z", Ending::wall_limit, 0, false},
      {"m", Ending::memory_limit, 0, false},
      {"M", Ending::answered, 0, true},
      {"R", Ending::answered, 0, true},
      {"o", Ending::output_limit, 0, false},
      {"O", Ending::output_limit, 0, false},
      {R"(X{"type": "ValueError", "message": "bad", "line": 2})", Ending::raised, 0, true},
      {"Xnot JSON", Ending::unreadable, 0, true},
      {"U", Ending::unreadable, 0, true},
      {"L", Ending::unreadable, 0, false},
      {"0", Ending::unreadable, 0, false},
      {"q", Ending::unreadable, 0, false},
      {"E", Ending::unreadable, 0, false},
      {"c", Ending::exited, 5, false},
      {"h", Ending::exited, 0, false},
  }));
  CAPTURE(name(tier), row.arguments);
  Limits limits;
  // One that can be passed, so that a slow machine does not decide which.
  limits.cpu_ms = row.ending == Ending::cpu_limit ? 100 : 10'000;
  limits.wall_ms = row.ending == Ending::wall_limit ? 100 : 10'000;
  limits.memory_bytes = std::int64_t{96} << 20;
  Session session = loaded_frames(*runner(tier));

  const Outcome outcome = must(session.test({row.arguments, ""}, limits));

  CHECK(outcome.ending == row.ending);
  CHECK(outcome.code == row.code);
  CHECK(outcome.alive == row.alive);
  if (row.alive) CHECK(must(session.test({"estill here", ""}, limits)).answer == "still here");
}

#ifdef __x86_64__
TEST_CASE("a system call of the 32-bit kind kills", "[runner][endings]") {
  const Tier tier = GENERATE(from_range(tiers()));
  CAPTURE(name(tier));
  Session session = loaded_frames(*runner(tier));

  CHECK(must(session.test({"3", ""}, {})).ending == Ending::denied);
}
#endif

TEST_CASE("what a test prints, answers and uses comes back", "[runner][endings]") {
  const Tier tier = GENERATE(from_range(tiers()));
  CAPTURE(name(tier));
  Session session = loaded_frames(*runner(tier));

  const Outcome printed = must(session.test({"p", ""}, {}));
  CHECK(printed.out == "on stdout");
  CHECK(printed.err == "on stderr");
  CHECK(printed.answer == "printed");
  const Outcome quiet = must(session.test({"e", ""}, {}));
  CHECK(quiet.out.empty());
  CHECK(quiet.memory_bytes < 1 << 20);
  const Outcome large = must(session.test({"M", ""}, {}));
  CHECK(large.memory_bytes >= std::int64_t{48} << 20);
  CHECK(large.memory_bytes < std::int64_t{52} << 20);
  const Outcome raised =
      must(session.test({R"(X{"type": "E", "message": "m", "line": 2})", ""}, {}));
  CHECK(raised.message == "E: m (line 2)");
  const std::string big(5'000'000, 'z');
  CHECK(must(session.test({"e" + big, ""}, {})).answer == big);
}

TEST_CASE("the CPU limit is overshot by ten milliseconds at most", "[runner][endings]") {
  const Tier tier = GENERATE(from_range(tiers()));
  const auto* arguments = GENERATE("l", "t");
  CAPTURE(name(tier), arguments);
  Limits limits;
  limits.cpu_ms = 150;
  Session session = loaded_frames(*runner(tier));

  const Outcome outcome = must(session.test({arguments, ""}, limits));

  CHECK(outcome.ending == Ending::cpu_limit);
  CHECK(outcome.cpu_ms >= 150);
  CHECK(outcome.cpu_ms <= 160);
}

TEST_CASE("an answer longer than its cap is unreadable", "[runner][endings]") {
  Session session = loaded_frames(*runner(tiers().front()));
  Limits limits;
  limits.answer_bytes = 1000;

  CHECK(must(session.test({"e" + std::string(1000, 'a'), ""}, limits)).ending == Ending::answered);
  CHECK(must(session.test({"e" + std::string(1001, 'a'), ""}, limits)).ending ==
        Ending::unreadable);
}

TEST_CASE("a frame that nobody asked for spoils the next test", "[runner][endings]") {
  Session session = loaded_frames(*runner(tiers().front()));

  const Outcome twice = must(session.test({"d", ""}, {}));
  CHECK(twice.answer == "one");
  const Outcome next = must(session.test({"eabc", ""}, {}));
  CHECK(next.ending == Ending::unreadable);
  CHECK_FALSE(next.alive);
  CHECK(must(session.load({})).ending == Ending::answered);
  CHECK(must(session.test({"eabc", ""}, {})).answer == "abc");
}

TEST_CASE("an answer counts although its process died right after", "[runner][endings]") {
  Session session = loaded_frames(*runner(tiers().front()));

  CHECK(must(session.test({"D", ""}, {})).answer == "last words");
  const Outcome next = must(session.test({"eabc", ""}, {}));
  CHECK(next.ending == Ending::exited);
  CHECK(next.code == 9);
}

TEST_CASE("a batch runs its tests in order and shares out what they used", "[runner][endings]") {
  const Tier tier = GENERATE(from_range(tiers()));
  CAPTURE(name(tier));
  Session session = loaded_frames(*runner(tier));
  const std::vector<std::string_view> tests = {"eone", "p", "X{\"type\": \"E\"}", "U", "n"};

  const std::vector<Outcome> outcomes = must(session.batch(tests, {}));

  REQUIRE(outcomes.size() == 5);
  CHECK(outcomes[0].answer == "one");
  CHECK(outcomes[0].out == "on stdout");
  CHECK(outcomes[1].answer == "printed");
  CHECK(outcomes[1].out.empty());
  CHECK(outcomes[2].ending == Ending::raised);
  CHECK(outcomes[2].raised_class == "E");
  CHECK(outcomes[3].ending == Ending::unreadable);
  CHECK(outcomes[4].answer == "1");
  CHECK(outcomes[0].cpu_ms == outcomes[4].cpu_ms);
  CHECK(must(session.test({"n", ""}, {})).answer == "2");
}

TEST_CASE("a batch that does not get through leaves no process", "[runner][endings]") {
  const auto* bad = GENERATE("x\3", "l", "o", "q", "L", "0", "h", "s");
  CAPTURE(bad);
  Limits limits;
  limits.cpu_ms = limits.wall_ms = 50;
  Session session = loaded_frames(*runner(tiers().front()));

  const std::vector<std::string_view> tests = {"eone", bad, "etwo"};
  CHECK(must(session.batch(tests, limits)).empty());

  CHECK(must(session.load({})).ending == Ending::answered);
  CHECK(must(session.test({"eabc", ""}, {})).answer == "abc");
}

TEST_CASE("work done while decoding is charged to the test", "[runner][endings]") {
  Session session = loaded_frames(*runner(tiers().front()));

  const Outcome outcome = must(session.test({"w", ""}, {}));

  CHECK(outcome.cpu_ms > 100);
}

TEST_CASE("calls go to the host and back, and the wall clock stands meanwhile", "[runner]") {
  Session session = loaded_frames(*runner(tiers().front()));
  const TestInput ask{"C", ""};

  const Outcome answered = must(session.test(ask, {}, [](int function, std::string_view bytes) {
    CHECK(function == 7);
    CHECK(bytes == "ask");
    return Result<std::string>("forty-two");
  }));
  CHECK(answered.answer == "R:forty-two");

  const Outcome refused = must(session.test(ask, {}, [](int, std::string_view) {
    return Result<std::string>(invalid_argument("too many calls"));
  }));
  CHECK(refused.answer == "D:too many calls");

  const Result<Outcome> failed = session.test(ask, {}, [](int, std::string_view) {
    return Result<std::string>(bad_problem("the model is wrong"));
  });
  REQUIRE_FALSE(failed.ok());
  CHECK(failed.status().code() == Code::bad_problem);
  CHECK(must(session.load({})).ending == Ending::answered);
  CHECK(must(session.test(ask, {})).ending == Ending::unreadable);
}

namespace {
bool process_runs(const std::string& command) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", error)) {
    const Result<std::string> line = read_file(entry.path() / "cmdline");
    if (line.ok() && line->rfind(command, 0) == 0) return true;
  }
  return false;
}
}  // namespace

TEST_CASE("limits hold while the host is at work", "[runner][endings]") {
  struct Row {
    const char* arguments;
    Ending ending;
  };
  const Tier tier = GENERATE(from_range(tiers()));
  const auto row = GENERATE(values<Row>({{"Gm", Ending::memory_limit},
                                         {"Go", Ending::output_limit},
                                         {"Gl", Ending::cpu_limit},
                                         {"Gx", Ending::exited}}));
  CAPTURE(name(tier), row.arguments);
  Program program = frames_program();
  program.argv = {"busy_meanwhile"};
  Session session = must(runner(tier)->open(program));
  REQUIRE(must(session.load({})).ending == Ending::answered);
  Limits limits;
  limits.cpu_ms = row.ending == Ending::cpu_limit ? 300 : 20'000;
  limits.memory_bytes = std::int64_t{96} << 20;
  bool asked = false, ended = false;  // what ends at once does not ask

  const Outcome outcome =
      must(session.test({row.arguments, ""}, limits, [&](int, std::string_view) {
        asked = true;
        const auto begin = std::chrono::steady_clock::now();
        while (!ended && std::chrono::steady_clock::now() - begin < std::chrono::seconds(20)) {
          std::this_thread::yield();
          ended = !process_runs("busy_meanwhile");
        }
        return Result<std::string>("late");
      }));

  CHECK(ended == asked);
  CHECK(outcome.ending == row.ending);
  CHECK(must(session.load({})).ending == Ending::answered);
  CHECK(must(session.test({"eabc", ""}, {})).answer == "abc");
}

TEST_CASE("no trick with threads or page tables hides memory", "[runner][endings]") {
  const Tier tier = GENERATE(from_range(tiers()));
  const auto* arguments = GENERATE("T", "P");
  CAPTURE(name(tier), arguments);
  Session session = loaded_frames(*runner(tier));
  Limits limits;
  limits.wall_ms = 20'000;
  limits.memory_bytes = std::int64_t{256} << 20;

  CHECK(must(session.test({arguments, ""}, limits)).ending == Ending::memory_limit);
}

TEST_CASE("what was killed for its page tables does not keep the next process from starting",
          "[runner][endings]") {
  const Tier tier = GENERATE(from_range(tiers()));
  CAPTURE(name(tier));
  Session session = loaded_frames(*runner(tier));
  Limits limits;
  limits.wall_ms = 20'000;
  limits.memory_bytes = std::int64_t{64} << 20;
  for (int i = 0; i < 8; ++i) {
    CAPTURE(i);
    CHECK(must(session.test({"P", ""}, limits)).ending == Ending::memory_limit);
    REQUIRE(must(session.load(limits)).ending == Ending::answered);
  }
}

TEST_CASE("a bomb of threads is held, and is its own fault", "[runner][endings]") {
  const Tier tier = GENERATE(from_range(tiers()));
  CAPTURE(name(tier));
  Session session = loaded_frames(*runner(tier));

  const Outcome outcome = must(session.test({"b", ""}, {}));

  const Ending held = tier == Tier::full ? Ending::exited : Ending::signalled;
  CHECK(outcome.ending == held);
  CHECK(outcome.code == (tier == Tier::full ? 92 : SIGKILL));
}

TEST_CASE("a load can fail in the candidate's code", "[runner]") {
  Program program = frames_program();
  program.load = "bad";
  Session bad = must(runner(tiers().front())->open(program));
  const Outcome outcome = must(bad.load({}));
  CHECK(outcome.ending == Ending::raised);
  CHECK(outcome.syntax);
  CHECK(outcome.message == "SyntaxError: no (line 3)");
  CHECK_FALSE(outcome.alive);

  program.load = "spin";
  Session spinning = must(runner(tiers().front())->open(program));
  Limits limits;
  limits.cpu_ms = 50;
  CHECK(must(spinning.load(limits)).ending == Ending::cpu_limit);
}

TEST_CASE("a stop ends a test within a tenth of a second", "[runner]") {
  const Tier tier = GENERATE(from_range(tiers()));
  Session session = loaded_frames(*runner(tier));
  std::stop_source stop;
  std::chrono::steady_clock::time_point stopped;

  const Outcome outcome = must(session.test(
      {"Q", ""}, {},
      [&](int, std::string_view) {
        stopped = std::chrono::steady_clock::now();
        stop.request_stop();
        return Result<std::string>("");
      },
      stop.get_token()));

  CHECK(outcome.ending == Ending::cancelled);
  CHECK(std::chrono::steady_clock::now() - stopped < std::chrono::milliseconds(100));
  CHECK(must(session.load({})).ending == Ending::answered);
  CHECK(must(session.test({"eabc", ""}, {})).answer == "abc");
}

TEST_CASE("a plain program gets its input and answers on standard output", "[runner][endings]") {
  const Tier tier = GENERATE(from_range(tiers()));
  CAPTURE(name(tier));
  Program cat;
  cat.argv = {"/bin/cat"};
  cat.frames = false;
  Session session = must(runner(tier)->open(cat));
  REQUIRE(must(session.load({})).ending == Ending::answered);

  for (const std::size_t size : {0, 5, 300'000}) {
    const std::string text(size, 'q');
    const Outcome outcome = must(session.test({"", text}, {}));
    CHECK(outcome.ending == Ending::answered);
    CHECK(outcome.answer == text);
    CHECK(outcome.alive);
  }
}

TEST_CASE("a program that does not read its input harms nobody", "[runner][endings]") {
  Program program;
  program.argv = {"/bin/true"};
  program.frames = false;
  Session session = must(runner(tiers().front())->open(program));

  const Outcome outcome = must(session.test({"", std::string(10'000'000, 'q')}, {}));

  CHECK(outcome.ending == Ending::answered);
  CHECK(outcome.answer.empty());
}

TEST_CASE("a missing program is our failure, not an outcome", "[runner]") {
  Program program;
  program.argv = {"/usr/bin/no-such-program"};
  program.frames = false;
  Session session = must(runner(tiers().front())->open(program));

  const Result<Outcome> outcome = session.test({}, {});

  REQUIRE_FALSE(outcome.ok());
  CHECK(outcome.status().code() == Code::not_found);
}

TEST_CASE("a warm parent forks test processes", "[runner][endings][warm]") {
  const Tier tier = GENERATE(from_range(tiers()));
  CAPTURE(name(tier));
  Session session = must(
      runner(tier)->open(warm_program("function", "import os\\ndef solve(x): return eval(x)")));
  const Outcome loaded = must(session.load({}));
  CAPTURE(loaded.message, loaded.err, loaded.code);
  REQUIRE(loaded.ending == Ending::answered);

  CHECK(must(session.test({"'a' + 'b'", ""}, {})).answer == "ab");
  CHECK(must(session.test({"print('hi') or 1", ""}, {})).out == "hi\n");
  CHECK(must(session.test({"1 / 0", ""}, {})).message == "ZeroDivisionError: division by zero");
  for (const char* attack :
       {"os.fork()", "os.execv('/bin/true', ['true'])", "os.kill(os.getppid(), 9)", "os.kill(1, 9)",
        "os.pidfd_open(os.getppid())", "open('/tmp/x', 'w')", "open('/etc/passwd')",
        "__import__('socket').socket()", "os.memfd_create('x')"}) {
    const Outcome outcome = must(session.test({attack, ""}, {}));
    CAPTURE(attack, outcome.answer, outcome.message);
    CHECK(outcome.ending == Ending::raised);
  }
  CHECK(must(session.test({"os._exit(4)", ""}, {})).code == 4);
}

TEST_CASE("what earlier tests of a process keep counts, beyond what allocators do",
          "[runner][warm]") {
  const Tier tier = GENERATE(from_range(tiers()));
  CAPTURE(name(tier));
  Session session = must(runner(tier)->open(warm_program(
      "function", "kept = []\\ndef solve(x): kept.append(b'x' * 60_000_000) or len(kept)")));
  Limits limits;
  limits.memory_bytes = 100 << 20;
  REQUIRE(must(session.load(limits)).ending == Ending::answered);

  CHECK(must(session.test({"1", ""}, limits)).ending == Ending::answered);
  CHECK(must(session.test({"2", ""}, limits)).ending == Ending::answered);
  const Outcome third = must(session.test({"3", ""}, limits));
  CAPTURE(name(third.ending), third.memory_bytes, third.oom_kills, third.alive);
  // Ended for it, or measured above it.
  CHECK((third.ending == Ending::memory_limit || third.memory_bytes > limits.memory_bytes));
}

TEST_CASE("a program of a warm language reads its input and ends by itself", "[runner][warm]") {
  const Tier tier = GENERATE(from_range(tiers()));
  Session session =
      must(runner(tier)->open(warm_program("program", "print(input()[::-1])\\nif input(): 1 / 0")));

  REQUIRE(must(session.load({})).ending == Ending::answered);
  const Outcome good = must(session.test({"", "abc\n\n"}, {}));
  CHECK(good.ending == Ending::answered);
  CHECK(good.answer == "cba\n");
  CHECK_FALSE(good.alive);
  REQUIRE(must(session.load({})).ending == Ending::answered);
  const Outcome bad = must(session.test({"", "abc\nx\n"}, {}));
  CHECK(bad.ending == Ending::exited);
  CHECK(bad.code == 1);
  CHECK_THAT(bad.err, Catch::Contains("ZeroDivisionError"));
}

TEST_CASE("a warm parent that has forked enough is replaced between tests", "[runner][warm]") {
  constexpr int kMoreThanOneParent = 502;
  Session session = must(runner(tiers().front())->open(warm_program("program", "print(input())")));
  int answered = 0;
  for (int i = 0; i < kMoreThanOneParent; ++i) {
    REQUIRE(must(session.load({})).ending == Ending::answered);
    answered += must(session.test({"", "abc\n"}, {})).ending == Ending::answered;
  }
  CHECK(answered == kMoreThanOneParent);
}

TEST_CASE("a warm parent that cannot start says why", "[runner][warm]") {
  Program program = warm_program("function", "");
  program.argv.push_back("--broken");
  Session session = must(runner(tiers().front())->open(program));

  const Result<Outcome> outcome = session.load({});

  REQUIRE_FALSE(outcome.ok());
  CHECK_THAT(outcome.status().message(), Catch::Contains("could not import torch"));
}

TEST_CASE("sessions wait for a free slot, and slots serve any language", "[runner]") {
  Runner& two_slots = *runner(tiers().front());
  std::atomic<int> answered = 0;
  std::vector<std::jthread> threads;
  for (int i = 0; i < 6; ++i) {
    threads.emplace_back([&two_slots, &answered, i] {
      Program program =
          i % 2 == 0 ? frames_program() : warm_program("function", "def solve(x): return x[1:]");
      Result<Session> session = two_slots.open(program);
      if (!session.ok() || !session->load({}).ok()) return;
      const Result<Outcome> outcome = session->test({"eabc", ""}, {});
      if (outcome.ok() && outcome->answer == "abc") ++answered;
    });
  }
  threads.clear();

  CHECK(answered == 6);
}

TEST_CASE("the Python that candidates meet answers in a box", "[runner][endings][warm]") {
  const Tier tier = GENERATE(from_range(tiers()));
  CAPTURE(name(tier));
  Program program;
  program.language = "python";
  program.argv = {"/usr/bin/python3", "-s", "-S", "-B",
                  ASSAY_SOURCE_DIR "/graders/languages/python/harness.py"};
  program.env = {"PYTHONHASHSEED=0", "PYTHONUTF8=1", "LANG=C.UTF-8"};
  program.readable = {ASSAY_SOURCE_DIR "/graders/languages/python"};
  program.warm = true;
  program.load = R"j({"kind": "function", "file": "solution.py", "name": "total", "seed": 7,
    "source": "import asyncio\ndef total(n):\n  async def f(): return n + 1\n  return asyncio.run(f())\n",
    "parameters": [["n", "int"]], "returns": "int"})j";
  Session session = must(runner(tier)->open(program));

  Limits patient;  // an emulated processor needs a while to import it all
  patient.cpu_ms = 200'000;
  patient.wall_ms = 600'000;
  const Outcome loaded = must(session.load(patient));
  CAPTURE(loaded.message, loaded.err, loaded.code);
  REQUIRE(loaded.ending == Ending::answered);
  const Outcome outcome = must(session.test({std::string("\x29\0\0\0\0\0\0\0", 8), ""}, patient));
  CAPTURE(outcome.message, outcome.err);
  CHECK(outcome.answer == std::string("\x2a\0\0\0\0\0\0\0", 8));
}

TEST_CASE("a compiled program that cannot be started has failed by itself", "[runner]") {
  const Tier tier = GENERATE(from_range(tiers()));
  Program program = frames_program();
  const std::size_t loader = program.image.find("ld-linux");
  REQUIRE(loader != std::string::npos);
  program.image.replace(loader, 8, "ld-other");
  if (GENERATE(true, false)) program.image = "nor is this one";
  CAPTURE(name(tier), program.image.size());

  Session session = must(runner(tier)->open(program));
  const Outcome outcome = must(session.load({}));

  CHECK(outcome.ending == Ending::exited);
  CHECK(outcome.code == 127);
  CHECK(outcome.err == "the compiled program is none that can be started here\n");
}

TEST_CASE("a script process is connected and ends with the runner", "[runner]") {
  std::unique_ptr<Runner> own = must(Runner::start({}));
  const Fd script(must(own->start_script()));
  pollfd watched{script.get(), POLLIN, 0};
  CHECK(::poll(&watched, 1, 0) == 0);

  own.reset();

  CHECK(::poll(&watched, 1, 10'000) == 1);
  char byte = 0;
  CHECK(::read(script.get(), &byte, 1) == 0);
}

TEST_CASE("the program may be replaced while it runs", "[runner]") {
  const Temporary place;
  const std::filesystem::path program = place / "assay-runner";
  std::filesystem::copy_file(std::filesystem::path(ASSAY_BINARY_DIR) / "bin/assay-runner", program);
  std::unique_ptr<Runner> own = must(Runner::start({.program = program, .force = {}}));
  std::filesystem::remove(program);

  const Fd script(must(own->start_script()));
  pollfd watched{script.get(), POLLIN, 0};
  CHECK(::poll(&watched, 1, 0) == 0);
}
