// libassay inside a host of the demanding kind: two gigabytes, eight threads, children of its own
// and a SIGCHLD handler that reaps them.  Speaks to the library through assay.h only.

#include <assay.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <fstream>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace {

constexpr std::size_t kGiB = std::size_t{1} << 30;
constexpr int kGraders = 4, kSpawners = 4, kChildrenEach = 10, kOwnChildren = 40;

std::array<std::atomic<pid_t>, 256> g_reaped;
std::atomic<std::size_t> g_reaped_count{0};
std::atomic<int> g_forks{0};
sem_t g_one_reaped;

extern "C" void reap_children(int) {
  const int saved = errno;
  for (pid_t pid; (pid = ::waitpid(-1, nullptr, WNOHANG)) > 0;) {
    g_reaped[g_reaped_count++ % g_reaped.size()] = pid;
    ::sem_post(&g_one_reaped);
  }
  errno = saved;
}

extern "C" void count_fork() { ++g_forks; }

std::vector<pid_t> reaped() {
  return {g_reaped.begin(), g_reaped.begin() + static_cast<std::ptrdiff_t>(g_reaped_count.load())};
}

std::string taken(char* text) {
  std::string copy = text == nullptr ? assay_last_error() : text;
  assay_free(text);
  return copy;
}

std::string grade(assay_engine* engine) {
  const std::uint64_t run = assay_grade_start(
      engine,
      R"({"problem": "add-up", "language": "python", "source": "def add_up(a, b): return a + b"})");
  return taken(assay_wait(engine, run));
}

bool accepted(const std::string& report) {
  return report.find(R"("verdict":"accepted")") != std::string::npos;
}

double median_grade_ms(assay_engine* engine) {
  std::vector<double> times;
  for (int i = 0; i < 7; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    const std::string report = grade(engine);
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
    CAPTURE(report);
    REQUIRE(accepted(report));
    times.push_back(took.count());
  }
  std::nth_element(times.begin(), times.begin() + 3, times.end());
  return times[3];
}

// Private memory in small pages, every one of them touched: what makes a fork slow.
class Ballast {
 public:
  explicit Ballast(std::size_t size)
      : size_(size),
        at_(::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)) {
    REQUIRE(at_ != MAP_FAILED);
    ::madvise(at_, size_, MADV_NOHUGEPAGE);
    for (std::size_t i = 0; i < size_; i += 4096) static_cast<char*>(at_)[i] = 1;
  }
  Ballast(const Ballast&) = delete;
  Ballast& operator=(const Ballast&) = delete;
  ~Ballast() { ::munmap(at_, size_); }

 private:
  std::size_t size_;
  void* at_;
};

bool has_memory_to_spare() {
  std::ifstream facts("/proc/meminfo");
  for (std::string word; facts >> word;) {
    std::size_t kib = 0;
    if (word == "MemAvailable:" && facts >> kib) return kib / 1024 > 3 * kGiB / 1024 / 1024;
  }
  return false;
}

pid_t spawn_child() {
  std::string program = "/bin/true";
  char* argv[] = {program.data(), nullptr};
  char* env[] = {nullptr};
  pid_t pid = 0;
  return ::posix_spawn(&pid, argv[0], nullptr, nullptr, argv, env) == 0 ? pid : -1;
}

bool one_more_reaped() {
  timespec until{};
  ::clock_gettime(CLOCK_REALTIME, &until);
  until.tv_sec += 20;
  int waited = 0;
  while ((waited = ::sem_timedwait(&g_one_reaped, &until)) != 0 && errno == EINTR) {
  }
  return waited == 0;
}

}  // namespace

TEST_CASE("a large host with threads, children and handlers of its own keeps them", "[host]") {
  if (!has_memory_to_spare()) {
    WARN("not run: it needs 3 GiB of free memory");
    return;
  }
  ::sem_init(&g_one_reaped, 0, 0);
  ::pthread_atfork(count_fork, nullptr, nullptr);
  struct sigaction mine {};
  mine.sa_handler = reap_children;
  mine.sa_flags = SA_RESTART | SA_NOCLDSTOP;
  ::sigaction(SIGCHLD, &mine, nullptr);
  sigset_t mask_before;
  ::pthread_sigmask(SIG_SETMASK, nullptr, &mask_before);

  assay_engine* engine = assay_open(R"({"banks": [")" ASSAY_SOURCE_DIR R"(/tests/doors"],
      "graders": ")" ASSAY_SOURCE_DIR R"(/graders", "jobs": 2})");
  REQUIRE(engine != nullptr);
  const std::string first = grade(engine);
  CAPTURE(first);
  REQUIRE(accepted(first));
  const std::size_t helpers = g_reaped_count;
  CHECK(helpers <= 1);  // the launcher's first process

  const double small_ms = median_grade_ms(engine);
  const Ballast ballast(2 * kGiB);
  const double large_ms = median_grade_ms(engine);
  CHECK(large_ms < 1.5 * small_ms + 50);

  std::atomic<int> right = 0;
  std::mutex mutex;
  std::vector<pid_t> own;
  std::vector<std::jthread> threads;
  for (int i = 0; i < kGraders; ++i) {
    threads.emplace_back([&] { right += accepted(grade(engine)) ? 1 : 0; });
  }
  for (int i = 0; i < kSpawners; ++i) {
    threads.emplace_back([&] {
      for (int k = 0; k < kChildrenEach; ++k) {
        const pid_t pid = spawn_child();
        const std::lock_guard lock(mutex);
        own.push_back(pid);
      }
    });
  }
  threads.clear();  // joins
  CHECK(right == kGraders);
  for (std::size_t i = 0; i < helpers + kOwnChildren; ++i) REQUIRE(one_more_reaped());

  // Each of ours was reaped by our handler, and by nobody else; nothing else came by.
  std::vector<pid_t> seen = reaped();
  seen.erase(seen.begin(), seen.begin() + static_cast<std::ptrdiff_t>(helpers));
  std::sort(seen.begin(), seen.end());
  std::sort(own.begin(), own.end());
  CHECK(own.size() == kOwnChildren);
  CHECK(seen == own);

  struct sigaction now {};
  ::sigaction(SIGCHLD, nullptr, &now);
  CHECK(now.sa_handler == reap_children);
  CHECK((now.sa_flags & (SA_RESTART | SA_NOCLDSTOP)) == (SA_RESTART | SA_NOCLDSTOP));
  sigset_t mask_after;
  ::pthread_sigmask(SIG_SETMASK, nullptr, &mask_after);
  for (int signal = 1; signal < SIGRTMIN; ++signal) {
    CHECK(::sigismember(&mask_before, signal) == ::sigismember(&mask_after, signal));
  }
  CHECK(g_forks == 0);

  assay_close(engine);
  CHECK(::waitpid(-1, nullptr, WNOHANG) == -1);
  CHECK(errno == ECHILD);
  ::signal(SIGCHLD, SIG_DFL);
}
