#include "bank/reader.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "bank/reader_parts.hpp"
#include "base/digest.hpp"
#include "base/text.hpp"

namespace assay {
namespace {

using nlohmann::json;

const std::vector<std::string> kDeclarations = {
    "example", "tensors",  "edge",  "random",     "grow",   "level",    "fuzz",
    "asserts", "solution", "bug",   "equivalent", "hint",   "idea",     "follow_up",
    "metric",  "limit",    "slice", "probe",      "mutant", "counters", "perf",
    "framing", "quirk",    "audit", "journal"};

void read_hint(Fields& fields, Problem* problem) {
  Hint hint;
  hint.cost = static_cast<int>(fields.integer("cost", 0, 100).value_or(0));
  hint.text = fields.item_text(0, "a text");
  fields.finish();
  problem->hints.push_back(std::move(hint));
}

void read_idea(Fields& fields, Problem* problem) {
  Idea idea;
  idea.seconds = static_cast<int>(fields.integer("seconds", 1, 100'000).value_or(0));
  idea.question = fields.item_text(0, "a question");
  idea.right = fields.text("right");
  idea.wrong = fields.texts("wrong");
  if (idea.right.empty() || idea.wrong.empty()) {
    fields.report(fields.line(), "E013",
                  "idea needs what is right and what is wrong: right = \"...\", wrong = {\"...\"}");
  }
  fields.finish();
  problem->ideas.push_back(std::move(idea));
}

void read_follow_up(Fields& fields, Problem* problem) {
  problem->follow_up = fields.item_text(0, "a text");
  if (const std::string fn = fields.text("fn"); !fn.empty()) {
    const Result<Signature> signature = parse_signature(fn);
    if (!signature.ok()) {
      fields.report(fields.line_of("fn"), "E017", "fn: " + signature.status().message());
    }
  }
  fields.finish();
}

void read_bug(Fields& fields, Problem* problem) {
  Bug bug;
  bug.group = fields.item_text(0, "the group that it fails: bug { \"mask\", 30, \"why\" }");
  const double points =
      fields.count() > 1 && fields.item(1).is_number() ? fields.item(1).get<double>() : 0;
  if (points <= 0 || points > kMostPoints) {
    fields.report(fields.line(), "E013", "bug needs its points: bug { \"mask\", 30, \"why\" }");
  }
  bug.why = fields.item_text(2, "what is wrong, after the points");
  fields.finish();
  std::vector<std::string> groups;
  for (Group& group : problem->groups) {
    groups.push_back(group.name);
    if (group.name != bug.group) continue;
    group.points = points;
    group.all_or_nothing = true;
    problem->bugs.push_back(std::move(bug));
    return;
  }
  fields.report(fields.line(), "E025", "bug: there is no group " + with_nearest(bug.group, groups));
}

class Reader {
 public:
  Reader(const std::string& path, const ReadBeside& read_beside)
      : file_(std::filesystem::path(path).filename().string()), read_beside_(read_beside) {
    result_.problem.path = path;
  }

  Reading run(const json& dump) {
    Fields fields(dump, file_, &result_.findings);
    read_about(fields, &problem());
    check_id(fields);
    if (fields.kind() == "problem") {
      read_body(fields);
      fields.finish({}, kDeclarations);
    } else {
      // Quizzes, scorecards and loops: listed, not judged yet.
      problem().unsupported.push_back(fields.kind());
      problem().statement = fields.has("ask") ? fields.text("ask") : fields.text("statement");
    }
    std::stable_sort(result_.findings.begin(), result_.findings.end(),
                     [](const Finding& a, const Finding& b) { return a.line < b.line; });
    return std::move(result_);
  }

 private:
  Problem& problem() { return result_.problem; }

  void check_id(Fields& fields) {
    const std::string& id = problem().id;
    if (!is_kebab(id)) {
      fields.report(fields.line(), "E015",
                    "the id \"" + id + "\" is not of small letters, digits and single dashes");
      return;
    }
    const std::filesystem::path path = problem().path;
    const std::string folder = path.filename() == "problem.lua"
                                   ? path.parent_path().filename().string()
                                   : path.stem().string();
    if (!folder.empty() && folder != id) {
      fields.report(fields.line(), "W016",
                    "the id \"" + id + "\" differs from the name \"" + folder + "\" on disk");
    }
  }

  void read_body(Fields& fields) {
    read_interface(fields, &problem());
    read_data(fields, &problem(), read_beside_);
    // `fuzz` counts levels, wherever it stands: tests are read before it.
    for (const bool fuzz : {false, true}) {
      for (std::size_t i = 0; i < fields.count(); ++i) {
        const json& item = fields.item(i);
        if (is_declaration(item, "fuzz") == fuzz) read_item(fields, item, fields.item_line(i));
      }
    }
    for (std::size_t i = 0; i < fields.count(); ++i) {
      if (!is_declaration(fields.item(i), "bug")) continue;
      Fields bug(fields.item(i), file_, &result_.findings);
      read_bug(bug, &problem());
    }
    read_scaffold(fields);
    if (!problem().bugs.empty() && problem().scaffold.empty() && !fields.has("scaffold")) {
      fields.report(fields.line(), "E013",
                    "scaffold is missing: the file with the bugs, scaffold = \"scaffold.py\"");
    }
    finish_modeling(fields, &problem());
    finish_parts(fields, &problem());
    finish_suite(fields, &problem());
    finish_tests(fields, &problem());
    check_counters(fields, &problem());
    check_timings(fields, &problem());
    check_expectations(fields, problem());
    check_equivalents(fields, problem());
  }

  void read_scaffold(Fields& fields) {
    problem().budget = static_cast<int>(fields.integer("budget", 1, 10'000).value_or(0));
    problem().regression = fields.number("regression").value_or(20);
    if (problem().regression < 0 || problem().regression > kMostPoints) {
      fields.report(fields.line_of("regression"), "E012", "regression must be 0 to 1000000");
    }
    const std::string file = fields.text("scaffold");
    if (file.empty()) return;
    problem().scaffold_file = file;
    Result<std::string> source = read_beside_(file);
    if (source.ok()) {
      problem().scaffold = std::move(source).value();
    } else {
      fields.report(fields.line_of("scaffold"), "E024",
                    "the scaffold cannot be read: " + why_unread(file, source.status()));
    }
  }

  void read_item(Fields& outer, const json& item, int line) {
    if (!is_declaration(item)) {
      outer.report(line, "E014", "a problem holds settings and declarations; this is neither");
      return;
    }
    Fields fields(item, file_, &result_.findings);
    const std::string& kind = fields.kind();
    if (read_test(fields, item, &problem())) return;
    if (read_solution(fields, &problem(), read_beside_)) return;
    if (read_modeling(fields, &problem())) return;
    if (read_part(fields, &problem())) return;
    if (kind == "hint") return read_hint(fields, &problem());
    if (kind == "idea") return read_idea(fields, &problem());
    if (kind == "bug") return;  // read when all groups are known
    if (kind == "counters") return read_counters(fields, &problem());
    if (kind == "perf") return read_perf(fields, item, &problem());
    if (kind == "follow_up") return read_follow_up(fields, &problem());
    outer.report(fields.line(), "E014", kind + " cannot stand in a problem");
  }

  std::string file_;
  const ReadBeside& read_beside_;
  Reading result_;
};

}  // namespace

bool is_kebab(std::string_view id) {
  const auto fits = [](char c) {
    return std::islower(static_cast<unsigned char>(c)) != 0 ||
           std::isdigit(static_cast<unsigned char>(c)) != 0 || c == '-';
  };
  return !id.empty() && std::all_of(id.begin(), id.end(), fits) && id.front() != '-' &&
         id.back() != '-' && id.find("--") == std::string_view::npos;
}

bool Reading::ok() const {
  return std::none_of(findings.begin(), findings.end(),
                      [](const Finding& finding) { return finding.is_error(); });
}

Reading read_problem(std::string_view dump, const std::string& path, std::string_view source,
                     const ReadBeside& read_beside) {
  Reading reading;
  try {
    reading = Reader(path, read_beside).run(json::parse(dump));
  } catch (const json::exception&) {  // not what a script process of ours sends
    reading = {};
    reading.findings.push_back({path, 0, "E001", "the definition could not be read"});
    return reading;
  }
  std::string hashed(source);
  for (const Solution& solution : reading.problem.solutions) {
    if (!solution.file.empty()) hashed += '\0' + solution.file + '\0' + solution.source;
  }
  for (const Solution& mutant : reading.problem.mutants) {
    if (!mutant.file.empty()) hashed += '\0' + mutant.source;
  }
  if (!reading.problem.scaffold.empty()) hashed += '\0' + reading.problem.scaffold;
  const Modeling& modeling = reading.problem.modeling;
  if (!modeling.train_file.empty()) hashed += '\0' + modeling.train + '\0' + modeling.hidden;
  reading.problem.hash = sha256(hashed);
  return reading;
}

Finding load_finding(const std::string& path, const std::string& message) {
  const std::string file = std::filesystem::path(path).filename().string();
  Finding finding{file, 0, "E001", message};
  if (message.rfind(file + ":", 0) == 0) {
    std::size_t used = file.size() + 1;
    const int line = std::atoi(message.c_str() + used);
    if (line > 0) {
      finding.line = line;
      used = message.find(':', used);
      used = used == std::string::npos ? message.size() : used + 1;
    }
    finding.message = message.substr(std::min(message.size(), used + 1));
  }
  if (finding.message.find("ended the long string") != std::string::npos) finding.code = "E002";
  return finding;
}

}  // namespace assay
