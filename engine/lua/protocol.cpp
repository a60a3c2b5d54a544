#include "lua/protocol.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>

namespace assay {
namespace {

using Clock = std::chrono::steady_clock;

// True once `socket` can be read.  No deadline waits for ever.
Arrival wait_readable(int socket, const Clock::time_point* deadline) {
  for (;;) {
    int wait = -1;
    if (deadline != nullptr) {
      const auto left =
          std::chrono::duration_cast<std::chrono::milliseconds>(*deadline - Clock::now()).count();
      if (left <= 0) return Arrival::late;
      wait = static_cast<int>(std::min<long long>(left, 1'000'000));
    }
    pollfd entry{socket, POLLIN, 0};
    const int ready = ::poll(&entry, 1, wait);
    if (ready > 0) return Arrival::complete;
    if (ready < 0 && errno != EINTR) return Arrival::closed;
  }
}

Arrival read_exactly(int socket, char* into, std::size_t size, const Clock::time_point* deadline) {
  while (size > 0) {
    if (deadline != nullptr) {
      if (const Arrival state = wait_readable(socket, deadline); state != Arrival::complete) {
        return state;
      }
    }
    const ssize_t n = ::read(socket, into, size);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return Arrival::closed;
    into += n;
    size -= static_cast<std::size_t>(n);
  }
  return Arrival::complete;
}

Arrival read_whole(int socket, const Clock::time_point* deadline, std::string* frame) {
  std::uint32_t size = 0;
  char head[sizeof size];
  if (const Arrival state = read_exactly(socket, head, sizeof head, deadline);
      state != Arrival::complete) {
    return state;
  }
  std::memcpy(&size, head, sizeof size);
  if (size > kLargestFrame) return Arrival::closed;
  frame->resize(size);
  return read_exactly(socket, frame->data(), size, deadline);
}

}  // namespace

bool read_frame(int socket, std::string* frame) {
  return read_whole(socket, nullptr, frame) == Arrival::complete;
}

Arrival read_frame_within(int socket, double timeout_ms, std::string* frame) {
  const Clock::time_point deadline =
      Clock::now() + std::chrono::milliseconds(static_cast<std::int64_t>(timeout_ms));
  return read_whole(socket, &deadline, frame);
}

bool write_frame(int socket, const std::string& bytes) {
  if (bytes.size() > kLargestFrame) return false;
  const auto size = static_cast<std::uint32_t>(bytes.size());
  std::string head(sizeof size, '\0');
  std::memcpy(head.data(), &size, sizeof size);
  for (const std::string* part : {static_cast<const std::string*>(&head), &bytes}) {
    const char* from = part->data();
    std::size_t left = part->size();
    while (left > 0) {
      // MSG_NOSIGNAL: a process that died must not take the host with it by SIGPIPE.
      const ssize_t n = ::send(socket, from, left, MSG_NOSIGNAL);
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) return false;
      from += n;
      left -= static_cast<std::size_t>(n);
    }
  }
  return true;
}

}  // namespace assay
