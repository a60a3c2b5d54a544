#include "runner/remove_tree.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <vector>

#include "base/fd.hpp"

namespace assay {
namespace {

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};
using Folder = std::unique_ptr<DIR, CloseFolder>;

Folder open_folder(int parent, const char* name) {
  Fd fd(::openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  return fd.valid() ? Folder(::fdopendir(fd.release())) : nullptr;
}

// Empties `folder`; folders within are moved up into `top`, where their turn comes.
void empty(DIR* folder, int top, long* moved) {
  std::vector<std::string> names;
  while (const dirent* entry = ::readdir(folder)) {
    if (std::strcmp(entry->d_name, ".") != 0 && std::strcmp(entry->d_name, "..") != 0) {
      names.emplace_back(entry->d_name);
    }
  }
  const int here = ::dirfd(folder);
  for (const std::string& name : names) {
    if (::unlinkat(here, name.c_str(), 0) == 0 || errno != EISDIR) continue;
    if (::unlinkat(here, name.c_str(), AT_REMOVEDIR) == 0) continue;
    ::renameat(here, name.c_str(), top, fmt::format("assay-moved-{}", (*moved)++).c_str());
  }
}

}  // namespace

void remove_tree(const std::string& path) {
  long moved = 0;
  for (;;) {
    const Folder top = open_folder(AT_FDCWD, path.c_str());
    if (!top) return;
    bool found = false;
    std::vector<std::string> names;
    while (const dirent* entry = ::readdir(top.get())) {
      if (std::strcmp(entry->d_name, ".") != 0 && std::strcmp(entry->d_name, "..") != 0) {
        names.emplace_back(entry->d_name);
      }
    }
    const int here = ::dirfd(top.get());
    for (const std::string& name : names) {
      if (::unlinkat(here, name.c_str(), 0) == 0 ||
          ::unlinkat(here, name.c_str(), AT_REMOVEDIR) == 0) {
        found = true;
        continue;
      }
      if (const Folder inner = open_folder(here, name.c_str())) {
        empty(inner.get(), here, &moved);
        found = ::unlinkat(here, name.c_str(), AT_REMOVEDIR) == 0 || found;
      }
    }
    if (!found) break;
  }
  ::rmdir(path.c_str());
}

}  // namespace assay
