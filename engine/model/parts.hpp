#pragma once
// What a data modeling round asks beside the model: a framing form, an audit of the data and a
// journal of hypotheses.  Candidates answer the first two in a file beside their solution; the
// journal is kept by the engine, as they write it.

#include <array>
#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay {

inline constexpr char kFraming[] = "framing", kAudit[] = "audit", kJournal[] = "journal";
// The candidate's file.
inline constexpr char kAnswersFile[] = "answers.json";
// In place of a column's name, for what is wrong with rows as a whole.
inline constexpr char kWholeRows[] = "rows";

// What can be wrong with data: the words of quirks and of findings, with what each means.
using QuirkKind = std::pair<std::string_view, std::string_view>;
inline constexpr std::array<QuirkKind, 12> kQuirkKinds = {{
    {"leak", "filled in only once the label is known"},
    {"unit", "two units or scales in one column"},
    {"missing", "a value, a code or a blank stands for \"not known\""},
    {"noise", "wrong values or labels among right ones"},
    {"duplicate", "the same thing stands there more than once, perhaps a little changed"},
    {"drift", "means something else, or is otherwise distributed, at another time"},
    {"censored", "the true value lies beyond the one that stands there"},
    {"spelling", "one thing under several names"},
    {"selection", "what is in the data, or how it was labelled, was chosen by something else"},
    {"intruder", "rows that are not of those that are to be predicted"},
    {"turned", "turned, mirrored, swapped or in another order"},
    {"tail", "a few values outweigh all others"},
}};

struct Question {
  std::string id, text;
  std::vector<std::string> choices;  // empty: a number is asked for
  std::vector<std::string> right;    // of the choices
  bool several = false;              // each right choice is to be named, and no other
  double number = 0, within = 0;     // what is right, and how far off is right too
  std::string why;                   // private
  int line = 0;
};

// A fault of the data, as a candidate files it.
struct DataFinding {
  std::string column, kind;

  auto operator<=>(const DataFinding&) const = default;
};

// One thing that is wrong with the data, on purpose.
struct Quirk {
  std::string name;
  std::vector<DataFinding> fits;  // a finding is one of these
  std::string why;                // private
  int line = 0;
};

// Trial runs that change the source: each is to follow a hypothesis of its own.
struct JournalRule {
  int runs = 0;     // that are expected at least, after the first
  double step = 0;  // the first metric has moved if it did by so much
};

struct Parts {
  std::vector<Question> framing;
  std::vector<Quirk> quirks;
  bool audit = false;
  std::optional<JournalRule> journal;

  bool any() const { return !framing.empty() || audit || journal; }
};

// What a candidate's file says.
struct Answer {
  std::vector<std::string> chosen;
  std::optional<double> number;
};
struct Answers {
  std::string unreadable;  // why nothing could be read; else ""
  std::map<std::string, Answer> framing;
  std::vector<DataFinding> findings;
};

// A line of the journal: a hypothesis, or a trial run with what it measured.  Their order is the
// order in which they happened.
struct JournalEntry {
  std::int64_t number = 0;  // given by the store, rising
  std::int64_t at_ms = 0;   // since 1970
  bool run = false;
  std::string text;            // of a hypothesis
  bool expects_better = true;  // of a hypothesis: what the next run shows
  std::string source_hash;     // of a run
  double value = 0;            // of a run: the first metric, on the rows held out
  std::int64_t follows = 0;    // of a run: the newest hypothesis when it began; 0: there was none
};

// What a candidate has done of the parts so far.
struct PartsDone {
  Answers answers;
  std::vector<JournalEntry> journal;
};

}  // namespace assay
