#include <cstddef>
#include <unordered_map>
#include <vector>

std::vector<long long> calm_stretch(const std::vector<long long>& clients,
                                    const std::vector<long long>& sizes, long long most,
                                    long long budget) {
  std::unordered_map<long long, long long> sent;
  std::size_t start = 0, best_start = 0, best_length = 0;
  long long total = 0;
  for (std::size_t i = 0; i < clients.size(); ++i) {
    long long& count = ++sent[clients[i]];
    total += sizes[i];
    while (count > most || total > budget) {
      --sent[clients[start]];
      total -= sizes[start];
      ++start;
    }
    if (i + 1 - start > best_length) {
      best_start = start;
      best_length = i + 1 - start;
    }
  }
  return {static_cast<long long>(best_start), static_cast<long long>(best_length)};
}
