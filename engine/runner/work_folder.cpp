#include "runner/work_folder.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <ctime>
#include <filesystem>

#include "runner/remove_tree.hpp"
#include "sandbox/box_user.hpp"
#include "sandbox/cgroup.hpp"

namespace assay {
namespace fs = std::filesystem;
namespace {

constexpr char kPrefix[] = "assay-";
// Longer than any step.  A launcher in another pid namespace only seems to be gone.
constexpr std::time_t kAbandonedSeconds = 3600;

// Whether a folder of that name is ours to remove, and no link.
bool is_ours(const fs::path& path, struct stat* facts) {
  if (::lstat(path.c_str(), facts) != 0 || !S_ISDIR(facts->st_mode)) return false;
  return facts->st_uid == ::geteuid() || (::geteuid() == 0 && is_box_user(facts->st_uid));
}

}  // namespace

Result<std::string> make_work_folder(const std::string& slot, std::optional<uid_t> owner) {
  std::error_code error;
  const fs::path place = fs::temp_directory_path(error);
  if (error) return Status(Code::io, "no folder for temporary files: " + error.message());
  std::string folder = place / (kPrefix + slot + "-XXXXXX");
  if (::mkdtemp(folder.data()) == nullptr) return errno_status(folder);
  if (owner && ::chown(folder.c_str(), *owner, *owner) != 0) {
    Status status = errno_status(folder);
    ::rmdir(folder.c_str());
    return status;
  }
  return folder;
}

void sweep_work_folders(pid_t own) {
  std::error_code error;
  const fs::path place = fs::temp_directory_path(error);
  for (fs::directory_iterator at(place, error); !error && at != fs::directory_iterator();
       at.increment(error)) {
    const std::string name = at->path().filename();
    if (!name.starts_with(kPrefix)) continue;
    const pid_t launcher = std::atoi(name.c_str() + sizeof kPrefix - 1);
    struct stat facts {};
    if (launcher <= 0 || !is_ours(at->path(), &facts)) continue;
    const bool named = name.starts_with(kPrefix + Cgroup::launcher_name(launcher) + "-");
    const bool old = std::time(nullptr) - facts.st_mtime > kAbandonedSeconds;
    if (named ? launcher == own : old) remove_tree(at->path());
  }
}

}  // namespace assay
