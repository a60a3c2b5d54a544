#include <set>
#include <tuple>
#include <utility>
#include <vector>

struct Node {
  int child[2] = {-1, -1};
  std::set<std::pair<long long, int>> rules;  // (-priority, number)
};

std::vector<long long> route(
    const std::vector<std::tuple<long long, long long, long long, long long>>& ops) {
  std::vector<Node> nodes(1);
  std::vector<int> home;  // of each rule; -1 once withdrawn
  std::vector<long long> priorities, out;
  for (const auto& [kind, value, length, priority] : ops) {
    if (kind == 1) {
      if (value < static_cast<long long>(home.size()) && home[value] >= 0) {
        nodes[home[value]].rules.erase({-priorities[value], static_cast<int>(value)});
        home[value] = -1;
      }
      continue;
    }
    int node = 0;
    long long answer = -1;
    for (int depth = 0;; ++depth) {
      if (kind == 2 && !nodes[node].rules.empty()) answer = nodes[node].rules.begin()->second;
      if (depth == length) break;
      const int bit = (value >> (29 - depth)) & 1;
      if (nodes[node].child[bit] < 0) {
        if (kind == 2) break;
        nodes[node].child[bit] = static_cast<int>(nodes.size());
        nodes.emplace_back();
      }
      node = nodes[node].child[bit];
    }
    if (kind == 2) {
      out.push_back(answer);
    } else {
      nodes[node].rules.insert({-priority, static_cast<int>(home.size())});
      home.push_back(node);
      priorities.push_back(priority);
    }
  }
  return out;
}
