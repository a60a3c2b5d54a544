#pragma once
// The host's side of the launcher and of the slots.

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

#include "base/fd.hpp"
#include "base/status.hpp"
#include "model/verdict.hpp"
#include "runner/protocol.hpp"
#include "runner/runner.hpp"

namespace assay {

// The launcher's process, seen through its socket.  Any thread.
class LauncherLink {
 public:
  static Result<std::unique_ptr<LauncherLink>> start(const std::filesystem::path& program);
  // Returns when everything below the launcher is gone.
  ~LauncherLink();

  // Should the launcher have been killed, another one takes its place; keepers outlive theirs.
  Result<Fd> ask(Message type, std::string_view payload);

 private:
  LauncherLink(const std::filesystem::path& program, Fd socket)
      : program_(program), socket_(std::move(socket)) {}
  static Result<Fd> spawn(const std::filesystem::path& program);
  Result<Frame> converse_once(Message type, std::string_view payload);

  std::filesystem::path program_;
  std::mutex mutex_;
  Fd socket_;
};

// Sends a request, or a reply, to a keeper and waits for what it says.  A stop cancels what it is
// doing, as does the sending of `cancel`; its answer comes all the same, and calls are left out.
Result<Frame> exchange(const Fd& keeper, Message type, std::string_view payload,
                       std::span<const int> fds = {}, std::stop_token stop = {});

// The keepers that a runner has, and who may talk to which.
//
// A slot with a warm parent can take seconds to start and a hundred MiB.  Where more are at work
// than there are processors, another one gets nothing done sooner unless those only wait; so it is
// made only if none came free for a few times as long as starting takes.
class SlotPool {
 public:
  using Clock = std::chrono::steady_clock;

  SlotPool(LauncherLink* launcher, Tier tier, int most)
      : launcher_(launcher), tier_(tier), most_(most) {}

  struct Slot {
    Fd keeper;
    std::string key;      // what it was last used for
    bool warm = false;    // that has a warm parent
    bool broken = false;  // its keeper is gone; not to be used again
    // When it was given out to be started for its key, until started() is told.
    std::optional<Clock::time_point> starting;
  };

  // A slot for the caller alone: rather one last used for `key`, then a new one.  Who waits for the
  // same is served in the order of coming.
  Result<Slot> take(const std::string& key, bool warm, std::stop_token stop);
  std::size_t waiting() const;
  // Its first process, if warm, has come to life.
  void started(Slot& slot);
  void give_back(Slot slot);
  // To be held by who takes two, until they are taken: two who had one each would wait for each
  // other's.
  Result<std::shared_ptr<void>> pairing(std::stop_token stop);

 private:
  // Warm slots of one key.
  struct Kind {
    int at_work = 0;
    std::optional<Clock::duration> start;  // the shortest that starting one took
    Clock::time_point last_news;           // one was given out, started or given back
  };
  // A place among those who take a slot for the same key.
  class Place {
   public:
    Place(SlotPool* pool, const std::string& key);
    ~Place();
    bool first() const { return line_.front() == this; }

   private:
    SlotPool* pool_;
    const std::string& key_;
    std::list<const Place*>& line_;
  };
  // With the slots locked, which are released while it waits; the idle slot to be had, or none for
  // a new one.
  Result<std::list<Slot>::iterator> await_slot(std::unique_lock<std::mutex>& lock,
                                               const std::string& key, bool warm,
                                               const std::stop_token& stop);
  std::list<Slot>::iterator last_used_for(const std::string& key);
  // From when on another slot may be started for the key.
  Clock::time_point earliest_start(const std::string& key) const;
  void note(const std::string& key, int taken);
  void tell();

  LauncherLink* launcher_;
  Tier tier_;
  int most_;
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::uint64_t changes_ = 0;
  bool paired_ = false;
  std::list<Slot> idle_;  // the longest idle first
  std::map<std::string, Kind> kinds_;
  std::map<std::string, std::list<const Place*>> lines_;  // by key, of those who take
  int count_ = 0;
  std::uint32_t next_number_ = 0;
};

}  // namespace assay
