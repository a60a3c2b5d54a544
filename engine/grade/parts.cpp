#include "grade/parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

namespace assay {
namespace {

bool among(const std::vector<std::string>& all, const std::string& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

double f1(double hits, double found, double there) {
  return hits > 0 ? 2 * hits / (found + there) : 0;
}

bool is_answered(const Answer& answer) { return answer.number || !answer.chosen.empty(); }

double answer_score(const Question& question, const Answer& answer) {
  if (question.choices.empty()) {
    const double off = std::abs(answer.number.value_or(NAN) - question.number);
    return off <= question.within * (1 + 1e-9) ? 1 : 0;
  }
  if (!question.several && answer.chosen.size() != 1) return 0;
  const std::set<std::string> chosen(answer.chosen.begin(), answer.chosen.end());
  const auto hits = std::count_if(chosen.begin(), chosen.end(), [&](const std::string& one) {
    return among(question.right, one);
  });
  return f1(static_cast<double>(hits), static_cast<double>(chosen.size()),
            static_cast<double>(question.right.size()));
}

}  // namespace

PartScore framing_score(const std::vector<Question>& questions, const Answers& answers) {
  double sum = 0;
  std::size_t answered = 0;
  for (const Question& question : questions) {
    const auto found = answers.framing.find(question.id);
    if (found == answers.framing.end() || !is_answered(found->second)) continue;
    ++answered;
    sum += answer_score(question, found->second);
  }
  const auto count = static_cast<double>(questions.size());
  return {sum / count,
          fmt::format("{:.2g} of {} questions right{}", sum, questions.size(),
                      answered < questions.size()
                          ? fmt::format(", {} not answered", questions.size() - answered)
                          : "")};
}

PartScore audit_score(const std::vector<Quirk>& quirks, const Answers& answers) {
  if (answers.findings.empty()) return {0, fmt::format("no finding; there are {}", quirks.size())};
  std::set<std::string> hit;
  std::set<DataFinding> wrong;
  for (const DataFinding& finding : answers.findings) {
    const auto found = std::find_if(quirks.begin(), quirks.end(), [&](const Quirk& quirk) {
      return std::find(quirk.fits.begin(), quirk.fits.end(), finding) != quirk.fits.end();
    });
    if (found == quirks.end()) {
      wrong.insert(finding);
    } else {
      hit.insert(found->name);
    }
  }
  const auto hits = static_cast<double>(hit.size());
  const double score =
      f1(hits, hits + static_cast<double>(wrong.size()), static_cast<double>(quirks.size()));
  std::string words = fmt::format("found {} of {}", hit.size(), quirks.size());
  if (!wrong.empty()) {
    words +=
        fmt::format("; {} finding{} not hold", wrong.size(), wrong.size() == 1 ? " does" : "s do");
  }
  return {score, std::move(words)};
}

PartScore journal_score(const JournalRule& rule, bool larger_is_better,
                        const std::vector<JournalEntry>& entries) {
  std::set<std::string> seen;
  std::map<std::int64_t, const JournalEntry*> hypotheses;  // that no run has used yet
  const JournalEntry* before = nullptr;
  int counted = 0, written = 0, right = 0;
  for (const JournalEntry& entry : entries) {
    if (!entry.run) {
      hypotheses.emplace(entry.number, &entry);
      continue;
    }
    const JournalEntry* last = std::exchange(before, &entry);
    if (!seen.insert(entry.source_hash).second) continue;
    const auto said = hypotheses.extract(entry.follows);
    if (last == nullptr) continue;
    ++counted;
    if (said.empty()) continue;
    ++written;
    const double gain = (larger_is_better ? 1 : -1) * (entry.value - last->value);
    right += said.mapped()->expects_better ? gain >= rule.step : gain <= -rule.step;
  }
  const double of = std::max(counted, rule.runs);
  const double score = of > 0 ? (0.5 * written + 0.5 * right) / of : 0;
  return {score,
          fmt::format("changes run after the first source: {}, of them with a note: {}, moved as "
                      "expected: {}",
                      counted, written, right)};
}

}  // namespace assay
