#include <tuple>
#include <unordered_map>
#include <utility>

// Two generations: who called in the current stretch of `quiet` seconds, and who in the one before.
// Whoever is in neither has been silent for too long.
std::tuple<long long, long long> new_alarms(Stream<std::tuple<long long, long long>>& alarms,
                                            long long quiet) {
  std::unordered_map<long long, long long> current, before;
  long long now = 0, stretch = 0, count = 0, total = 0;
  std::tuple<long long, long long> alarm;
  for (long long i = 0; alarms.next(alarm); ++i) {
    const auto& [gap, sensor] = alarm;
    now += gap;
    if (now / quiet != stretch) {
      before = now / quiet == stretch + 1 ? std::move(current) : decltype(before){};
      current.clear();
      stretch = now / quiet;
    }
    auto last = current.find(sensor);
    bool known = last != current.end();
    if (!known) {
      last = before.find(sensor);
      known = last != before.end();
    }
    if (!known || now - last->second > quiet) {
      ++count;
      total += i;
    }
    current[sensor] = now;
  }
  return {count, total};
}
