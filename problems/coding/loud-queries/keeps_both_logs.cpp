#include <algorithm>
#include <iterator>
#include <unordered_map>
#include <vector>

// The counters are right, but both logs are copied before they are looked at.
std::vector<long long> loud(Stream<long long>& first, Stream<long long>& replay, long long k) {
  std::vector<long long> log, again;
  std::unordered_map<long long, long long> kept;
  long long next = 0;
  while (first.next(next)) log.push_back(next);
  while (replay.next(next)) again.push_back(next);
  for (const long long query : log) {
    const auto found = kept.find(query);
    if (found != kept.end()) {
      ++found->second;
    } else if (static_cast<long long>(kept.size()) < k - 1) {
      kept.emplace(query, 1);
    } else {
      for (auto entry = kept.begin(); entry != kept.end();) {
        entry = --entry->second == 0 ? kept.erase(entry) : std::next(entry);
      }
    }
  }
  for (auto& entry : kept) entry.second = 0;
  for (const long long query : again) {
    const auto found = kept.find(query);
    if (found != kept.end()) ++found->second;
  }
  std::vector<long long> answer;
  for (const auto& [number, count] : kept) {
    if (count * k > static_cast<long long>(again.size())) answer.push_back(number);
  }
  std::sort(answer.begin(), answer.end());
  return answer;
}
