#include "bank/walk.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <ctime>
#include <memory>

#include "base/fd.hpp"

namespace assay {
namespace {

constexpr int kDeepest = 16;
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

class Walk {
 public:
  explicit Walk(const std::filesystem::path& root)
      : root_(::open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)), now_(now_ns()) {}

  Walked run(const IndexContent& known) {
    if (!unchanged(known)) {
      walked_ = {};
      walked_.folders_changed = true;
      visit_folder("", 0);
    }
    std::sort(walked_.files.begin(), walked_.files.end(),
              [](const FoundFile& a, const FoundFile& b) { return a.path < b.path; });
    return std::move(walked_);
  }

 private:
  bool look(const std::string& path, struct stat* found) {
    return ::fstatat(root_.get(), path.empty() ? "." : path.c_str(), found, 0) == 0;
  }

  std::int64_t trusted(const timespec& time) const {
    const std::int64_t ns = to_ns(time);
    return now_ - ns < kTooFreshNs ? 0 : ns;
  }

  bool add_file(const std::string& path) {
    struct stat found {};
    if (!look(path, &found) || !S_ISREG(found.st_mode)) return false;
    walked_.files.push_back({path, {trusted(found.st_mtim), found.st_size}});
    return true;
  }

  // One look at every known folder and file.  False if any came or went.
  bool unchanged(const IndexContent& known) {
    if (known.folders.empty()) return false;
    for (const IndexedFolder& folder : known.folders) {
      struct stat found {};
      if (folder.mtime_ns == 0 || !look(folder.path, &found) || !S_ISDIR(found.st_mode) ||
          to_ns(found.st_mtim) != folder.mtime_ns) {
        return false;
      }
    }
    walked_.files.reserve(known.files.size());
    for (const IndexedFile& file : known.files) {
      if (!add_file(file.path)) return false;
    }
    walked_.folders = known.folders;
    return true;
  }

  void visit_folder(const std::string& path, int depth) {
    const int fd = ::openat(root_.get(), path.empty() ? "." : path.c_str(),
                            O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || depth > kDeepest) {
      Fd closed(fd);
      return;
    }
    struct stat itself {};
    ::fstat(fd, &itself);
    const std::unique_ptr<DIR, CloseFolder> folder(::fdopendir(fd));
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
    walked_.folders.push_back({path, trusted(itself.st_mtim)});
    for (const std::string& next : folders) visit_folder(next, depth + 1);
  }

  bool is_folder(const std::string& path, unsigned char type) {
    if (type == DT_DIR) return true;
    if (type != DT_LNK && type != DT_UNKNOWN) return false;
    struct stat found {};
    return look(path, &found) && S_ISDIR(found.st_mode);
  }

  Fd root_;
  std::int64_t now_;
  Walked walked_;
};

}  // namespace

Walked walk_bank(const std::filesystem::path& root, const IndexContent& known) {
  return Walk(root).run(known);
}

}  // namespace assay
