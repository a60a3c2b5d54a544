// `assay verify SOURCE.cu 'LINE'`: grades a kernel again and holds what comes out against the score
// line that somebody pasted.

#include <fmt/format.h>

#include <iostream>
#include <nlohmann/json.hpp>

#include "model/score_line.hpp"
#include "progress.hpp"
#include "verbs.hpp"
#include "work.hpp"

namespace assay::cli {
namespace {

using nlohmann::json;

struct Difference {
  std::string what, stated, found;
};

// The first line that is not blank.
std::string line_of_input() {
  std::string line;
  while (std::getline(std::cin, line)) {
    if (line.find_first_not_of(" \t\r") != std::string::npos) break;
  }
  return line;
}

// The text of a figure, or what stands for one that is not there.
std::string figure_of(const ScoreLine& line, const std::string& name) {
  for (const auto& [known, value] : line.figures) {
    if (known == name) return fmt::format("{}", value);
  }
  return "nothing";
}

std::vector<Difference> different_figures(const ScoreLine& stated, const ScoreLine& found) {
  std::vector<Difference> all;
  for (const auto& [name, value] : stated.figures) {
    const std::string said = figure_of(stated, name), is = figure_of(found, name);
    if (said != is) all.push_back({name, said, is});
  }
  for (const auto& [name, value] : found.figures) {
    const std::string said = figure_of(stated, name), is = figure_of(found, name);
    if (said == "nothing") all.push_back({name, said, is});
  }
  return all;
}

// Another source or another problem: nothing that follows would say anything.
std::vector<Difference> different_matter(const ScoreLine& stated, const json& report) {
  std::vector<Difference> all;
  const auto compare = [&](const std::string& what, const std::string& said, const char* key) {
    const std::string is = report.at(key).get<std::string>().substr(0, said.size());
    if (said != is) all.push_back({what, said, is});
  };
  compare("source", stated.source_hash, "source_hash");
  compare("version of the problem", stated.problem_hash, "problem_hash");
  return all;
}

// Why the figures cannot be had here, or "".
std::string obstacle(const ScoreLine& stated, const json& report) {
  const std::string verdict = report.at("verdict"), message = report.value("message", "");
  if (verdict == "unsupported") return message;
  const std::string compiler = compiler_of(report.at("toolchain").get<std::string>());
  if (compiler != stated.compiler) {
    return fmt::format("counted with {}, and here is {}", stated.compiler, compiler);
  }
  if (verdict == "time_limit" || verdict == "memory_limit") {
    return fmt::format("the tests end with {} on this machine", verdict);
  }
  return "";
}

Result<json> grade_again(App& app, const Work& work) {
  Progress progress(app.err);
  // Not stored: it is somebody else's work.
  return app.call("grade/run",
                  {{"problem", work.problem}, {"path", work.path.string()}, {"store", false}},
                  [&](const json& event) {
                    if (app.text()) progress.event(event);
                  });
}

Result<std::vector<Difference>> compare(const ScoreLine& stated, const json& report) {
  if (!report.at("kernel").is_object() && report.at("verdict") == "accepted") {
    return invalid_argument(stated.problem + " has no kernel, so it has no score line");
  }
  std::vector<Difference> matter = different_matter(stated, report);
  if (!matter.empty()) return matter;
  if (const std::string why = obstacle(stated, report); !why.empty()) {
    return unavailable("it cannot be checked here: " + why);
  }
  const std::string verdict = report.at("verdict");
  if (verdict == "internal_error") return internal_error(report.value("message", ""));
  if (verdict == "cancelled") return Status(Code::cancelled, "cancelled");
  if (verdict != "accepted") return std::vector<Difference>{{"verdict", "accepted", verdict}};
  ASSAY_TRY(const ScoreLine found,
            read_score_line(report.at("kernel").at("score_line").get<std::string>()));
  return different_figures(stated, found);
}

void print_differences(App& app, const ScoreLine& stated, const std::vector<Difference>& all) {
  if (!app.text()) {
    json list = json::array();
    for (const auto& [what, said, is] : all) {
      list.push_back({{"what", what}, {"stated", said}, {"found", is}});
    }
    app.print_json({{"same", all.empty()}, {"problem", stated.problem}, {"differences", list}});
    return;
  }
  if (all.empty()) {
    app.out.line(
        fmt::format("The same: {}, score {}.", stated.problem, figure_of(stated, "score")));
    return;
  }
  app.out.line("Not the same.");
  for (const auto& [what, said, is] : all) {
    app.out.line(fmt::format("  {}: stated {}, found {}", what, said, is));
  }
}

}  // namespace

int verify(App& app, const VerifyOptions& options) {
  const Result<ScoreLine> stated =
      read_score_line(options.line.empty() ? line_of_input() : options.line);
  if (!stated.ok()) return app.fail(stated.status());
  if (stated->version != kScoreVersion) {
    return app.fail(unavailable(fmt::format(
        "it cannot be checked here: a score line of version {}, and this program knows {}",
        stated->version, kScoreVersion)));
  }
  const Result<Work> work = find_work(app, {stated->problem, "", options.file});
  if (!work.ok()) return app.fail(work.status());
  const Result<json> report = grade_again(app, *work);
  if (!report.ok()) return app.fail(report.status());
  const Result<std::vector<Difference>> all = compare(*stated, *report);
  if (!all.ok()) return app.fail(all.status());
  print_differences(app, *stated, *all);
  return all->empty() ? kFine : kNotAccepted;
}

}  // namespace assay::cli
