#include "harness/channel.hpp"

#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstring>

namespace assay::harness {
namespace {

constexpr int kChannel = 3;
constexpr int kOurFailure = 126;  // exit status

bool read_all(char* into, std::size_t size) {
  while (size > 0) {
    const ssize_t got = ::read(kChannel, into, size);
    if (got <= 0) return false;
    into += got;
    size -= static_cast<std::size_t>(got);
  }
  return true;
}

}  // namespace

Frame read_frame() {
  char head[5];
  Frame frame;
  if (!read_all(head, sizeof head)) return frame;
  std::uint32_t size = 0;
  std::memcpy(&size, head, sizeof size);
  if (size == 0) give_up("a frame without a type");
  frame.payload.resize(size - 1);
  if (read_all(frame.payload.data(), frame.payload.size())) frame.type = head[4];
  return frame;
}

void write_frame(char type, std::string_view payload) {
  std::string bytes(5, type);
  const auto size = static_cast<std::uint32_t>(payload.size() + 1);
  std::memcpy(bytes.data(), &size, sizeof size);
  bytes += payload;
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t n = ::write(kChannel, bytes.data() + done, bytes.size() - done);
    if (n <= 0) _exit(kOurFailure);
    done += static_cast<std::size_t>(n);
  }
}

void give_up(const char* why) {
  std::fprintf(stderr, "assay-kernel: %s\n", why);
  _exit(kOurFailure);
}

}  // namespace assay::harness
