#include "runner/protocol.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace assay {
namespace {

constexpr std::size_t kMostFds = 8;

Status send_bytes(int socket, const char* data, std::size_t size) {
  while (size > 0) {
    const ssize_t n = ::send(socket, data, size, MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno_status("send");
    data += n;
    size -= static_cast<std::size_t>(n);
  }
  return {};
}

Status receive_bytes(int socket, char* data, std::size_t size) {
  while (size > 0) {
    const ssize_t n = ::recv(socket, data, size, 0);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno_status("receive");
    if (n == 0) return internal_error("the other process has ended");
    data += n;
    size -= static_cast<std::size_t>(n);
  }
  return {};
}

// The first bytes of a frame, which carry the descriptors; tells how many of `size` were sent.
Result<std::size_t> send_with_fds(int socket, const char* data, std::size_t size,
                                  std::span<const int> fds) {
  alignas(cmsghdr) char control[CMSG_SPACE(kMostFds * sizeof(int))] = {};
  iovec bytes{const_cast<char*>(data), size};
  msghdr message{};
  message.msg_iov = &bytes;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = CMSG_SPACE(fds.size_bytes());
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(fds.size_bytes());
  std::memcpy(CMSG_DATA(header), fds.data(), fds.size_bytes());
  for (;;) {
    const ssize_t n = ::sendmsg(socket, &message, MSG_NOSIGNAL);
    if (n >= 0) return static_cast<std::size_t>(n);
    if (errno != EINTR) return errno_status("send");
  }
}

Result<std::size_t> receive_with_fds(int socket, char* data, std::size_t size,
                                     std::vector<Fd>* fds) {
  alignas(cmsghdr) char control[CMSG_SPACE(kMostFds * sizeof(int))];
  iovec bytes{data, size};
  msghdr message{};
  message.msg_iov = &bytes;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  ssize_t n = 0;
  do {
    n = ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
  } while (n < 0 && errno == EINTR);
  if (n < 0) return errno_status("receive");
  if (n == 0) return internal_error("the other process has ended");
  for (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr;
       header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
    const std::size_t count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (std::size_t i = 0; i < count; ++i) {
      int fd = -1;
      std::memcpy(&fd, CMSG_DATA(header) + i * sizeof(int), sizeof fd);
      fds->emplace_back(fd);
    }
  }
  return static_cast<std::size_t>(n);
}

}  // namespace

Result<std::pair<Fd, Fd>> socket_pair() {
  int fds[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0) {
    return errno_status("socketpair");
  }
  return std::pair(Fd(fds[0]), Fd(fds[1]));
}

Result<std::pair<Fd, Fd>> make_pipe() {
  int fds[2];
  if (::pipe2(fds, O_CLOEXEC) != 0) return errno_status("pipe");
  return std::pair(Fd(fds[0]), Fd(fds[1]));
}

Result<Fd> sealed_file(std::string_view bytes, const char* name) {
#ifndef MFD_EXEC
  constexpr unsigned MFD_EXEC = 0x10;  // since Linux 6.3, where a setting may forbid it by default
#endif
  Fd file(::memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_EXEC));
  if (!file.valid()) file = Fd(::memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!file.valid()) return errno_status("memfd_create");
  while (!bytes.empty()) {
    const ssize_t n = ::write(file.get(), bytes.data(), bytes.size());
    if (n < 0) return errno_status("write to a memory file");
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  if (::fcntl(file.get(), F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) !=
      0) {
    return errno_status("seal a memory file");
  }
  return file;
}

Status send_frame(int socket, Message type, std::string_view payload, std::span<const int> fds) {
  // Small frames go in one call: the reader wakes once.
  std::string head;
  const auto length = static_cast<std::uint32_t>(payload.size() + 1);
  head.append(reinterpret_cast<const char*>(&length), sizeof length);
  head += static_cast<char>(type);
  constexpr std::size_t kSmall = 16384;
  const bool small = payload.size() <= kSmall;
  if (small) head.append(payload);
  std::size_t sent = 0;
  if (!fds.empty()) {
    assert(fds.size() <= kMostFds);
    ASSAY_TRY(sent, send_with_fds(socket, head.data(), head.size(), fds));
  }
  ASSAY_CHECK(send_bytes(socket, head.data() + sent, head.size() - sent));
  return small ? Status() : send_bytes(socket, payload.data(), payload.size());
}

Result<Frame> receive_frame(int socket) {
  Frame frame;
  char head[5];
  ASSAY_TRY(const std::size_t got, receive_with_fds(socket, head, sizeof head, &frame.fds));
  ASSAY_CHECK(receive_bytes(socket, head + got, sizeof head - got));
  std::uint32_t length = 0;
  std::memcpy(&length, head, sizeof length);
  if (length == 0) return internal_error("a frame without a type");
  frame.type = static_cast<Message>(head[4]);
  frame.payload.resize(length - 1);
  ASSAY_CHECK(receive_bytes(socket, frame.payload.data(), frame.payload.size()));
  return frame;
}

Status send_failure(int socket, const Status& status) {
  ByteWriter out;
  out.put(static_cast<std::uint8_t>(status.code()));
  out.append(status.message());
  return send_frame(socket, Message::failure, out.bytes());
}

Status expect(const Frame& frame, Message wanted) {
  if (frame.type == wanted) return {};
  if (frame.type != Message::failure || frame.payload.empty()) {
    return internal_error("a process of the runner answered out of turn");
  }
  return {static_cast<Code>(frame.payload[0]), frame.payload.substr(1)};
}

void put_strings(ByteWriter& out, const std::vector<std::string>& strings) {
  out.put(static_cast<std::uint32_t>(strings.size()));
  for (const std::string& text : strings) out.put_string(text);
}

std::vector<std::string> get_strings(ByteReader& in) {
  std::vector<std::string> strings;
  const auto count = in.get<std::uint32_t>();
  for (std::uint32_t i = 0; i < count && in.ok(); ++i) strings.emplace_back(in.get_string());
  return strings;
}

void put_limits(ByteWriter& out, const Limits& limits) { out.put(limits); }
Limits get_limits(ByteReader& in) { return in.get<Limits>(); }

void put_outcome(ByteWriter& out, const Outcome& outcome) {
  out.put(outcome.ending);
  out.put(outcome.code);
  for (const std::string* text : {&outcome.answer, &outcome.message, &outcome.out, &outcome.err}) {
    out.put_string(*text);
  }
  out.put(outcome.cpu_ms);
  out.put(outcome.wall_ms);
  out.put(outcome.memory_bytes);
  out.put(outcome.oom_kills);
  out.put(outcome.syntax);
  out.put(outcome.stateless);
  out.put(outcome.alive);
}

Outcome get_outcome(ByteReader& in) {
  Outcome outcome;
  outcome.ending = in.get<Ending>();
  outcome.code = in.get<int>();
  for (std::string* text : {&outcome.answer, &outcome.message, &outcome.out, &outcome.err}) {
    *text = in.get_string();
  }
  outcome.cpu_ms = in.get<double>();
  outcome.wall_ms = in.get<double>();
  outcome.memory_bytes = in.get<std::int64_t>();
  outcome.oom_kills = in.get<std::int64_t>();
  outcome.syntax = in.get<bool>();
  outcome.stateless = in.get<bool>();
  outcome.alive = in.get<bool>();
  return outcome;
}

void put_opening(ByteWriter& out, const Opening& opening) {
  put_strings(out, opening.argv);
  put_strings(out, opening.env);
  put_strings(out, opening.readable);
  out.put(opening.warm);
  out.put(opening.frames);
  out.put(opening.looks);
  out.put(opening.program);
}

Opening get_opening(ByteReader& in) {
  Opening opening;
  opening.argv = get_strings(in);
  opening.env = get_strings(in);
  opening.readable = get_strings(in);
  opening.warm = in.get<bool>();
  opening.frames = in.get<bool>();
  opening.looks = in.get<bool>();
  opening.program = in.get<bool>();
  return opening;
}

void put_start(ByteWriter& out, const Start& start) {
  put_strings(out, start.argv);
  put_strings(out, start.env);
  out.put(start.open_files);
  out.put(start.channel);
  out.put(start.image);
}

Start get_start(ByteReader& in) {
  Start start;
  start.argv = get_strings(in);
  start.env = get_strings(in);
  start.open_files = in.get<int>();
  start.channel = in.get<bool>();
  start.image = in.get<bool>();
  return start;
}

std::string encode_build(const CompileStep& step, const std::vector<std::string>& env) {
  ByteWriter out;
  put_strings(out, step.argv);
  put_strings(out, env);
  out.put(static_cast<std::uint32_t>(step.files.size()));
  for (const auto& [name, bytes] : step.files) {
    out.put_string(name);
    out.put_string(bytes);
  }
  out.put_string(step.output);
  put_limits(out, step.limits);
  return std::move(out).bytes();
}

Result<CompileStep> decode_build(std::string_view bytes, std::vector<std::string>* env) {
  ByteReader in(bytes);
  CompileStep step;
  step.argv = get_strings(in);
  *env = get_strings(in);
  const auto count = in.get<std::uint32_t>();
  for (std::uint32_t i = 0; i < count && in.ok(); ++i) {
    std::string name(in.get_string());
    step.files.emplace_back(std::move(name), in.get_string());
  }
  step.output = in.get_string();
  step.limits = get_limits(in);
  if (!in.ok()) return internal_error("a compile request cut short");
  return step;
}

}  // namespace assay
