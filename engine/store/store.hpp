#pragma once
// What the engine remembers of a candidate, in one SQLite file.
//
// Everything acknowledged survives a crash of the program or the machine: a method that writes
// returns only after its transaction is on the disk (WAL, synchronous FULL).  Several programs may
// use one file at once.

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.hpp"
#include "model/parts.hpp"
#include "model/report.hpp"

namespace assay {

struct Attempt {
  std::int64_t id = 0;
  std::string problem, language;
  std::int64_t started_at_ms = 0;  // since 1970, as all times here
  std::optional<std::int64_t> deadline_at_ms;
};

struct Submission {
  std::int64_t id = 0;                  // given by the store
  std::optional<std::int64_t> attempt;  // the one that it belongs to, if the clock was started
  std::string problem, problem_hash, language, source, source_hash;
  std::string answers;  // the file of parts beside the source, or ""
  std::int64_t submitted_at_ms = 0;
  bool graded = false;  // a submission that never became graded was cut off by a crash
};

// How a submission was judged.  Judging it again adds a generation and keeps the older ones.
struct Judgement {
  int generation = 1;
  Verdict verdict = Verdict::internal_error;
  double score = 0, points = 0, of = 0, cpu_ms = 0;
  Tier tier = Tier::none;
  std::string engine, report;  // `report` is JSON text
};

struct HistoryEntry {
  Submission submission;               // without its source
  std::optional<Judgement> judgement;  // the newest, without its report
};

struct HistoryFilter {
  std::string problem;  // "" for all
  int limit = 50;
};

struct TakenHint {
  int number = 0, cost = 0;  // the first is number 1
  std::int64_t taken_at_ms = 0;
};

// Where a candidate stands with a problem.  Problems never touched have none.
struct Standing {
  bool solved = false;
  std::optional<double> best;  // highest score, 0..1; none while nothing was graded
};

// Every method may be called from any thread.
class Store {
 public:
  // Opens the file, makes it (readable by its owner only) and its folders when missing, and brings
  // an older schema up to date.  An empty path keeps everything in memory.  Fails on a damaged file
  // (io), on one of a newer Assay (unavailable), and on a database that is not ours
  // (invalid_argument); the message says what to do.
  static Result<std::unique_ptr<Store>> open(const std::filesystem::path& path);
  ~Store();

  // Starts a new attempt; earlier ones of the same problem count as finished.
  Result<Attempt> begin_attempt(Attempt attempt);
  // The newest unfinished attempt, of one problem or with "" of any.
  Result<std::optional<Attempt>> current_attempt(std::string_view problem = "");

  // Records a submission before it is graded; the id.
  Result<std::int64_t> add_submission(const Submission& submission);
  // Records how it was judged, anew each time, with the facts of each test.
  Status add_result(std::int64_t submission, const Report& report, std::string_view json);

  // Newest first.
  Result<std::vector<HistoryEntry>> history(const HistoryFilter& filter = {});
  // Fails with not_found.
  Result<HistoryEntry> submission(std::int64_t id);
  // The facts of the newest judgement, by group and index; what a test showed is not among them.
  Result<std::vector<TestReport>> facts(std::int64_t submission);

  // Taking a hint twice is recorded once.
  Status take_hint(std::string_view problem, const TakenHint& hint);
  Result<std::vector<TakenHint>> hints_taken(std::string_view problem);

  // The journal of an attempt, or of work without one, from its beginning.
  Result<std::vector<JournalEntry>> journal(std::string_view problem,
                                            std::optional<std::int64_t> attempt);
  // Adds a line at its end; the line with its number.
  Result<JournalEntry> add_to_journal(std::string_view problem, std::optional<std::int64_t> attempt,
                                      JournalEntry entry);

  // The accepted submission with the most points, else the one with the highest score.
  Result<std::optional<HistoryEntry>> best(std::string_view problem);
  Result<std::map<std::string, Standing>> standings();

  Result<std::int64_t> count_submissions();
  // "ok", or SQLite's words on what is damaged.
  Result<std::string> integrity_check();

 private:
  struct State;
  explicit Store(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace assay
