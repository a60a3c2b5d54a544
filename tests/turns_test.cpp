#include "service/turns.hpp"

#include <catch2/catch.hpp>
#include <optional>
#include <thread>
#include <vector>

namespace assay {
namespace {

// Claims that wait behind a turn that is held; `order` gets their names as they are called.
class Crowd {
 public:
  explicit Crowd(Turns& turns) : turns_(turns), held_(must(turns.take({}, {}))) {}

  void add(const std::string& name, Claim claim) {
    const std::size_t before = turns_.waiting();
    threads_.emplace_back([this, name, claim] {
      const Result<Turns::Turn> turn = turns_.take(claim, {});
      const std::lock_guard lock(mutex_);
      order_.push_back(name);
    });
    while (turns_.waiting() == before) std::this_thread::yield();
  }

  std::vector<std::string> released() {
    held_.reset();
    threads_.clear();
    return order_;
  }

 private:
  static Turns::Turn must(Result<Turns::Turn> turn) {
    REQUIRE(turn.ok());
    return std::move(*turn);
  }

  Turns& turns_;
  std::optional<Turns::Turn> held_;
  std::mutex mutex_;
  std::vector<std::string> order_;
  std::vector<std::jthread> threads_;
};

TEST_CASE("who waits online goes before a batch, whoever came first") {
  Turns turns(1);
  Crowd crowd(turns);
  crowd.add("batch", {Priority::batch, "a"});
  crowd.add("online", {Priority::online, "b"});

  CHECK(crowd.released() == std::vector<std::string>{"online", "batch"});
}

TEST_CASE("a candidate with turns at work waits for one who has none") {
  Turns turns(2);
  const Result<Turns::Turn> mine = turns.take({Priority::online, "greedy"}, {});
  REQUIRE(mine.ok());
  Crowd crowd(turns);
  crowd.add("greedy", {Priority::online, "greedy"});
  crowd.add("modest", {Priority::online, "modest"});

  CHECK(crowd.released() == std::vector<std::string>{"modest", "greedy"});
}

TEST_CASE("a claim that is cancelled while it waits takes nothing") {
  Turns turns(1);
  std::optional<Turns::Turn> held;
  {
    Result<Turns::Turn> first = turns.take({}, {});
    REQUIRE(first.ok());
    held.emplace(std::move(*first));
  }
  std::stop_source stop;
  std::jthread waiting(
      [&] { CHECK(turns.take({}, stop.get_token()).status().code() == Code::cancelled); });
  while (turns.waiting() == 0) std::this_thread::yield();
  stop.request_stop();
  waiting.join();
  held.reset();
  CHECK(turns.take({}, {}).ok());
}

}  // namespace
}  // namespace assay
