// Control groups of version 2 alone, as the virtual machine of tests/vm/run.py has them.

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <fstream>
#include <functional>
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

}  // namespace

TEST_CASE("the best tier is taken and says how it limits", "[cgroup2]") {
  const std::unique_ptr<Runner> best = must(Runner::start({}));

  CAPTURE(best->missing());
  CHECK(best->tier() == Tier::full);
  CHECK_THAT(best->features(), Catch::VectorContains(std::string("cgroup v2 (memory, pids)")));
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

TEST_CASE("a test and a compile step that outgrow their group end by the memory limit",
          "[cgroup2]") {
  Limits limits;
  limits.memory_bytes = 64 * kMib;
  limits.cpu_ms = limits.wall_ms = 120'000;
  Session session = must(runner(Tier::full)->open(frames_program()));
  REQUIRE(must(session.load(limits)).ending == Ending::answered);

  const Outcome test = must(session.test({"m", ""}, limits));
  CHECK(test.ending == Ending::memory_limit);
  CHECK(test.oom_kills >= 1);

  CompileStep step = shell_step("head -c 200000000 /dev/zero | tail -c 199999999 | wc -c > made");
  step.limits = limits;
  step.limits.processes = 16;
  const CompileOutcome built =
      must(runner(Tier::full)->compile(step, {"PATH=/usr/bin:/bin"}, {}));
  CHECK(built.facts.ending == Ending::memory_limit);
  CHECK(built.facts.oom_kills >= 1);
}
