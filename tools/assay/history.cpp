#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "report_text.hpp"
#include "verbs.hpp"
#include "words.hpp"

namespace assay::cli {
namespace {

using nlohmann::json;

int rejudge(App& app, std::int64_t submission) {
  const Result<json> report = app.call("history/rejudge", {{"submission", submission}});
  if (!report.ok()) return app.fail(report.status());
  if (app.text()) {
    print_grade(app.out, *report);
  } else {
    app.print_json(*report);
  }
  return exit_code(report->at("verdict").get<std::string>());
}

}  // namespace

int history(App& app, const HistoryOptions& options) {
  app.bank_is_optional();
  if (options.rejudge > 0) return rejudge(app, options.rejudge);
  json params = {{"limit", options.limit}};
  if (!options.problem.empty()) params["problem"] = options.problem;
  const Result<json> answer = app.call("history/query", params);
  if (!answer.ok()) return app.fail(answer.status());
  if (!app.text()) {
    app.print_json(*answer);
    return kFine;
  }

  const json& submissions = answer->at("submissions");
  if (submissions.empty()) {
    app.out.line("Nothing was graded yet" +
                 (options.problem.empty() ? "." : " for " + options.problem + "."));
    return kFine;
  }
  Table table({{.title = "submission", .right = true},
               {.title = "when"},
               {.title = "problem", .gives = true},
               {.title = "language"},
               {.title = "verdict"},
               {.title = "points", .right = true},
               {.title = "cpu", .right = true}});
  for (const json& one : submissions) {
    const bool graded = !one.at("verdict").is_null();  // or cut off by a crash
    const std::string verdict = graded ? one["verdict"].get<std::string>() : "not finished";
    table.add({{std::to_string(one.at("submission").get<std::int64_t>())},
               {date_time(one.at("submitted_at_ms").get<std::int64_t>())},
               {one.at("problem")},
               {one.at("language")},
               {verdict == "skipped" ? "level solved" : verdict, verdict_style(verdict)},
               {graded ? short_number(one.at("points")) + "/" + short_number(one.at("of")) : "-"},
               {graded ? human_ms(one.at("cpu_ms").get<double>()) : "-"}});
  }
  table.print(app.out);
  app.out.line("Compare two: assay diff A B");
  return kFine;
}

}  // namespace assay::cli
