#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "unified_diff.hpp"
#include "verbs.hpp"
#include "words.hpp"

namespace assay::cli {
namespace {

using nlohmann::json;

// The two that a person means who names none.
Result<DiffOptions> newest_two(App& app) {
  ASSAY_TRY(const std::optional<Started> started, app.started());
  if (!started) {
    return invalid_argument("which two submissions? assay diff A B (assay history numbers them)");
  }
  ASSAY_TRY(const json past,
            app.call("history/query", {{"problem", started->problem}, {"limit", 2}}));
  const json& submissions = past.at("submissions");
  if (submissions.size() < 2) {
    return invalid_argument("there are no two submissions of " + started->problem +
                            " to compare yet");
  }
  return DiffOptions{.from = submissions[1].at("submission"),
                     .to = submissions[0].at("submission")};
}

std::string label(const json& submission) {
  return fmt::format("submission {}", submission.at("submission").get<std::int64_t>());
}

std::string standing(const json& group) {
  return fmt::format("{}/{} {}", group.at("accepted").get<int>(), group.at("count").get<int>(),
                     group.at("verdict").get<std::string>());
}

// What each group got, before and after, if anything changed.
void print_groups(Screen& out, const json& before, const json& after) {
  Table table({{"group"}, {label(before)}, {label(after)}});
  bool changed = false;
  const auto find = [](const json& groups, const std::string& name) {
    return std::find_if(groups.begin(), groups.end(),
                        [&](const json& group) { return group.at("name") == name; });
  };
  const json& old_groups = before.at("report").at("groups");
  for (const json& group : after.at("report").at("groups")) {
    const auto old = find(old_groups, group.at("name"));
    const std::string was = old == old_groups.end() ? "-" : standing(*old), is = standing(group);
    changed = changed || was != is;
    table.add({{group.at("name")},
               {was, old == old_groups.end() ? Style::plain
                                             : verdict_style((*old)["verdict"].get<std::string>())},
               {is, verdict_style(group["verdict"].get<std::string>())}});
  }
  if (changed) {
    table.print(out);
  } else {
    out.line("The groups got the same verdicts.");
  }
}

void print_source(Screen& out, const json& before, const json& after) {
  const Result<std::vector<std::string>> lines =
      unified_diff(before.at("source").get<std::string>(), after.at("source").get<std::string>());
  if (!lines.ok()) {
    out.line(lines.status().message());
    return;
  }
  if (lines->empty()) {
    out.line("The sources are the same.");
    return;
  }
  out.line(out.paint(Style::bold, "--- " + label(before)));
  out.line(out.paint(Style::bold, "+++ " + label(after)));
  for (const std::string& line : *lines) {
    Style style = Style::plain;
    if (line.starts_with('+')) style = Style::green;
    if (line.starts_with('-')) style = Style::red;
    if (line.starts_with("@@")) style = Style::cyan;
    out.line(out.paint(style, line));
  }
}

}  // namespace

int diff(App& app, const DiffOptions& options) {
  app.bank_is_optional();
  if (options.from != 0 && options.to == 0) {
    return app.fail(invalid_argument("one submission makes no pair: assay diff A B"));
  }
  const Result<DiffOptions> pair = options.from == 0 ? newest_two(app) : options;
  if (!pair.ok()) return app.fail(pair.status());
  const Result<json> before = app.call("history/get", {{"submission", pair->from}});
  if (!before.ok()) return app.fail(before.status());
  const Result<json> after = app.call("history/get", {{"submission", pair->to}});
  if (!after.ok()) return app.fail(after.status());
  if (!app.text()) {
    app.print_json({{"from", *before}, {"to", *after}});
    return kFine;
  }

  print_source(app.out, *before, *after);
  const json &old_report = before->at("report"), &new_report = after->at("report");
  if (old_report.is_null() || new_report.is_null()) return kFine;  // one was cut off ungraded
  const std::string was = old_report.at("problem"), is = new_report.at("problem");
  app.out.line();
  if (was == is) {
    print_groups(app.out, *before, *after);
  } else {
    app.out.line(fmt::format("They are of two problems, {} and {}.", was, is));
  }
  app.out.line(fmt::format("{} -> {}, {} -> {} points", old_report.at("verdict").get<std::string>(),
                           new_report.at("verdict").get<std::string>(),
                           short_number(old_report.at("points")),
                           short_number(new_report.at("points"))));
  return kFine;
}

}  // namespace assay::cli
