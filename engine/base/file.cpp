#include "base/file.hpp"

#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

#include "base/fd.hpp"
#include "base/private_file.hpp"
#include "base/text.hpp"

namespace assay {
namespace fs = std::filesystem;

Result<std::string> read_file(const fs::path& path, std::size_t most) {
  // Opening a pipe would wait for its writer.
  const Fd file(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  if (!file.valid()) return errno_status(path.string());
  struct stat facts {};
  if (::fstat(file.get(), &facts) != 0) return errno_status(path.string());
  if (S_ISDIR(facts.st_mode)) return invalid_argument(path.string() + ": is a folder");
  if (!S_ISREG(facts.st_mode)) return invalid_argument(path.string() + ": is no plain file");
  std::string bytes;
  char chunk[1 << 16];
  for (;;) {
    const ssize_t n = ::read(file.get(), chunk, sizeof chunk);
    if (n < 0) return errno_status(path.string());
    if (n == 0) return bytes;
    bytes.append(chunk, static_cast<std::size_t>(n));
    // Files of /proc do not know their size beforehand.
    if (bytes.size() > most || static_cast<std::size_t>(facts.st_size) > most) {
      return invalid_argument(path.string() + ": is larger than " +
                              human_bytes(static_cast<double>(most)));
    }
  }
}

namespace {
Status write_all(const Fd& file, std::string_view bytes, const fs::path& path) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(file.get(), bytes.data(), bytes.size());
    if (n < 0) return errno_status(path.string());
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return {};
}

Status replace_file(const fs::path& path, std::string_view bytes, mode_t mode) {
  std::error_code error;
  if (path.has_parent_path()) fs::create_directories(path.parent_path(), error);
  if (error) return io_error(path.parent_path().string() + " cannot be made: " + error.message());
  std::string temporary = path.string() + ".XXXXXX";
  Fd file(::mkostemp(temporary.data(), O_CLOEXEC));
  if (!file.valid()) return errno_status(path.string());
  if (Status written = write_all(file, bytes, path); !written.ok()) {
    ::unlink(temporary.c_str());
    return written;
  }
  ::fchmod(file.get(), mode);
  if (::rename(temporary.c_str(), path.c_str()) != 0) {
    Status status = errno_status(path.string());
    ::unlink(temporary.c_str());
    return status;
  }
  return {};
}
}  // namespace

Status write_file(const fs::path& path, std::string_view bytes) {
  return replace_file(path, bytes, 0644);
}

Status write_private_file(const fs::path& path, std::string_view bytes) {
  return replace_file(path, bytes, 0600);
}

Status overwrite_file(const fs::path& path, std::string_view bytes) {
  const Fd file(::open(path.c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC));
  if (!file.valid()) return errno_status(path.string());
  return write_all(file, bytes, path);
}

Status close_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder.parent_path(), error);
  if (::mkdir(folder.c_str(), 0700) == 0) return {};
  struct stat facts {};
  if (::stat(folder.c_str(), &facts) != 0 || (facts.st_mode & 0077) == 0) return {};
  if (::chmod(folder.c_str(), 0700) == 0) return {};
  if (::access(folder.c_str(), W_OK) != 0) return {};  // nothing of ours gets there
  return Status(Code::io, folder.string() +
                              ": others can read it, and it is not ours to close: remove it, or "
                              "set XDG_CACHE_HOME to a folder of your own");
}

namespace {
fs::path xdg(const char* variable, const char* fallback) {
  if (const char* dir = std::getenv(variable); dir != nullptr && *dir == '/') {
    return fs::path(dir) / "assay";
  }
  const char* home = std::getenv("HOME");
  if (home != nullptr && *home != '\0') return fs::path(home) / fallback / "assay";
  // Not a place that others could fill: what lies in a cache is believed.
  passwd user{};
  passwd* found = nullptr;
  std::array<char, 4096> text{};
  ::getpwuid_r(::geteuid(), &user, text.data(), text.size(), &found);
  return fs::path(found != nullptr ? found->pw_dir : "/nonexistent") / fallback / "assay";
}
}  // namespace

fs::path cache_dir() { return xdg("XDG_CACHE_HOME", ".cache"); }
fs::path data_dir() { return xdg("XDG_DATA_HOME", ".local/share"); }

}  // namespace assay
