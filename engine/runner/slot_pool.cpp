#include "runner/slot_pool.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <thread>
#include <utility>

#include "runner/start_process.hpp"

namespace assay {
namespace {

constexpr int kFarewellMs = 10'000;
// More may be due to what was loaded into it.
constexpr std::chrono::milliseconds kLongestStart{2'000};
constexpr int kPatience = 4;  // starts

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

SlotPool::Place::Place(SlotPool* pool, const std::string& key)
    : pool_(pool), key_(key), line_(pool->lines_[key]) {
  line_.push_back(this);
}

SlotPool::Place::~Place() {
  line_.remove(this);
  if (line_.empty()) pool_->lines_.erase(key_);
  pool_->tell();
}

Result<std::list<SlotPool::Slot>::iterator> SlotPool::await_slot(std::unique_lock<std::mutex>& lock,
                                                                 const std::string& key, bool warm,
                                                                 const std::stop_token& stop) {
  const Place place(this, key);
  for (;;) {
    const auto idle = last_used_for(key);
    const bool possible = place.first() && (count_ < most_ || !idle_.empty());
    const Clock::time_point from = warm ? earliest_start(key) : Clock::time_point::min();
    if (place.first() && idle != idle_.end()) return idle;
    if (possible && Clock::now() >= from) return count_ < most_ ? idle_.end() : idle_.begin();
    if (stop.stop_requested()) return Status(Code::cancelled, "cancelled while all were taken");
    const auto news = [this, seen = changes_] { return changes_ != seen; };
    if (possible) {
      changed_.wait_until(lock, stop, from, news);
    } else {
      changed_.wait(lock, stop, news);
    }
  }
}

std::size_t SlotPool::waiting() const {
  const std::lock_guard lock(mutex_);
  std::size_t count = 0;
  for (const auto& [key, line] : lines_) count += line.size();
  return count;
}

Result<SlotPool::Slot> SlotPool::take(const std::string& key, bool warm, std::stop_token stop) {
  std::unique_lock lock(mutex_);
  ASSAY_TRY(const auto given, await_slot(lock, key, warm, stop));
  if (warm) note(key, 1);
  if (given != idle_.end()) {
    Slot slot = std::move(*given);
    idle_.erase(given);
    if (warm && slot.key != key) slot.starting = Clock::now();
    slot.key = key;
    slot.warm = warm;
    return slot;
  }
  ++count_;
  ByteWriter out;
  out.put(tier_);
  out.put(next_number_++);
  lock.unlock();
  const Clock::time_point begin = Clock::now();
  Result<Fd> keeper = launcher_->ask(Message::slot, out.bytes());
  Slot slot;
  slot.key = key;
  slot.warm = warm;
  if (!keeper.ok()) {
    slot.broken = true;
    give_back(std::move(slot));
    return std::move(keeper).status();
  }
  slot.keeper = std::move(keeper).value();
  if (warm) slot.starting = begin;
  return slot;
}

void SlotPool::started(Slot& slot) {
  if (!slot.starting) return;
  const Clock::duration took = Clock::now() - *std::exchange(slot.starting, std::nullopt);
  const std::lock_guard lock(mutex_);
  std::optional<Clock::duration>& known = kinds_[slot.key].start;
  known = std::min(took, known.value_or(took));
  note(slot.key, 0);
}

void SlotPool::give_back(Slot slot) {
  const std::lock_guard lock(mutex_);
  slot.starting.reset();
  if (slot.warm) note(slot.key, -1);
  if (slot.broken) {
    --count_;
  } else {
    idle_.push_back(std::move(slot));
  }
  tell();
}

Result<std::shared_ptr<void>> SlotPool::pairing(std::stop_token stop) {
  std::unique_lock lock(mutex_);
  if (!changed_.wait(lock, stop, [this] { return !paired_; })) {
    return Status(Code::cancelled, "cancelled while others took their slots");
  }
  paired_ = true;
  return std::shared_ptr<void>(this, [](void* pool) {
    auto* self = static_cast<SlotPool*>(pool);
    const std::lock_guard held(self->mutex_);
    self->paired_ = false;
    self->changed_.notify_all();
  });
}

// The one that worked last is the warmest.
std::list<SlotPool::Slot>::iterator SlotPool::last_used_for(const std::string& key) {
  const auto same = [&key](const Slot& slot) { return slot.key == key; };
  const auto behind = std::find_if(idle_.rbegin(), idle_.rend(), same).base();
  return behind == idle_.begin() ? idle_.end() : std::prev(behind);
}

SlotPool::Clock::time_point SlotPool::earliest_start(const std::string& key) const {
  static const int processors = static_cast<int>(std::thread::hardware_concurrency());
  const auto kind = kinds_.find(key);
  // One more: while the others work, its next program is made ready.
  if (kind == kinds_.end() || kind->second.at_work <= processors) return Clock::time_point::min();
  const Clock::duration longest = kLongestStart;
  return kind->second.last_news +
         kPatience * std::min(longest, kind->second.start.value_or(longest));
}

void SlotPool::note(const std::string& key, int taken) {
  Kind& kind = kinds_[key];
  kind.at_work += taken;
  kind.last_news = Clock::now();
  tell();
}

void SlotPool::tell() {
  ++changes_;
  changed_.notify_all();
}

}  // namespace assay
