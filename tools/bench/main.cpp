// assay-bench: what bench.py cannot measure from outside.  Prints one JSON object a measurement;
// asserts nothing.
//
//   assay-bench boxes [ROUNDS]     /bin/true in a box that exists, against posix_spawn of it
//   assay-bench list BANK [ROUNDS] opening a bank and listing it, first without and then with an
//   index
//   assay-bench compare [ROUNDS]   a million floats against others, within a tolerance

#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/median.hpp"
#include "runner/runner.hpp"
#include "service/engine.hpp"
#include "value/tensor_compare.hpp"

namespace assay {
namespace {

using Clock = std::chrono::steady_clock;
using nlohmann::json;

constexpr std::size_t kGiB = std::size_t{1} << 30;
constexpr char kBwrap[] = "/usr/bin/bwrap";

double ms_since(Clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

Status spawn(std::vector<std::string> words) {
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  char* env[] = {nullptr};
  pid_t pid = 0;
  int status = 0;
  if (::posix_spawn(&pid, argv[0], nullptr, nullptr, argv.data(), env) != 0) {
    return errno_status("posix_spawn");
  }
  if (::waitpid(pid, &status, 0) != pid) return errno_status("waitpid");
  return status == 0 ? Status() : internal_error(words[0] + " failed");
}

Status spawn_true() { return spawn({"/bin/true"}); }

// The same box as far as bubblewrap makes one: every namespace, the system read-only.
Status spawn_bwrap() {
  return spawn({kBwrap, "--unshare-all", "--die-with-parent", "--ro-bind", "/", "/", "--proc",
                "/proc", "--dev", "/dev", "/bin/true"});
}

Status run_boxed(Session& session) {
  ASSAY_TRY(const Outcome outcome, session.test({}, {}));
  if (outcome.ending != Ending::answered) return internal_error("/bin/true did not run in its box");
  return {};
}

Program boxed_true() {
  Program program;
  program.argv = {"/bin/true"};
  program.frames = false;
  return program;
}

// A whole submission: takes the slot, runs, and gives the slot back.
Status run_submission(Runner& runner) {
  ASSAY_TRY(Session session, runner.open(boxed_true()));
  return run_boxed(session);
}

struct Timings {
  std::vector<double> spawn, boxed, submission;
  std::vector<double> bwrap;  // where it is installed
};

Result<double> timed(const std::function<Status()>& what, std::chrono::milliseconds idle) {
  std::this_thread::sleep_for(idle);
  const Clock::time_point begin = Clock::now();
  ASSAY_CHECK(what());
  return ms_since(begin);
}

// The three take turns, so that what disturbs the machine disturbs all of them.
Result<Timings> measure(Runner& runner, int rounds, std::chrono::milliseconds idle) {
  Timings timings;
  for (int i = 0; i < rounds; ++i) {
    ASSAY_TRY(const double spawn, timed(spawn_true, idle));
    ASSAY_TRY(const double submission, timed([&] { return run_submission(runner); }, idle));
    ASSAY_TRY(Session session, runner.open(boxed_true()));
    ASSAY_CHECK(run_boxed(session));
    ASSAY_TRY(const double boxed, timed([&] { return run_boxed(session); }, idle));
    timings.spawn.push_back(spawn);
    timings.submission.push_back(submission);
    timings.boxed.push_back(boxed);
    if (::access(kBwrap, X_OK) == 0) {
      ASSAY_TRY(const double bwrap, timed(spawn_bwrap, idle));
      timings.bwrap.push_back(bwrap);
    }
  }
  return timings;
}

void print(const char* when, const Runner& runner, const Timings& timings) {
  std::vector<double> ratios, submission_ratios, bwrap_ratios;
  for (std::size_t i = 0; i < timings.spawn.size(); ++i) {
    ratios.push_back(timings.boxed[i] / timings.spawn[i]);
    submission_ratios.push_back(timings.submission[i] / timings.spawn[i]);
    if (!timings.bwrap.empty()) bwrap_ratios.push_back(timings.bwrap[i] / timings.boxed[i]);
  }
  json line = {{"when", when},
               {"tier", name(runner.tier())},
               {"rounds", timings.spawn.size()},
               {"spawn_ms", median(timings.spawn)},
               {"boxed_ms", median(timings.boxed)},
               {"boxed_ratio", median(ratios)},
               {"submission_ms", median(timings.submission)},
               {"submission_ratio", median(submission_ratios)}};
  if (!bwrap_ratios.empty()) {
    line["bwrap_ms"] = median(timings.bwrap);
    line["bwrap_ratio"] = median(bwrap_ratios);
  }
  std::puts(line.dump().c_str());
  std::fflush(stdout);
}

// Private memory, every page of it touched, as a large host has; kept to the end of the program.
Status grow(std::size_t size) {
  void* const at =
      ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (at == MAP_FAILED) return errno_status("2 GiB of memory");
  for (std::size_t i = 0; i < size; i += 4096) static_cast<volatile char*>(at)[i] = 1;
  return {};
}

Status bench_boxes(int rounds) {
  using std::chrono::milliseconds;
  ASSAY_TRY(const std::unique_ptr<Runner> runner, Runner::start({}));
  ASSAY_TRY(const Timings warm_up, measure(*runner, 3, milliseconds(0)));
  static_cast<void>(warm_up);
  ASSAY_TRY(const Timings dense, measure(*runner, rounds, milliseconds(0)));
  print("back to back", *runner, dense);
  ASSAY_TRY(const Timings idle, measure(*runner, std::max(1, rounds / 4), milliseconds(200)));
  print("after 200 ms of idling", *runner, idle);
  ASSAY_CHECK(grow(2 * kGiB));
  ASSAY_TRY(const Timings large, measure(*runner, rounds, milliseconds(0)));
  print("from a host holding 2 GiB", *runner, large);
  return {};
}

Status bench_list(const std::string& bank, int rounds) {
  for (int i = 0; i <= rounds; ++i) {
    const Clock::time_point begin = Clock::now();
    ASSAY_TRY(const std::unique_ptr<Engine> engine, Engine::open({.banks = {bank}}));
    ASSAY_TRY(const json listed, engine->call("problem/list", json::object()));
    const double first_ms = ms_since(begin);
    const Clock::time_point again = Clock::now();
    ASSAY_TRY(const json second, engine->call("problem/list", json::object()));
    const json line = {{"when", i == 0 ? "cold" : "warm"},
                       {"problems", listed["problems"].size()},
                       {"errors", listed["errors"].size()},
                       {"open_and_list_ms", first_ms},
                       {"list_again_ms", ms_since(again)}};
    std::puts(line.dump().c_str());
    std::fflush(stdout);
  }
  return {};
}

Status bench_compare(int rounds) {
  constexpr std::int64_t kCount = 1'000'000;
  Tensor want = make_tensor(Dtype::f32, {kCount}), got = want;
  for (std::size_t i = 0; i < want.count(); ++i) {
    set_element(want, i, static_cast<double>(i) * 1e-3);
    set_element(got, i, static_cast<double>(i) * 1e-3 * (1 + 1e-6));
  }
  const TensorRules rules{.rtol = 1e-5};
  std::vector<double> times;
  for (int i = 0; i < rounds; ++i) {
    const Clock::time_point begin = Clock::now();
    if (compare_tensors(rules, want, got).outside != 0) return internal_error("they are close");
    times.push_back(ms_since(begin));
  }
  std::puts(json{{"compare_ms", median(times)}}.dump().c_str());
  return {};
}

int usage() {
  std::fputs(
      "usage: assay-bench boxes [ROUNDS] | assay-bench list BANK [ROUNDS] | assay-bench compare "
      "[ROUNDS]\n",
      stderr);
  return 2;
}

int run(const std::vector<std::string>& arguments) {
  const std::string verb = arguments.empty() ? "" : arguments[0];
  const std::size_t words = verb == "list" ? 2 : 1;
  const bool known = verb == "boxes" || verb == "list" || verb == "compare";
  if (!known || arguments.size() < words) return usage();
  const int given = arguments.size() > words ? std::atoi(arguments[words].c_str()) : 0;
  const Status done = verb == "boxes"  ? bench_boxes(given > 0 ? given : 100)
                      : verb == "list" ? bench_list(arguments[1], given > 0 ? given : 5)
                                       : bench_compare(given > 0 ? given : 100);
  if (done.ok()) return 0;
  std::fprintf(stderr, "assay-bench: %s\n", done.message().c_str());
  return 1;
}

}  // namespace
}  // namespace assay

int main(int argc, char** argv) { return assay::run({argv + 1, argv + argc}); }
