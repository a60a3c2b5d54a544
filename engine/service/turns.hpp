#pragma once
// Who may go next where only so many may go at once.

#include <condition_variable>
#include <cstdint>
#include <list>
#include <map>
#include <mutex>
#include <stop_token>
#include <string>

#include "base/status.hpp"

namespace assay {

// `online`: a person waits for it.
enum class Priority : std::uint8_t { online, batch };

// For whom a turn is.
struct Claim {
  Priority priority = Priority::online;
  std::string candidate;  // those with fewer turns at work go first; "" is one like the others
};

// Who waits goes by priority, then by how few turns the candidate has at work, then by arrival.
// Threads: any.
class Turns {
 public:
  explicit Turns(int at_once) : free_(at_once) {}

  // Gives itself back when it goes.
  class Turn {
   public:
    Turn(Turn&& other) noexcept;
    Turn& operator=(Turn&&) = delete;
    ~Turn();

   private:
    friend class Turns;
    Turn(Turns* turns, std::string candidate) : turns_(turns), candidate_(std::move(candidate)) {}
    Turns* turns_;
    std::string candidate_;
  };

  // Waits.  Fails only with `cancelled`.  The turns must outlive the turn.
  Result<Turn> take(const Claim& claim, std::stop_token stop);
  std::size_t waiting() const;

 private:
  struct Waiting {
    Claim claim;
    bool called = false;
  };
  void call_next();
  void give_back(const std::string& candidate);

  mutable std::mutex mutex_;
  std::condition_variable_any called_;
  std::list<Waiting> waiting_;          // by arrival
  std::map<std::string, int> at_work_;  // candidate -> turns
  int free_;
};

}  // namespace assay
