#include "store/store.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <catch2/catch.hpp>
#include <thread>

#include "base/file.hpp"
#include "store/schema.hpp"
#include "support/temporary.hpp"

namespace fs = std::filesystem;
using namespace assay;

namespace {

std::unique_ptr<Store> opened(const fs::path& path) {
  auto store = Store::open(path);
  INFO((store.ok() ? "" : store.status().message()));
  REQUIRE(store.ok());
  return std::move(store).value();
}

Submission submission_of(const std::string& problem) {
  return {.problem = problem,
          .problem_hash = "p1",
          .language = "python",
          .source = "def f():\n    return 1\n",
          .source_hash = "s1",
          .submitted_at_ms = 1'700'000'000'123};
}

Report report_of(Verdict verdict, double score) {
  Report report;
  report.verdict = verdict;
  report.score = score;
  report.points = 100 * score;
  report.of = 100;
  report.tier = Tier::full;
  report.cpu_ms = 12.5;
  report.engine = "assay 0.1.0";
  return report;
}

std::int64_t graded(Store& store, const std::string& problem, Verdict verdict, double score) {
  const auto id = store.add_submission(submission_of(problem));
  REQUIRE(id.ok());
  REQUIRE(store.add_result(*id, report_of(verdict, score), "{}").ok());
  return *id;
}

void run_sql(const fs::path& path, const std::string& sql) {
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &database) == SQLITE_OK);
  CHECK(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(database);
}

}  // namespace

TEST_CASE("what was written is there after reopening", "[store]") {
  const Temporary folder;
  const fs::path path = folder / "deep/down/assay.db";
  std::int64_t id = 0;
  {
    const auto store = opened(path);
    const auto added = store->add_submission(submission_of("echo-pairs"));
    REQUIRE(added.ok());
    id = *added;
    CHECK_FALSE(store->submission(id)->submission.graded);
    CHECK_FALSE(store->submission(id)->judgement);
    REQUIRE(store->add_result(id, report_of(Verdict::time_limit, 0.6), R"({"a":1})").ok());
  }

  const auto store = opened(path);
  const auto entry = store->submission(id);
  REQUIRE(entry.ok());
  CHECK(entry->submission.source == "def f():\n    return 1\n");
  CHECK(entry->submission.submitted_at_ms == 1'700'000'000'123);
  CHECK(entry->submission.graded);
  REQUIRE(entry->judgement);
  CHECK(entry->judgement->verdict == Verdict::time_limit);
  CHECK(entry->judgement->points == 60);
  CHECK(entry->judgement->tier == Tier::full);
  CHECK(entry->judgement->report == R"({"a":1})");
  CHECK(*store->integrity_check() == "ok");
}

TEST_CASE("the file is for its owner only", "[store]") {
  const Temporary folder;
  const fs::path path = folder / "assay.db";
  const auto store = opened(path);
  REQUIRE(store->add_submission(submission_of("x")).ok());

  for (const char* name : {"assay.db", "assay.db-wal"}) {
    struct stat facts {};
    REQUIRE(::stat((folder / name).c_str(), &facts) == 0);
    CHECK((facts.st_mode & 0777) == 0600);
  }
}

TEST_CASE("judging again adds a generation and keeps the old one", "[store]") {
  const auto store = opened("");
  const std::int64_t id = graded(*store, "echo-pairs", Verdict::wrong_answer, 0.4);

  REQUIRE(store->add_result(id, report_of(Verdict::accepted, 1), "{}").ok());

  CHECK(store->submission(id)->judgement->generation == 2);
  CHECK(store->submission(id)->judgement->verdict == Verdict::accepted);
  CHECK(store->history()->size() == 1);
  CHECK(store->add_result(77, report_of(Verdict::accepted, 1), "{}").code() == Code::not_found);
}

TEST_CASE("facts of tests come back as they were", "[store]") {
  const auto store = opened("");
  const auto id = store->add_submission(submission_of("echo-pairs"));
  Report report = report_of(Verdict::runtime_error, 0);
  report.tests.push_back({.group = "small",
                          .index = 3,
                          .verdict = Verdict::runtime_error,
                          .score = 0.25,
                          .cpu_ms = 0.25,
                          .wall_ms = 0.5,
                          .memory_bytes = 4096,
                          .ending = Ending::signalled,
                          .code = SIGSEGV,
                          .oom_kills = 1});
  REQUIRE(store->add_result(*id, report, "{}").ok());

  const auto facts = store->facts(*id);

  REQUIRE(facts.ok());
  REQUIRE(facts->size() == 1);
  const TestReport& fact = facts->front();
  CHECK(fact.group == "small");
  CHECK(fact.index == 3);
  CHECK(fact.verdict == Verdict::runtime_error);
  CHECK(fact.cpu_ms == 0.25);
  CHECK(fact.wall_ms == 0.5);
  CHECK(fact.memory_bytes == 4096);
  CHECK(fact.ending == Ending::signalled);
  CHECK(fact.code == SIGSEGV);
  CHECK(fact.oom_kills == 1);
  CHECK(fact.score == 0.25);
}

TEST_CASE("history is newest first, by problem, and as long as asked", "[store]") {
  const auto store = opened("");
  graded(*store, "a", Verdict::wrong_answer, 0.1);
  graded(*store, "b", Verdict::accepted, 1);
  graded(*store, "a", Verdict::accepted, 1);

  CHECK(store->history()->size() == 3);
  CHECK(store->history()->front().submission.id == 3);
  CHECK(store->history({.problem = "a"})->size() == 2);
  CHECK(store->history({.limit = 1})->size() == 1);
  CHECK(store->history({.problem = "nothing"})->empty());
  CHECK(store->history()->front().submission.source.empty());
}

TEST_CASE("a standing tells solved, tried and new apart", "[store]") {
  const auto store = opened("");
  graded(*store, "solved", Verdict::wrong_answer, 0.3);
  graded(*store, "solved", Verdict::accepted, 1);
  graded(*store, "tried", Verdict::time_limit, 0.8);
  REQUIRE(store->begin_attempt({.problem = "started", .language = "cpp"}).ok());

  const auto standings = store->standings();

  REQUIRE(standings.ok());
  CHECK(standings->size() == 3);
  CHECK(standings->at("solved").solved);
  CHECK_FALSE(standings->at("tried").solved);
  CHECK(standings->at("tried").best == 0.8);
  CHECK_FALSE(standings->at("started").best);
  CHECK((*store->best("solved"))->submission.id == 2);
  CHECK((*store->best("solved"))->judgement->report == "{}");
  CHECK_FALSE(*store->best("started"));
}

TEST_CASE("another program's database is left as it was", "[store]") {
  const Temporary folder;
  const fs::path path = folder / "cookies.db";
  run_sql(path, "CREATE TABLE cookies (a); PRAGMA user_version = 1");
  REQUIRE(::chmod(path.c_str(), 0644) == 0);
  const std::string before = read_file(path).value();

  REQUIRE_FALSE(Store::open(path).ok());

  CHECK(read_file(path).value() == before);
  struct stat facts {};
  REQUIRE(::stat(path.c_str(), &facts) == 0);
  CHECK((facts.st_mode & 0777) == 0644);
}

TEST_CASE("a second engine of a process does not lose what the first one writes", "[store]") {
  const Temporary folder;
  const fs::path path = folder / "assay.db";
  const auto first = opened(path);
  const auto second = opened(path);
  // Another process that comes and goes would take the journal away, were nobody else there.
  const std::string visitor =
      "/usr/bin/python3 -c 'import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); "
      "c.execute(\"SELECT count(*) FROM submissions\").fetchall(); c.close()' " +
      path.string();
  REQUIRE(std::system(visitor.c_str()) == 0);

  REQUIRE(first->add_submission(submission_of("a")).ok());

  CHECK(*opened(path)->count_submissions() == 1);
  CHECK(std::system((visitor + " && test -s " + path.string() + "-wal").c_str()) == 0);
}

TEST_CASE("the newest attempt is the current one", "[store]") {
  const auto store = opened("");
  CHECK_FALSE(*store->current_attempt());
  REQUIRE(store->begin_attempt({.problem = "a", .language = "python", .deadline_at_ms = 9}).ok());
  REQUIRE(store->begin_attempt({.problem = "b", .language = "python"}).ok());
  REQUIRE(store->begin_attempt({.problem = "a", .language = "cpp", .started_at_ms = 5}).ok());

  CHECK((*store->current_attempt())->id == 3);
  CHECK((*store->current_attempt("a"))->language == "cpp");
  CHECK_FALSE((*store->current_attempt("a"))->deadline_at_ms);
  CHECK((*store->current_attempt("b"))->id == 2);
}

TEST_CASE("a hint taken twice costs once", "[store]") {
  const auto store = opened("");
  REQUIRE(store->take_hint("a", {.number = 1, .cost = 5, .taken_at_ms = 10}).ok());
  REQUIRE(store->take_hint("a", {.number = 1, .cost = 5, .taken_at_ms = 20}).ok());
  REQUIRE(store->take_hint("a", {.number = 2, .cost = 10, .taken_at_ms = 30}).ok());

  const auto hints = store->hints_taken("a");

  REQUIRE(hints->size() == 2);
  CHECK(hints->front().taken_at_ms == 10);
  CHECK(store->hints_taken("b")->empty());
}

TEST_CASE("records that are a folder are named with what to write", "[store]") {
  const Temporary folder;
  const auto store = Store::open(folder.path());
  CHECK(store.status().code() == Code::invalid_argument);
  CHECK(store.status().message() == folder.path().string() +
                                        " is a folder: name the file of the records, like " +
                                        (folder / "assay.db").string());
}

TEST_CASE("the journal of an attempt is only added to", "[store]") {
  const Temporary folder;
  const fs::path path = folder / "assay.db";
  const auto store = opened(path);
  const auto attempt = store->begin_attempt({.problem = "a", .language = "python"});
  REQUIRE(attempt.ok());
  JournalEntry note;
  note.at_ms = 10;
  note.text = "grams";
  const auto first = store->add_to_journal("a", attempt->id, note);
  REQUIRE(first.ok());
  JournalEntry run;
  run.run = true;
  run.value = 0.75;
  run.follows = first->number;
  REQUIRE(store->add_to_journal("a", attempt->id, run).ok());
  REQUIRE(store->add_to_journal("a", std::nullopt, note).ok());

  const auto entries = store->journal("a", attempt->id);
  REQUIRE(entries->size() == 2);
  CHECK(entries->front().text == "grams");
  CHECK(entries->back().follows == first->number);
  CHECK(entries->back().number > first->number);
  CHECK(store->journal("a", std::nullopt)->size() == 1);

  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &database) == SQLITE_OK);
  for (const char* sql : {"UPDATE journal SET at_ms = 1", "DELETE FROM journal"}) {
    CHECK(sqlite3_exec(database, sql, nullptr, nullptr, nullptr) == SQLITE_CONSTRAINT);
  }
  sqlite3_close(database);
  CHECK(store->journal("a", attempt->id)->size() == 2);
}

TEST_CASE("an older schema is brought up to date with its records", "[store]") {
  const Temporary folder;
  const fs::path path = folder / "old.db";
  run_sql(path, std::string(migration(1)) +
                    "INSERT INTO submissions VALUES (7, NULL, 'a', 'h', 'cpp', 'int x;', 's', 5, "
                    "'accepted-for-grading'); PRAGMA user_version = 1; "
                    "PRAGMA application_id = 0x41737379;");

  const auto store = opened(path);

  CHECK(store->submission(7)->submission.source == "int x;");
  CHECK(store->add_result(7, report_of(Verdict::accepted, 1), "{}").ok());
}

TEST_CASE("a store that cannot be used says what to do", "[store]") {
  const Temporary folder;
  const fs::path path = folder / "assay.db";
  Code code = Code::ok;
  std::string words;

  SECTION("a newer Assay wrote it") {
    run_sql(path,
            "CREATE TABLE later (a); PRAGMA user_version = 99; "
            "PRAGMA application_id = 0x41737379");
    code = Code::unavailable;
    words = "Install the newer Assay";
  }
  SECTION("it is no database") {
    REQUIRE(write_file(path, std::string(5000, 'z')).ok());
    code = Code::io;
    words = "move it away";
  }
  SECTION("it is another program's database") {
    run_sql(path, "CREATE TABLE cookies (a)");
    code = Code::invalid_argument;
    words = "another program";
  }
  SECTION("it is another program's, which numbers its schemas too") {
    run_sql(path, "CREATE TABLE cookies (a); PRAGMA user_version = 2");
    code = Code::invalid_argument;
    words = "another program";
  }
  SECTION("its folder cannot be made") {
    REQUIRE(write_file(folder / "file", "").ok());
    code = Code::io;
    words = "file, the folder of the records, cannot be made: Not a directory";
  }

  const auto store = Store::open(words.find("file,") == 0 ? folder / "file/assay.db" : path);

  REQUIRE_FALSE(store.ok());
  CHECK(store.status().code() == code);
  CHECK_THAT(store.status().message(), Catch::Contains(words));
}

TEST_CASE("threads may share a store, and programs a file", "[store]") {
  const Temporary folder;
  const auto one = opened(folder / "assay.db");
  const auto two = opened(folder / "assay.db");

  std::vector<std::thread> threads;
  for (Store* store : {one.get(), one.get(), two.get(), two.get()}) {
    threads.emplace_back([store] {
      for (int i = 0; i < 10; ++i) (void)store->add_submission(submission_of("a"));
    });
  }
  for (std::thread& thread : threads) thread.join();

  CHECK(*one->count_submissions() == 40);
}

namespace {

// tests/support/store_writer.cpp at work on one file, until it is killed.
class Writer {
 public:
  explicit Writer(const fs::path& path) {
    int pipe[2];
    REQUIRE(::pipe2(pipe, O_CLOEXEC) == 0);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, pipe[1], STDOUT_FILENO);
    std::string program = ASSAY_BINARY_DIR "/bin/store_writer", argument = path.string();
    char* argv[] = {program.data(), argument.data(), nullptr};
    REQUIRE(::posix_spawn(&child_, program.c_str(), &actions, nullptr, argv, environ) == 0);
    posix_spawn_file_actions_destroy(&actions);
    ::close(pipe[1]);
    said_ = ::fdopen(pipe[0], "r");
  }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  ~Writer() { std::fclose(said_); }

  // Listens for so many acknowledgements, kills, and listens to what it still said before it died.
  void kill_after(int acknowledgements) {
    int heard = 0;
    while (heard < acknowledgements && listen()) ++heard;
    REQUIRE(heard == acknowledgements);
    ::kill(child_, SIGKILL);
    ::waitpid(child_, nullptr, 0);
    while (listen()) {
    }
  }

  std::vector<std::int64_t> submissions, results;

 private:
  bool listen() {
    char what[8];
    long long id = 0;
    if (std::fscanf(said_, "%7s %lld", what, &id) != 2) return false;
    if (what[0] == 's') submissions.push_back(id);
    if (what[0] == 'g') results.push_back(id);
    return true;
  }

  pid_t child_ = -1;
  FILE* said_ = nullptr;
};

void check_kept(Store& store, const Writer& writer) {
  CHECK(*store.integrity_check() == "ok");
  for (const std::int64_t id : writer.submissions) {
    const auto entry = store.submission(id);
    REQUIRE(entry.ok());
    CHECK(entry->submission.source.size() == 20'000);
  }
  for (const std::int64_t id : writer.results) {
    CHECK(store.submission(id)->submission.graded);
    CHECK(store.facts(id)->size() == 20);
  }
}

}  // namespace

TEST_CASE("kill -9 loses nothing that was acknowledged", "[store]") {
  const Temporary folder;
  std::size_t acknowledged = 0;
  std::vector<std::unique_ptr<Writer>> writers;

  for (int number = 0; number < 50; ++number) {
    writers.push_back(std::make_unique<Writer>(folder / "assay.db"));
    writers.back()->kill_after(2 + number % 7);
    const auto store = opened(folder / "assay.db");
    check_kept(*store, *writers.back());
    acknowledged += writers.back()->submissions.size();
  }

  CHECK(acknowledged >= 50);
  const auto store = opened(folder / "assay.db");
  for (const auto& writer : writers) check_kept(*store, *writer);
}

TEST_CASE("kill -9 while the store is made leaves one that opens", "[store]") {
  const Temporary folder;
  for (int number = 0; number < 12; ++number) {
    const fs::path path = folder / (std::to_string(number) + ".db");
    Writer writer(path);
    writer.kill_after(1 + number % 2);
    check_kept(*opened(path), writer);
  }
}
