#include "store/schema.hpp"

#include <array>
#include <cassert>

#include "store/statement.hpp"

namespace assay {
namespace {

// Append only: a step that was released is never edited.
constexpr std::array kMigrations = {
    // 1: what a candidate did.
    R"(
CREATE TABLE attempts (
  id INTEGER PRIMARY KEY,
  problem TEXT NOT NULL,
  language TEXT NOT NULL,
  started_at_ms INTEGER NOT NULL,
  deadline_at_ms INTEGER,
  finished INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX attempts_by_problem ON attempts (problem, id);
CREATE TABLE submissions (
  id INTEGER PRIMARY KEY,
  attempt INTEGER REFERENCES attempts (id),
  problem TEXT NOT NULL,
  problem_hash TEXT NOT NULL,
  language TEXT NOT NULL,
  source TEXT NOT NULL,
  source_hash TEXT NOT NULL,
  submitted_at_ms INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('accepted-for-grading', 'graded'))
) STRICT;
CREATE INDEX submissions_by_problem ON submissions (problem, id);
CREATE TABLE results (
  submission INTEGER NOT NULL REFERENCES submissions (id),
  generation INTEGER NOT NULL,
  verdict TEXT NOT NULL,
  score REAL NOT NULL,
  points REAL NOT NULL,
  "of" REAL NOT NULL,
  tier TEXT NOT NULL,
  cpu_ms REAL NOT NULL,
  engine TEXT NOT NULL,
  report TEXT NOT NULL,
  PRIMARY KEY (submission, generation)
) STRICT;
CREATE TABLE hints (
  problem TEXT NOT NULL,
  number INTEGER NOT NULL,
  cost INTEGER NOT NULL,
  taken_at_ms INTEGER NOT NULL,
  PRIMARY KEY (problem, number)
) STRICT;
)",
    // 2: the bare facts of each test, from which a verdict can be judged again.
    R"(
CREATE TABLE facts (
  submission INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  group_name TEXT NOT NULL,
  idx INTEGER NOT NULL,
  verdict TEXT NOT NULL,
  ending TEXT NOT NULL,
  code INTEGER NOT NULL,
  cpu_ms REAL NOT NULL,
  wall_ms REAL NOT NULL,
  memory_bytes INTEGER NOT NULL,
  oom_kills INTEGER NOT NULL,
  answer_hash TEXT NOT NULL,
  PRIMARY KEY (submission, generation, group_name, idx),
  FOREIGN KEY (submission, generation) REFERENCES results (submission, generation)
) STRICT, WITHOUT ROWID;
CREATE VIEW latest_results AS
  SELECT * FROM results AS r
  WHERE generation = (SELECT max(generation) FROM results WHERE submission = r.submission);
)",
    // 3: what a test scored is a fact; a digest of its answer could tell the answer.
    R"(
ALTER TABLE facts ADD COLUMN score REAL NOT NULL DEFAULT 0;
UPDATE facts SET score = 1 WHERE verdict = 'accepted';
ALTER TABLE facts DROP COLUMN answer_hash;
)",
    // 4: hypotheses and the runs after them, in the order in which they came: nothing in it is ever
    // changed or taken out.  And what a candidate answered beside the source.
    R"(
CREATE TABLE journal (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  problem TEXT NOT NULL,
  attempt INTEGER REFERENCES attempts (id),
  at_ms INTEGER NOT NULL,
  run INTEGER NOT NULL,
  text TEXT NOT NULL,
  expects_better INTEGER NOT NULL,
  source_hash TEXT NOT NULL,
  value REAL NOT NULL,
  follows INTEGER NOT NULL
) STRICT;
CREATE INDEX journal_by_problem ON journal (problem, attempt, number);
CREATE TRIGGER journal_is_not_rewritten BEFORE UPDATE ON journal
  BEGIN SELECT raise(ABORT, 'the journal is only added to'); END;
CREATE TRIGGER journal_is_not_shortened BEFORE DELETE ON journal
  BEGIN SELECT raise(ABORT, 'the journal is only added to'); END;
ALTER TABLE submissions ADD COLUMN answers TEXT NOT NULL DEFAULT '';
)"};

constexpr int kApplication = 0x41737379;  // "Assy", so that `file` and we know our own databases

Result<std::int64_t> ask(sqlite3* database, const char* sql) {
  Statement statement(database, sql);
  if (!statement.step()) {
    ASSAY_CHECK(statement.status());
    return internal_error(std::string("no row from ") + sql);
  }
  return statement.integer(0);
}

Status execute(sqlite3* database, const std::string& sql) {
  if (sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK) return {};
  return sqlite_status(database, "cannot bring the tables up to date");
}

}  // namespace

const char* migration(int number) { return kMigrations.at(static_cast<std::size_t>(number) - 1); }

int newest_schema() { return static_cast<int>(kMigrations.size()); }

Status check_ours(sqlite3* database, const std::string& path) {
  ASSAY_TRY(const std::int64_t tables, ask(database, "SELECT count(*) FROM sqlite_schema"));
  ASSAY_TRY(const std::int64_t application, ask(database, "PRAGMA application_id"));
  if (tables != 0 && application != kApplication) {
    return invalid_argument(path + " is a database of another program. Use another store");
  }
  ASSAY_TRY(const std::int64_t version, ask(database, "PRAGMA user_version"));
  if (version > newest_schema()) {
    return unavailable(path + " was written by a newer Assay (schema " + std::to_string(version) +
                       ", this one knows " + std::to_string(newest_schema()) +
                       "). Install the newer Assay, or use another store");
  }
  return {};
}

Status migrate(sqlite3* database, const std::string& path) {
  ASSAY_TRY(const std::int64_t known, ask(database, "PRAGMA user_version"));
  if (known == newest_schema()) return {};

  Transaction transaction(database);
  ASSAY_CHECK(transaction.begin());
  // Again, under the lock: another process may have been faster.
  ASSAY_CHECK(check_ours(database, path));
  ASSAY_TRY(const std::int64_t version, ask(database, "PRAGMA user_version"));
  for (int number = static_cast<int>(version) + 1; number <= newest_schema(); ++number) {
    ASSAY_CHECK(execute(database, migration(number)));
  }
  ASSAY_CHECK(execute(database, "PRAGMA application_id = " + std::to_string(kApplication) +
                                    "; PRAGMA user_version = " + std::to_string(newest_schema())));
  return transaction.commit();
}

}  // namespace assay
