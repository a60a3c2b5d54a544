#include <cstddef>
#include <vector>

long long echo_pairs(const std::vector<long long>& north, const std::vector<long long>& south,
                     long long window) {
  std::size_t low = 0, high = 0;  // south[low, high) is within reach of the current bang
  long long pairs = 0;
  for (const long long time : north) {
    while (low < south.size() && south[low] < time - window) ++low;
    while (high < south.size() && south[high] <= time + window) ++high;
    pairs += static_cast<long long>(high - low);
  }
  return pairs;
}
