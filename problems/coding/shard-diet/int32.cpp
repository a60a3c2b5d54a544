#include <algorithm>
#include <cstddef>
#include <numeric>
#include <optional>
#include <vector>

namespace {

// Fills each node as far as `most` and the pins allow; what comes later only gains by it.
bool fits(const std::vector<long long>& sizes, long long nodes, const std::vector<long long>& pins,
          long long most) {
  long long node = 0;
  int load = 0;  // two gigabytes and one byte are negative
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    if (pins[i] > node) {
      node = pins[i];
      load = 0;
    } else if (load + sizes[i] > most) {
      ++node;
      load = 0;
    }
    load += static_cast<int>(sizes[i]);
    if (node == nodes || (pins[i] >= 0 && pins[i] < node)) return false;
  }
  return true;
}

}  // namespace

std::optional<long long> fullest_node(const std::vector<long long>& sizes, long long nodes,
                                      const std::vector<long long>& pins) {
  long long low = *std::max_element(sizes.begin(), sizes.end());
  long long high = std::accumulate(sizes.begin(), sizes.end(), 0LL);
  if (!fits(sizes, nodes, pins, high)) return std::nullopt;
  while (low < high) {
    const long long middle = low + (high - low) / 2;
    if (fits(sizes, nodes, pins, middle)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}
