#include "service/yardstick.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <ctime>
#include <vector>

namespace assay {
namespace {

constexpr std::size_t kWords = std::size_t{1} << 14;  // 128 KiB: more than the nearest cache
constexpr int kSteps = 500'000;

double thread_cpu_ms() {
  timespec used{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return static_cast<double>(used.tv_sec) * 1e3 + static_cast<double>(used.tv_nsec) / 1e6;
}

// Chased through a table and branched on, as interpreters do; the steps wait for each other.
std::uint64_t work(std::vector<std::uint64_t>& table) {
  std::uint64_t state = 88172645463325252U, sum = 0;
  for (int step = 0; step < kSteps; ++step) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    std::uint64_t& word = table[(state + sum) % kWords];
    if ((word & 3) == 0) {
      sum += word;
    } else {
      sum ^= word >> 1;
    }
    word += state;
  }
  return sum;
}

}  // namespace

double yardstick_ms() {
  static std::atomic<std::uint64_t> sink;  // or the work could be left out
  std::vector<std::uint64_t> table(kWords, 1);
  std::array<double, 5> runs{};
  for (double& run : runs) {
    const double begin = thread_cpu_ms();
    sink += work(table);
    run = thread_cpu_ms() - begin;
  }
  std::nth_element(runs.begin(), runs.begin() + runs.size() / 2, runs.end());
  return runs[runs.size() / 2];
}

}  // namespace assay
