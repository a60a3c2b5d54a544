#include "bank/walk.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <ctime>
#include <memory>
#include <thread>
#include <utility>

#include "base/fd.hpp"

namespace assay {
namespace {

constexpr int kDeepest = 16;
constexpr std::size_t kFilesPerWorker = 1000;
constexpr char kProblem[] = "problem.lua";
// File systems stamp with a coarse clock: a change right after our look may bear the same time.
constexpr std::int64_t kTooFreshNs = 100'000'000;

std::int64_t to_ns(const timespec& time) {
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

std::int64_t now_ns() {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  return to_ns(now);
}

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};

// Looks at paths below one folder.  Any thread may look.
class Looker {
 public:
  explicit Looker(const std::filesystem::path& root)
      : root_(::open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)), now_(now_ns()) {}

  int root() const { return root_.get(); }

  bool look(const std::string& path, struct stat* found) const {
    return ::fstatat(root_.get(), path.empty() ? "." : path.c_str(), found, 0) == 0;
  }

  std::int64_t trusted(const timespec& time) const {
    const std::int64_t ns = to_ns(time);
    return now_ - ns < kTooFreshNs ? 0 : ns;
  }

  bool stamp(const std::string& path, Stamp* stamp) const {
    struct stat found {};
    if (!look(path, &found) || !S_ISREG(found.st_mode)) return false;
    *stamp = {trusted(found.st_mtim), found.st_size};
    return true;
  }

  bool unchanged(const IndexedFolder& folder) const {
    struct stat found {};
    return folder.mtime_ns != 0 && look(folder.path, &found) && S_ISDIR(found.st_mode) &&
           to_ns(found.st_mtim) == folder.mtime_ns;
  }

 private:
  Fd root_;
  std::int64_t now_;
};

class Walk {
 public:
  explicit Walk(const std::filesystem::path& root) : looker_(root) {}

  Walked run() {
    visit_folder("", 0);
    std::sort(walked_.files.begin(), walked_.files.end(),
              [](const FoundFile& a, const FoundFile& b) { return a.path < b.path; });
    return std::move(walked_);
  }

 private:
  bool add_file(const std::string& path) {
    Stamp stamp;
    if (!looker_.stamp(path, &stamp)) return false;
    walked_.files.push_back({path, stamp});
    return true;
  }

  void visit_folder(const std::string& path, int depth) {
    const int fd = ::openat(looker_.root(), path.empty() ? "." : path.c_str(),
                            O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 && errno == EACCES) walked_.closed.push_back(path);
    if (fd < 0 || depth > kDeepest) {
      Fd closed(fd);
      return;
    }
    struct stat itself {};
    ::fstat(fd, &itself);
    const std::unique_ptr<DIR, CloseFolder> folder(::fdopendir(fd));
    const std::pair<dev_t, ino_t> identity(itself.st_dev, itself.st_ino);
    if (std::find(above_.begin(), above_.end(), identity) != above_.end()) return;  // a link back
    std::vector<std::string> files, folders;
    while (const dirent* entry = ::readdir(folder.get())) {
      const std::string name = entry->d_name;
      if (name[0] == '.') continue;
      const std::string inside = path.empty() ? name : path + "/" + name;
      if (name == kProblem && add_file(inside)) return;
      if (is_folder(inside, entry->d_type)) {
        folders.push_back(inside);
      } else if (name.size() > 4 && name.substr(name.size() - 4) == ".lua") {
        files.push_back(inside);
      }
    }
    for (const std::string& file : files) add_file(file);
    walked_.folders.push_back({path, looker_.trusted(itself.st_mtim)});
    above_.push_back(identity);
    for (const std::string& next : folders) visit_folder(next, depth + 1);
    above_.pop_back();
  }

  bool is_folder(const std::string& path, unsigned char type) {
    if (type == DT_DIR) return true;
    if (type != DT_LNK && type != DT_UNKNOWN) return false;
    struct stat found {};
    return looker_.look(path, &found) && S_ISDIR(found.st_mode);
  }

  Looker looker_;
  Walked walked_;
  std::vector<std::pair<dev_t, ino_t>> above_;  // the folders that hold the one being read
};

}  // namespace

std::optional<std::vector<Stamp>> look_again(const std::filesystem::path& root,
                                             const IndexContent& known) {
  if (known.folders.empty()) return std::nullopt;
  const Looker looker(root);
  for (const IndexedFolder& folder : known.folders) {
    if (!looker.unchanged(folder)) return std::nullopt;
  }
  // All cores share them.
  std::vector<Stamp> stamps(known.files.size());
  std::atomic<bool> all_there = true;
  const auto work = [&](std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to && all_there; ++i) {
      if (!looker.stamp(known.files[i].path, &stamps[i])) all_there = false;
    }
  };
  const std::size_t workers =
      std::clamp<std::size_t>(known.files.size() / kFilesPerWorker, 1,
                              std::clamp(std::thread::hardware_concurrency(), 1U, 8U));
  const std::size_t share = known.files.size() / workers;
  {
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < workers; ++i) {
      others.emplace_back(work, i * share, i + 1 == workers ? stamps.size() : (i + 1) * share);
    }
    work(0, workers == 1 ? stamps.size() : share);
  }
  if (!all_there) return std::nullopt;
  return stamps;
}

Walked walk_bank(const std::filesystem::path& root) { return Walk(root).run(); }

}  // namespace assay
