#include <cstddef>
#include <iterator>
#include <set>
#include <tuple>
#include <vector>

struct Reading {
  long long a, b, at;
  int number;
};

struct Less {
  bool operator()(const Reading& x, const Reading& y) const {
    const long long left = x.a * y.b, right = y.a * x.b;
    return left != right ? left < right : x.number < y.number;
  }
};

// The standing readings in order, with an iterator that stays on the median.
class Median {
 public:
  void add(const Reading& reading) {
    const auto place = readings_.insert(reading).first;
    if (readings_.size() == 1) {
      middle_ = place;
    } else if (Less{}(reading, *middle_)) {
      if (readings_.size() % 2 == 0) --middle_;
    } else if (readings_.size() % 2 == 1) {
      ++middle_;
    }
  }
  void remove(const Reading& reading) {
    const auto place = readings_.find(reading);
    if (place == readings_.end()) return;
    const bool even = readings_.size() % 2 == 0;
    if (place == middle_) {
      middle_ = even                           ? std::next(middle_)
                : middle_ == readings_.begin() ? readings_.end()
                                               : std::prev(middle_);
    } else if (Less{}(reading, *middle_)) {
      if (even) ++middle_;
    } else if (!even) {
      --middle_;
    }
    readings_.erase(place);
  }
  long long number() const { return readings_.empty() ? -1 : middle_->number; }

 private:
  std::set<Reading, Less> readings_;
  std::set<Reading, Less>::iterator middle_ = readings_.end();
};

std::vector<long long> medians(
    const std::vector<std::tuple<long long, long long, long long, long long>>& events,
    long long window) {
  std::vector<Reading> readings;
  std::vector<long long> out;
  Median median;
  std::size_t oldest = 0;
  long long now = 0;
  for (const auto& [kind, gap, a, b] : events) {
    now += gap;
    for (; oldest < readings.size() && now - readings[oldest].at >= window; ++oldest) {
      median.remove(readings[oldest]);
    }
    if (kind == 0) {
      readings.push_back({a, b, now, static_cast<int>(readings.size())});
      median.add(readings.back());
    } else if (a < static_cast<long long>(readings.size())) {
      median.remove(readings[a]);
    }
    out.push_back(median.number());
  }
  return out;
}
