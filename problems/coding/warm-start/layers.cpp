#include <algorithm>
#include <array>
#include <functional>
#include <limits>
#include <optional>
#include <queue>
#include <tuple>
#include <utility>
#include <vector>

// Layers of a depot: sum even, sum odd, back at a warm depot, gift spent.
enum Layer { even, odd, back, spent, layers };

std::optional<long long> cheapest(
    long long n, const std::vector<std::tuple<long long, long long, long long>>& lines,
    long long start, long long goal) {
  constexpr long long kFar = std::numeric_limits<long long>::max();
  std::vector<std::vector<std::pair<long long, long long>>> hops(n);
  std::vector<long long> way_back(n, kFar);
  for (const auto& [a, b, cost] : lines) {
    hops[a].push_back({b, cost});
    hops[b].push_back({a, cost});
    const long long round_trip = a == b ? cost : 2 * cost;
    way_back[a] = std::min(way_back[a], round_trip);
    way_back[b] = std::min(way_back[b], round_trip);
  }
  std::vector<std::array<long long, layers>> best(n);
  for (auto& row : best) row.fill(kFar);
  using Entry = std::tuple<long long, long long, int>;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
  const auto reach = [&](long long depot, int layer, long long sum) {
    if (sum >= best[depot][layer]) return;
    best[depot][layer] = sum;
    queue.push({sum, depot, layer});
  };
  reach(start, even, 0);
  while (!queue.empty()) {
    const auto [sum, depot, layer] = queue.top();
    queue.pop();
    if (sum != best[depot][layer]) continue;
    if (depot == goal) return sum;
    if (layer == even && way_back[depot] != kFar) reach(depot, back, sum + way_back[depot]);
    for (const auto& [there, cost] : hops[depot]) {
      if (layer == back) {
        reach(there, spent, sum);
      } else {
        reach(there, layer == spent ? spent : static_cast<int>((sum + cost) % 2), sum + cost);
      }
    }
  }
  return std::nullopt;
}
