#include "author/at_once.hpp"

#include <atomic>
#include <thread>
#include <vector>

namespace assay {

void at_once(const Engine::State& state, std::size_t count,
             const std::function<bool(std::size_t)>& work) {
  std::atomic<std::size_t> next = 0;
  std::atomic<bool> stopped = false;
  const auto take = [&] {
    while (!stopped) {
      const std::size_t i = next++;
      if (i >= count) return;
      if (!work(i)) stopped = true;
    }
  };
  std::vector<std::jthread> workers;  // joined at the end
  for (int i = 0; i < state.options.jobs + kMadeReady; ++i) workers.emplace_back(take);
}

}  // namespace assay
