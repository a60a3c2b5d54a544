#include <algorithm>
#include <tuple>
#include <vector>

using Change = std::tuple<long long, long long, long long, long long, long long>;

std::vector<long long> dearest(long long rows, long long columns,
                               const std::vector<Change>& changes) {
  // A border of zeros above and to the left saves the sum from special cases.
  const long long stride = columns + 2;
  std::vector<int> sum((rows + 2) * stride);
  for (const auto& [top, left, height, width, amount] : changes) {
    const long long bottom = std::min(top + height, rows), right = std::min(left + width, columns);
    sum[(top + 1) * stride + left + 1] += static_cast<int>(amount);
    sum[(top + 1) * stride + right + 1] -= static_cast<int>(amount);
    sum[(bottom + 1) * stride + left + 1] -= static_cast<int>(amount);
    sum[(bottom + 1) * stride + right + 1] += static_cast<int>(amount);
  }
  long long price = 0, row = 0, column = 0, ties = 0;
  for (long long i = 1; i <= rows; ++i) {
    for (long long j = 1; j <= columns; ++j) {
      int& here = sum[i * stride + j];
      here += sum[(i - 1) * stride + j] + sum[i * stride + j - 1] - sum[(i - 1) * stride + j - 1];
      if (ties == 0 || here > price) {
        price = here;
        row = i - 1;
        column = j - 1;
        ties = 0;
      }
      ties += here == price;
    }
  }
  return {price, row, column, ties};
}
