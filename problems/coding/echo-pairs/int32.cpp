#include <cstddef>
#include <vector>

long long echo_pairs(const std::vector<long long>& north, const std::vector<long long>& south,
                     long long window) {
  std::size_t low = 0, high = 0;  // south[low, high) is within reach of the current bang
  int pairs = 0;                  // too small for 3e9 pairs
  for (const long long time : north) {
    while (low < south.size() && south[low] < time - window) ++low;
    while (high < south.size() && south[high] <= time + window) ++high;
    pairs += static_cast<int>(high - low);
  }
  return pairs;
}
