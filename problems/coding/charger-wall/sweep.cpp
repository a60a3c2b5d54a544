#include <algorithm>
#include <cstddef>
#include <tuple>
#include <utility>
#include <vector>

std::vector<std::tuple<long long, long long>> chargers(
    const std::vector<std::tuple<long long, long long, long long>>& sessions,
    const std::vector<long long>& cooling) {
  std::vector<std::tuple<long long, long long>> answer;
  for (std::size_t plug = 0; plug < cooling.size(); ++plug) {
    std::vector<std::pair<long long, int>> events;  // a charger comes free (-1) before it is taken
    for (const auto& [kind, start, minutes] : sessions) {
      if (kind != static_cast<long long>(plug)) continue;
      events.emplace_back(start, +1);
      events.emplace_back(start + minutes + cooling[plug], -1);
    }
    std::sort(events.begin(), events.end());
    long long busy = 0, peak = 0, first = -1;
    for (const auto& [minute, change] : events) {
      busy += change;
      if (busy > peak) {
        peak = busy;
        first = minute;
      }
    }
    answer.emplace_back(peak, first);
  }
  return answer;
}
