#include "sandbox/landlock.hpp"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>

#include "base/fd.hpp"

namespace assay {
namespace {

constexpr std::uint64_t kFileRights = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE;
constexpr std::uint64_t kReadRights = kFileRights | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr std::uint64_t kAllRights =
    kReadRights | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |
    LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR |
    LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |
    LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM;
constexpr std::uint64_t kWorkRights = kReadRights | LANDLOCK_ACCESS_FS_WRITE_FILE |
                                      LANDLOCK_ACCESS_FS_REMOVE_DIR |
                                      LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_DIR |
                                      LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SYM;

Status add_rule(int ruleset, const std::string& path, std::uint64_t rights) {
  const Fd place(::open(path.c_str(), O_PATH | O_CLOEXEC));
  if (!place.valid() && errno == EACCES) {
    return unavailable(path + ": the user whom candidates run as cannot get there: let others " +
                       "through the folders above it (chmod o+x), or keep it elsewhere");
  }
  if (!place.valid()) return errno == ENOENT ? Status() : errno_status(path);
  struct stat facts {};
  if (::fstat(place.get(), &facts) != 0) return errno_status(path);
  landlock_path_beneath_attr rule{};
  rule.parent_fd = place.get();
  rule.allowed_access =
      S_ISDIR(facts.st_mode) ? rights : rights & (kFileRights | LANDLOCK_ACCESS_FS_WRITE_FILE);
  if (::syscall(__NR_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) != 0) {
    return errno_status("landlock " + path);
  }
  return {};
}

}  // namespace

int landlock_abi() {
  const long abi =
      ::syscall(__NR_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  return abi > 0 ? static_cast<int>(abi) : 0;
}

Status restrict_files(const std::vector<std::string>& readable,
                      const std::vector<std::string>& writable) {
  landlock_ruleset_attr attributes{};
  attributes.handled_access_fs = kAllRights;
  const Fd ruleset(static_cast<int>(::syscall(__NR_landlock_create_ruleset, &attributes,
                                              sizeof attributes.handled_access_fs, 0)));
  if (!ruleset.valid()) return errno_status("landlock");
  for (const std::string& path : readable) ASSAY_CHECK(add_rule(ruleset.get(), path, kReadRights));
  for (const char* device : {"/dev/null", "/dev/full"}) {
    ASSAY_CHECK(add_rule(ruleset.get(), device,
                         LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE));
  }
  // Torch cannot start its threads without the last one.
  for (const char* file : {"/dev/urandom", "/dev/random", "/proc/cpuinfo"}) {
    ASSAY_CHECK(add_rule(ruleset.get(), file, LANDLOCK_ACCESS_FS_READ_FILE));
  }
  for (const std::string& path : writable) ASSAY_CHECK(add_rule(ruleset.get(), path, kWorkRights));
  if (::syscall(__NR_landlock_restrict_self, ruleset.get(), 0) != 0) {
    return errno_status("landlock");
  }
  return {};
}

}  // namespace assay
