#include "runner/slot_pool.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>

#include "runner/start_process.hpp"

namespace assay {
namespace {

constexpr int kFarewellMs = 10'000;

// An eventfd that becomes readable when the caller wants to stop.
class StopSignal {
 public:
  explicit StopSignal(const std::stop_token& stop)
      : event_(stop.stop_possible() ? ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK) : -1) {
    if (event_.valid()) {
      callback_.emplace(stop, [this] { (void)::eventfd_write(event_.get(), 1); });
    }
  }
  int fd() const { return event_.get(); }

 private:
  Fd event_;
  std::optional<std::stop_callback<std::function<void()>>> callback_;
};

}  // namespace

Result<Fd> LauncherLink::spawn(const std::filesystem::path& program) {
  // What the host keeps in its environment is none of a box's business.
  char* const nothing[] = {nullptr};
  return start_process(program, "--launch", nothing);
}

Result<std::unique_ptr<LauncherLink>> LauncherLink::start(const std::filesystem::path& program) {
  ASSAY_TRY(Fd socket, spawn(program));
  return std::unique_ptr<LauncherLink>(new LauncherLink(program, std::move(socket)));
}

LauncherLink::~LauncherLink() {
  // A copy of the socket may live in a process that the host forked: shut it down for all.
  ::shutdown(socket_.get(), SHUT_WR);
  pollfd gone{socket_.get(), POLLIN, 0};
  while (::poll(&gone, 1, kFarewellMs) < 0 && errno == EINTR) {
  }
}

Result<Frame> LauncherLink::converse_once(Message type, std::string_view payload) {
  ASSAY_CHECK(send_frame(socket_.get(), type, payload));
  return receive_frame(socket_.get());
}

Result<Fd> LauncherLink::ask(Message type, std::string_view payload) {
  const std::lock_guard lock(mutex_);
  Result<Frame> first = converse_once(type, payload);
  if (!first.ok()) {
    ASSAY_TRY(socket_, spawn(program_));
    first = converse_once(type, payload);
  }
  ASSAY_TRY(Frame answer, std::move(first));
  ASSAY_CHECK(expect(answer, Message::ok));
  if (answer.fds.size() != 1) return internal_error("the launcher answered without a socket");
  return std::move(answer.fds[0]);
}

Result<Frame> exchange(const Fd& keeper, Message type, std::string_view payload,
                       std::span<const int> fds, std::stop_token stop) {
  const StopSignal signal(stop);
  ASSAY_CHECK(send_frame(keeper.get(), type, payload, fds));
  bool cancelled = type == Message::cancel;
  for (;;) {
    std::array<pollfd, 2> polled = {pollfd{keeper.get(), POLLIN, 0},
                                    pollfd{cancelled ? -1 : signal.fd(), POLLIN, 0}};
    if (::poll(polled.data(), polled.size(), -1) < 0) {
      if (errno == EINTR) continue;
      return errno_status("poll");
    }
    if (polled[1].revents != 0) {
      cancelled = true;
      ASSAY_CHECK(send_frame(keeper.get(), Message::cancel));
      continue;
    }
    ASSAY_TRY(Frame frame, receive_frame(keeper.get()));
    // A keeper that waits for a reply takes the cancel for it.
    if (frame.type != Message::call || !cancelled) return frame;
  }
}

Result<SlotPool::Slot> SlotPool::take(const std::string& key, std::stop_token stop) {
  std::unique_lock lock(mutex_);
  const bool free = freed_.wait(lock, stop, [this] { return !idle_.empty() || count_ < most_; });
  if (!free) return Status(Code::cancelled, "cancelled while all slots were taken");
  // The one that worked last is the warmest.
  auto fitting = std::find_if(idle_.rbegin(), idle_.rend(), [&](const Slot& slot) {
                   return slot.key == key;
                 }).base();
  fitting = fitting == idle_.begin() ? idle_.end() : std::prev(fitting);
  if (fitting == idle_.end() && count_ == most_) fitting = idle_.begin();
  if (fitting != idle_.end()) {
    Slot slot = std::move(*fitting);
    idle_.erase(fitting);
    slot.key = key;
    return slot;
  }
  ++count_;
  ByteWriter out;
  out.put(tier_);
  out.put(next_number_++);
  lock.unlock();
  Result<Fd> keeper = launcher_->ask(Message::slot, out.bytes());
  if (!keeper.ok()) {
    lock.lock();
    --count_;
    freed_.notify_one();
    return std::move(keeper).status();
  }
  return Slot{std::move(keeper).value(), key};
}

void SlotPool::give_back(Slot slot) {
  const std::lock_guard lock(mutex_);
  if (slot.broken) {
    --count_;
  } else {
    idle_.push_back(std::move(slot));
  }
  freed_.notify_one();
}

}  // namespace assay
