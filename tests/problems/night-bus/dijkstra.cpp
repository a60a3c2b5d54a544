#include <algorithm>
#include <functional>
#include <optional>
#include <queue>
#include <tuple>
#include <utility>
#include <vector>

std::optional<std::vector<long long>> route(
    long long n, const std::vector<std::tuple<long long, long long, long long>>& roads,
    long long start, long long goal) {
  using Entry = std::pair<long long, long long>;
  std::vector<std::vector<Entry>> out(n);
  for (const auto& [a, b, minutes] : roads) {
    out[a].emplace_back(b, minutes);
    out[b].emplace_back(a, minutes);
  }
  std::vector<long long> best(n, -1), before(n, -1);
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
  best[start] = 0;
  queue.emplace(0, start);
  while (!queue.empty()) {
    const auto [total, stop] = queue.top();
    queue.pop();
    if (total > best[stop]) continue;
    for (const auto& [other, minutes] : out[stop]) {
      if (best[other] >= 0 && best[other] <= total + minutes) continue;
      best[other] = total + minutes;
      before[other] = stop;
      queue.emplace(total + minutes, other);
    }
  }
  if (best[goal] < 0) return std::nullopt;
  std::vector<long long> stops{goal};
  while (stops.back() != start) stops.push_back(before[stops.back()]);
  std::reverse(stops.begin(), stops.end());
  return stops;
}
