#include "sandbox/cgroup.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>
#include <utility>
#include <vector>

#include "base/fd.hpp"
#include "sandbox/kernel_file.hpp"
#include "sandbox/usage.hpp"

namespace assay {
namespace fs = std::filesystem;
namespace {

constexpr const char* kPrefix = "assay-";  // then the launcher and the slot's number

// The number after `key` in a "key value" file.
std::int64_t keyed(const std::string& text, const std::string& key) {
  std::istringstream lines(text);
  std::string word;
  std::int64_t value = 0;
  while (lines >> word >> value) {
    if (word == key) return value;
  }
  return 0;
}

bool has_word(const std::string& text, const std::string& word, char separator) {
  std::istringstream words(text);
  for (std::string each; std::getline(words, each, separator);) {
    while (!each.empty() && each.back() == '\n') each.pop_back();
    if (each == word) return true;
  }
  return false;
}

struct Hierarchy {
  std::string mount;  // where it is mounted
  std::string own;    // our own group in it, below `mount`
};

// The mounted hierarchy of a v1 controller, or of v2 for "".
Hierarchy find_hierarchy(const std::string& controller) {
  Hierarchy found;
  std::string root;
  std::ifstream mounts("/proc/self/mountinfo");
  for (std::string line; std::getline(mounts, line);) {
    const std::size_t dash = line.find(" - ");
    if (dash == std::string::npos) continue;
    std::istringstream left(line), right(line.substr(dash + 3));
    std::string skip, mount_root, place, type, source, options;
    left >> skip >> skip >> skip >> mount_root >> place;
    right >> type >> source >> options;
    const bool match = controller.empty() ? type == "cgroup2"
                                          : type == "cgroup" && has_word(options, controller, ',');
    if (match) {
      found.mount = place;
      root = mount_root;
    }
  }
  std::ifstream groups("/proc/self/cgroup");
  for (std::string line; std::getline(groups, line);) {
    const std::size_t first = line.find(':'), second = line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string names = line.substr(first + 1, second - first - 1);
    if (controller.empty() ? !names.empty() : !has_word(names, controller, ',')) continue;
    std::string path = line.substr(second + 1);
    if (root != "/" && path.rfind(root, 0) == 0) path.erase(0, root.size());
    found.own = found.mount + (path == "/" ? "" : path);
  }
  return found;
}

// From our own group upwards to the top of the mount.
std::vector<std::string> places(const Hierarchy& hierarchy) {
  std::vector<std::string> all;
  std::string path = hierarchy.own;
  while (path.size() >= hierarchy.mount.size() && !hierarchy.mount.empty()) {
    all.push_back(path);
    if (path == hierarchy.mount) break;
    path.erase(path.rfind('/'));
  }
  return all;
}

// "" if no place would take it.
std::string make_v1(const std::string& controller, const std::string& name) {
  for (const std::string& place : places(find_hierarchy(controller))) {
    const std::string path = place + "/" + name;
    if (::mkdir(path.c_str(), 0755) == 0) return path;
  }
  return {};
}

constexpr const char* kControllers = "+memory +pids";

bool names_controllers(const std::string& path) {
  const std::string words = read_kernel_file(path);
  return has_word(words, "memory", ' ') && has_word(words, "pids", ' ');
}

// Only its leaves may hold processes once a group of v2 gives its controllers on.
bool make_room(const std::string& place) {
  constexpr int kRounds = 20;  // processes may start others meanwhile
  const std::string room = place + "/assay.host";
  if (!names_controllers(place + "/cgroup.controllers")) return false;
  if (::mkdir(room.c_str(), 0755) != 0 && errno != EEXIST) return false;
  for (int round = 0; round < kRounds; ++round) {
    std::ifstream processes(place + "/cgroup.procs");
    // "0" is a process that we cannot see, and so cannot move.
    for (std::string pid; processes >> pid && pid != "0";)
      (void)write_kernel_file(room + "/cgroup.procs", pid);
    if (write_kernel_file(place + "/cgroup.subtree_control", kControllers).ok()) return true;
  }
  ::rmdir(room.c_str());
  return false;
}

std::string make_v2(const std::string& name) {
  const std::vector<std::string> all = places(find_hierarchy(""));
  for (const std::string& place : all) {
    if (!names_controllers(place + "/cgroup.controllers")) continue;
    // Refused in a group that has processes of its own; then the next one up may do.
    if (!names_controllers(place + "/cgroup.subtree_control") &&
        !write_kernel_file(place + "/cgroup.subtree_control", kControllers).ok()) {
      continue;
    }
    const std::string path = place + "/" + name;
    if (::mkdir(path.c_str(), 0755) == 0) return path;
  }
  if (all.empty() || !make_room(all.front())) return {};
  const std::string path = all.front() + "/" + name;
  return ::mkdir(path.c_str(), 0755) == 0 ? path : std::string();
}

// The kernel empties a group a moment after its last process is reaped.
void remove_group(const std::string& path) {
  if (path.empty()) return;
  for (int tries = 0; ::rmdir(path.c_str()) != 0 && errno == EBUSY && tries < 400; ++tries) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

}  // namespace

Result<Cgroup> Cgroup::create(const std::string& name) {
  const std::string full = kPrefix + name;
  Cgroup group;
  group.memory_ = make_v1("memory", full);
  if (!group.memory_.empty()) {
    group.pids_ = make_v1("pids", full);
    group.cpu_ = make_v1("cpuacct", full);
    if (group.pids_.empty()) return unavailable("no writable cgroup with the pids controller");
    if (group.cpu_.empty()) return unavailable("no writable cgroup with the cpuacct controller");
    // A limit that the program could escape by being swapped out would be none.
    (void)write_kernel_file(group.memory_ + "/memory.swappiness", "0");
    group.description_ = "cgroup v1 (memory, pids, cpuacct)";
    return group;
  }
  group.memory_ = make_v2(full);
  if (group.memory_.empty()) return unavailable("no writable cgroup with the memory controller");
  group.unified_ = true;
  (void)write_kernel_file(group.memory_ + "/memory.swap.max", "0");
  group.pids_ = group.cpu_ = group.memory_;
  group.description_ = "cgroup v2 (memory, pids)";
  return group;
}

Cgroup::Cgroup(Cgroup&& other) noexcept { *this = std::move(other); }

Cgroup& Cgroup::operator=(Cgroup&& other) noexcept {
  std::swap(memory_, other.memory_);
  std::swap(pids_, other.pids_);
  std::swap(cpu_, other.cpu_);
  std::swap(unified_, other.unified_);
  std::swap(description_, other.description_);
  std::swap(peak_, other.peak_);
  std::swap(old_peak_, other.old_peak_);
  return *this;
}

Cgroup::~Cgroup() {
  remove_group(memory_);
  if (unified_) return;
  remove_group(pids_);
  remove_group(cpu_);
}

Status Cgroup::add(pid_t pid) const {
  const std::string text = std::to_string(pid);
  ASSAY_CHECK(write_kernel_file(memory_ + "/cgroup.procs", text));
  if (unified_) return {};
  ASSAY_CHECK(write_kernel_file(pids_ + "/cgroup.procs", text));
  return write_kernel_file(cpu_ + "/cgroup.procs", text);
}

Status Cgroup::allow_memory(std::int64_t bytes) const {
  const std::string file = unified_ ? "/memory.max" : "/memory.limit_in_bytes";
  if (bytes == 0) return write_kernel_file(memory_ + file, unified_ ? "max" : "-1");
  return write_kernel_file(memory_ + file, std::to_string(memory_bytes() + bytes));
}

Status Cgroup::allow_tasks(int count) const {
  return write_kernel_file(pids_ + "/pids.max", std::to_string(count));
}

std::int64_t Cgroup::oom_kills() const {
  return keyed(read_kernel_file(memory_ + (unified_ ? "/memory.events" : "/memory.oom_control")),
               "oom_kill");
}

double Cgroup::cpu_ms() const {
  if (unified_)
    return static_cast<double>(keyed(read_kernel_file(cpu_ + "/cpu.stat"), "usage_usec")) / 1e3;
  return static_cast<double>(std::atoll(read_kernel_file(cpu_ + "/cpuacct.usage").c_str())) / 1e6;
}

std::int64_t Cgroup::memory_bytes() const {
  return std::atoll(
      read_kernel_file(memory_ + (unified_ ? "/memory.current" : "/memory.usage_in_bytes"))
          .c_str());
}

std::int64_t Cgroup::peak_memory_bytes() const {
  if (!unified_)
    return std::atoll(read_kernel_file(memory_ + "/memory.max_usage_in_bytes").c_str());
  if (!peak_.valid()) {
    const std::int64_t peak = std::atoll(read_kernel_file(memory_ + "/memory.peak").c_str());
    return peak == old_peak_ ? 0 : peak;
  }
  char text[32] = {};
  return ::pread(peak_.get(), text, sizeof text - 1, 0) > 0 ? std::atoll(text) : 0;
}

void Cgroup::forget_peak() const {
  if (!unified_) {
    (void)write_kernel_file(memory_ + "/memory.max_usage_in_bytes", "0");
    return;
  }
  const std::string path = memory_ + "/memory.peak";
  if (!peak_.valid()) peak_ = Fd(::open(path.c_str(), O_RDWR | O_CLOEXEC));
  if (peak_.valid() && ::pwrite(peak_.get(), "reset", 5, 0) == 5) return;
  peak_.reset();
  old_peak_ = std::atoll(read_kernel_file(path).c_str());
}

std::string Cgroup::launcher_name(pid_t pid) { return fmt::format("{}.{}", pid, start_of(pid)); }

void Cgroup::sweep(pid_t own) {
  for (const char* controller : {"memory", "pids", "cpuacct", ""}) {
    for (const std::string& place : places(find_hierarchy(controller))) {
      std::error_code error;
      // Groups of others come and go meanwhile.
      for (fs::directory_iterator at(place, error); !error && at != fs::directory_iterator();
           at.increment(error)) {
        const std::string name = at->path().filename();
        if (name.rfind(kPrefix, 0) != 0) continue;
        const pid_t launcher = std::atoi(name.c_str() + std::char_traits<char>::length(kPrefix));
        const bool lives = name.starts_with(kPrefix + launcher_name(launcher) + "-");
        // Refused while it has processes.
        if (launcher == own || !lives) ::rmdir(at->path().c_str());
      }
    }
  }
}

}  // namespace assay
