#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <thread>

#include "runner/work_folder.hpp"
#include "sandbox/box_user.hpp"
#include "sandbox/cgroup.hpp"
#include "sandbox/usage.hpp"
#include "support/boxes.hpp"

using namespace assay;
using namespace assay::boxes;
namespace fs = std::filesystem;

namespace {

std::string runner_program() { return fs::canonical(ASSAY_BINARY_DIR "/bin/assay-runner"); }

// The processes of this build's runners; other tests may not run beside this one.
std::set<pid_t> runner_processes() {
  std::set<pid_t> found;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator("/proc", error)) {
    const std::string name = entry.path().filename();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    if (fs::read_symlink(entry.path() / "exe", error) == runner_program()) {
      found.insert(std::atoi(name.c_str()));
    }
  }
  return found;
}

bool process_runs(const std::string& command) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator("/proc", error)) {
    const Result<std::string> line = read_file(entry.path() / "cmdline");
    if (line.ok() && line->rfind(command, 0) == 0) return true;
  }
  return false;
}

// Control groups and files that carry the pid of one of these launchers.
std::vector<std::string> traces_of(const std::set<pid_t>& launchers) {
  std::vector<std::string> found;
  const auto mine = [&](const fs::path& path) {
    const std::string name = path.filename();
    return name.rfind("assay-", 0) == 0 && launchers.contains(std::atoi(name.c_str() + 6));
  };
  std::error_code error;
  const auto options = fs::directory_options::skip_permission_denied;
  for (fs::recursive_directory_iterator at("/sys/fs/cgroup", options, error), end; at != end;
       at.increment(error)) {
    if (mine(at->path())) found.push_back(at->path());
  }
  for (const auto& entry : fs::directory_iterator(fs::temp_directory_path(), error)) {
    if (mine(entry.path())) found.push_back(entry.path());
  }
  return found;
}

std::set<pid_t> without(std::set<pid_t> all, const std::set<pid_t>& some) {
  for (const pid_t pid : some) all.erase(pid);
  return all;
}

}  // namespace

TEST_CASE("code in a box can do what it needs and nothing else", "[sandbox][isolation]") {
  const Tier tier = GENERATE(from_range(tiers()));
  CAPTURE(name(tier));
  ::setenv("ASSAY_SECRET", "hunter2", 1);
  Program program = plain_program("probe");
  program.argv.push_back(ASSAY_SOURCE_DIR "/CMakeLists.txt");
  program.argv.push_back("/proc/self/root" ASSAY_SOURCE_DIR "/CMakeLists.txt");
  program.argv.push_back("/../../../../../../../.." ASSAY_SOURCE_DIR "/CMakeLists.txt");
  program.env = {"HOME=/"};
  Session session = must(runner(tier)->open(program));

  const Outcome outcome = must(session.test({}, {}));

  INFO(outcome.answer << outcome.err);
  REQUIRE(outcome.ending == Ending::answered);
  std::istringstream lines(outcome.answer);
  int refused = 0, allowed = 0;
  for (std::string attempt, result; lines >> attempt && attempt != "end";) {
    lines >> result;
    CAPTURE(attempt, result);
    const bool may = attempt.rfind("may-", 0) == 0;
    CHECK((result == "ok") == may);
    ++(may ? allowed : refused);
  }
  CHECK(refused >= 110);
  CHECK(allowed == 9);
}

TEST_CASE("a readable folder can be read and not written", "[sandbox][isolation]") {
  const Tier tier = GENERATE(from_range(tiers()));
  Program program;
  program.argv = {"/bin/cat", ASSAY_SOURCE_DIR "/tests/support/probe.c"};
  program.frames = false;
  {
    Session closed = must(runner(tier)->open(program));
    CHECK(must(closed.test({}, {})).ending == Ending::exited);
  }
  program.readable = {ASSAY_SOURCE_DIR "/tests/support"};
  {
    Session open = must(runner(tier)->open(program));
    CHECK(must(open.test({}, {})).answer ==
          must(read_file(ASSAY_SOURCE_DIR "/tests/support/probe.c")));
  }

  program.readable = {"tests/support"};
  Result<Session> relative = runner(tier)->open(program);
  REQUIRE_FALSE(relative.ok());
  CHECK(relative.status().code() == Code::invalid_argument);
}

TEST_CASE("a readable folder may be a link", "[sandbox][isolation]") {
  const Tier tier = GENERATE(from_range(tiers()));
  const fs::path link = fs::temp_directory_path() / ("link-" + std::to_string(::getpid()));
  fs::create_symlink(ASSAY_SOURCE_DIR "/tests/support", link);
  Program program;
  program.argv = {"/bin/cat", link / "probe.c"};
  program.readable = {link};
  program.frames = false;
  Session session = must(runner(tier)->open(program));
  const Outcome outcome = must(session.test({}, {}));
  fs::remove(link);

  CHECK(outcome.answer == must(read_file(ASSAY_SOURCE_DIR "/tests/support/probe.c")));
}

TEST_CASE("a compile step brings out the plain file that it made", "[sandbox][build]") {
  const Tier tier = GENERATE(from_range(tiers()));
  struct Row {
    const char* script;
    Ending ending;
    int code;
    const char* output;
  };
  const auto row = GENERATE(values<Row>({
      {"echo hello > made", Ending::exited, 0, "hello\n"},
      {"cat src/main.txt > made", Ending::exited, 0, "source\n"},
      {"exit 3", Ending::exited, 3, ""},
      {"kill -9 $$", Ending::signalled, SIGKILL, ""},
      {"true", Ending::exited, 0, ""},
      {"ln -s /etc/passwd made", Ending::exited, 0, ""},
      {"ln -s src/main.txt made", Ending::exited, 0, ""},
      {"echo x > other; ln other made", Ending::exited, 0, ""},
      {"mkdir made", Ending::exited, 0, ""},
      {"mkfifo made || true", Ending::exited, 0, ""},
      {"exec head -c 3000000 /dev/full > made", Ending::signalled, SIGXFSZ, ""},
      {"cat /etc/passwd > made", Ending::exited, 1, ""},
      {"ls /proc/1 /root > made 2> /dev/null || exit 1", Ending::exited, 1, ""},
      {"while :; do :; done", Ending::cpu_limit, 0, ""},
      {"(while :; do :; done) & (while :; do :; done) & wait", Ending::cpu_limit, 0, ""},
      {"sleep 100", Ending::wall_limit, 0, ""},
      {"exec yes", Ending::output_limit, 0, ""},
      {"exec yes >&2", Ending::output_limit, 0, ""},
      {"head -c 400000000 /dev/full | tail -c 399999999 | wc -c", Ending::memory_limit, 0, ""},
      {"(setsid sleep 100 &) ; (sleep 100 &) ; echo left > made", Ending::exited, 0, "left\n"},
  }));
  const bool shared = tier < Tier::namespaces;
  if (shared && std::string_view(row.script).find("kill") == 0) return;  // it cannot signal itself
  CAPTURE(name(tier), row.script);
  CompileStep step = shell_step(row.script);
  step.files = {{"src/main.txt", "source\n"}};
  step.limits.cpu_ms = 300;
  step.limits.wall_ms = row.ending == Ending::wall_limit ? 200 : 20'000;
  if (row.ending == Ending::memory_limit) step.limits.cpu_ms = 20'000;
  step.limits.memory_bytes = std::int64_t{64} << 20;
  step.limits.file_bytes = 2'000'000;

  const CompileOutcome outcome = must(runner(tier)->compile(step, {"PATH=/usr/bin:/bin"}, {}));

  CAPTURE(outcome.facts.out, outcome.facts.err, outcome.facts.cpu_ms, outcome.facts.memory_bytes);
  CHECK(outcome.facts.ending == row.ending);
  CHECK(outcome.facts.code == row.code);
  CHECK(outcome.output == row.output);
}

TEST_CASE("what one compile step used is not held against the next", "[sandbox][build]") {
  const Tier tier = GENERATE(from_range(tiers()));
  CAPTURE(name(tier));
  CompileStep long_one = shell_step("i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done");
  CompileStep short_one = shell_step("true");
  short_one.limits.cpu_ms = 50;
  for (int round = 0; round < 5; ++round) {
    const CompileOutcome before = must(runner(tier)->compile(long_one, {"PATH=/usr/bin:/bin"}, {}));
    CHECK(before.facts.cpu_ms > 50);
    const CompileOutcome after = must(runner(tier)->compile(short_one, {"PATH=/usr/bin:/bin"}, {}));
    CHECK(after.facts.ending == Ending::exited);
  }
}

TEST_CASE("what nobody is left to end has an end of its own", "[sandbox][build]") {
  const Tier tier = GENERATE(from_range(tiers()));
  CAPTURE(name(tier));
  CompileStep step = shell_step("ulimit -t > made; ulimit -Ht >> made");
  step.limits.cpu_ms = 1'500;

  const CompileOutcome outcome = must(runner(tier)->compile(step, {"PATH=/usr/bin:/bin"}, {}));

  CHECK(outcome.output == "5\n5\n");
}

TEST_CASE("a compiler works in a box", "[sandbox][build]") {
  const Tier tier = GENERATE(from_range(tiers()));
  CAPTURE(name(tier));
  CompileStep step;
  step.argv = {"/usr/bin/g++", "-O1", "hello.cpp", "-o", "hello"};
  step.files = {{"hello.cpp", "#include <cstdio>\nint main() { std::puts(\"hello\"); }\n"}};
  step.output = "hello";
  step.limits.processes = 16;
  const std::vector<std::string> env = {"PATH=/usr/bin:/bin"};

  const CompileOutcome made = must(runner(tier)->compile(step, env, {}));
  INFO(made.facts.err);
  REQUIRE(made.facts.ending == Ending::exited);
  REQUIRE(made.facts.code == 0);
  Program program;
  program.argv = {"hello"};
  program.image = made.output;
  program.frames = false;
  Session session = must(runner(tier)->open(program));
  CHECK(must(session.test({}, {})).answer == "hello\n");

  step.files[0].second = "#include \"/etc/passwd\"\n";
  const CompileOutcome refused = must(runner(tier)->compile(step, env, {}));
  CHECK(refused.facts.code == 1);
  CHECK_THAT(refused.facts.err, !Catch::Contains("root:"));
}

TEST_CASE("a linker that sets modes works in a box", "[sandbox][build]") {
  const Tier tier = GENERATE(from_range(tiers()));
  CAPTURE(name(tier));
  const CompileStep step =
      shell_step("echo x > made && chmod 700 made && touch -t 200001010000 made");

  CHECK(must(runner(tier)->compile(step, {"PATH=/usr/bin:/bin"}, {})).output == "x\n");

  const CompileStep foreign = shell_step("chmod 600 " ASSAY_SOURCE_DIR "/tests/support/probe.c");
  (void)runner(tier)->compile(foreign, {"PATH=/usr/bin:/bin"}, {ASSAY_SOURCE_DIR "/tests/support"});
  const auto mode = fs::status(ASSAY_SOURCE_DIR "/tests/support/probe.c").permissions();
  CHECK((mode & fs::perms::others_read) != fs::perms::none);
}

TEST_CASE("a bad file name in a compile step is our failure", "[sandbox][build]") {
  const auto* file = GENERATE("../x", "/etc/x", "a/../../x", "", "a//b", ".");
  CompileStep step = shell_step("true");
  step.files = {{file, ""}};

  const Result<CompileOutcome> outcome = runner(tiers().front())->compile(step, {}, {});

  REQUIRE_FALSE(outcome.ok());
  CHECK(outcome.status().code() == Code::invalid_argument);
}

TEST_CASE("a fork bomb is held and leaves nothing", "[sandbox][build]") {
  const Tier tier = GENERATE(from_range(tiers()));
  CAPTURE(name(tier));
  CompileStep step = shell_step("f() { f | f & }; f; while :; do :; done");
  step.limits.cpu_ms = 500;
  step.limits.wall_ms = 5'000;

  const CompileOutcome outcome = must(runner(tier)->compile(step, {"PATH=/usr/bin:/bin"}, {}));

  CHECK(outcome.facts.ending != Ending::answered);
  const CompileOutcome next =
      must(runner(tier)->compile(shell_step("echo fine > made"), {"PATH=/usr/bin:/bin"}, {}));
  CHECK(next.output == "fine\n");
}

TEST_CASE("waiting for a processor is told from using one", "[sandbox]") {
  // Three on one processor: each waits about twice as long as it runs.
  cpu_set_t ours, one;
  REQUIRE(::sched_getaffinity(0, sizeof ours, &ours) == 0);
  std::size_t processor = 0;
  while (!CPU_ISSET(processor, &ours)) ++processor;
  CPU_ZERO(&one);
  CPU_SET(processor, &one);
  std::vector<pid_t> spinners;
  for (int i = 0; i < 3; ++i) {
    const pid_t pid = ::fork();
    if (pid == 0) {
      for (::sched_setaffinity(0, sizeof one, &one);;) {
      }
    }
    REQUIRE(pid > 0);
    spinners.push_back(pid);
  }
  while (cpu_ms_of(spinners[0]) < 100) ::sched_yield();
  const double waited = starved_ms_of(spinners[0]), used = cpu_ms_of(spinners[0]);
  for (const pid_t pid : spinners) {
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
  }
  CHECK(waited > used / 2);
  CHECK(starved_ms_of(spinners[0]) == 0);
}

TEST_CASE("what a process calls itself is no figure of its use", "[sandbox]") {
  char before[16];
  REQUIRE(::prctl(PR_GET_NAME, before) == 0);
  const char* const name = GENERATE("VmRSS:0VmHWM:0", "VmSwap: 99999", "Threads: 9", "\nVmRSS: 1");
  CAPTURE(name);
  REQUIRE(::prctl(PR_SET_NAME, name) == 0);

  CHECK(resident_bytes(::getpid()) > 1 << 20);
  CHECK(resident_bytes(::getpid()) < 90'000'000);
  CHECK(peak_resident_bytes(::getpid()) > 1 << 20);
  CHECK(tasks_of(::getpid()) == 1);
  REQUIRE(::prctl(PR_SET_NAME, before) == 0);
}

TEST_CASE("a process that waits to be reaped is gone", "[sandbox]") {
  CHECK(start_of(::getpid()) > 0);
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  siginfo_t ended{};
  REQUIRE(::waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOWAIT) == 0);

  CHECK(start_of(child) == 0);

  REQUIRE(::waitpid(child, nullptr, 0) == child);
}

TEST_CASE("a deep folder is removed", "[sandbox][build]") {
  Runner* const box = runner(Tier::landlock);
  if (box == nullptr) return;  // it has been said why
  const CompileStep step =
      shell_step("p=$(yes d | head -300 | tr '\\n' /); mkdir -p $p && : > $p/f");

  const CompileOutcome outcome = must(box->compile(step, {"PATH=/usr/bin:/bin"}, {}));

  CHECK(outcome.facts.code == 0);
  for (const std::string& trace : traces_of(runner_processes())) {
    CHECK_THAT(trace, !Catch::StartsWith(fs::temp_directory_path().string()));
  }
}

TEST_CASE("work folders that nobody else will remove are swept", "[sandbox]") {
  const fs::path usual = fs::temp_directory_path();
  const fs::path place = usual / ("swept-" + std::to_string(::getpid()));
  REQUIRE(fs::create_directory(place));
  ::setenv("TMPDIR", place.c_str(), 1);
  const std::string own = Cgroup::launcher_name(::getpid());
  const std::string living = Cgroup::launcher_name(::getppid());
  const std::string number_given_again = std::to_string(::getppid()) + ".7";
  const std::string gone = "4194305.7";  // beyond the kernel's numbers
  const auto make = [&](const std::string& slot, int hours, std::optional<uid_t> owner = {}) {
    const std::string folder = must(make_work_folder(slot, owner));
    fs::create_directories(folder + "/made/deep");
    std::ofstream(folder + "/made/deep/file") << "text";
    timespec times[2] = {{0, UTIME_OMIT}, {std::time(nullptr) - hours * 3600, 0}};
    REQUIRE(::utimensat(AT_FDCWD, folder.c_str(), times, 0) == 0);
    return folder;
  };
  std::vector<std::string> removed = {make(own + "-0", 0), make(gone + "-0", 2),
                                      make(number_given_again + "-1", 2)};
  std::vector<std::string> kept = {make(gone + "-1", 0), make(living + "-0", 2),
                                   make(living + "0-0", 0)};
  if (::geteuid() == 0) {
    removed.push_back(make(gone + "-2", 2, 61'007));  // a user of boxes
    kept.push_back(make(gone + "-3", 2, 4'242));
  }
  kept.push_back(place / ("assay-" + gone + "-4-a-link"));
  fs::create_directory_symlink(kept[0], kept.back());
  kept.push_back(place / ("assay-" + own + "-5-no-folder"));
  std::ofstream(kept.back()) << "text";
  kept.push_back(place / "other");
  fs::create_directory(kept.back());

  sweep_work_folders(::getpid());

  for (const std::string& folder : removed) CHECK_FALSE(fs::exists(folder));
  for (const std::string& path : kept) CHECK(fs::exists(path));
  CHECK(fs::exists(kept[0] + "/made/deep/file"));
  ::setenv("TMPDIR", usual.c_str(), 1);
  fs::remove_all(place);
}

TEST_CASE("nothing is left of a session, and nothing of a runner", "[sandbox][leftovers]") {
  const Tier tier = GENERATE(from_range(tiers()));
  CAPTURE(name(tier));
  const std::set<pid_t> before = runner_processes();
  const std::string mounts = must(read_file("/proc/self/mounts"));
  std::set<pid_t> ours;
  std::vector<fs::path> abandoned;
  Program program = frames_program();
  program.argv = {"left_" + std::string(name(tier))};
  {
    RunnerOptions options;
    options.force = tier;
    const std::unique_ptr<Runner> own = must(Runner::start(options));
    {
      Session session = must(own->open(program));
      REQUIRE(must(session.load({})).ending == Ending::answered);
      CHECK(process_runs(program.argv[0]));
    }
    CHECK_FALSE(process_runs(program.argv[0]));
    const CompileOutcome daemon =
        must(own->compile(shell_step("(setsid sleep 4242 &)"), {"PATH=/usr/bin:/bin"}, {}));
    CHECK(daemon.facts.code == 0);
    CHECK_FALSE(process_runs(std::string("sleep\0004242", 10)));
    Session left_open = must(own->open(program));
    REQUIRE(must(left_open.load({})).ending == Ending::answered);
    ours = without(runner_processes(), before);
    CHECK(ours.size() >= 4);  // launcher, keeper, init, spawner
    // Of a launcher that was killed, whose number has since been given to us.
    for (const fs::path trace : traces_of(ours)) {
      if (!trace.native().starts_with("/sys/fs/cgroup/")) continue;
      abandoned.push_back(trace.parent_path() / ("assay-" + std::to_string(::getpid()) + "-0"));
      REQUIRE((fs::exists(abandoned.back()) || fs::create_directory(abandoned.back())));
    }
  }
  for (const fs::path& group : abandoned) CHECK_FALSE(fs::exists(group));
  CHECK(without(runner_processes(), before).empty());
  CHECK_FALSE(process_runs(program.argv[0]));
  CHECK(traces_of(ours) == std::vector<std::string>());
  CHECK(must(read_file("/proc/self/mounts")) == mounts);
}

namespace {
std::atomic<int> reaped = 0;
void reap_everything(int) {
  while (::waitpid(-1, nullptr, WNOHANG) > 0) ++reaped;
}
}  // namespace

TEST_CASE("a large host with threads and a SIGCHLD handler stays itself", "[sandbox][host]") {
  constexpr std::size_t kSize = std::size_t{256} << 20;
  void* memory = ::mmap(nullptr, kSize, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
  REQUIRE(memory != MAP_FAILED);
  const auto old = ::signal(SIGCHLD, reap_everything);
  std::atomic<bool> done = false;
  std::jthread other([&] { done.wait(false); });
  {
    const std::unique_ptr<Runner> own = must(Runner::start({}));
    const int children = reaped;
    Session session = must(own->open(frames_program()));
    for (int i = 0; i < 3; ++i) {
      REQUIRE(must(session.load({})).ending == Ending::answered);
      CHECK(must(session.test({"eabc", ""}, {})).answer == "abc");
    }
    CHECK(::waitpid(-1, nullptr, WNOHANG) == -1);
    CHECK(errno == ECHILD);
    CHECK(reaped == children);  // nothing of ours ever asked for attention after the start
  }
  done = true;
  done.notify_all();
  CHECK(::signal(SIGCHLD, old) == reap_everything);
  ::munmap(memory, kSize);
}

namespace {
pid_t parent_of(pid_t pid) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  for (std::string word; status >> word;) {
    if (word == "PPid:" && status >> pid) return pid;
  }
  return 0;
}
}  // namespace

TEST_CASE("a killed keeper is our failure, and its slot is replaced", "[sandbox]") {
  const std::set<pid_t> before = runner_processes();
  RunnerOptions options;
  options.slots = 1;
  std::unique_ptr<Runner> own = must(Runner::start(options));
  REQUIRE(own->isolation().ok());  // its keeper is there
  const std::set<pid_t> ours = without(runner_processes(), before);
  {
    Session session = must(own->open(frames_program()));
    REQUIRE(must(session.load({})).ending == Ending::answered);
    for (const pid_t pid : ours) {  // the launcher's child is the keeper
      const pid_t parent = parent_of(pid);
      if (ours.contains(parent) && !ours.contains(parent_of(parent))) ::kill(pid, SIGKILL);
    }
    const Result<Outcome> outcome = session.test({"eabc", ""}, {});
    REQUIRE_FALSE(outcome.ok());
    CHECK_FALSE(session.load({}).ok());
  }
  {
    Session session = must(own->open(frames_program()));
    CHECK(must(session.load({})).ending == Ending::answered);
  }
  own.reset();
  CHECK(without(runner_processes(), before).empty());
  CHECK(traces_of(ours) == std::vector<std::string>());
}

namespace {
// The process whose command line begins so, once there is one; 0 after ten seconds without.
pid_t await_process(const std::string& command) {
  const auto begin = std::chrono::steady_clock::now();
  while (std::chrono::steady_clock::now() - begin < std::chrono::seconds(10)) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator("/proc", error)) {
      const Result<std::string> line = read_file(entry.path() / "cmdline");
      if (line.ok() && line->rfind(command, 0) == 0) return std::stoi(entry.path().filename());
    }
    std::this_thread::yield();
  }
  return 0;
}
}  // namespace

TEST_CASE("what a compile step left running ends with those above it", "[sandbox][leftovers]") {
  const Tier tier = GENERATE(from_range(tiers()));
  enum { box, init, keeper, launcher };  // each the parent of the one before
  const auto killed = GENERATE(values<std::vector<int>>(
      {{keeper}, {init}, {box}, {box, init, keeper}, {launcher, keeper}, {launcher, box}}));
  CAPTURE(name(tier), killed);
  const std::set<pid_t> before = runner_processes();
  const std::string daemon("sleep\0004243", 10), group("sleep\0004244", 10),
      main_line("sleep\0004242", 10);
  RunnerOptions options;
  options.force = tier;
  std::unique_ptr<Runner> own = must(Runner::start(options));
  std::set<pid_t> ours;
  {
    std::jthread builder([&] {
      (void)own->compile(
          shell_step("setsid sleep 4244 & (sleep 4243 &) ; (trap '' HUP TERM; sleep 4243 &)\n"
                     "while :; do sleep 4242; done"),
          {"PATH=/usr/bin:/bin"}, {});
    });
    const pid_t main = parent_of(await_process(main_line));
    REQUIRE(main != 0);
    REQUIRE(await_process(daemon) != 0);
    ours = without(runner_processes(), before);
    std::vector<pid_t> above = {parent_of(main)};
    while (above.size() < 4) above.push_back(parent_of(above.back()));

    for (const int each : killed) REQUIRE((above[each] > 1 && ::kill(above[each], SIGKILL) == 0));
  }
  own.reset();

  const auto begin = std::chrono::steady_clock::now();
  // Empty groups of a killed launcher are the next one's to remove.
  const auto traces = [&] {
    std::vector<std::string> all = traces_of(ours);
    if (killed.front() != launcher) return all;
    std::erase_if(all, [](const auto& trace) { return trace.starts_with("/sys/fs/cgroup/"); });
    return all;
  };
  const auto left = [&] {
    return process_runs(daemon) || process_runs(group) || process_runs(main_line) ||
           !traces().empty() || !without(runner_processes(), before).empty();
  };
  while (left() && std::chrono::steady_clock::now() - begin < std::chrono::seconds(10)) {
    std::this_thread::yield();
  }
  CHECK_FALSE(left());
  CHECK(traces() == std::vector<std::string>());
}

TEST_CASE("no two boxes that live have the same user", "[sandbox]") {
  if (::geteuid() != 0) return;  // then all of them have his
  Result<BoxUser> first = claim_box_user();
  Result<BoxUser> second = claim_box_user();
  REQUIRE((first.ok() && second.ok()));
  CHECK(first->uid != second->uid);

  const uid_t uid = first->uid;
  int stay[2];
  REQUIRE(::pipe(stay) == 0);
  const pid_t stranger = ::fork();
  if (stranger == 0) {
    char none = 0;
    ::close(stay[1]);
    ::_exit(::setuid(uid) == 0 && ::read(stay[0], &none, 1) == 0 ? 0 : 1);
  }
  ::close(stay[0]);
  while (tasks_of_user(uid) == 0) std::this_thread::yield();
  first->claim.reset();
  const auto beside_a_stranger = must(claim_box_user());
  CHECK(beside_a_stranger.uid != uid);

  ::close(stay[1]);
  REQUIRE(::waitpid(stranger, nullptr, 0) == stranger);
  CHECK(must(claim_box_user()).uid == uid);
}

TEST_CASE("nobody but root can take the users of root's boxes", "[sandbox]") {
  if (::geteuid() != 0) {
    CHECK_FALSE(claim_box_user().ok());
    return;
  }
  const auto mine = must(claim_box_user());
  const pid_t other = ::fork();
  if (other == 0) {
    ::_exit(::setuid(4242) == 0 && !claim_box_user().ok() &&
                    ::open("/run/assay-users.lock", O_RDONLY) < 0
                ? 0
                : 1);
  }
  int status = 1;
  REQUIRE(::waitpid(other, &status, 0) == other);
  CHECK(status == 0);
}

TEST_CASE("a killed launcher is replaced", "[sandbox]") {
  const std::set<pid_t> before = runner_processes();
  RunnerOptions options;
  options.slots = 2;
  std::unique_ptr<Runner> own = must(Runner::start(options));
  {
    Session older = must(own->open(frames_program()));
    REQUIRE(must(older.load({})).ending == Ending::answered);
    const std::set<pid_t> ours = without(runner_processes(), before);
    const auto launcher = std::find_if(ours.begin(), ours.end(),
                                       [&](pid_t pid) { return !ours.contains(parent_of(pid)); });
    REQUIRE(launcher != ours.end());
    ::kill(*launcher, SIGKILL);
    Session newer = must(own->open(frames_program()));
    CHECK(must(newer.load({})).ending == Ending::answered);
    CHECK(must(older.test({"eabc", ""}, {})).answer == "abc");
  }
  own.reset();
}

TEST_CASE("an ordinary user gets boxes too", "[sandbox][user]") {
  if (::geteuid() != 0) return;  // then all tests are run by one
  if (!open_to_others()) {
    WARN("not run: an ordinary user, who cannot get to " ASSAY_SOURCE_DIR);
    return;
  }
  const std::string command = "setpriv --reuid=4242 --regid=4242 --clear-groups --no-new-privs ";
  const std::string own = fs::read_symlink("/proc/self/exe").parent_path();
  CHECK(std::system((command + own + "/sandbox_test '~[host]~[leftovers]~[user]' >&2").c_str()) ==
        0);
  CHECK(std::system((command + own + "/runner_test '[endings]' >&2").c_str()) == 0);
}
