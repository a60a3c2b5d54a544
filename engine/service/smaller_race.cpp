// Theory of operation.  The rows of the problem's tests say what each size is drawn from.  Tests of
// the first row are drawn with all sizes at their least, then further and further up, until the
// race shows; from there each size is brought down by itself, by halves.

#include "service/smaller_race.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "service/simulation.hpp"
#include "value/kernel.hpp"
#include "value/names.hpp"
#include "value/wire.hpp"

namespace assay {
namespace {

using nlohmann::json;

constexpr int kMostTries = 40;
constexpr double kTryMs = 300;  // of cpu time: what takes longer is no small test

struct Size {
  Kernel::Size may;
  std::int64_t was = 0, now = 0;
};

// The lines of a drawn race; of anything else, none.
std::set<std::int64_t> lines_of(const json& race) {
  std::set<std::int64_t> lines;
  for (const char* side : {"/first/line", "/second/line"}) {
    const json::json_pointer place(side);
    if (race.contains(place) && race[place].is_number_integer())
      lines.insert(race[place].get<std::int64_t>());
  }
  return lines;
}

bool shares_line(const json& race, const json& other) {
  const std::set<std::int64_t> known = lines_of(other);
  return std::ranges::any_of(lines_of(race), [&](auto line) { return known.contains(line); });
}

class Search {
 public:
  Search(Scripts& scripts, const Problem& problem, Candidate& candidate, Limits limits,
         const json& race)
      : scripts_(scripts), problem_(problem), candidate_(candidate), limits_(limits), race_(race) {
    limits_.cpu_ms = std::min(limits_.cpu_ms, kTryMs);
  }

  // The race on the smallest test found; null if on none.
  json run(const Value& arguments) {
    const auto row =
        std::find_if(problem_.groups.begin(), problem_.groups.end(),
                     [](const Group& group) { return group.source == Group::Source::random; });
    const Result<Bound::Names> names = kernel_names(problem_.kernel->declared, arguments);
    if (row == problem_.groups.end() || !names.ok()) return json();
    group_ = static_cast<int>(row - problem_.groups.begin());
    for (const Kernel::Size& may : problem_.kernel->sizes) {
      const std::optional<double> value = find_name(*names, may.name);
      const auto was = static_cast<std::int64_t>(value.value_or(0));
      if (may.step > 0 && was > may.low) sizes_.push_back({may, was, 0});
    }
    if (sizes_.empty() || !grow()) return json();
    for (std::size_t i = 0; i < sizes_.size(); ++i) bring_down(i);
    return drawn();
  }

 private:
  // All sizes together, until the race shows.
  bool grow() {
    for (std::int64_t steps = 0;; steps = 2 * steps + 1) {
      bool whole = true;
      for (Size& size : sizes_) {
        size.now = std::min(size.was, size.may.low + size.may.step * steps);
        whole &= size.now == size.was;
      }
      if (whole) return false;
      if (try_sizes()) return true;
    }
  }

  void bring_down(std::size_t i) {
    sizes_ = best_sizes_;
    const Kernel::Size may = sizes_[i].may;
    std::int64_t low = may.low, high = sizes_[i].now;
    while (low < high && tries_ < kMostTries) {
      const std::int64_t asked = low + (high - low) / may.step / 2 * may.step;
      sizes_[i].now = asked;
      const bool races = try_sizes();
      if (sizes_[i].now != asked) return;  // `make` decides it
      (races ? high : low) = races ? asked : asked + may.step;
    }
  }

  // Whether the race is there.  Sizes of which the author's Lua makes no test have none.
  bool try_sizes() {
    if (++tries_ > kMostTries) return false;
    Bound::Names sizes;
    for (const Size& size : sizes_) {
      sizes.emplace_back(size.may.name, static_cast<double>(size.now));
    }
    const std::optional<Case> test = case_of(sizes);
    if (!test) return false;
    candidate_.renew();
    const Result<Attempted> ran = candidate_.test(*test, limits_);
    if (!ran.ok() || ran->outcome.ending != Ending::answered) return false;
    json race = race_of(ran->outcome.answer);
    if (race.is_null()) return false;
    best_ = std::move(race);
    best_sizes_ = sizes_;
    return true;
  }

  std::optional<Case> case_of(const Bound::Names& sizes) {
    Result<Scripts::Lease> script = scripts_.borrow(problem_);
    if (!script.ok()) return std::nullopt;
    Result<Case> test = (*script)->make_sized_case(group_, 0, sizes);
    if (!test.ok()) return std::nullopt;
    const Result<Value> arguments =
        decode_arguments(problem_.signature.parameters, test->arguments);
    if (!arguments.ok()) return std::nullopt;
    const Result<Bound::Names> names = kernel_names(problem_.kernel->declared, *arguments);
    if (!names.ok()) return std::nullopt;
    for (Size& size : sizes_) {
      size.now = static_cast<std::int64_t>(find_name(*names, size.may.name).value_or(0));
    }
    return std::move(*test);
  }

  // Of the simulator's answer: the race, if it is at lines of the one that is looked for.
  json race_of(std::string_view answer) const {
    const json report = simulation_in(problem_, answer);
    if (report.is_null()) return json();
    json race = report.value("smallest_race", json());
    return shares_line(race, race_) ? race : json();
  }

  json drawn() {
    for (const Size& size : best_sizes_) {
      best_["sizes"][size.may.name] = size.now;
      best_["from"][size.may.name] = size.was;
    }
    best_.erase("whole");
    return std::move(best_);
  }

  Scripts& scripts_;
  const Problem& problem_;
  Candidate& candidate_;
  Limits limits_;
  const json& race_;
  int group_ = 0, tries_ = 0;
  std::vector<Size> sizes_, best_sizes_;
  json best_;
};

}  // namespace

std::string with_smaller_race(Scripts& scripts, const Problem& problem, Candidate& candidate,
                              const Limits& limits, const Value& arguments,
                              std::string simulation) {
  json told = json::parse(simulation, nullptr, false);
  if (!told.is_object()) return simulation;
  const json race = told.value("smallest_race", json());
  if (!race.is_object() || !race.contains("whole")) return simulation;
  json smaller = Search(scripts, problem, candidate, limits, race).run(arguments);
  if (smaller.is_null()) return simulation;
  told["smallest_race"] = std::move(smaller);
  return told.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace assay
