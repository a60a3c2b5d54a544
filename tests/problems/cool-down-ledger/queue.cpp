#include <deque>
#include <utility>
#include <vector>

std::vector<long long> cheapest(const std::vector<long long>& prices, long long window,
                                long long carry) {
  std::deque<std::pair<long long, long long>> best;
  std::vector<long long> out;
  for (long long i = 0; i < static_cast<long long>(prices.size()); ++i) {
    const long long key = prices[i] - carry * i;
    while (!best.empty() && best.back().first >= key) best.pop_back();
    best.emplace_back(key, i);
    if (best.front().second <= i - window) best.pop_front();
    out.push_back(best.front().first + carry * i);
  }
  return out;
}
