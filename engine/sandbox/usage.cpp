#include "sandbox/usage.hpp"

#include <dirent.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cstdlib>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sandbox/kernel_file.hpp"

namespace assay {
namespace {

// The number after "Name:" in the files of /proc that have lines of this kind; never of the first
// line, where a process stands by the name that it gave itself.
std::optional<std::int64_t> field(const std::string& text, const std::string& name) {
  const std::size_t at = text.find("\n" + name);
  if (at == std::string::npos) return std::nullopt;
  return std::atoll(text.c_str() + at + 1 + name.size());
}

std::int64_t kib(const std::string& status, std::initializer_list<const char*> names) {
  std::int64_t sum = 0;
  for (const char* name : names) sum += 1024 * field(status, name).value_or(0);
  return sum;
}

// /proc/pid/stat from its field `number` on; "" if the process is gone.  The name, field 2, may
// hold spaces and parentheses.
std::string stat_from(pid_t pid, int number) {
  const std::string text = read_kernel_file(fmt::format("/proc/{}/stat", pid));
  std::size_t at = text.rfind(')');
  for (int field = 2; field < number && at != std::string::npos; ++field)
    at = text.find(' ', at + 1);
  return at == std::string::npos ? "" : text.substr(at);
}

double children_cpu_ms(pid_t pid) {
  const std::string text = stat_from(pid, 16);  // cutime, cstime
  char* end = nullptr;
  const long user = std::strtol(text.c_str(), &end, 10);
  const long system = std::strtol(end, nullptr, 10);
  return 1000.0 * static_cast<double>(user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};

// The names in a folder of /proc that are numbers.
std::vector<pid_t> numbers_in(const std::string& path) {
  std::vector<pid_t> numbers;
  const std::unique_ptr<DIR, CloseFolder> folder(::opendir(path.c_str()));
  while (const dirent* entry = folder ? ::readdir(folder.get()) : nullptr) {
    if (entry->d_name[0] < '1' || entry->d_name[0] > '9') continue;
    numbers.push_back(static_cast<pid_t>(std::strtol(entry->d_name, nullptr, 10)));
  }
  return numbers;
}

// The status of a thread that still has the process's memory.  The first one may have ended before
// the others, and then knows nothing of it.
std::string memory_status(pid_t pid) {
  std::string first = read_kernel_file(fmt::format("/proc/{}/status", pid));
  if (field(first, "VmRSS:")) return first;
  for (const pid_t thread : numbers_in(fmt::format("/proc/{}/task", pid))) {
    std::string status = read_kernel_file(fmt::format("/proc/{}/task/{}/status", pid, thread));
    if (field(status, "VmRSS:")) return status;
  }
  return {};
}

void add_tree(pid_t pid, int depth, TreeUsage* usage) {
  constexpr int kDeepest = 64, kMost = 4096;
  if (depth > kDeepest || usage->processes > kMost) return;
  ++usage->processes;
  usage->cpu_ms += cpu_ms_of(pid) + children_cpu_ms(pid);
  usage->starved_ms += starved_ms_of(pid);
  usage->resident_bytes += resident_bytes(pid);
  // Every thread has children of its own.
  for (const pid_t thread : numbers_in(fmt::format("/proc/{}/task", pid))) {
    ++usage->tasks;
    const std::string children =
        read_kernel_file(fmt::format("/proc/{}/task/{}/children", pid, thread));
    const char* rest = children.c_str();
    for (char* end = nullptr;; rest = end) {
      const long child = std::strtol(rest, &end, 10);
      if (end == rest || *end == '\0') break;  // each ends with a space, unless it was cut
      add_tree(static_cast<pid_t>(child), depth + 1, usage);
    }
  }
}

}  // namespace

pid_t pid_of(const Fd& pidfd) {
  const std::string text = read_kernel_file(fmt::format("/proc/self/fdinfo/{}", pidfd.get()));
  const std::int64_t pid = field(text, "Pid:").value_or(0);
  return pid > 0 ? static_cast<pid_t>(pid) : 0;
}

std::int64_t start_of(pid_t pid) {
  const std::string text = stat_from(pid, 2);  // ") S ", or ") Z " of one that waits to be reaped
  if (text.starts_with(") Z") || text.starts_with(") X")) return 0;
  return std::atoll(stat_from(pid, 22).c_str());
}

double cpu_ms_of(pid_t pid) {
  timespec used{};
  // The kernel's number for "CPU time of process pid"; clock_getcpuclockid() makes the same one.
  clockid_t clock = 0;
  if (pid <= 0 || ::clock_getcpuclockid(pid, &clock) != 0) return 0;
  if (::clock_gettime(clock, &used) != 0) return 0;
  return static_cast<double>(used.tv_sec) * 1e3 + static_cast<double>(used.tv_nsec) / 1e6;
}

double starved_ms_of(pid_t pid) {
  // Nanoseconds on a processor, nanoseconds in the queue for one, turns.
  const std::string text = read_kernel_file(fmt::format("/proc/{}/schedstat", pid));
  const std::size_t space = text.find(' ');
  if (space == std::string::npos) return 0;
  return static_cast<double>(std::atoll(text.c_str() + space)) / 1e6;
}

std::int64_t resident_bytes(pid_t pid) {
  const std::string status = memory_status(pid);
  return kib(status, {"VmRSS:", "VmSwap:", "VmPTE:"});
}

std::int64_t peak_resident_bytes(pid_t pid) {
  const std::string status = memory_status(pid);
  return kib(status, {"VmHWM:", "VmSwap:", "VmPTE:"});
}

int tasks_of(pid_t pid) {
  const std::string status = read_kernel_file(fmt::format("/proc/{}/status", pid));
  return static_cast<int>(field(status, "Threads:").value_or(0));
}

void forget_peak(pid_t pid) {
  // Refused (as for another user's process) means that the kernel's own figure stands.
  static_cast<void>(write_kernel_file(fmt::format("/proc/{}/clear_refs", pid), "5"));
}

TreeUsage tree_usage(pid_t root) {
  TreeUsage usage;
  add_tree(root, 0, &usage);
  return usage;
}

int tasks_of_user(uid_t uid) {
  int count = 0;
  for (const pid_t pid : numbers_in("/proc")) {
    struct stat facts {};
    if (::stat(fmt::format("/proc/{}", pid).c_str(), &facts) != 0 || facts.st_uid != uid) continue;
    count += tasks_of(pid);
  }
  return count;
}

void offer_to_oom_killer(pid_t pid) {
  static_cast<void>(write_kernel_file(fmt::format("/proc/{}/oom_score_adj", pid), "1000"));
}

}  // namespace assay
