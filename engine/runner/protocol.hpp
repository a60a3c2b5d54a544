#pragma once
// How the processes of the runner talk: frames (u32 length, u8 type, payload) on stream sockets,
// with descriptors beside the first byte.  All of them are trusted; what candidates send is read
// by Channel.  Who asks is answered with one frame; a failure can stand for any answer.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/fd.hpp"
#include "base/status.hpp"
#include "model/run.hpp"
#include "runner/runner.hpp"

namespace assay {

enum class Message : char {
  ok = 'o',
  failure = '!',  // u8 code, text
  // To the launcher.
  slot = 'S',  // u8 tier, u32 number; the answer brings the keeper's socket
  script = 's',
  // To a keeper.
  open = 'O',    // put_opening(); with the image, if there is one
  load = 'L',    // limits, bytes of the load frame
  test = 'T',    // limits, u8 whether calls are answered, arguments, stdin; perhaps with a file of
                 // arguments instead
  batch = 'M',   // limits, strings: the arguments of each test
  build = 'B',   // limits, strings: readable folders; with encode_build() as a sealed file
  reply = 'Y',   // bytes of the reply; to a program's line u8 whether it is the last, text
  refuse = 'N',  // text
  cancel = 'X',
  finish = 'Q',
  // From a keeper.
  outcome = 'R',   // put_outcome(); of a build with the output, if there is one
  outcomes = 'V',  // of a batch: u32 count, put_outcome() each; none if it did not get through
  call = 'C',      // u16 function, arguments; of a program u16 0, a line that it printed
  // To init.
  root = 'r',     // strings: readable folders
  spawner = 'a',  // with its socket
  parent = 'p',   // strings argv, strings env; with its socket and its stderr
  work = 'k',     // text: the work folder, or ""; with report socket, request, stdout, stderr
  // To a spawner; docs/wire.md has those of a warm parent, which answers with the same letters.
  start = 'n',  // put_start(); with stdin, stdout, stderr and perhaps channel and image
  fork = 'F',
  started = 'f',  // u32 pid, u32 errno of a failed start; with the pidfd
  wait = 'W',     // u32 pid
  waited = 'w',   // i32 wait status, i64 peak resident bytes (not from a warm parent)
  // To and from a work box.
  stop = 'K',
  built = 'b',  // i32 wait status, f64 cpu_ms, i64 peak bytes; with the output, if there is one
};

struct Frame {
  Message type = Message::ok;
  std::string payload;
  std::vector<Fd> fds;
};

// A new close-on-exec pair of stream sockets.
Result<std::pair<Fd, Fd>> socket_pair();
// A new close-on-exec pipe: read end, write end.
Result<std::pair<Fd, Fd>> make_pipe();
// A memory file that holds the bytes and can never change again.
Result<Fd> sealed_file(std::string_view bytes, const char* name);

// Blocks.  Fails when the other side is gone; never raises SIGPIPE.
Status send_frame(int socket, Message type, std::string_view payload = {},
                  std::span<const int> fds = {});
// Blocks.
Result<Frame> receive_frame(int socket);
// Sends a failure.
Status send_failure(int socket, const Status& status);
// The Status within a failure frame; any other frame than `wanted` is an internal error.
Status expect(const Frame& frame, Message wanted);

void put_strings(ByteWriter& out, const std::vector<std::string>& strings);
std::vector<std::string> get_strings(ByteReader& in);
void put_limits(ByteWriter& out, const Limits& limits);
Limits get_limits(ByteReader& in);
void put_outcome(ByteWriter& out, const Outcome& outcome);
Outcome get_outcome(ByteReader& in);

// What a slot is opened for.
struct Opening {
  std::vector<std::string> argv, env, readable;
  bool warm = false, frames = true;
  bool looks = false;    // it says of the source whether it can keep anything, before it loads it
  bool program = false;  // each test ends with the process; its stdout is the answer
};
void put_opening(ByteWriter& out, const Opening& opening);
Opening get_opening(ByteReader& in);

// What a spawner starts.
struct Start {
  std::vector<std::string> argv, env;
  int open_files = 0;
  bool channel = false, image = false;
};
void put_start(ByteWriter& out, const Start& start);
Start get_start(ByteReader& in);

// What a compile step runs; crosses as a sealed file.
std::string encode_build(const CompileStep& step, const std::vector<std::string>& env);
Result<CompileStep> decode_build(std::string_view bytes, std::vector<std::string>* env);

}  // namespace assay
