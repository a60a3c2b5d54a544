// history/query, history/get, history/rejudge.

#include "report/report_json.hpp"
#include "service/rejudge.hpp"
#include "service/state.hpp"

namespace assay {
namespace {

using nlohmann::json;

json row_of(const HistoryEntry& entry) {
  json row = {{"submission", entry.submission.id},
              {"problem", entry.submission.problem},
              {"language", entry.submission.language},
              {"submitted_at_ms", entry.submission.submitted_at_ms}};
  if (entry.judgement) {
    const Judgement& judged = *entry.judgement;
    row["verdict"] = name(judged.verdict);
    row["score"] = judged.score;
    row["points"] = judged.points;
    row["of"] = judged.of;
    row["tier"] = name(judged.tier);
    row["cpu_ms"] = judged.cpu_ms;
  } else {
    row["verdict"] = nullptr;  // cut off before it was judged
  }
  return row;
}

Result<json> query(Engine::State& state, const json& params, const OnEvent&, std::stop_token) {
  HistoryFilter filter;
  filter.problem = params.value("problem", "");
  if (params.contains("limit")) {
    if (!params["limit"].is_number_integer()) {
      return invalid_argument("\"limit\" must be a whole number");
    }
    filter.limit = params["limit"];
  }
  ASSAY_TRY(const std::vector<HistoryEntry> entries, state.store->history(filter));
  json rows = json::array();
  for (const HistoryEntry& entry : entries) rows.push_back(row_of(entry));
  return json{{"submissions", std::move(rows)}};
}

Result<json> get(Engine::State& state, const json& params, const OnEvent&, std::stop_token) {
  ASSAY_TRY(const HistoryEntry entry,
            state.store->submission(params.at("submission").get<std::int64_t>()));
  json result = row_of(entry);
  result["source"] = entry.submission.source;
  result["report"] = entry.judgement ? json::parse(entry.judgement->report) : json(nullptr);
  return result;
}

Result<json> rejudge(Engine::State& state, const json& params, const OnEvent&,
                     std::stop_token stop) {
  const auto id = params.at("submission").get<std::int64_t>();
  ASSAY_TRY(const HistoryEntry entry, state.store->submission(id));
  if (!entry.judgement) {
    return not_found("submission " + std::to_string(id) +
                     " was never run to its end: there are no facts to judge");
  }
  ASSAY_TRY(const Problem problem, state.problem(entry.submission.problem));
  ASSAY_TRY(Workbench * bench, state.workbench());
  ASSAY_TRY(const Report before, report_from_json(json::parse(entry.judgement->report)));
  ASSAY_TRY(const std::vector<TestReport> facts, state.store->facts(id));
  ASSAY_TRY(const Report report, judge_again(*bench, problem, before, facts, std::move(stop)));
  const json result = to_json(report, Purpose::grade, id);
  ASSAY_CHECK(state.keep(id, report, result));
  return result;
}

}  // namespace

void add_history_methods(Engine::State& state) {
  state.methods["history/query"] = query;
  state.methods["history/get"] = get;
  state.methods["history/rejudge"] = rejudge;
}

}  // namespace assay
