// The answer channel: any bytes, in pieces, as a candidate may write them.

#include "runner/channel.hpp"

#include <sys/socket.h>

#include <cstdint>
#include <cstdlib>

using namespace assay;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  int pair[2];
  if (size < 1 || ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) return 0;
  Channel channel{Fd(pair[0])};
  const Fd theirs(pair[1]);
  const std::size_t cap = std::size_t{data[0]} * 16, piece = 1 + data[0] % 61;
  channel.set_cap(cap);
  for (std::size_t at = 1; at < size; at += piece) {
    const std::size_t n = std::min(piece, size - at);
    if (::send(theirs.get(), data + at, n, MSG_DONTWAIT | MSG_NOSIGNAL) < 0) break;
    channel.pump();
    while (channel.whole()) {
      const std::optional<Channel::Frame> frame = channel.take();
      if (!frame || frame->payload.size() > cap) std::abort();
      channel.pump();
    }
  }
  return 0;
}
