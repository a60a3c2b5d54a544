#include <algorithm>
#include <cstddef>
#include <numeric>
#include <optional>
#include <queue>
#include <tuple>
#include <utility>
#include <vector>

std::optional<std::vector<long long>> plan(
    const std::vector<std::tuple<long long, long long, bool>>& jobs) {
  std::vector<std::size_t> order(jobs.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::get<1>(jobs[a]) < std::get<1>(jobs[b]);
  });
  std::priority_queue<std::pair<long long, std::size_t>> loose;  // the longest, then the last
  std::vector<bool> printed(jobs.size());
  long long now = 0;
  for (const std::size_t job : order) {
    const auto& [minutes, due, promised] = jobs[job];
    now += minutes;
    printed[job] = true;
    if (!promised) loose.emplace(minutes, job);
    while (now > due) {
      if (loose.empty()) return std::nullopt;
      now -= loose.top().first;
      printed[loose.top().second] = false;
      loose.pop();
    }
  }
  std::vector<long long> answer;
  for (std::size_t job = 0; job < jobs.size(); ++job) {
    if (printed[job]) answer.push_back(static_cast<long long>(job));
  }
  return answer;
}
