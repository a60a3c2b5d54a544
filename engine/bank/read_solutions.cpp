#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "bank/reader_parts.hpp"
#include "base/text.hpp"

namespace assay {
namespace {

using nlohmann::json;

// Into the problem's solutions or mutants.
void read_one(Fields& fields, std::vector<Solution>* into, const ReadBeside& read_beside) {
  Solution solution;
  solution.line = fields.line();
  solution.name = fields.item_text(0, "a file name: solution { \"name.py\", ... }");
  solution.language = fields.text("language");
  solution.file = fields.text("file");
  solution.decoy = fields.flag("decoy");
  solution.expect = read_expect(fields.text("expect"), fields.line_of("expect"), fields);
  // What follows the name: why it is as it is, and the source unless it stands in a file.
  std::vector<std::size_t> texts;
  for (std::size_t i = 1; i < fields.count(); ++i) {
    if (fields.item_is_text(i)) texts.push_back(i);
  }
  if (solution.file.empty()) {
    if (texts.empty()) {
      fields.report(fields.line(), "E013",
                    "\"" + solution.name + "\" has no source: [=[ ... ]=] or file = \"...\"");
    } else {
      solution.source = fields.item(texts.back()).get<std::string>();
      solution.source_line = fields.item_line(texts.back());
      texts.pop_back();
    }
  } else {
    Result<std::string> source = read_beside(solution.file);
    if (source.ok()) {
      solution.source = std::move(source).value();
    } else {
      fields.report(fields.line_of("file"), "E024",
                    "the file of \"" + solution.name +
                        "\" cannot be read: " + why_unread(solution.file, source.status()));
    }
  }
  if (!texts.empty()) solution.why = fields.item(texts[0]).get<std::string>();
  if (texts.size() > 1) fields.report(fields.line(), "E014", "more texts than a solution has");
  fields.finish();
  const bool twice = std::any_of(into->begin(), into->end(), [&](const Solution& other) {
    return other.name == solution.name;
  });
  if (twice) {
    fields.report(fields.line(), "E018", "two solutions are called \"" + solution.name + "\"");
  }
  into->push_back(std::move(solution));
}

}  // namespace

bool read_solution(Fields& fields, Problem* problem, const ReadBeside& read_beside) {
  if (fields.kind() == "solution" || fields.kind() == "mutant") {
    read_one(fields, fields.kind() == "mutant" ? &problem->mutants : &problem->solutions,
             read_beside);
    return true;
  }
  if (fields.kind() != "equivalent") return false;
  problem->equivalents.push_back({fields.item_text(0, "a place: \"queue.py:9\""),
                                  fields.item_text(1, "a reason after the place")});
  fields.finish();
  return true;
}

void finish_suite(Fields& fields, Problem* problem) {
  if (problem->kind != Kind::suite) {
    if (!problem->mutants.empty()) {
      fields.report(problem->mutants[0].line, "E013",
                    "mutant belongs to a problem whose candidates write = \"tests\"");
    }
    return;
  }
  if (problem->mutants.empty()) {
    fields.report(fields.line_of("write"), "E013",
                  "mutant is missing: mutant { \"off-by-one.py\", [=[ source ]=] }");
  }
  if (!problem->has_reference) {
    fields.report(fields.line_of("write"), "E013",
                  "reference is missing: what a right test expects");
  }
  for (const Group& group : problem->groups) {
    if (group.source == Group::Source::example) continue;
    fields.report(group.line, "E012", "the candidate writes the tests; here are only examples");
  }
  for (const char* name : {"right", "mutants"}) {
    Group group;
    group.name = name;
    group.source = Group::Source::suite;
    group.line = fields.line_of("write");
    group.count = *name == 'r' ? 1 : static_cast<int>(problem->mutants.size());
    group.points = *name == 'r' ? 0 : 100;
    problem->groups.push_back(std::move(group));
  }
}

std::string why_unread(const std::string& file, const Status& status) {
  const std::size_t colon = status.message().rfind(": ");
  if (colon == std::string::npos) return status.message();
  return file + " (" + status.message().substr(colon + 2) + ")";
}

void check_equivalents(Fields& fields, const Problem& problem) {
  std::vector<std::string> names;
  for (const Solution& solution : problem.solutions) names.push_back(solution.name);
  for (std::size_t i = 0; i < fields.count(); ++i) {
    if (!is_declaration(fields.item(i), "equivalent")) continue;
    const json items = fields.item(i).value("items", json::array());
    const std::string place = !items.empty() && items[0].is_string() ? items[0] : "";
    const std::size_t colon = place.rfind(':');
    const std::string name = place.substr(0, colon);
    const int line = colon == std::string::npos ? 0 : std::atoi(place.c_str() + colon + 1);
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) {
      fields.report(fields.item_line(i), "E010",
                    "equivalent: no solution is called " + with_nearest(name, names));
      continue;
    }
    const std::string& source =
        problem.solutions[static_cast<std::size_t>(found - names.begin())].source;
    const auto lines = std::count(source.begin(), source.end(), '\n') + 1;
    if (line >= 1 && line <= lines) continue;
    fields.report(fields.item_line(i), "E012",
                  "equivalent: \"" + place + "\" is no line of " + name + ", which has " +
                      std::to_string(lines));
  }
}

void check_expectations(Fields& fields, const Problem& problem) {
  std::vector<std::string> groups;
  for (const Group& group : problem.groups) groups.push_back(group.name);
  // Groups of rounds that are not judged yet are not known here.
  if (!problem.unsupported.empty()) return;
  for (const Solution& solution : problem.solutions) {
    for (const Expectation& clause : solution.expect) {
      if (clause.group.empty() ||
          std::find(groups.begin(), groups.end(), clause.group) != groups.end()) {
        continue;
      }
      fields.report(solution.line, "E025",
                    "expect of \"" + solution.name + "\": there is no group " +
                        with_nearest(clause.group, groups));
    }
  }
}

}  // namespace assay
