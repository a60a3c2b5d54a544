#include <numeric>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

struct Ledger {
  std::unordered_map<long long, int> numbers;
  std::vector<int> parent;
  std::vector<std::unordered_set<int>> apart;

  int number(long long person) {
    const auto [place, fresh] = numbers.try_emplace(person, static_cast<int>(parent.size()));
    if (fresh) {
      parent.push_back(place->second);
      apart.emplace_back();
    }
    return place->second;
  }
  int find(int x) {
    while (parent[x] != x) x = parent[x] = parent[parent[x]];
    return x;
  }
  void merge(int a, int b) {
    if (apart[a].size() > apart[b].size()) std::swap(a, b);
    parent[a] = b;
    for (const int other : apart[a]) {
      apart[other].erase(a);
      apart[other].insert(b);
      apart[b].insert(other);
    }
    apart[a] = {};
  }
};

std::vector<long long> refused(const std::vector<std::tuple<long long, long long, bool>>& facts) {
  Ledger ledger;
  std::vector<long long> out;
  for (std::size_t i = 0; i < facts.size(); ++i) {
    const auto& [first, second, same] = facts[i];
    const int a = ledger.find(ledger.number(first));
    const int b = ledger.find(ledger.number(second));
    if (same ? ledger.apart[a].count(b) > 0 : a == b) {
      out.push_back(static_cast<long long>(i));
    } else if (!same) {
      ledger.apart[a].insert(b);
      ledger.apart[b].insert(a);
    } else if (a != b) {
      ledger.merge(a, b);
    }
  }
  return out;
}
