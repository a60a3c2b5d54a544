#include "service/parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "grade/parts.hpp"
#include "value/table.hpp"

namespace assay {
namespace {

// Keys stay in the order in which a person reads them.
using json = nlohmann::ordered_json;

constexpr std::size_t kMostFindings = 100;
// As a metric does, a part passes at half of its points.
constexpr double kPasses = 0.5;

// One question's "answer": a number, a choice, or a list of choices.
Answer read_answer(const Question& question, const json& given, std::string* wrong) {
  Answer answer;
  if (given.is_null()) return answer;
  if (question.choices.empty()) {
    if (given.is_number()) {
      answer.number = given.get<double>();
    } else {
      *wrong = "a number is asked for";
    }
    return answer;
  }
  if (given.is_string() && !question.several) answer.chosen = {given.get<std::string>()};
  if (given.is_array() && question.several) {
    for (const json& one : given) answer.chosen.push_back(one.is_string() ? one : json(""));
  }
  if (answer.chosen.empty() && !(given.is_array() && given.empty())) {
    *wrong =
        question.several ? "a list of choices is asked for" : "one of the choices is asked for";
  }
  for (const std::string& chosen : answer.chosen) {
    const auto& choices = question.choices;
    if (std::find(choices.begin(), choices.end(), chosen) != choices.end()) continue;
    *wrong = '"' + chosen + "\" is none of the choices";
  }
  return answer;
}

void read_framing(const Parts& parts, const json& given, Answers* answers) {
  for (const json& entry : given) {
    const std::string id = entry.value("id", "");
    const auto question = std::find_if(parts.framing.begin(), parts.framing.end(),
                                       [&](const Question& other) { return other.id == id; });
    if (question == parts.framing.end()) {
      answers->unreadable = "framing: there is no question \"" + id + '"';
      return;
    }
    std::string wrong;
    answers->framing[id] = read_answer(*question, entry.value("answer", json()), &wrong);
    if (!wrong.empty()) answers->unreadable = "framing: " + id + ": " + wrong;
  }
}

void read_findings(const json& given, Answers* answers) {
  if (given.size() > kMostFindings) {
    answers->unreadable = fmt::format("findings: more than {}", kMostFindings);
    return;
  }
  for (const json& entry : given) {
    DataFinding finding{entry.value("column", ""), entry.value("kind", "")};
    if (finding.column.empty() && finding.kind.empty()) continue;  // as the stub has it
    const bool known =
        std::any_of(kQuirkKinds.begin(), kQuirkKinds.end(),
                    [&](const QuirkKind& kind) { return kind.first == finding.kind; });
    if (!known) {
      answers->unreadable = "findings: there is no kind \"" + finding.kind + '"';
      return;
    }
    answers->findings.push_back(std::move(finding));
  }
}

TestReport part_test(const char* group, const PartScore& part) {
  TestReport test;
  test.group = test.name = group;
  test.score = part.score;
  test.verdict = part.score >= kPasses ? Verdict::accepted : Verdict::wrong_answer;
  test.feedback = part.words;
  return test;
}

TestReport unread_test(const char* group, const std::string& why) {
  TestReport test;
  test.group = test.name = group;
  test.verdict = Verdict::no_answer;
  test.feedback = std::string(kAnswersFile) + ": " + why;
  return test;
}

std::string progress_text(const Parts& parts, const Answers& answers, const std::string& so_far) {
  std::string text;
  if (!parts.framing.empty()) {
    const auto answered = std::count_if(
        answers.framing.begin(), answers.framing.end(),
        [](const auto& entry) { return entry.second.number || !entry.second.chosen.empty(); });
    text += fmt::format("framing: {} of {} questions answered\n", answered, parts.framing.size());
  }
  if (parts.audit) text += fmt::format("audit: findings: {}\n", answers.findings.size());
  if (parts.journal) {
    text += "journal: " + so_far + '\n';
  }
  return text;
}

// Of what `assay test` shows.
std::string number_that_counts(const Problem& problem) {
  if (problem.modeling.metrics.empty()) {
    return "What counts is the mean score of the visible tests; more is better.";
  }
  const Metric& metric = problem.modeling.metrics[0];
  return fmt::format(
      "What counts is the first number that `assay test` shows, `{}{}`; {} is better.",
      metric.where.empty() ? "" : metric.group + ": ", metric.name,
      metric.larger_is_better ? "more" : "less");
}

PartScore journal_part(const Problem& problem, const std::vector<JournalEntry>& entries) {
  const auto& metrics = problem.modeling.metrics;
  const bool larger = metrics.empty() || metrics[0].larger_is_better;
  return journal_score(*problem.parts.journal, larger, entries);
}

}  // namespace

bool asks_answers(const Parts& parts) { return !parts.framing.empty() || parts.audit; }

std::string answers_stub(const Parts& parts) {
  json stub = json::object();
  if (!parts.framing.empty()) {
    stub["framing"] = json::array();
    for (const Question& question : parts.framing) {
      json entry = {{"id", question.id}, {"question", question.text}};
      if (!question.choices.empty()) entry["choices"] = question.choices;
      entry["answer"] = question.several ? json::array() : json();
      stub["framing"].push_back(std::move(entry));
    }
  }
  if (parts.audit) {
    stub["findings"] = {{{"column", ""}, {"kind", ""}, {"note", ""}}};
    for (const auto& [kind, meaning] : kQuirkKinds) stub["kinds"][std::string(kind)] = meaning;
  }
  return stub.dump(2) + "\n";
}

Answers read_answers(const Parts& parts, const std::string& text) {
  Answers answers;
  if (nests_too_deep(text)) {
    answers.unreadable = "it nests too deep";
    return answers;
  }
  try {
    const json file = json::parse(text);
    if (!file.is_object()) {
      answers.unreadable = "it holds no object";
      return answers;
    }
    read_framing(parts, file.value("framing", json::array()), &answers);
    if (answers.unreadable.empty()) {
      read_findings(file.value("findings", json::array()), &answers);
    }
  } catch (const json::parse_error& error) {
    answers.unreadable = fmt::format("no JSON at character {}", error.byte);
  } catch (const json::exception&) {
    answers.unreadable = "its parts are not as assay start wrote them";
  }
  return answers;
}

std::string parts_text(const Problem& problem) {
  const Parts& parts = problem.parts;
  if (!parts.any()) return "";
  std::string text = "\n## Beside the model\n\n";
  if (!parts.framing.empty()) {
    text += fmt::format(
        "- Framing: answer the questions in `{}`: as `answer` with the words of a choice, with a "
        "list of choices where `[]` stands, or with a number.\n",
        kAnswersFile);
  }
  if (parts.audit) {
    text += fmt::format(
        "- Audit: list as `findings` in `{}` what is wrong with the data: for each fault a column, "
        "the label's too (or `{}`, for rows as a whole), and one of the `kinds` that the file "
        "explains. A fault that you miss and a finding that does not hold both cost, so do not "
        "guess; a `note` is for people. Whatever you list, the model is rated as it is.\n",
        kAnswersFile, kWholeRows);
  }
  if (parts.journal) {
    text += fmt::format(
        "- Journal: run something simple first, with `assay test`; it needs no note. Then, for "
        "each change: say what it will do to the number that counts, and why (`assay note \"...\" "
        "--expect better`, or `worse`), make it, and run `assay test` again. {} A change with such "
        "a note counts whole if the number moved as you said from the run before, by {} or more, "
        "and half if it did not: to be wrong costs little. A change that is run without a note "
        "counts nothing. To run a source again, or to go back to an earlier one, is free and uses "
        "up no note, and the next change is compared with that run. {} changes are expected, more "
        "are welcome.\n",
        number_that_counts(problem), parts.journal->step, parts.journal->runs);
  }
  return text;
}

JournalEntry run_entry(const Report& report, const std::vector<JournalEntry>& before) {
  JournalEntry entry;
  entry.run = true;
  entry.source_hash = report.source_hash;
  entry.value = report.trial.value();
  for (const JournalEntry& earlier : before) {
    if (!earlier.run) entry.follows = earlier.number;
  }
  return entry;
}

std::string unknown_column(const Answers& answers, const Record& train) {
  for (const DataFinding& finding : answers.findings) {
    if (finding.column == kWholeRows || find_column(train, finding.column) != nullptr) continue;
    return "findings: there is no column \"" + finding.column + '"';
  }
  return "";
}

void add_parts(const Problem& problem, const PartsDone& done, bool examples_only, Report& report) {
  const Parts& parts = problem.parts;
  const std::string& unread = done.answers.unreadable;
  if (examples_only) {
    std::vector<JournalEntry> journal = done.journal;
    if (report.trial) journal.push_back(run_entry(report, done.journal));
    const std::string so_far = parts.journal ? journal_part(problem, journal).words : "";
    TestReport test = part_test("example", {1, ""});
    if (!unread.empty()) {
      test.verdict = Verdict::no_answer;
      test.score = 0;
      test.feedback = unread;  // the test bears the file's name
    }
    test.index = static_cast<int>(report.tests.size());
    test.name = kAnswersFile;
    // What cannot be read would be counted as not there.
    if (unread.empty()) test.out = progress_text(parts, done.answers, so_far);
    report.tests.push_back(std::move(test));
    return;
  }
  const auto add = [&](const char* group, const PartScore& part) {
    report.tests.push_back(unread.empty() ? part_test(group, part) : unread_test(group, unread));
  };
  if (!parts.framing.empty()) add(kFraming, framing_score(parts.framing, done.answers));
  if (parts.audit) add(kAudit, audit_score(parts.quirks, done.answers));
  if (parts.journal) {
    report.tests.push_back(part_test(kJournal, journal_part(problem, done.journal)));
  }
}

}  // namespace assay
