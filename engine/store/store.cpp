#include "store/store.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <mutex>

#include "base/fd.hpp"
#include "store/schema.hpp"
#include "store/statement.hpp"

namespace assay {
namespace {

namespace fs = std::filesystem;

constexpr int kBusyTimeoutMs = 5'000;

// SQLite gives a new file the permissions of the umask, and its -wal and -shm files those of the
// database: so the database is made first, closed to others.  One that is there is not opened here:
// closing it would end the locks that this process may have on it.
Status create_private(const fs::path& path) {
  std::error_code error;
  if (fs::is_directory(path, error)) {
    return invalid_argument(path.string() + " is a folder: name the file of the records, like " +
                            (path / "assay.db").string());
  }
  if (path.has_parent_path()) fs::create_directories(path.parent_path(), error);
  if (path.has_parent_path() && error) {
    return io_error(path.parent_path().string() + ", the folder of the records, cannot be made: " +
                    error.message() + ". Name another file for them: --store FILE, or ASSAY_STORE");
  }
  const Fd file(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  return file.valid() || errno == EEXIST ? Status() : errno_status(path.string());
}

Status make_private(const fs::path& path) {
  struct stat facts {};
  if (::stat(path.c_str(), &facts) != 0) return errno_status(path.string());
  const bool open_to_others = (facts.st_mode & 0077) != 0;
  if (open_to_others && ::chmod(path.c_str(), 0600) != 0) return errno_status(path.string());
  return {};
}

constexpr const char* kEntry =
    "SELECT s.id, s.attempt, s.problem, s.problem_hash, s.language, s.source_hash, "
    "s.submitted_at_ms, s.state, r.generation, r.verdict, r.score, r.points, r.\"of\", r.cpu_ms, "
    "r.tier, r.engine, %s FROM submissions s LEFT JOIN latest_results r ON r.submission = s.id ";

// The columns of kEntry; `source` and the report stand last and are asked for by one caller only.
std::string entry_sql(const char* texts, const char* rest) {
  std::string sql = kEntry;
  return sql.replace(sql.find("%s"), 2, texts) + rest;
}

Result<HistoryEntry> read_entry(const Statement& row) {
  HistoryEntry entry;
  Submission& submission = entry.submission;
  submission.id = row.integer(0);
  submission.attempt = row.maybe_integer(1);
  submission.problem = row.text(2);
  submission.problem_hash = row.text(3);
  submission.language = row.text(4);
  submission.source_hash = row.text(5);
  submission.submitted_at_ms = row.integer(6);
  submission.graded = row.text(7) == "graded";
  submission.source = row.text(16);
  if (!row.maybe_integer(8)) return entry;
  Judgement judgement;
  judgement.generation = static_cast<int>(row.integer(8));
  ASSAY_TRY(judgement.verdict, verdict_from(row.text(9)));
  judgement.score = row.real(10);
  judgement.points = row.real(11);
  judgement.of = row.real(12);
  judgement.cpu_ms = row.real(13);
  ASSAY_TRY(judgement.tier, tier_from(row.text(14)));
  judgement.engine = row.text(15);
  judgement.report = row.text(17);
  entry.judgement = std::move(judgement);
  return entry;
}

Result<std::vector<HistoryEntry>> read_entries(Statement& rows) {
  std::vector<HistoryEntry> entries;
  while (rows.step()) {
    ASSAY_TRY(HistoryEntry entry, read_entry(rows));
    entries.push_back(std::move(entry));
  }
  ASSAY_CHECK(rows.status());
  return entries;
}

Status add_facts(sqlite3* database, std::int64_t submission, std::int64_t generation,
                 const std::vector<TestReport>& tests) {
  Statement insert(database, "INSERT INTO facts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  for (const TestReport& test : tests) {
    insert.bind(submission).bind(generation).bind(test.group).bind(test.index);
    insert.bind(name(test.verdict)).bind(name(test.ending)).bind(test.code);
    insert.bind(test.cpu_ms).bind(test.wall_ms).bind(test.memory_bytes).bind(test.oom_kills);
    ASSAY_CHECK(insert.bind(test.score).run());
  }
  return {};
}

}  // namespace

struct Store::State {
  struct Close {
    void operator()(sqlite3* database) const { sqlite3_close(database); }
  };
  std::unique_ptr<sqlite3, Close> database;
  std::mutex mutex;

  Statement statement(std::string_view sql) { return {database.get(), sql}; }
};

Store::Store(std::unique_ptr<State> state) : state_(std::move(state)) {}
Store::~Store() = default;

Result<std::unique_ptr<Store>> Store::open(const fs::path& path) {
  if (!path.empty()) ASSAY_CHECK(create_private(path));
  auto state = std::make_unique<State>();
  sqlite3* raw = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  const std::string file = path.empty() ? ":memory:" : path.string();
  const int code = sqlite3_open_v2(file.c_str(), &raw, flags, nullptr);
  state->database.reset(raw);
  if (code != SQLITE_OK) return sqlite_status(raw, "cannot open");
  sqlite3_busy_timeout(raw, kBusyTimeoutMs);
  ASSAY_CHECK(check_ours(raw, file));
  if (!path.empty()) ASSAY_CHECK(make_private(path));
  for (const char* pragma : {"PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL",
                             "PRAGMA foreign_keys = ON", "PRAGMA trusted_schema = OFF"}) {
    ASSAY_CHECK(state->statement(pragma).run());
  }
  ASSAY_CHECK(migrate(raw, file));
  return std::unique_ptr<Store>(new Store(std::move(state)));
}

Result<Attempt> Store::begin_attempt(Attempt attempt) {
  const std::lock_guard lock(state_->mutex);
  Transaction transaction(state_->database.get());
  ASSAY_CHECK(transaction.begin());
  ASSAY_CHECK(state_->statement("UPDATE attempts SET finished = 1 WHERE problem = ?")
                  .bind(attempt.problem)
                  .run());
  ASSAY_CHECK(state_
                  ->statement("INSERT INTO attempts (problem, language, started_at_ms, "
                              "deadline_at_ms) VALUES (?, ?, ?, ?)")
                  .bind(attempt.problem)
                  .bind(attempt.language)
                  .bind(attempt.started_at_ms)
                  .bind(attempt.deadline_at_ms)
                  .run());
  attempt.id = sqlite3_last_insert_rowid(state_->database.get());
  ASSAY_CHECK(transaction.commit());
  return attempt;
}

Result<std::optional<Attempt>> Store::current_attempt(std::string_view problem) {
  const std::lock_guard lock(state_->mutex);
  Statement row = state_->statement(
      "SELECT id, problem, language, started_at_ms, deadline_at_ms FROM attempts "
      "WHERE NOT finished AND (?1 = '' OR problem = ?1) ORDER BY id DESC LIMIT 1");
  if (!row.bind(problem).step()) {
    ASSAY_CHECK(row.status());
    return std::optional<Attempt>();
  }
  return std::optional(Attempt{.id = row.integer(0),
                               .problem = row.text(1),
                               .language = row.text(2),
                               .started_at_ms = row.integer(3),
                               .deadline_at_ms = row.maybe_integer(4)});
}

Result<std::int64_t> Store::add_submission(const Submission& submission) {
  const std::lock_guard lock(state_->mutex);
  ASSAY_CHECK(state_
                  ->statement("INSERT INTO submissions (attempt, problem, problem_hash, language, "
                              "source, source_hash, submitted_at_ms, answers, state) "
                              "VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'accepted-for-grading')")
                  .bind(submission.attempt)
                  .bind(submission.problem)
                  .bind(submission.problem_hash)
                  .bind(submission.language)
                  .bind(submission.source)
                  .bind(submission.source_hash)
                  .bind(submission.submitted_at_ms)
                  .bind(submission.answers)
                  .run());
  return sqlite3_last_insert_rowid(state_->database.get());
}

Status Store::add_result(std::int64_t submission, const Report& report, std::string_view json) {
  const std::lock_guard lock(state_->mutex);
  Transaction transaction(state_->database.get());
  ASSAY_CHECK(transaction.begin());
  Statement last = state_->statement(
      "SELECT (SELECT coalesce(max(generation), 0) FROM results WHERE submission = s.id) "
      "FROM submissions s WHERE id = ?");
  if (!last.bind(submission).step()) {
    ASSAY_CHECK(last.status());
    return not_found("no submission " + std::to_string(submission));
  }
  const std::int64_t generation = last.integer(0) + 1;
  ASSAY_CHECK(state_->statement("INSERT INTO results VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                  .bind(submission)
                  .bind(generation)
                  .bind(name(report.verdict))
                  .bind(report.score)
                  .bind(report.points)
                  .bind(report.of)
                  .bind(name(report.tier))
                  .bind(report.cpu_ms)
                  .bind(report.engine)
                  .bind(json)
                  .run());
  ASSAY_CHECK(add_facts(state_->database.get(), submission, generation, report.tests));
  ASSAY_CHECK(state_->statement("UPDATE submissions SET state = 'graded' WHERE id = ?")
                  .bind(submission)
                  .run());
  return transaction.commit();
}

Result<std::vector<HistoryEntry>> Store::history(const HistoryFilter& filter) {
  const std::lock_guard lock(state_->mutex);
  Statement rows = state_->statement(
      entry_sql("NULL, NULL", "WHERE ?1 = '' OR s.problem = ?1 ORDER BY s.id DESC LIMIT ?2"));
  rows.bind(filter.problem).bind(filter.limit);
  return read_entries(rows);
}

Result<HistoryEntry> Store::submission(std::int64_t id) {
  const std::lock_guard lock(state_->mutex);
  Statement row = state_->statement(entry_sql("s.source, r.report", "WHERE s.id = ?"));
  if (row.bind(id).step()) return read_entry(row);
  ASSAY_CHECK(row.status());
  return not_found("no submission " + std::to_string(id));
}

Result<std::vector<TestReport>> Store::facts(std::int64_t submission) {
  const std::lock_guard lock(state_->mutex);
  Statement row = state_->statement(
      "SELECT group_name, idx, verdict, ending, code, cpu_ms, wall_ms, memory_bytes, oom_kills, "
      "score FROM facts WHERE submission = ?1 AND generation = "
      "(SELECT max(generation) FROM results WHERE submission = ?1) ORDER BY group_name, idx");
  row.bind(submission);
  std::vector<TestReport> tests;
  while (row.step()) {
    TestReport test;
    test.group = row.text(0);
    test.index = static_cast<int>(row.integer(1));
    ASSAY_TRY(test.verdict, verdict_from(row.text(2)));
    ASSAY_TRY(test.ending, ending_from(row.text(3)));
    test.code = static_cast<int>(row.integer(4));
    test.cpu_ms = row.real(5);
    test.wall_ms = row.real(6);
    test.memory_bytes = row.integer(7);
    test.oom_kills = row.integer(8);
    test.score = row.real(9);
    tests.push_back(std::move(test));
  }
  ASSAY_CHECK(row.status());
  return tests;
}

Status Store::take_hint(std::string_view problem, const TakenHint& hint) {
  const std::lock_guard lock(state_->mutex);
  return state_->statement("INSERT OR IGNORE INTO hints VALUES (?, ?, ?, ?)")
      .bind(problem)
      .bind(hint.number)
      .bind(hint.cost)
      .bind(hint.taken_at_ms)
      .run();
}

Result<std::vector<TakenHint>> Store::hints_taken(std::string_view problem) {
  const std::lock_guard lock(state_->mutex);
  Statement row = state_->statement(
      "SELECT number, cost, taken_at_ms FROM hints WHERE problem = ? ORDER BY number");
  row.bind(problem);
  std::vector<TakenHint> hints;
  while (row.step()) {
    hints.push_back({.number = static_cast<int>(row.integer(0)),
                     .cost = static_cast<int>(row.integer(1)),
                     .taken_at_ms = row.integer(2)});
  }
  ASSAY_CHECK(row.status());
  return hints;
}

Result<std::vector<JournalEntry>> Store::journal(std::string_view problem,
                                                 std::optional<std::int64_t> attempt) {
  const std::lock_guard lock(state_->mutex);
  Statement row = state_->statement(
      "SELECT number, at_ms, run, text, expects_better, source_hash, value, follows FROM journal "
      "WHERE problem = ? AND attempt IS ? ORDER BY number");
  row.bind(problem).bind(attempt);
  std::vector<JournalEntry> entries;
  while (row.step()) {
    entries.push_back({.number = row.integer(0),
                       .at_ms = row.integer(1),
                       .run = row.integer(2) != 0,
                       .text = row.text(3),
                       .expects_better = row.integer(4) != 0,
                       .source_hash = row.text(5),
                       .value = row.real(6),
                       .follows = row.integer(7)});
  }
  ASSAY_CHECK(row.status());
  return entries;
}

Result<JournalEntry> Store::add_to_journal(std::string_view problem,
                                           std::optional<std::int64_t> attempt,
                                           JournalEntry entry) {
  const std::lock_guard lock(state_->mutex);
  ASSAY_CHECK(state_
                  ->statement("INSERT INTO journal (problem, attempt, at_ms, run, text, "
                              "expects_better, source_hash, value, follows) "
                              "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
                  .bind(problem)
                  .bind(attempt)
                  .bind(entry.at_ms)
                  .bind(int{entry.run})
                  .bind(entry.text)
                  .bind(int{entry.expects_better})
                  .bind(entry.source_hash)
                  .bind(entry.value)
                  .bind(entry.follows)
                  .run());
  entry.number = sqlite3_last_insert_rowid(state_->database.get());
  return entry;
}

Result<std::optional<HistoryEntry>> Store::best(std::string_view problem) {
  const std::lock_guard lock(state_->mutex);
  Statement row = state_->statement(
      entry_sql("NULL, r.report",
                "WHERE s.problem = ? AND r.generation IS NOT NULL "
                "ORDER BY r.verdict = 'accepted' DESC, r.score DESC, s.id DESC LIMIT 1"));
  if (!row.bind(problem).step()) {
    ASSAY_CHECK(row.status());
    return std::optional<HistoryEntry>();
  }
  ASSAY_TRY(HistoryEntry entry, read_entry(row));
  return std::optional(std::move(entry));
}

Result<std::map<std::string, Standing>> Store::standings() {
  const std::lock_guard lock(state_->mutex);
  Statement row = state_->statement(
      "SELECT problem, max(solved), max(score) FROM ("
      "SELECT s.problem, coalesce(r.verdict = 'accepted', 0) AS solved, r.score FROM submissions s "
      "LEFT JOIN latest_results r ON r.submission = s.id "
      "UNION ALL SELECT problem, 0, NULL FROM attempts) GROUP BY problem");
  std::map<std::string, Standing> standings;
  while (row.step()) {
    Standing& standing = standings[row.text(0)];
    standing.solved = row.integer(1) != 0;
    if (row.maybe_integer(2)) standing.best = row.real(2);
  }
  ASSAY_CHECK(row.status());
  return standings;
}

Result<std::int64_t> Store::count_submissions() {
  const std::lock_guard lock(state_->mutex);
  Statement row = state_->statement("SELECT count(*) FROM submissions");
  if (row.step()) return row.integer(0);
  return row.status();
}

Result<std::string> Store::integrity_check() {
  const std::lock_guard lock(state_->mutex);
  Statement row = state_->statement("PRAGMA integrity_check(1)");
  if (row.step()) return row.text(0);
  return row.status();
}

}  // namespace assay
