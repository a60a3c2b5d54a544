#include "bank/walk.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <cstdint>
#include <ctime>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

#include "base/fd.hpp"

namespace assay {
namespace {

constexpr int kDeepest = 16;
constexpr std::size_t kFilesPerWorker = 1000, kPiece = 128;
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

struct Looking::State {
  explicit State(const std::filesystem::path& root) : looker(root) {}

  struct Piece {
    std::size_t from = 0;
    std::span<const IndexedFile> files;
  };

  // The next ones to look at, once there are some; none at the end, or when one is gone.
  Piece take() {
    std::unique_lock lock(mutex);
    changed.wait(lock, [this] { return taken < offered.size() || over; });
    const Piece piece{taken, offered.subspan(taken, std::min(kPiece, offered.size() - taken))};
    taken += piece.files.size();
    return piece;
  }

  void work() {
    for (Piece piece = take(); !piece.files.empty(); piece = take()) {
      for (std::size_t i = 0; i < piece.files.size(); ++i) {
        if (!looker.stamp(piece.files[i].path, &stamps[piece.from + i])) end(false);
      }
    }
  }

  // No more are offered; if not all are `there`, it is of no use to look at the rest.
  void end(bool there) {
    const std::lock_guard lock(mutex);
    over = true;
    if (!there) {
      all_there = false;
      taken = offered.size();
    }
    changed.notify_all();
  }

  Looker looker;
  std::vector<Stamp> stamps;
  std::mutex mutex;
  std::condition_variable changed;
  std::span<const IndexedFile> offered;
  std::size_t taken = 0;
  bool over = false, all_there = true;
  std::vector<std::jthread> helpers;
};

Looking::Looking(const std::filesystem::path& root, const std::vector<IndexedFolder>& folders,
                 std::size_t files)
    : state_(std::make_unique<State>(root)) {
  State& state = *state_;
  state.all_there = !folders.empty() &&
                    std::all_of(folders.begin(), folders.end(),
                                [&](const auto& folder) { return state.looker.unchanged(folder); });
  if (!state.all_there) return;
  state.stamps.resize(files);
  const std::size_t most = std::clamp(std::thread::hardware_concurrency(), 1U, 8U);
  for (std::size_t i = 1; i < std::min(most, files / kFilesPerWorker); ++i) {
    state.helpers.emplace_back([&state] { state.work(); });
  }
}

Looking::~Looking() { state_->end(false); }

void Looking::offer(std::span<const IndexedFile> files) {
  const std::lock_guard lock(state_->mutex);
  if (!state_->all_there) return;
  state_->offered = files;
  state_->changed.notify_all();
}

std::optional<std::vector<Stamp>> Looking::finish() {
  state_->end(true);
  state_->work();
  state_->helpers.clear();  // joins
  if (!state_->all_there) return std::nullopt;
  return std::move(state_->stamps);
}

Walked walk_bank(const std::filesystem::path& root) { return Walk(root).run(); }

}  // namespace assay
