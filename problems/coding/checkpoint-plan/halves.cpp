#include <algorithm>
#include <limits>
#include <vector>

// The best place of the previous stored layer never moves back as the end moves on, so it is
// enough to look for the middle end's and to halve.
struct Round {
  const std::vector<long long>& S;
  const std::vector<long long>& Q;
  const std::vector<long long>& cost;  // of the round before
  std::vector<long long> best;
  std::vector<int> origin;

  long long reach(int c, int i) const { return cost[c] + Q[i] - Q[c + 1] - (i - 1 - c) * S[c]; }
  void fill(int low, int high, int from, int to) {
    if (low > high) return;
    const int i = (low + high) / 2;
    best[i] = std::numeric_limits<long long>::max();
    for (int c = from; c <= std::min(to, i - 1); ++c) {
      const long long value = reach(c, i);
      if (value < best[i]) {
        best[i] = value;
        origin[i] = c;
      }
    }
    fill(low, i - 1, from, origin[i]);
    fill(i + 1, high, origin[i], to);
  }
};

std::vector<long long> plan(const std::vector<long long>& work, const std::vector<long long>& size,
                            long long k) {
  const int n = static_cast<int>(work.size());
  std::vector<long long> S(n), Q(n + 1), cost(n);
  for (int i = 0; i < n; ++i) {
    S[i] = work[i] + (i ? S[i - 1] : 0);
    Q[i + 1] = Q[i] + S[i];
    cost[i] = Q[i] + size[i];
  }
  long long least = Q[n];
  int rounds = 0;
  std::vector<std::vector<int>> origins;
  for (int stored = 1; stored <= std::min<long long>(k, n); ++stored) {
    Round round{S, Q, cost, std::vector<long long>(n + 1), std::vector<int>(n + 1, -1)};
    round.fill(stored, n, stored - 1, n - 1);
    if (round.best[n] < least) {
      least = round.best[n];
      rounds = stored;
    }
    for (int i = stored; i < n; ++i) cost[i] = round.best[i] + size[i];
    origins.push_back(std::move(round.origin));
  }
  std::vector<long long> out;
  for (int i = n; rounds > 0; --rounds) {
    i = origins[rounds - 1][i];
    out.push_back(i);
  }
  std::reverse(out.begin(), out.end());
  return out;
}
