#pragma once
// The host's side of the launcher and of the slots.

#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
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
class SlotPool {
 public:
  SlotPool(LauncherLink* launcher, Tier tier, int most)
      : launcher_(launcher), tier_(tier), most_(most) {}

  struct Slot {
    Fd keeper;
    std::string key;      // what it was last used for
    bool broken = false;  // its keeper is gone; not to be used again
  };

  // A slot for the caller alone: rather one last used for `key`, then a new one.
  Result<Slot> take(const std::string& key, std::stop_token stop);
  void give_back(Slot slot);

 private:
  LauncherLink* launcher_;
  Tier tier_;
  int most_;
  std::mutex mutex_;
  std::condition_variable_any freed_;
  std::list<Slot> idle_;  // the longest idle first
  int count_ = 0;
  std::uint32_t next_number_ = 0;
};

}  // namespace assay
