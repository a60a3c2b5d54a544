#include "sim/launch.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "sim/schedule.hpp"

namespace assay::sim {

void AccessCounter::add(const AccessCounter& other) {
  global += other.global;
  sectors += other.sectors;
  ideal += other.ideal;
  bytes += other.bytes;
  shared += other.shared;
  wavefronts += other.wavefronts;
  passes += other.passes;
  local += other.local;
  atomic_lanes += other.atomic_lanes;
  same_address += other.same_address;
  apart = std::max(apart, other.apart);
}

void CodeCounters::add(const CodeCounters& other) {
  if (insts.size() < other.insts.size()) insts.resize(other.insts.size());
  if (divergent.size() < other.divergent.size()) divergent.resize(other.divergent.size());
  if (accesses.size() < other.accesses.size()) accesses.resize(other.accesses.size());
  for (std::size_t k = 0; k < other.insts.size(); ++k) {
    insts[k].warps += other.insts[k].warps;
    insts[k].lanes += other.insts[k].lanes;
    divergent[k] += other.divergent[k];
  }
  for (std::size_t k = 0; k < other.accesses.size(); ++k) accesses[k].add(other.accesses[k]);
}

namespace {

// Turns in a row in which nothing changed, for each block in flight, before we call it a deadlock.
constexpr u64 kIdleTurns = 400;
// How long one thread runs a launch before it calls others.
constexpr auto kAlone = std::chrono::milliseconds(4);
// Blocks start in the order of their numbers, shuffled only within such a window, because what
// looks back at earlier blocks expects those to have started.
constexpr u32 kWindow = 32;

// More than any device has.
constexpr u32 kMostProcessors = 192;

u64 product(const u32 (&sizes)[3]) { return u64{sizes[0]} * sizes[1] * sizes[2]; }

class Grid {
 public:
  Grid(Launch& launch, std::vector<CodeCounters>& counters)
      : launch_(launch),
        counters_(counters),
        most_(std::max(kWindow, most_resident(launch.shape, launch.shared_bytes))) {
    const LaunchShape& shape = launch.shape;
    total_ = static_cast<u32>(product(shape.grid));
    if (launch.only_block >= 0) {
      order_.assign(1, static_cast<u32>(launch.only_block));
      total_ = 1;
      return;
    }
    if (launch.seed != 0) {
      order_.resize(total_);
      for (u32 k = 0; k < total_; ++k) order_[k] = k;
      std::minstd_rand random(static_cast<u32>(launch.seed));
      for (u32 k = 0; k < total_; k += kWindow) {
        std::shuffle(order_.begin() + k, order_.begin() + std::min(total_, k + kWindow), random);
      }
    }
  }

  void run() {
    const u64 threads = product(launch_.shape.block);
    const u64 warps = static_cast<u64>(total_) * ((threads + kLanes - 1) / kLanes);
    const bool watched = launch_.witness || launch_.global_races;
    const u32 cores = watched ? 1
                      : launch_.most_workers != 0
                          ? launch_.most_workers
                          : std::max(1u, std::thread::hardware_concurrency());
    helpers_ = warps < 16 ? 0 : std::min(total_, cores) - 1;
    start_ = std::chrono::steady_clock::now();
    work(0);
    for (std::thread& other : others_) other.join();
  }

 private:
  void work(u32 number) {
    Worker worker;
    worker.launch = &launch_;
    worker.random.seed(static_cast<u32>(launch_.seed * 7919 + number + 1));
    for (const auto& code : launch_.kernel->codes) {
      CodeCounters counters;
      counters.insts.resize(code->insts.size());
      counters.divergent.resize(code->insts.size());
      counters.accesses.resize(code->accesses);
      worker.counters.push_back(std::move(counters));
      worker.memos.emplace_back(code->accesses);
    }
    std::unique_ptr<Block> spare;
    u64 stores = 0;
    while (std::unique_ptr<Block> block = take(worker, std::move(spare))) {
      block->worker = &worker;
      const Progress progress = run_block(*block);
      const bool changed = worker.stores != stores || progress != Progress::yielded;
      stores = worker.stores;
      if (progress == Progress::done) {
        spare = std::move(block);
        finished(changed);
      } else {
        park(std::move(block), changed);
      }
    }
    const std::lock_guard lock(mutex_);
    if (counters_.size() < worker.counters.size()) counters_.resize(worker.counters.size());
    for (std::size_t k = 0; k < worker.counters.size(); ++k) counters_[k].add(worker.counters[k]);
  }

  // A short launch ends before another thread would have begun, above all on a busy machine.
  void call_for_help() {
    if (others_.size() >= helpers_ || total_ - next_ < 2) return;
    if (std::chrono::steady_clock::now() - start_ < kAlone) return;
    const u32 number = static_cast<u32>(others_.size()) + 1;
    others_.emplace_back([this, number] { work(number); });
  }

  // The next block to run: a new one as long as there is room, else one that was put aside.
  std::unique_ptr<Block> take(Worker& worker, std::unique_ptr<Block> spare) {
    std::unique_ptr<Block> block;
    u32 index = 0;
    {
      std::unique_lock lock(mutex_);
      while (true) {
        if (launch_.failed) return nullptr;
        call_for_help();
        if (next_ < total_ && parked_.size() < most_) {
          index = order_.empty() ? next_ : order_[next_];
          ++next_;
          ++running_;
          break;
        }
        if (!parked_.empty()) {
          block = std::move(parked_.front());
          parked_.pop_front();
          ++running_;
          return block;
        }
        if (running_ == 0 || next_ < total_) return nullptr;
        changed_.wait(lock);
      }
    }
    block = spare ? std::move(spare) : std::make_unique<Block>();
    prepare_block(*block, launch_, worker, index);
    return block;
  }

  void finished(bool) {
    const std::lock_guard lock(mutex_);
    --running_;
    idle_ = 0;
    changed_.notify_all();
  }

  void park(std::unique_ptr<Block> block, bool changed) {
    const std::lock_guard lock(mutex_);
    idle_ = changed ? 0 : idle_ + 1;
    const bool full = next_ >= total_ || parked_.size() + running_ >= most_;
    if (idle_ > kIdleTurns * (parked_.size() + running_ + 4) && full) {
      report_stuck(*block, total_ - next_);
      launch_.failed = true;
    }
    --running_;
    parked_.push_back(std::move(block));
    changed_.notify_all();
  }

  Launch& launch_;
  std::vector<CodeCounters>& counters_;
  u32 total_ = 0, next_ = 0, running_ = 0;
  const u32 most_;  // blocks that are put aside, because they poll memory
  std::vector<u32> order_;
  std::deque<std::unique_ptr<Block>> parked_;
  u64 idle_ = 0;
  u32 helpers_ = 0;  // that may be called
  std::vector<std::thread> others_;
  std::chrono::steady_clock::time_point start_;
  std::mutex mutex_;
  std::condition_variable changed_;
};

}  // namespace

bool is_possible(const LaunchShape& shape) {
  constexpr u32 kMostBlocks[] = {0x7fffffff, 65535, 65535}, kMostThreads[] = {1024, 1024, 64};
  for (int k = 0; k < 3; ++k) {  // each first, so that no product is too large for its type
    if (shape.grid[k] == 0 || shape.grid[k] > kMostBlocks[k]) return false;
    if (shape.block[k] == 0 || shape.block[k] > kMostThreads[k]) return false;
  }
  return product(shape.block) <= 1024 && product(shape.grid) <= 0xffffffff;
}

u32 most_resident(const LaunchShape& shape, u32 shared_bytes) {
  constexpr u32 kMostBlocks = 32, kWarpsOfProcessor = 64, kSharedOfProcessor = 228 * 1024;
  const auto warps = static_cast<u32>((product(shape.block) + kLanes - 1) / kLanes);
  const u32 by_shared = kSharedOfProcessor / (shared_bytes + 1024);
  return kMostProcessors * std::min({kMostBlocks, kWarpsOfProcessor / warps, by_shared});
}

void run_launch(Launch& launch, std::vector<CodeCounters>& counters) {
  launch.races = launch.checks == Checks::all && launch.shared_bytes > 0;
  Grid(launch, counters).run();
}

}  // namespace assay::sim
