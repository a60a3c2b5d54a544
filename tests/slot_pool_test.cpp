#include "runner/slot_pool.hpp"

#include <catch2/catch.hpp>
#include <optional>
#include <thread>
#include <vector>

#include "support/boxes.hpp"

namespace assay {
namespace {

using boxes::must;

const int kProcessors = static_cast<int>(std::thread::hardware_concurrency());

// Without boxes: what counts is who gets which.
struct Pool {
  std::unique_ptr<LauncherLink> launcher =
      must(LauncherLink::start(ASSAY_BINARY_DIR "/bin/assay-runner"));
  SlotPool slots{launcher.get(), Tier::none, kProcessors + 4};

  std::vector<SlotPool::Slot> take(int count, const std::string& key, bool warm) {
    std::vector<SlotPool::Slot> taken;
    for (int i = 0; i < count; ++i) taken.push_back(must(slots.take(key, warm, {})));
    return taken;
  }
  // Whether a taker would not have to wait.
  bool has_one(const std::string& key, bool warm) {
    std::stop_source now;
    now.request_stop();
    Result<SlotPool::Slot> slot = slots.take(key, warm, now.get_token());
    if (slot.ok()) slots.give_back(std::move(*slot));
    return slot.ok();
  }
};

}  // namespace

TEST_CASE("one warm slot more than there are processors is had at once, another is not") {
  Pool pool;
  pool.take(kProcessors, "torch", true);
  CHECK(pool.has_one("torch", true));
  pool.take(1, "torch", true);
  CHECK_FALSE(pool.has_one("torch", true));
}

TEST_CASE("slots without a warm parent, or for something else, do not wait for it") {
  Pool pool;
  pool.take(kProcessors + 1, "torch", true);
  CHECK(pool.has_one("cpp", false));
  CHECK(pool.has_one("numpy", true));
}

TEST_CASE("who waits for a warm slot gets the one that is given back") {
  Pool pool;
  std::vector<SlotPool::Slot> taken = pool.take(kProcessors + 1, "torch", true);
  const int keeper = taken.back().keeper.get();
  int given = -1;
  {
    std::jthread waiting([&] { given = must(pool.slots.take("torch", true, {})).keeper.get(); });
    pool.slots.give_back(std::move(taken.back()));
  }
  CHECK(given == keeper);
}

TEST_CASE("who comes while others wait for the same is served after them") {
  Pool pool;
  std::vector<SlotPool::Slot> taken = pool.take(kProcessors + 1, "torch", true);
  std::optional<SlotPool::Slot> given;
  std::jthread waiting([&] { given = must(pool.slots.take("torch", true, {})); });
  while (pool.slots.waiting() == 0) std::this_thread::yield();
  std::jthread later([&] { pool.slots.give_back(must(pool.slots.take("torch", true, {}))); });
  while (pool.slots.waiting() < 2) std::this_thread::yield();
  CHECK(pool.has_one("numpy", true));

  pool.slots.give_back(std::move(taken.back()));
  waiting.join();
  CHECK(pool.slots.waiting() == 1);
  pool.slots.give_back(std::move(*given));
}

TEST_CASE("where none is given back for as long as starting takes, another is started") {
  Pool pool;
  std::vector<SlotPool::Slot> taken = pool.take(kProcessors + 1, "torch", true);
  for (SlotPool::Slot& slot : taken) pool.slots.started(slot);
  CHECK(pool.slots.take("torch", true, {}).ok());
}

TEST_CASE("no more slots are made than there may be, and one that broke makes room") {
  Pool pool;
  std::vector<SlotPool::Slot> taken = pool.take(kProcessors + 4, "cpp", false);
  CHECK_FALSE(pool.has_one("cpp", false));
  taken.back().broken = true;
  pool.slots.give_back(std::move(taken.back()));
  CHECK(pool.has_one("cpp", false));
}

TEST_CASE("only one at a time takes two") {
  Pool pool;
  std::stop_source now;
  now.request_stop();
  std::shared_ptr<void> mine = must(pool.slots.pairing(now.get_token()));
  CHECK(pool.slots.pairing(now.get_token()).status().code() == Code::cancelled);
  mine.reset();
  CHECK(pool.slots.pairing(now.get_token()).ok());
}

}  // namespace assay
