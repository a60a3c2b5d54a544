// Theory of operation.  Small tests are tried first, because they cost next to nothing: all sizes
// at their least, then further and further up to those of the test at hand, until the race shows.
// From there every size is brought down by itself, by halves.  Tensors keep their first elements.
// The launch follows from the sizes as the problem says, so a right kernel is right there too.

#include "harness/smallest_race.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <utility>

#include "sim/summary.hpp"
#include "value/kernel.hpp"
#include "value/tensor.hpp"

namespace assay::harness {
namespace {

using nlohmann::json;
using sim::u32;
using sim::u64;

// Of warps, in all tries together: some tenths of a second.
constexpr u64 kMostInstructions = 2'000'000;
// Of one try: what never ends is no smaller race.
constexpr u64 kMostSlices = 64;
// Three sizes that double.
constexpr u64 kGrowth = 8;

struct Size {
  Order::Size may;
  std::int64_t was = 0, now = 0;
};

// The first elements along every dimension.
Tensor corner(const Tensor& whole, const std::vector<std::int64_t>& shape) {
  Tensor part = make_tensor(whole.dtype, shape);
  if (shape.empty() || part.raw.empty()) return part;
  const std::size_t width = static_cast<std::size_t>(shape.back()) * size_of(whole.dtype);
  const std::size_t rows = part.raw.size() / width;
  for (std::size_t row = 0; row < rows; ++row) {
    std::size_t from = 0, rest = row, scale = 1;
    for (std::size_t d = shape.size() - 1; d-- > 0;) {
      from += rest % static_cast<std::size_t>(shape[d]) * scale;
      rest /= static_cast<std::size_t>(shape[d]);
      scale *= static_cast<std::size_t>(whole.shape[d]);
    }
    const std::size_t whole_width =
        static_cast<std::size_t>(whole.shape.back()) * size_of(whole.dtype);
    part.raw.replace(row * width, width, whole.raw, from * whole_width, width);
  }
  return part;
}

// What the signature allows where sizes are smaller.
Status keep_within(const Range& range, const Bound::Names& names, Tensor* tensor) {
  ASSAY_TRY(const double low, range.low.evaluate(names));
  ASSAY_TRY(const double high, range.high.evaluate(names));
  for (std::size_t k = 0; k < tensor->count(); ++k) {
    const double value = element(*tensor, k);
    if (value < low || value > high) set_element(*tensor, k, std::clamp(value, low, high));
  }
  return {};
}

class Search {
 public:
  Search(const Order& order, const Value& arguments, const sim::Findings& found, const RunTest& run)
      : order_(order), arguments_(arguments), run_(run) {
    for (const sim::Finding& finding : found.list()) {
      if (finding.check == sim::Check::shared_race) lines_.insert(finding.line);
    }
  }

  Result<json> run() {
    if (lines_.empty()) return json();
    ASSAY_TRY(names_, kernel_names(order_.declared, arguments_));
    for (const Order::Size& may : order_.sizes) {
      const double* const was = find(may.name);
      if (was != nullptr && *was > static_cast<double>(may.low)) {
        sizes_.push_back({may, static_cast<std::int64_t>(*was), 0});
      }
    }
    if (!grow()) return json();
    for (int round = 0; round < 2; ++round) {
      for (Size& size : sizes_) bring_down(&size);
    }
    return drawn();
  }

 private:
  const double* find(const std::string& name) const {
    for (const auto& [known, value] : names_) {
      if (known == name) return &value;
    }
    return nullptr;
  }

  // All sizes together, until the race shows.
  bool grow() {
    for (std::int64_t steps = 0;; steps = 2 * steps + 1) {
      bool whole = true;
      for (Size& size : sizes_) {
        size.now = std::min(size.was, size.may.low + size.may.step * steps);
        whole &= size.now == size.was;
      }
      const bool races = try_sizes(kGrowth);
      if (races || whole || spent()) return races;
    }
  }

  void bring_down(Size* size) {
    std::int64_t low = size->may.low, high = size->now;
    while (low < high && !spent()) {
      size->now = low + (high - low) / size->may.step / 2 * size->may.step;
      if (try_sizes(1)) {
        high = size->now;
      } else {
        low = size->now + size->may.step;
      }
    }
    size->now = high;
  }

  bool spent() const { return instructions_ >= kMostInstructions; }

  // Whether the race is there; a size of which the problem can make no launch has none.  It is not
  // looked for where a try, by the last one, could cost more than is left.
  bool try_sizes(u64 growth) {
    if (instructions_ + growth * last_ > kMostInstructions) {
      instructions_ = kMostInstructions;
      return false;
    }
    const Result<Value> smaller = cut();
    sim::Findings findings;
    sim::Witness witness;
    witness.most_slices = kMostSlices;
    Counted counted{{}, &findings, &witness};
    if (!smaller.ok() || !run_(*smaller, &counted).ok()) return false;
    last_ = counted.instructions;
    instructions_ += last_;
    const sim::Race* const race = shown(witness);
    if (race == nullptr) return false;
    race_ = *race;
    best_ = sizes_;
    return true;
  }

  // One of those that were found, rather between warps: what orders that also orders the others.
  const sim::Race* shown(const sim::Witness& witness) const {
    const sim::Race* best = nullptr;
    for (const sim::Race& race : witness.races) {
      if (!lines_.count(race.first.place.line) && !lines_.count(race.second.place.line)) continue;
      if (best == nullptr || (best->within_warp && !race.within_warp)) best = &race;
    }
    return best;
  }

  Result<Value> cut() const {
    Bound::Names names = names_;
    for (auto& [name, value] : names) {
      for (const Size& size : sizes_) {
        if (size.may.name == name) value = static_cast<double>(size.now);
      }
    }
    Value smaller = arguments_;
    for (auto& [name, value] : smaller.as<Record>()->fields) {
      const Type& type =
          order_.declared.parameters[static_cast<std::size_t>(order_.declared.find(name))].type;
      if (auto* const tensor = value.as<Tensor>()) {
        ASSAY_TRY(const std::vector<std::int64_t> shape, kernel_shape(type, names));
        *tensor = corner(*tensor, shape);
        if (type.range) ASSAY_CHECK(keep_within(*type.range, names, tensor));
      } else if (auto* const number = value.as<std::int64_t>()) {
        for (const Size& size : sizes_) {
          if (size.may.name == name) *number = size.now;
        }
      }
    }
    return smaller;
  }

  json drawn() const {
    json sizes = json::object(), from = json::object();
    for (const Size& size : best_) {
      sizes[size.may.name] = size.now;
      from[size.may.name] = size.was;
    }
    json race = sim::race_json(race_);
    race["sizes"] = std::move(sizes);
    race["from"] = std::move(from);
    if (!order_.whole.empty()) race["whole"] = order_.whole;
    return race;
  }

  const Order& order_;
  const Value& arguments_;
  const RunTest& run_;
  std::set<u32> lines_;  // of the findings
  Bound::Names names_;   // of the test at hand
  std::vector<Size> sizes_, best_;
  sim::Race race_;
  u64 instructions_ = 0, last_ = 0;  // of all tries, of the last one
};

}  // namespace

Result<json> smallest_race(const Order& order, const Value& arguments, const sim::Findings& found,
                           const RunTest& run) {
  return Search(order, arguments, found, run).run();
}

}  // namespace assay::harness
