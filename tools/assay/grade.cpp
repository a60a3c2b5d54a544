#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "report_text.hpp"
#include "verbs.hpp"

namespace assay::cli {
namespace {

using nlohmann::json;

void print_next(App& app, const Work& work, const json& report) {
  const bool accepted = report.at("verdict") == "accepted";
  const json problem = problem_of(app, work);
  if (accepted) {
    const json pattern = problem.value("pattern", json());
    if (pattern.is_string() && pattern != "")
      app.out.line("The pattern: " + pattern.get<std::string>() + ".");
    return;
  }
  if (report.at("verdict") == "skipped") return;  // what was open is solved
  std::vector<std::string> ideas = {"Try again freely"};
  if (const json hints = problem.value("hints", json()); hints.is_object()) {
    const auto taken = static_cast<std::int64_t>(hints.value("taken", json::array()).size());
    if (taken < hints.value("count", std::int64_t{0})) {
      const json cost = hints.value("next_cost", json());
      ideas.push_back(cost.is_number() ? fmt::format("assay hint (costs {})", cost.get<int>())
                                       : "assay hint");
    }
  }
  const Result<json> past = app.call("history/query", {{"problem", work.problem}, {"limit", 2}});
  if (past.ok() && past->at("submissions").size() == 2) {
    const json& submissions = past->at("submissions");
    ideas.push_back(fmt::format("assay diff {} {}", submissions[1].at("submission").get<int>(),
                                submissions[0].at("submission").get<int>()));
  }
  app.out.line(join(ideas, "  ·  "));
}

}  // namespace

int grade(App& app, const GradeOptions& options) {
  if (!options.batch.empty()) return grade_batch(app, options.batch);
  const Result<Work> work = find_work(app, options.work);
  if (!work.ok()) return app.fail(work.status());
  if (const Status written = check_written(app, *work); !written.ok()) return app.fail(written);

  const Result<json> report = run_work(app, *work, "grade", nullptr);
  if (!report.ok()) return app.fail(report.status());
  const std::string verdict = report->at("verdict");
  if (!app.text()) {
    app.print_json(*report);
  } else {
    print_grade(app.out, *report);
    if (exit_code(verdict) <= kNotAccepted) print_next(app, *work, *report);
  }
  return exit_code(verdict);
}

}  // namespace assay::cli
