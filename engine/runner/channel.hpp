#pragma once
// The engine's end of a test process's channel (docs/wire.md).  What arrives is the candidate's
// doing and is believed in nothing: lengths are capped before memory is taken, descriptors that
// come along are dropped by the kernel.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/fd.hpp"

namespace assay {

class Channel {
 public:
  Channel() = default;
  // Makes the socket non-blocking.
  explicit Channel(Fd socket);

  struct Frame {
    char type;
    std::string payload;
  };

  int fd() const { return socket_.get(); }
  bool open() const { return socket_.valid() && !closed_; }

  // Queues a frame; pump() writes it.
  void send(char type, std::string_view payload);
  // Sends a descriptor with one byte.  Only to a process that waits for it, with nothing queued;
  // false if that fails.
  bool send_file(const Fd& file);
  bool sending() const { return written_ < out_.size(); }
  // For poll().
  short events() const;
  // Moves what can be moved without waiting.
  void pump();

  // Whether take() has a frame to give.
  bool whole() const;
  std::optional<Frame> take();
  // Bytes that nobody has asked for have come.
  bool stray() const { return !in_.empty(); }
  // A frame longer than the cap, or of no length, has begun: nothing after it can be read.
  bool malformed() const { return malformed_; }
  void set_cap(std::size_t payload_bytes) { cap_ = payload_bytes; }

 private:
  Fd socket_;
  std::string out_, in_;
  std::size_t written_ = 0;
  std::size_t cap_ = 1 << 20;
  bool closed_ = false, malformed_ = false;
};

}  // namespace assay
