#include <algorithm>
#include <iterator>
#include <unordered_map>
#include <vector>

std::vector<long long> loud(Stream<long long>& first, Stream<long long>& replay, long long k) {
  std::unordered_map<long long, long long> kept;
  long long query = 0;
  while (first.next(query)) {
    const auto found = kept.find(query);
    if (found != kept.end()) {
      ++found->second;
    } else if (static_cast<long long>(kept.size()) < k - 1) {
      kept.emplace(query, 1);
    } else {  // this query and one of each kept query cancel out: k different ones
      for (auto entry = kept.begin(); entry != kept.end();) {
        entry = --entry->second == 0 ? kept.erase(entry) : std::next(entry);
      }
    }
  }
  for (auto& entry : kept) entry.second = 0;
  long long total = 0;
  while (replay.next(query)) {
    ++total;
    const auto found = kept.find(query);
    if (found != kept.end()) ++found->second;
  }
  std::vector<long long> answer;
  for (const auto& [number, count] : kept) {
    if (count * k > total) answer.push_back(number);
  }
  std::sort(answer.begin(), answer.end());
  return answer;
}
