#include "save_watcher.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <cstring>

#include "base/digest.hpp"
#include "base/file.hpp"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

// Swap files, backups and the like, which editors write beside the file.
bool is_noise(const std::string& name) {
  return name.empty() || name.front() == '.' || name.back() == '~' || name.ends_with(".swp") ||
         name == "4913";
}

}  // namespace

Result<SaveWatcher> SaveWatcher::start(const std::vector<fs::path>& folders, std::string only) {
  SaveWatcher watcher;
  watcher.only_ = std::move(only);
  watcher.fd_.reset(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
  if (!watcher.fd_.valid()) return errno_status("inotify");
  for (const fs::path& folder : folders) {
    const int id =
        ::inotify_add_watch(watcher.fd_.get(), folder.c_str(), IN_CLOSE_WRITE | IN_MOVED_TO);
    if (id < 0) return errno_status("watch " + folder.string());
    watcher.folders_[id] = folder;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
      if (entry.is_regular_file(error)) (void)watcher.changed(entry.path());
    }
  }
  return watcher;
}

bool SaveWatcher::changed(const fs::path& file) {
  const std::string name = file.filename().string();
  if (only_.empty() ? is_noise(name) : name != only_) return false;
  const Result<std::string> bytes = read_file(file);
  if (!bytes.ok()) return false;
  std::string digest = sha256(*bytes);
  std::string& before = seen_[file];
  if (before == digest) return false;
  before = std::move(digest);
  return true;
}

bool SaveWatcher::saved() {
  bool any = false;
  alignas(inotify_event) char buffer[4096];
  for (;;) {
    const ssize_t size = ::read(fd_.get(), buffer, sizeof buffer);
    if (size <= 0) return any;
    for (ssize_t at = 0; at < size;) {
      inotify_event event;
      std::memcpy(&event, buffer + at, sizeof event);
      const char* name = buffer + at + sizeof event;
      at += static_cast<ssize_t>(sizeof event + event.len);
      const auto folder = folders_.find(event.wd);
      if (event.len > 0 && folder != folders_.end()) any = changed(folder->second / name) || any;
    }
  }
}

bool SaveWatcher::wait(const std::stop_token& stop) {
  const Fd wake(::eventfd(0, EFD_CLOEXEC));
  const std::stop_callback on_stop(stop, [&] { ::eventfd_write(wake.get(), 1); });
  bool any = false;
  while (!stop.stop_requested()) {
    pollfd polls[] = {{fd_.get(), POLLIN, 0}, {wake.get(), POLLIN, 0}};
    const int ready = ::poll(polls, 2, any ? kQuietMs : -1);
    if (ready == 0) return true;
    any = saved() || any;
  }
  return false;
}

}  // namespace assay::cli
