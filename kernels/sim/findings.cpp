#include "sim/findings.hpp"

#include <algorithm>

namespace assay::sim {

std::string_view name(Check check) {
  constexpr std::string_view kNames[] = {
      "out_of_bounds",
      "misaligned",
      "use_after_free",
      "uninitialised_read",
      "shared_race",
      "global_race",
      "stream_race",
      "missing_wait",
      "barrier_divergence",
      "deadlock",
      "wrong_mask",
      "inactive_source",
      "division_by_zero",
      "host_dereference",
      "invalid_free",
      "wrong_direction",
      "leak",
      "launch_error",
      "trap",
      "assertion",
      "unsupported",
  };
  return kNames[static_cast<std::size_t>(check)];
}

void Findings::add(Finding finding) {
  const std::lock_guard lock(mutex_);
  for (Finding& known : order_) {
    if (known.check == finding.check && known.message == finding.message &&
        known.kernel == finding.kernel) {
      ++known.times;
      return;
    }
  }
  order_.push_back(std::move(finding));
}

bool Findings::seen(Check check, const void* inst) {
  const std::lock_guard lock(mutex_);
  const auto found = by_inst_.find({check, inst});
  if (found == by_inst_.end()) return false;
  ++order_[found->second].times;
  return true;
}

void Findings::mark(Check check, const void* inst, Finding finding) {
  const std::lock_guard lock(mutex_);
  const auto [place, fresh] = by_inst_.try_emplace({check, inst}, order_.size());
  if (fresh && finding.line != 0) {
    // An unrolled loop repeats its instructions.
    const auto same = [&](const Finding& known) {
      return known.check == check && known.line == finding.line && known.kernel == finding.kernel &&
             known.file == finding.file;
    };
    const auto known = std::find_if(order_.begin(), order_.end(), same);
    place->second = static_cast<std::size_t>(known - order_.begin());
  }
  if (place->second == order_.size()) {
    order_.push_back(std::move(finding));
  } else {
    ++order_[place->second].times;
  }
}

std::vector<Finding> Findings::list() const {
  const std::lock_guard lock(mutex_);
  return order_;
}

}  // namespace assay::sim
