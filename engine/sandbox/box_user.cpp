#include "sandbox/box_user.hpp"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <string>

#include "sandbox/usage.hpp"

namespace assay {
namespace {

constexpr uid_t kFirstUser = 61'000, kEndUser = 65'000;

// A name of a socket without a file: one holder on the machine (in the network namespace) at a
// time, and it goes with him.
bool claim(const Fd& socket, uid_t uid) {
  const std::string name = fmt::format("assay-box-user-{}", uid);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path + 1, name.data(), name.size());
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
  return ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), size) == 0;
}

}  // namespace

bool is_box_user(uid_t uid) { return uid >= kFirstUser && uid < kEndUser; }

Result<BoxUser> claim_box_user() {
  for (uid_t uid = kFirstUser; uid < kEndUser; ++uid) {
    Fd socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    if (!socket.valid()) return errno_status("socket");
    // Somebody may run as one whom nobody claims: a box in another network namespace, or what is
    // left of a box whose keeper was killed this moment.
    if (claim(socket, uid) && tasks_of_user(uid) == 0) return BoxUser{uid, std::move(socket)};
  }
  return unavailable("all users for boxes are taken");
}

}  // namespace assay
