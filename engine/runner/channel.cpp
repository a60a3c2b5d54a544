#include "runner/channel.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace assay {
namespace {
constexpr std::size_t kHead = 4;  // the length counts the type and the payload
}

Channel::Channel(Fd socket) : socket_(std::move(socket)) {
  ::fcntl(socket_.get(), F_SETFL, O_NONBLOCK);
}

void Channel::send(char type, std::string_view payload) {
  if (!sending()) {
    out_.clear();
    written_ = 0;
  }
  const auto length = static_cast<std::uint32_t>(payload.size() + 1);
  out_.append(reinterpret_cast<const char*>(&length), sizeof length);
  out_ += type;
  out_.append(payload);
  pump();
}

bool Channel::send_file(const Fd& file) {
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
  char byte = 0;
  iovec bytes{&byte, 1};
  msghdr message{};
  message.msg_iov = &bytes;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(int));
  const int fd = file.get();
  std::memcpy(CMSG_DATA(header), &fd, sizeof fd);
  return !sending() && ::sendmsg(socket_.get(), &message, MSG_NOSIGNAL) == 1;
}

short Channel::events() const {
  return static_cast<short>(malformed_ ? 0 : POLLIN) | static_cast<short>(sending() ? POLLOUT : 0);
}

void Channel::pump() {
  while (sending() && !closed_) {
    const ssize_t n =
        ::send(socket_.get(), out_.data() + written_, out_.size() - written_, MSG_NOSIGNAL);
    if (n < 0) {
      // A process that no longer reads may still have an answer on its way: only reading ends it.
      if (errno == EPIPE || errno == ECONNRESET) written_ = out_.size();
      break;
    }
    written_ += static_cast<std::size_t>(n);
  }
  char chunk[65536];
  while (!closed_ && !malformed_) {
    // One frame and the head of the next at most: a flood waits in the socket, not here.
    const std::size_t room = cap_ + 2 * kHead + 1;
    if (in_.size() >= room) break;
    const ssize_t n = ::recv(socket_.get(), chunk, std::min(sizeof chunk, room - in_.size()), 0);
    if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) closed_ = true;
    if (n <= 0) break;
    in_.append(chunk, static_cast<std::size_t>(n));
    std::uint32_t length = 0;
    if (in_.size() < kHead) continue;
    std::memcpy(&length, in_.data(), sizeof length);
    if (length == 0 || length - 1 > cap_) malformed_ = true;
  }
}

bool Channel::whole() const {
  if (malformed_ || in_.size() < kHead + 1) return false;
  std::uint32_t length = 0;
  std::memcpy(&length, in_.data(), sizeof length);
  return in_.size() >= kHead + length;
}

std::optional<Channel::Frame> Channel::take() {
  if (!whole()) return std::nullopt;
  std::uint32_t length = 0;
  std::memcpy(&length, in_.data(), sizeof length);
  Frame frame{in_[kHead], in_.substr(kHead + 1, length - 1)};
  in_.erase(0, kHead + length);
  if (in_.size() >= kHead) {
    std::memcpy(&length, in_.data(), sizeof length);
    if (length == 0 || length - 1 > cap_) malformed_ = true;
  }
  return frame;
}

}  // namespace assay
