#include "sandbox/box_user.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>

#include "sandbox/usage.hpp"

namespace assay {
namespace {

// Between those whom systemd makes up for homes and greeters and those for its services.
constexpr uid_t kFirstUser = 60'706, kEndUser = 61'184;

// Where only root can write: nobody else can take a claim, or keep us from it.  Each user is the
// byte of his number; the file stays empty.
constexpr char kClaims[] = "/run/assay-users.lock";

Result<Fd> open_claims() {
  Fd file(::open(kClaims, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
  struct stat facts {};
  if (!file.valid() || ::fstat(file.get(), &facts) != 0) {
    return unavailable(errno_status(kClaims).message());
  }
  if (facts.st_uid != 0 || (facts.st_mode & 0077) != 0) {
    return unavailable(std::string(kClaims) + " is open to others than root");
  }
  return file;
}

// The lock belongs to what open() made, and so to all who inherit it.
Result<bool> claim(const Fd& file, uid_t uid) {
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  lock.l_start = uid;
  lock.l_len = 1;
  if (::fcntl(file.get(), F_OFD_SETLK, &lock) == 0) return true;
  if (errno == EAGAIN || errno == EACCES) return false;
  return errno_status(kClaims);
}

}  // namespace

bool is_box_user(uid_t uid) { return uid >= kFirstUser && uid < kEndUser; }

Result<BoxUser> claim_box_user() {
  for (uid_t uid = kFirstUser; uid < kEndUser; ++uid) {
    ASSAY_TRY(Fd file, open_claims());
    ASSAY_TRY(const bool claimed, claim(file, uid));
    // Somebody may run as one whom nobody claims: a box in a container with a /run of its own, or
    // what is left of a box whose keeper was killed this moment.
    if (claimed && tasks_of_user(uid) == 0) return BoxUser{uid, std::move(file)};
  }
  return unavailable("all users for boxes are taken");
}

}  // namespace assay
