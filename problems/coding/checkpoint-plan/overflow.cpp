#include <algorithm>
#include <vector>

struct Line {
  int slope, layer;
  long long height;
};

std::vector<long long> plan(const std::vector<long long>& work, const std::vector<long long>& size,
                            long long k) {
  const int n = static_cast<int>(work.size());
  std::vector<int> S(n);
  std::vector<long long> Q(n + 1), cost(n);
  for (int i = 0; i < n; ++i) {
    S[i] = static_cast<int>(work[i] + (i ? S[i - 1] : 0));
    Q[i + 1] = Q[i] + S[i];
    cost[i] = Q[i] + size[i];
  }
  long long least = Q[n];
  int rounds = 0, last = -1;
  std::vector<std::vector<int>> origins;
  for (int stored = 1; stored <= std::min<long long>(k, n); ++stored) {
    std::vector<int> origin(n, -1);
    std::vector<long long> next(n);
    std::vector<Line> hull;
    std::size_t front = 0;
    for (int i = stored; i <= n; ++i) {
      const Line line{-S[i - 1], i - 1, cost[i - 1] - Q[i] + 1LL * i * S[i - 1]};
      while (hull.size() > front + 1) {
        const Line &a = hull[hull.size() - 2], &b = hull.back();
        if (static_cast<double>(line.height - a.height) * (1.0 * a.slope - b.slope) >
            static_cast<double>(b.height - a.height) * (1.0 * a.slope - line.slope)) {
          break;
        }
        hull.pop_back();
      }
      if (hull.size() > front && hull.back().slope == line.slope) {
        if (line.height < hull.back().height) hull.back() = line;
      } else {
        hull.push_back(line);
      }
      const auto value = [&](std::size_t at) { return 1LL * hull[at].slope * i + hull[at].height; };
      while (front + 1 < hull.size() && value(front + 1) <= value(front)) ++front;
      if (i < n) {
        next[i] = value(front) + Q[i] + size[i];
        origin[i] = hull[front].layer;
      } else if (value(front) + Q[n] < least) {
        least = value(front) + Q[n];
        rounds = stored;
        last = hull[front].layer;
      }
    }
    cost = next;
    origins.push_back(origin);
  }
  std::vector<long long> out;
  for (int i = last; rounds > 0; --rounds) {
    out.push_back(i);
    if (rounds > 1) i = origins[rounds - 2][i];
  }
  std::reverse(out.begin(), out.end());
  return out;
}
