// Sorting pairs the items of what has no order, but where floats are only nearly equal it may put
// two of them on different sides of a third: (0.3, 1), (0.30000000000000004, 0) is sorted, and so
// is (0.3, 0), (0.30000000000000004, 1).
//
// Here every item is sorted by a key in which all floats that a chain of near neighbours joins are
// one.  Two items that are the same have the same key, so partners are only looked for among the
// few of one key.

#include <algorithm>
#include <cmath>
#include <deque>
#include <numeric>

#include "grade/equality.hpp"
#include "value/number.hpp"

namespace assay {
namespace {

constexpr std::size_t kMostValues = std::size_t{1} << 20;
constexpr std::size_t kMostSteps = 20'000'000;  // seconds

class Pairing {
 public:
  Pairing(const Equality& equality, const Value& expected, const Value& got) : equality_(equality) {
    std::vector<double> floats;
    collect(expected, floats);
    collect(got, floats);
    std::sort(floats.begin(), floats.end());
    for (const double number : floats) {
      // Twice the tolerance: that of a float between two that are the same may be smaller.
      if (chains_.empty() || number > chains_.back().high + 2 * slack(number)) {
        chains_.push_back({number, number});
      }
      chains_.back().high = number;
    }
  }

  bool has_floats() const { return !chains_.empty(); }

  bool same(const Value& a, const Value& b, const Type* promised, bool outermost = false) {
    if (++steps_ > kMostSteps) return false;
    if (a.held().index() != b.held().index()) return equality_.same(a, b, promised);
    if (a.as<Set>() != nullptr || (a.as<List>() != nullptr && is_free(outermost))) {
      return paired(*a.items(), *b.items(), inside(promised, 0));
    }
    if (const auto* map = a.as<Map>()) {
      return paired(entries(*map), entries(*b.as<Map>()), promised);
    }
    if (const Values* items = a.items()) {
      return all_same(*items, *b.items(), [&](const Value& x, const Value& y, std::size_t i) {
        return same(x, y, inside(promised, i));
      });
    }
    if (const auto* record = a.as<Record>()) {
      return all_same(record->fields, b.as<Record>()->fields,
                      [&](const auto& x, const auto& y, std::size_t i) {
                        return x.first == y.first && same(x.second, y.second, inside(promised, i));
                      });
    }
    return equality_.same(a, b, promised);
  }

 private:
  struct Chain {
    double low, high;
  };
  struct Sorted {
    std::vector<Value> keys;
    std::vector<std::size_t> places;  // of the items, by their keys
  };

  double slack(double number) const { return equality_.tolerance(number); }

  bool is_free(bool outermost) const {
    using Order = CompareRules::Order;
    const Order order = equality_.rules().order;
    return order == Order::free_all_lists || (order == Order::free_outside && outermost);
  }

  // Each a tuple, in which inside() finds the same types as in the map.
  static Values entries(const Map& map) {
    Values pairs;
    for (const auto& [key, held] : map.entries) pairs.emplace_back(Tuple{{key, held}});
    return pairs;
  }

  static void collect(const Value& value, std::vector<double>& floats) {
    if (const auto* number = value.as<double>(); number != nullptr && std::isfinite(*number)) {
      floats.push_back(*number);
    } else if (const Values* items = value.items()) {
      for (const Value& item : *items) collect(item, floats);
    } else if (const auto* map = value.as<Map>()) {
      for (const auto& [key, held] : map->entries) {
        collect(key, floats);
        collect(held, floats);
      }
    } else if (const auto* record = value.as<Record>()) {
      for (const auto& field : record->fields) collect(field.second, floats);
    }
  }

  // The lowest float of the chain that the number belongs to; an int may stand beside its end.
  Value number_key(const Value& number) const {
    const double near = nearest_float(number);
    if (!std::isfinite(near)) return number;
    const auto after =
        std::upper_bound(chains_.begin(), chains_.end(), near + slack(near),
                         [](double wanted, const Chain& chain) { return wanted < chain.low; });
    if (after == chains_.begin()) return number;
    const Chain& chain = *std::prev(after);
    return near <= chain.high + slack(near) ? Value(chain.low) : number;
  }

  Value key(const Value& value) const {
    if (is_number(value)) return number_key(value);
    if (value.as<Tensor>() != nullptr) return Null{};
    Value result = value;
    each(result, [this](Value& inside) { inside = key(inside); });
    return result;
  }

  template <class Change>
  static void each(Value& value, Change change) {
    const auto all = [&](Values& items) { std::for_each(items.begin(), items.end(), change); };
    if (auto* list = value.as<List>()) return all(list->items);
    if (auto* tuple = value.as<Tuple>()) return all(tuple->items);
    if (auto* set = value.as<Set>()) return all(set->items);
    if (auto* record = value.as<Record>()) {
      for (auto& field : record->fields) change(field.second);
    } else if (auto* map = value.as<Map>()) {
      for (auto& [key, held] : map->entries) {
        change(key);
        change(held);
      }
    }
  }

  Sorted sorted(const Values& items) const {
    const Lists lists = is_free(false) ? Lists::unordered : Lists::ordered;
    Sorted result;
    for (const Value& item : items) {
      result.keys.push_back(canonical(key(item), Numbers::by_value, lists));
    }
    result.places.resize(items.size());
    std::iota(result.places.begin(), result.places.end(), 0);
    std::sort(result.places.begin(), result.places.end(), [&](std::size_t a, std::size_t b) {
      const int by_key = order(result.keys[a], result.keys[b], Numbers::by_value);
      return by_key != 0 ? by_key < 0 : order(items[a], items[b], Numbers::by_value) < 0;
    });
    return result;
  }

  bool paired(const Values& a, const Values& b, const Type* promised) {
    if (a.size() != b.size()) return false;
    const Sorted left = sorted(a), right = sorted(b);
    const auto same_keys = [](const Value& x, const Value& y) {
      return order(x, y, Numbers::by_value) == 0;
    };
    for (std::size_t i = 0; i < a.size(); ++i) {
      if (!same_keys(left.keys[left.places[i]], right.keys[right.places[i]])) return false;
    }
    for (std::size_t begin = 0, end = 0; begin < a.size(); begin = end) {
      const Value& first = left.keys[left.places[begin]];
      while (end < a.size() && same_keys(first, left.keys[left.places[end]])) ++end;
      std::vector<const Value*> ours, theirs;
      for (std::size_t i = begin; i < end; ++i) {
        ours.push_back(&a[left.places[i]]);
        theirs.push_back(&b[right.places[i]]);
      }
      if (!matched(ours, theirs, promised)) return false;
    }
    return true;
  }

  // A perfect matching, by augmenting paths.  Most items match the one of their own place.
  bool matched(const std::vector<const Value*>& ours, const std::vector<const Value*>& theirs,
               const Type* promised) {
    constexpr std::size_t kNobody = SIZE_MAX;
    const std::size_t size = ours.size();
    std::vector<std::size_t> partner_of(size, kNobody), partner_to(size, kNobody);
    for (std::size_t i = 0; i < size; ++i) {
      if (same(*ours[i], *theirs[i], promised)) partner_of[i] = partner_to[i] = i;
    }
    for (std::size_t root = 0; root < size; ++root) {
      if (partner_of[root] != kNobody) continue;
      if ((steps_ += size) > kMostSteps) return false;
      std::vector<std::size_t> reached_from(size, kNobody);
      std::size_t last = kNobody;
      std::deque<std::size_t> open = {root};
      while (!open.empty() && last == kNobody) {
        const std::size_t at = open.front();
        open.pop_front();
        for (std::size_t j = 0; j < size && last == kNobody; ++j) {
          if (reached_from[j] != kNobody || !same(*ours[at], *theirs[j], promised)) continue;
          reached_from[j] = at;
          if (partner_to[j] == kNobody) last = j;
          if (partner_to[j] != kNobody) open.push_back(partner_to[j]);
        }
      }
      if (last == kNobody) return false;
      while (last != kNobody) {
        const std::size_t at = reached_from[last];
        partner_to[last] = at;
        last = std::exchange(partner_of[at], last);
      }
    }
    return true;
  }

  const Equality& equality_;
  std::vector<Chain> chains_;
  std::size_t steps_ = 0;
};

}  // namespace

bool same_when_paired(const Equality& equality, const Value& expected, const Value& got,
                      const Type* promised) {
  const bool free = equality.rules().order != CompareRules::Order::kept;
  if (!free && !has_unordered(expected)) return false;
  if (count_values(expected) + count_values(got) > kMostValues) return false;
  Pairing pairing(equality, expected, got);
  return pairing.has_floats() && pairing.same(expected, got, promised, true);
}

}  // namespace assay
