// Theory of operation.  The tree is put together on a private tmpfs and then swapped for the old
// root, which is let go: nothing of the host stays reachable, by name or by descriptor.
//
// The process starts as a user of the host that is not mapped (nobody), with all capabilities over
// its own mount namespace.  In that state it can still read paths as the host's user could, so it
// copies the mounts first (open_tree), makes them read-only while they are detached, and only then
// becomes the box's user, who is the only one that can create files on the tmpfs.

#include "sandbox/root.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>

#include "base/fd.hpp"
#include "sandbox/drop.hpp"
#include "sandbox/namespaces.hpp"

// <sys/mount.h> and <linux/mount.h> of Debian 12 cannot be included together.
extern "C" {
int mount(const char*, const char*, const char*, unsigned long, const void*) noexcept;
int umount2(const char*, int) noexcept;
}

namespace assay {
namespace {

constexpr unsigned long kMsNosuid = 2, kMsNodev = 4, kMsBind = 4096, kMsRec = 16384,
                        kMsPrivate = 1 << 18;
constexpr int kMntDetach = 2;
constexpr const char* kStage = "/tmp";  // any folder that exists everywhere; the tmpfs covers it
// Not /dev/zero: shared mappings of it are memory that nothing counts.
constexpr const char* kDevices[] = {"/dev/null", "/dev/full", "/dev/urandom", "/dev/random"};

struct Piece {
  std::string path;    // in the box, as on the host
  Fd tree;             // the detached copy
  std::string target;  // of a symbolic link, which has no tree
  bool folder = true;
};

Status protect(const Fd& tree, std::uint64_t attributes, const std::string& path) {
  mount_attr attr{};
  attr.attr_set = attributes;
  if (::syscall(SYS_mount_setattr, tree.get(), "", AT_EMPTY_PATH | AT_RECURSIVE, &attr,
                sizeof attr) != 0) {
    return errno_status("mount_setattr " + path);
  }
  return {};
}

// What torch's cpuinfo wants to read before it makes a pool of threads; without it the process
// aborts.  There is no /proc in the box, and this says of the machine what is true of every one.
constexpr char kCpuInfo[] = "processor\t: 0\napicid\t\t: 0\n\n";

Status write_cpu_info() {
  ::mkdir("proc", 0755);
  const Fd file(::open("proc/cpuinfo", O_CREAT | O_WRONLY | O_CLOEXEC, 0644));
  if (!file.valid()) return errno_status("create proc/cpuinfo");
  constexpr std::size_t kSize = sizeof kCpuInfo - 1;
  return ::write(file.get(), kCpuInfo, kSize) == kSize ? Status() : errno_status("proc/cpuinfo");
}

// A link of the system's stays one (/lib is usr/lib); elsewhere its target stands in its place.
enum class Links { keep, follow };

Status take(const std::string& path, Links links, std::uint64_t attributes,
            std::vector<Piece>* pieces) {
  struct stat facts {};
  const int flags = links == Links::keep ? AT_SYMLINK_NOFOLLOW : 0;
  if (::fstatat(AT_FDCWD, path.c_str(), &facts, flags) != 0) {
    return errno == ENOENT ? Status() : errno_status(path);
  }
  Piece piece;
  piece.path = path;
  if (S_ISLNK(facts.st_mode)) {
    char target[4096];
    const ssize_t n = ::readlink(path.c_str(), target, sizeof target);
    if (n < 0) return errno_status(path);
    piece.target.assign(target, static_cast<std::size_t>(n));
  } else {
    piece.folder = S_ISDIR(facts.st_mode);
    piece.tree = Fd(static_cast<int>(
        ::syscall(SYS_open_tree, AT_FDCWD, path.c_str(),
                  OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | (piece.folder ? AT_RECURSIVE : 0))));
    if (!piece.tree.valid()) return errno_status("open_tree " + path);
    ASSAY_CHECK(protect(piece.tree, attributes, path));
  }
  pieces->push_back(std::move(piece));
  return {};
}

// Makes the folders above `path`, which is relative to the current folder.
void make_parents(const std::string& path) {
  for (std::size_t at = path.find('/'); at != std::string::npos; at = path.find('/', at + 1)) {
    ::mkdir(path.substr(0, at).c_str(), 0755);
  }
}

Status place(const Piece& piece) {
  const std::string path = piece.path.substr(1);
  make_parents(path);
  if (!piece.target.empty()) {
    if (::symlink(piece.target.c_str(), path.c_str()) != 0) return errno_status("link " + path);
    return {};
  }
  if (piece.folder) {
    // It can exist as a mount point within a folder placed before.
    if (::mkdir(path.c_str(), 0755) != 0 && errno != EEXIST && errno != EROFS) {
      return errno_status("mkdir " + path);
    }
  } else {
    const Fd file(::open(path.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0644));
    if (!file.valid()) return errno_status("create " + path);
  }
  if (::syscall(SYS_move_mount, piece.tree.get(), "", AT_FDCWD, path.c_str(),
                MOVE_MOUNT_F_EMPTY_PATH) != 0) {
    return errno_status("move_mount " + path);
  }
  return {};
}

Status mount_tmpfs(const char* path, const std::string& options) {
  if (::mount("tmpfs", path, "tmpfs", kMsNosuid | kMsNodev, options.c_str()) != 0) {
    return errno_status(std::string("tmpfs on ") + path);
  }
  return {};
}

Status swap_root() {
  if (::syscall(SYS_pivot_root, ".", ".") != 0) return errno_status("pivot_root");
  // The old root now lies on top of the new one at the same place.
  if (::umount2(".", kMntDetach) != 0) return errno_status("umount the old root");
  if (::chdir("/") != 0) return errno_status("chdir");
  const Fd root(::open("/", O_PATH | O_DIRECTORY | O_CLOEXEC));
  mount_attr attr{};
  attr.attr_set = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC;
  if (::syscall(SYS_mount_setattr, root.get(), "", AT_EMPTY_PATH, &attr, sizeof attr) != 0) {
    return errno_status("mount_setattr /");
  }
  return {};
}

}  // namespace

std::vector<std::string> system_folders() {
  // Of /usr what programs run with, and not where banks are installed: share/assay.
  return {"/usr/bin",
          "/usr/sbin",
          "/usr/lib",
          "/usr/lib32",
          "/usr/lib64",
          "/usr/libx32",
          "/usr/libexec",
          "/usr/include",
          "/usr/share/nodejs",
          "/usr/share/zoneinfo",
          "/usr/local/bin",
          "/usr/local/lib",
          "/usr/local/include",
          "/bin",
          "/sbin",
          "/lib",
          "/lib32",
          "/lib64",
          "/libx32",
          "/etc/alternatives",
          "/etc/ld.so.cache",
          "/etc/ssl/openssl.cnf"};  // without which libcrypto does not start
}

Status enter_root(const std::vector<std::string>& readable, bool set_groups) {
  if (::mount("none", "/", nullptr, kMsRec | kMsPrivate, nullptr) != 0) {
    return errno_status("make mounts private");
  }
  std::vector<Piece> pieces;
  constexpr std::uint64_t kReadOnly = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV;
  for (const std::string& path : system_folders()) {
    ASSAY_CHECK(take(path, Links::keep, kReadOnly, &pieces));
  }
  for (const std::string& path : readable) {
    ASSAY_CHECK(take(path, Links::follow, kReadOnly, &pieces));
  }
  for (const char* path : kDevices) {
    ASSAY_CHECK(take(path, Links::follow, MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC,
                     &pieces));
  }

  ASSAY_CHECK(become(kBoxUser, kBoxUser, set_groups));
  ASSAY_CHECK(mount_tmpfs(kStage, "size=1m,nr_inodes=1024,mode=755"));
  if (::chdir(kStage) != 0) return errno_status(kStage);
  ::umask(022);
  for (const char* folder : {"box", "tmp"}) ::mkdir(folder, 0755);
  ASSAY_CHECK(write_cpu_info());
  for (const Piece& piece : pieces) ASSAY_CHECK(place(piece));
  ASSAY_CHECK(swap_root());
  if (::sethostname("box", 3) != 0) return errno_status("sethostname");
  return {};
}

Status mount_work_folder(std::int64_t bytes) {
  ASSAY_CHECK(mount_tmpfs(kWorkFolder, fmt::format("size={},nr_inodes=16384,mode=755", bytes)));
  // A bank that lives under /tmp must stay readable; TMPDIR leads most programs here anyway.
  std::error_code error;
  if (std::filesystem::is_empty("/tmp", error) &&
      ::mount(kWorkFolder, "/tmp", nullptr, kMsBind, nullptr) != 0) {
    return errno_status("bind /tmp");
  }
  if (::chdir(kWorkFolder) != 0) return errno_status(kWorkFolder);
  return {};
}

}  // namespace assay
