// Holds the filters against the list in docs/isolation.md: by running their programs for every
// number, and by making every call in a box.

#include <fcntl.h>
#include <linux/audit.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <array>
#include <catch2/catch.hpp>
#include <cerrno>
#include <map>
#include <set>
#include <sstream>

#include "sandbox/filter.hpp"
#include "support/boxes.hpp"
#include "support/bpf.hpp"

using namespace assay;
using namespace assay::boxes;

namespace {

constexpr int kMostNumbers = 1024;
constexpr std::uint32_t kX32 = 0x40000000;
constexpr std::uint32_t kOwnPid = 4711;

std::uint32_t audit(Architecture architecture) {
  return architecture == Architecture::x86_64 ? AUDIT_ARCH_X86_64 : AUDIT_ARCH_AARCH64;
}

// "" if the architecture has no such call.
std::string call_name(Architecture architecture, int number) {
  char* name = seccomp_syscall_resolve_num_arch(audit(architecture), number);
  if (name == nullptr) return "";
  std::string text = name;
  ::free(name);
  return text;
}

int call_number(Architecture architecture, const char* name) {
  return seccomp_syscall_resolve_name_arch(audit(architecture), name);
}

using Names = std::set<std::string>;

// The rows of the table "| what | calls |" in docs/isolation.md, by their first cell.
std::map<std::string, Names> documented() {
  std::map<std::string, Names> rows;
  std::istringstream page(must(read_file(ASSAY_SOURCE_DIR "/docs/isolation.md")));
  bool inside = false;
  for (std::string line; std::getline(page, line);) {
    if (line.rfind("## ", 0) == 0) inside = line == "## System calls";
    if (!inside || line.rfind("| ", 0) != 0) continue;
    const std::size_t end = line.find(" |", 2);
    Names& names = rows[line.substr(2, end - 2)];
    for (std::size_t at = line.find('`', end); at != std::string::npos;) {
      const std::size_t close = line.find('`', at + 1);
      names.insert(line.substr(at + 1, close - at - 1));
      at = line.find('`', close + 1);
    }
  }
  return rows;
}

Names united(std::initializer_list<const char*> rows) {
  static const std::map<std::string, Names> all = documented();
  Names names;
  for (const char* row : rows) {
    INFO(row);
    REQUIRE(all.contains(row));
    names.insert(all.at(row).begin(), all.at(row).end());
  }
  return names;
}

// A filter with, for test processes, the lock on top of it.
struct Profile {
  const char* name;
  FilterUse use;
  bool locked;
  std::vector<const char*> rows;
};

const std::vector<Profile>& profiles() {
  static const std::vector<Profile> all = {
      {"test process", FilterUse::test, true, {"every program", "test processes"}},
      {"parent of test processes",
       FilterUse::test,
       false,
       {"every program", "test processes", "parents of test processes", "new processes"}},
      {"compile step",
       FilterUse::build,
       false,
       {"every program", "test processes", "new processes", "compile steps",
        "compile steps with namespaces"}},
      {"compile step under Landlock",
       FilterUse::build_shared,
       false,
       {"every program", "new processes", "compile steps", "compile steps under Landlock"}},
      {"process with a driver",
       FilterUse::device,
       true,
       {"every program", "test processes", "a GPU's driver"}},
      {"script process", FilterUse::script, false, {"script processes"}},
  };
  return all;
}

class Filtered {
 public:
  Filtered(const Profile& profile, Architecture architecture) : architecture_(architecture) {
    programs_.push_back(must(make_filter(profile.use, architecture)));
    if (!profile.locked) return;
    Lock lock = make_lock(0, architecture);
    lock.program[lock.pid_offset / sizeof(sock_filter)].k = kOwnPid;
    programs_.push_back(std::move(lock.program));
  }

  // The strictest answer of all programs, as the kernel takes it.
  std::uint32_t answer(std::uint32_t number, std::array<std::uint64_t, 6> arguments) const {
    seccomp_data call{};
    call.nr = static_cast<int>(number);
    call.arch = audit(architecture_);
    for (std::size_t i = 0; i < 6; ++i) call.args[i] = arguments[i];
    std::uint32_t strictest = SECCOMP_RET_ALLOW;
    for (const FilterProgram& program : programs_) {
      const std::uint32_t one = bpf::run(program, call);
      if (static_cast<std::int32_t>(one & SECCOMP_RET_ACTION_FULL) <
          static_cast<std::int32_t>(strictest & SECCOMP_RET_ACTION_FULL)) {
        strictest = one;
      }
    }
    return strictest;
  }
  bool allows(std::uint32_t number, std::array<std::uint64_t, 6> arguments) const {
    const std::uint32_t what = answer(number, arguments);
    return what == SECCOMP_RET_ALLOW || what == SECCOMP_RET_ERRNO;  // errno 0 claims success
  }
  bool allows(const char* name, std::array<std::uint64_t, 6> arguments) const {
    return allows(static_cast<std::uint32_t>(call_number(architecture_, name)), arguments);
  }

  // Whether some arguments are allowed.
  bool ever_allows(std::uint32_t number) const {
    std::vector<std::uint64_t> values = {kOwnPid, ~std::uint64_t{0}, CLONE_THREAD, AF_UNIX};
    for (std::uint64_t i = 0; i < 64; ++i) values.push_back(i);
    for (const std::uint64_t first : values) {
      if (allows(number, {first, first, first, first, first, first})) return true;
      for (const std::uint64_t second : values) {
        if (allows(number, {first, second, 0, 0, 0, 0})) return true;
      }
    }
    for (const std::uint64_t request : {0x5401U, 0x5413U, 0x541BU, 0x5421U}) {
      if (allows(number, {0, request, 0, 0, 0, 0})) return true;
    }
    return false;
  }

 private:
  Architecture architecture_;
  std::vector<FilterProgram> programs_;
};

}  // namespace

TEST_CASE("the filters allow what the page lists and nothing else", "[syscalls]") {
  const Architecture architecture = GENERATE(Architecture::x86_64, Architecture::arm64);
  const Profile profile = GENERATE(from_range(profiles()));
  CAPTURE(profile.name, architecture == Architecture::arm64);
  const Filtered filtered(profile, architecture);
  Names listed;
  for (const char* row : profile.rows) listed.merge(united({row}));

  for (int number = 0; number < kMostNumbers; ++number) {
    const std::string name = call_name(architecture, number);
    CAPTURE(number, name);
    const bool allowed = filtered.ever_allows(static_cast<std::uint32_t>(number));
    const bool expected = !name.empty() && listed.contains(name);
    if (allowed != expected) CHECK(allowed == expected);
  }
}

TEST_CASE("calls of another convention or architecture kill", "[syscalls]") {
  const Profile profile = GENERATE(from_range(profiles()));
  const Architecture architecture = GENERATE(Architecture::x86_64, Architecture::arm64);
  CAPTURE(profile.name, architecture == Architecture::arm64);
  const Filtered filtered(profile, architecture);
  for (std::uint32_t number = 0; number < kMostNumbers; ++number) {
    const std::uint32_t x32 = filtered.answer(kX32 | number, {});
    if (architecture == Architecture::x86_64) {
      if (x32 != SECCOMP_RET_KILL_PROCESS) CHECK(x32 == SECCOMP_RET_KILL_PROCESS);
    } else if (x32 == SECCOMP_RET_ALLOW) {
      CHECK(x32 != SECCOMP_RET_ALLOW);
    }
  }
  const FilterProgram program = must(make_filter(profile.use, architecture));
  for (const std::uint32_t foreign :
       std::initializer_list<std::uint32_t>{AUDIT_ARCH_I386, AUDIT_ARCH_ARM, AUDIT_ARCH_RISCV64}) {
    seccomp_data call{};
    call.arch = foreign;
    CHECK(bpf::run(program, call) == SECCOMP_RET_KILL_PROCESS);
    CHECK(bpf::run(make_lock(0, architecture).program, call) == SECCOMP_RET_KILL_PROCESS);
  }
}

TEST_CASE("what is allowed in part is refused in the part that harms", "[syscalls]") {
  const Architecture architecture = GENERATE(Architecture::x86_64, Architecture::arm64);
  CAPTURE(architecture == Architecture::arm64);
  constexpr std::uint64_t kThread =
      CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM;
  const Filtered test(profiles()[0], architecture), parent(profiles()[1], architecture);
  const Filtered build(profiles()[2], architecture), shared(profiles()[3], architecture);

  CHECK(test.allows("clone", {kThread}));
  CHECK_FALSE(test.allows("clone", {SIGCHLD}));
  CHECK(parent.allows("clone", {SIGCHLD}));
  CHECK(build.allows("clone", {CLONE_VM | CLONE_VFORK | SIGCHLD}));
  for (const std::uint64_t space : {CLONE_NEWUSER, CLONE_NEWNS, CLONE_NEWPID, CLONE_NEWNET,
                                    CLONE_NEWIPC, CLONE_NEWUTS, CLONE_NEWCGROUP}) {
    for (const Filtered* each : {&test, &parent, &build, &shared}) {
      CHECK_FALSE(each->allows("clone", {space | SIGCHLD}));
      CHECK_FALSE(each->allows("clone", {space | kThread}));
    }
  }
  for (const Filtered* each : {&test, &parent, &build, &shared}) {
    CHECK(each->allows("openat", {0, 0, O_RDONLY}));
    CHECK(each->allows("openat", {0, 0, O_WRONLY | O_CREAT | O_TRUNC}));
    CHECK_FALSE(each->allows("openat", {0, 0, O_RDONLY | O_TRUNC}));
    CHECK(each->allows("socketpair", {AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC}));
    CHECK_FALSE(each->allows("socketpair", {AF_UNIX, SOCK_DGRAM}));
    CHECK_FALSE(each->allows("socketpair", {AF_INET, SOCK_STREAM}));
    CHECK_FALSE(each->allows("socket", {AF_UNIX, SOCK_STREAM}));
    for (const std::uint64_t kind : {MAP_PRIVATE, MAP_PRIVATE | MAP_ANONYMOUS, MAP_SHARED}) {
      CHECK(each->allows("mmap", {0, 4096, PROT_READ, kind}));
      CHECK_FALSE(each->allows("mmap", {0, 4096, PROT_READ, kind | MAP_HUGETLB}));
    }
    for (const std::uint64_t kind : {MAP_SHARED, MAP_SHARED_VALIDATE}) {
      CHECK_FALSE(each->allows("mmap", {0, 4096, PROT_READ, kind | MAP_ANONYMOUS}));
    }
    CHECK(each->allows("prlimit64", {0, 7}));
    CHECK_FALSE(each->allows("prlimit64", {kOwnPid + 1, 7}));
    CHECK(each->allows("prlimit64", {0, RLIMIT_CORE}));
    CHECK_FALSE(each->allows("prlimit64", {0, RLIMIT_CORE, 4096}));
    CHECK_FALSE(each->allows("prlimit64", {0, (std::uint64_t{1} << 32) | RLIMIT_CORE, 4096}));
    CHECK_FALSE(each->allows("setrlimit", {RLIMIT_CORE, 4096}));
    for (const std::uint64_t command : {F_SETOWN, F_SETSIG, F_SETLEASE, F_NOTIFY, F_SETPIPE_SZ}) {
      CHECK_FALSE(each->allows("fcntl", {3, command}));
    }
    for (const std::uint64_t request : {0x5412 /* TIOCSTI */, 0x541C, 0x540E, 0x8901, 0x8902}) {
      CHECK_FALSE(each->allows("ioctl", {0, request}));
    }
    // Only the low half of a request counts in the kernel.
    CHECK_FALSE(each->allows("ioctl", {0, (std::uint64_t{1} << 32) | 0x5412}));
  }
  for (const char* name : {"kill", "tgkill", "tkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo"}) {
    CAPTURE(name);
    CHECK(test.allows(name, {kOwnPid, kOwnPid}));
    for (const std::uint64_t other : {std::uint64_t{1}, std::uint64_t{0}, ~std::uint64_t{0},
                                      std::uint64_t{kOwnPid + 1}, -std::uint64_t{kOwnPid}}) {
      CHECK_FALSE(test.allows(name, {other, kOwnPid}));
      CHECK_FALSE(shared.allows(name, {other, kOwnPid}));
    }
  }
  for (const std::uint64_t option : {PR_SET_PDEATHSIG, PR_SET_SECCOMP, PR_SET_PTRACER}) {
    CHECK_FALSE(test.allows("prctl", {option}));
  }
  CHECK_FALSE(test.allows("execve", {}));
  const Lock open = make_lock(0x1122334455667788, architecture);
  seccomp_data call{};
  call.arch = audit(architecture);
  call.nr = call_number(architecture, "execveat");
  CHECK(bpf::run(open.program, call) != SECCOMP_RET_ALLOW);
  call.args[5] = 0x1122334455667788;
  CHECK(bpf::run(open.program, call) == SECCOMP_RET_ALLOW);
  call.args[5] = 0x1122334455667789;
  CHECK(bpf::run(open.program, call) != SECCOMP_RET_ALLOW);
  call.args[5] = 0x1122334555667788;
  CHECK(bpf::run(open.program, call) != SECCOMP_RET_ALLOW);
}

TEST_CASE("in a box every call that is not listed is refused", "[syscalls]") {
  const Tier tier = GENERATE(from_range(tiers()));
  const bool build = GENERATE(false, true);
  CAPTURE(name(tier), build);
  const Profile& profile = profiles()[!build ? 0 : tier == Tier::landlock ? 3 : 2];
  Names listed;
  for (const char* row : profile.rows) listed.merge(united({row}));
  std::string told;
  if (build) {
    CompileStep step = shell_step("./all_calls > made; true");
    step.files = {{"all_calls", bytes_of("all_calls")}};
    // What is laid in is no program yet; where modes cannot be set, the loader runs it.
    step.argv = {"/bin/sh", "-c", "/lib64/ld-linux-x86-64.so.2 ./all_calls > made; true"};
    const CompileOutcome outcome = must(runner(tier)->compile(step, {"PATH=/usr/bin:/bin"}, {}));
    INFO(name(outcome.facts.ending) << " " << outcome.facts.code << " " << outcome.facts.err);
    REQUIRE(outcome.facts.ending == Ending::exited);
    told = outcome.output;
  } else {
    Session session = must(runner(tier)->open(plain_program("all_calls")));
    const Outcome outcome = must(session.test({}, {}));
    INFO(name(outcome.ending) << " " << outcome.code << " " << outcome.answer);
    REQUIRE(outcome.ending == Ending::answered);
    told = outcome.answer;
  }
  std::istringstream lines(told);
  int refused = 0, made = 0;
  std::string error;
  for (int number; lines >> number >> error; ++made) {
    const std::string name = call_name(kOwnArchitecture, number);
    if (error == "-" || listed.contains(name)) continue;
    CAPTURE(number, name, error);
    const int code = std::stoi(error);
    if (code != EPERM && code != ENOSYS) CHECK((code == EPERM || code == ENOSYS));
    ++refused;
  }
  CHECK(made == 500);
  CHECK(refused > 200);
}
