// problem/list.

#include <algorithm>
#include <future>
#include <iterator>
#include <span>

#include "base/text.hpp"
#include "service/state.hpp"

namespace assay {
namespace {

using nlohmann::json;

constexpr std::size_t kManyRows = 2000;  // for one thread

// The keys of a row, in their order.
const std::vector<std::string> kRowKeys = {"best",    "difficulty", "id",      "kind",
                                           "minutes", "path",       "pattern", "round",
                                           "status",  "tags",       "title"};

// Those that were asked for, in their order.
Result<std::vector<std::string>> chosen_keys(const json& params) {
  if (!params.contains("fields")) return kRowKeys;
  auto keys = params["fields"].get<std::vector<std::string>>();
  for (const std::string& key : keys) {
    if (std::find(kRowKeys.begin(), kRowKeys.end(), key) != kRowKeys.end()) continue;
    return invalid_argument("a row has no field " + with_nearest(key, kRowKeys) + "; there are " +
                            join(kRowKeys, ", "));
  }
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

bool matches(const Summary& problem, const std::string& status, const json& filter) {
  const auto is = [&filter](const char* key, const auto& value) {
    const auto wanted = filter.find(key);
    return wanted == filter.end() || *wanted == value;
  };
  if (!is("round", problem.round) || !is("status", status)) return false;
  if (!is("difficulty", problem.difficulty)) return false;
  if (filter.contains("tag")) {
    const auto& tags = problem.tags;
    if (std::find(tags.begin(), tags.end(), filter["tag"].get_ref<const std::string&>()) ==
        tags.end())
      return false;
  }
  if (!filter.contains("text")) return true;
  const std::string in = problem.id + " " + problem.title;
  return in.find(filter["text"].get_ref<const std::string&>()) != std::string::npos;
}

// The rows of some problems, and how many of them are solved.
struct Rows {
  json::array_t rows;
  int solved = 0;
};

class RowMaker {
 public:
  RowMaker(const json& filter, const std::vector<std::string>& keys,
           const std::map<std::string, Standing>& standings)
      : filter_(filter), keys_(keys), standings_(standings) {}

  // Moves out of them what it needs.
  Rows rows_of(std::span<ListedProblem> problems) const {
    Rows made;
    made.rows.reserve(problems.size());
    for (ListedProblem& listed : problems) {
      const auto found = standings_.find(listed.summary.id);
      const Standing* standing = found == standings_.end() ? nullptr : &found->second;
      const bool solved = standing != nullptr && standing->solved;
      const std::string status = solved ? "solved" : standing != nullptr ? "tried" : "new";
      if (!matches(listed.summary, status, filter_)) continue;
      made.solved += solved ? 1 : 0;
      made.rows.push_back(row_of(listed, standing, status));
    }
    return made;
  }

 private:
  // Ten thousand of these are most of a list's time: keys are put in their order, texts are moved.
  json row_of(ListedProblem& listed, const Standing* standing, const std::string& status) const {
    Summary& problem = listed.summary;
    json row = json::object();
    auto& fields = row.get_ref<json::object_t&>();
    auto next = keys_.begin();
    const auto put = [&](const char* key, auto&& value) {
      if (next == keys_.end() || *next != key) return;
      ++next;
      fields.emplace_hint(fields.end(), key, std::forward<decltype(value)>(value));
    };
    put("best",
        standing != nullptr && standing->best ? json(*standing->best * 100) : json(nullptr));
    put("difficulty", problem.difficulty);
    put("id", std::move(problem.id));
    put("kind", std::move(problem.kind));
    put("minutes", problem.minutes);
    put("path", std::move(listed.path));
    put("pattern",
        standing != nullptr && standing->solved ? json(std::move(problem.pattern)) : json(nullptr));
    put("round", std::move(problem.round));
    put("status", status);
    put("tags", std::move(problem.tags));
    put("title", std::move(problem.title));
    return row;
  }

  const json& filter_;
  const std::vector<std::string>& keys_;
  const std::map<std::string, Standing>& standings_;
};

Result<json> list(Engine::State& state, const json& params, const OnEvent&, std::stop_token) {
  ASSAY_TRY(const std::vector<std::string> keys, chosen_keys(params));
  ASSAY_TRY(std::vector<Listing> listings, state.listings());
  ASSAY_TRY(const auto standings, state.store->standings());
  const RowMaker maker(params, keys, standings);
  json::array_t rows, errors;
  int solved = 0;
  const auto take = [&](Rows some) {
    solved += some.solved;
    std::move(some.rows.begin(), some.rows.end(), std::back_inserter(rows));
  };
  for (Listing& listing : listings) {
    const std::span<ListedProblem> problems = listing.problems;
    const std::size_t half = problems.size() < kManyRows ? problems.size() : problems.size() / 2;
    auto second = std::async(half < problems.size() ? std::launch::async : std::launch::deferred,
                             [&] { return maker.rows_of(problems.subspan(half)); });
    take(maker.rows_of(problems.first(half)));
    take(second.get());
    for (const ListingError& error : listing.errors) {
      errors.push_back({{"path", error.path}, {"message", error.message}});
    }
  }
  return json{{"problems", std::move(rows)}, {"solved", solved}, {"errors", std::move(errors)}};
}

}  // namespace

void add_list_methods(Engine::State& state) { state.methods["problem/list"] = list; }

}  // namespace assay
