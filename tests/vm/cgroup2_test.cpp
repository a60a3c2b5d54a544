// Control groups of version 2 alone, as the virtual machine of tests/vm/run.py has them.

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <filesystem>
#include <functional>
#include <set>
#include <string>

#include "sandbox/cgroup.hpp"
#include "support/boxes.hpp"

using namespace assay;
using namespace assay::boxes;

namespace {

constexpr std::int64_t kMib = std::int64_t{1} << 20;

// What `work` ends with in a process that waits until it is in the group.
int in_group(const Cgroup& group, const std::function<void()>& work) {
  int gate[2];
  REQUIRE(::pipe(gate) == 0);
  const pid_t pid = ::fork();
  if (pid == 0) {
    char byte = 0;
    if (::read(gate[0], &byte, 1) == 1) work();
    ::_exit(0);
  }
  const Status added = group.add(pid);
  REQUIRE(::write(gate[1], "g", 1) == 1);
  int status = 0;
  REQUIRE(::waitpid(pid, &status, 0) == pid);
  ::close(gate[0]);
  ::close(gate[1]);
  INFO(added.message());
  REQUIRE(added.ok());
  return status;
}

void use_memory(std::int64_t bytes) {
  ::mmap(nullptr, static_cast<std::size_t>(bytes), PROT_READ | PROT_WRITE,
         MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
}

void use_cpu() {
  volatile unsigned turns = 0;
  while (turns < 20'000'000) turns = turns + 1;
}

std::set<std::string> groups_of_runners() {
  std::set<std::string> found;
  std::error_code error;
  for (const auto& entry : std::filesystem::recursive_directory_iterator("/sys/fs/cgroup", error)) {
    const std::string name = entry.path().filename();
    if (name.rfind("assay-", 0) == 0) found.insert(entry.path());
  }
  return found;
}

}  // namespace

TEST_CASE("the best tier is taken and says how it limits", "[cgroup2]") {
  const Isolation best = must(must(Runner::start({}))->isolation());

  CAPTURE(best.missing);
  CHECK(best.tier == Tier::full);
  CHECK_THAT(best.features, Catch::VectorContains(std::string("cgroup v2 (memory, pids)")));
}

TEST_CASE("the host is left in a group that limits nobody below it", "[cgroup2]") {
  const Cgroup group = must(Cgroup::create("1-host"));

  std::string own = must(read_file("/proc/self/cgroup")).substr(3);  // "0::/path\n"
  own.pop_back();

  INFO(own);
  // The root alone may have processes and give its controllers on.
  if (own == "/") return;
  CHECK(must(read_file("/sys/fs/cgroup" + own + "/cgroup.subtree_control")).empty());
}

TEST_CASE("the groups of a runner go with it", "[cgroup2]") {
  const std::set<std::string> before = groups_of_runners();
  RunnerOptions options;
  options.force = Tier::full;
  std::unique_ptr<Runner> own = must(Runner::start(options));
  CHECK(groups_of_runners().size() == before.size() + 1);

  own.reset();

  CHECK(groups_of_runners() == before);
}

TEST_CASE("a process that outgrows its group is killed and counted", "[cgroup2]") {
  const Cgroup group = must(Cgroup::create("1-grow"));
  REQUIRE(group.allow_memory(32 * kMib).ok());

  const int small = in_group(group, [] { use_memory(16 * kMib); });
  CHECK(small == 0);
  CHECK(group.oom_kills() == 0);
  CHECK(group.peak_memory_bytes() >= 16 * kMib);
  CHECK(group.peak_memory_bytes() < 24 * kMib);

  const int large = in_group(group, [] { use_memory(64 * kMib); });
  CHECK(WTERMSIG(large) == SIGKILL);
  CHECK(group.oom_kills() == 1);

  REQUIRE(group.allow_memory(0).ok());
  CHECK(in_group(group, [] { use_memory(64 * kMib); }) == 0);
  CHECK(group.oom_kills() == 1);
}

TEST_CASE("a forgotten peak does not count again", "[cgroup2]") {
  const Cgroup group = must(Cgroup::create("1-peak"));
  REQUIRE(in_group(group, [] { use_memory(64 * kMib); }) == 0);

  group.forget_peak();
  REQUIRE(in_group(group, [] { use_memory(8 * kMib); }) == 0);
  CHECK(group.peak_memory_bytes() < 32 * kMib);

  REQUIRE(in_group(group, [] { use_memory(96 * kMib); }) == 0);
  CHECK(group.peak_memory_bytes() >= 96 * kMib);
}

TEST_CASE("a group has no more tasks than allowed", "[cgroup2]") {
  const Cgroup group = must(Cgroup::create("1-tasks"));
  REQUIRE(group.allow_tasks(1).ok());

  const int status = in_group(group, [] { ::_exit(::fork() < 0 && errno == EAGAIN ? 7 : 0); });

  CHECK(WEXITSTATUS(status) == 7);
}

TEST_CASE("the time of all that ran in a group is told", "[cgroup2]") {
  const Cgroup group = must(Cgroup::create("1-time"));
  const double before = group.cpu_ms();

  REQUIRE(in_group(group, use_cpu) == 0);
  const double once = group.cpu_ms() - before;
  REQUIRE(in_group(group, use_cpu) == 0);

  CHECK(once > 1);
  CHECK(group.cpu_ms() - before > once);
}

TEST_CASE("endings are told apart under the best tier", "[cgroup2]") {
  struct Row {
    const char* arguments;  // of frames_program
    Ending ending;
  };
  const auto row = GENERATE(values<Row>({
      {"eabc", Ending::answered},
      {"M", Ending::answered},
      {"R", Ending::answered},
      {"k\x0b", Ending::signalled},
      {"a", Ending::signalled},
      {"l", Ending::cpu_limit},
      {"t", Ending::cpu_limit},
      {"s", Ending::wall_limit},
      {"m", Ending::memory_limit},
      {"o", Ending::output_limit},
      {"O", Ending::output_limit},
  }));
  CAPTURE(row.arguments);
  Limits limits;  // an emulated processor is slow
  limits.cpu_ms = row.ending == Ending::cpu_limit ? 300 : 60'000;
  limits.wall_ms = row.ending == Ending::wall_limit ? 300 : 300'000;
  limits.memory_bytes = 96 * kMib;
  Session session = must(runner(Tier::full)->open(frames_program()));
  REQUIRE(must(session.load({.cpu_ms = 60'000, .wall_ms = 300'000})).ending == Ending::answered);

  const Outcome outcome = must(session.test({row.arguments, ""}, limits));

  CHECK(outcome.ending == row.ending);
  CHECK((outcome.oom_kills > 0) == (row.ending == Ending::memory_limit));
}

TEST_CASE("a compile step is limited and measured by its group", "[cgroup2]") {
  struct Row {
    const char* size;
    Ending ending;
  };
  const auto row = GENERATE(values<Row>({{"40000000", Ending::exited},
                                         {"200000000", Ending::memory_limit},
                                         {"1000", Ending::exited}}));
  CAPTURE(row.size);
  CompileStep step = shell_step(std::string("head -c ") + row.size + " /dev/full | tail -c " +
                                row.size + " | wc -c > made");
  step.limits.memory_bytes = 96 * kMib;
  step.limits.cpu_ms = 60'000;
  step.limits.wall_ms = 300'000;
  step.limits.processes = 16;

  const Outcome facts = must(runner(Tier::full)->compile(step, {"PATH=/usr/bin:/bin"}, {})).facts;

  CAPTURE(facts.err, facts.memory_bytes);
  CHECK(facts.ending == row.ending);
  CHECK((facts.oom_kills > 0) == (row.ending == Ending::memory_limit));
  const bool small = std::string(row.size) == "1000";
  CHECK((facts.memory_bytes > 30'000'000) == !small);
}
