#include "bank/index.hpp"

#include <sqlite3.h>

#include "base/bytes.hpp"
#include "base/digest.hpp"

namespace assay {
namespace fs = std::filesystem;
namespace {

constexpr int kVersion = 2;
constexpr std::size_t kTold = 256;  // files

constexpr char kSchema[] = R"(
DROP TABLE IF EXISTS files;
DROP TABLE IF EXISTS folders;
CREATE TABLE files (
  path TEXT PRIMARY KEY, mtime_ns INTEGER, size INTEGER, hash TEXT, summary BLOB, error TEXT
) WITHOUT ROWID;
CREATE TABLE folders (path TEXT PRIMARY KEY, mtime_ns INTEGER) WITHOUT ROWID;
PRAGMA user_version = 2;
)";

struct CloseDatabase {
  void operator()(sqlite3* db) const { sqlite3_close(db); }
};
struct FinalizeStatement {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Database = std::unique_ptr<sqlite3, CloseDatabase>;
using Statement = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

Status failure(sqlite3* db, const char* what) {
  return io_error(std::string(what) + ": " + sqlite3_errmsg(db));
}

Status execute(sqlite3* db, const char* sql) {
  if (sqlite3_exec(db, sql, nullptr, nullptr, nullptr) != SQLITE_OK) return failure(db, "index");
  return {};
}

Result<Statement> prepare(sqlite3* db, const char* sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(db, sql, -1, &statement, nullptr) != SQLITE_OK) {
    return failure(db, "index");
  }
  return Statement(statement);
}

std::string text_at(sqlite3_stmt* row, int column) {
  const unsigned char* text = sqlite3_column_text(row, column);
  return text == nullptr ? std::string()
                         : std::string(reinterpret_cast<const char*>(text),
                                       static_cast<std::size_t>(sqlite3_column_bytes(row, column)));
}

void bind_text(sqlite3_stmt* statement, int place, const std::string& text) {
  sqlite3_bind_text(statement, place, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
}

int version_of(sqlite3* db) {
  const Result<Statement> statement = prepare(db, "PRAGMA user_version");
  if (!statement.ok() || sqlite3_step(statement->get()) != SQLITE_ROW) return -1;
  return sqlite3_column_int(statement->get(), 0);
}

// Null unless the file can be opened, written and holds (now) our tables.
Database open_database(const std::string& path) {
  sqlite3* raw = nullptr;
  const int opened = sqlite3_open(path.c_str(), &raw);
  Database db(raw);
  if (opened != SQLITE_OK) return nullptr;
  sqlite3_busy_timeout(raw, 5000);
  // A cache: losing it to a power cut costs one slow list.
  if (!execute(raw, "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;").ok()) return nullptr;
  const int version = version_of(raw);
  if (version < 0) return nullptr;
  if (version != kVersion && !execute(raw, kSchema).ok()) return nullptr;
  return db;
}

}  // namespace

struct Index::State {
  Database db;
};

Index::Index(std::unique_ptr<State> state) : state_(std::move(state)) {}
Index::Index(Index&&) noexcept = default;
Index& Index::operator=(Index&&) noexcept = default;
Index::~Index() = default;

Result<Index> Index::open(const fs::path& root, const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  const fs::path file = folder / (sha256(root.string()).substr(0, 16) + ".sqlite");
  Database db = open_database(file.string());
  if (db == nullptr) {  // damaged, perhaps
    for (const char* ending : {"", "-wal", "-shm"}) fs::remove(file.string() + ending, error);
    db = open_database(file.string());
  }
  if (db == nullptr) db = open_database(":memory:");
  if (db == nullptr) return internal_error("SQLite cannot even open a database in memory");
  return Index(std::make_unique<State>(State{std::move(db)}));
}

Result<std::size_t> Index::read_folders(IndexContent* content) {
  sqlite3* db = state_->db.get();
  if (sqlite3_get_autocommit(db) == 0) ASSAY_CHECK(execute(db, "ROLLBACK"));  // a read that failed
  ASSAY_CHECK(execute(db, "BEGIN"));  // or other processes could write in between
  ASSAY_TRY(const Statement folders, prepare(db, "SELECT path, mtime_ns FROM folders"));
  while (sqlite3_step(folders.get()) == SQLITE_ROW) {
    content->folders.push_back({text_at(folders.get(), 0), sqlite3_column_int64(folders.get(), 1)});
  }
  ASSAY_TRY(const Statement count, prepare(db, "SELECT count(*) FROM files"));
  if (sqlite3_step(count.get()) != SQLITE_ROW) return failure(db, "index");
  const auto files = static_cast<std::size_t>(sqlite3_column_int64(count.get(), 0));
  content->files.reserve(files);
  return files;
}

Status Index::read_files(IndexContent* content,
                         const std::function<void(std::span<const IndexedFile>)>& on_more) {
  sqlite3* db = state_->db.get();
  {
    ASSAY_TRY(const Statement rows,
              prepare(db, "SELECT path, mtime_ns, size, summary, error FROM files ORDER BY path"));
    sqlite3_stmt* row = rows.get();
    int state = SQLITE_ROW;
    while ((state = sqlite3_step(row)) == SQLITE_ROW) {
      if (content->files.size() == content->files.capacity()) return io_error("index: miscounted");
      IndexedFile& file = content->files.emplace_back();
      file.path = text_at(row, 0);
      file.stamp = {sqlite3_column_int64(row, 1), sqlite3_column_int64(row, 2)};
      const auto* packed = static_cast<const char*>(sqlite3_column_blob(row, 3));
      ByteReader summary({packed, static_cast<std::size_t>(sqlite3_column_bytes(row, 3))});
      file.summary = get_summary(summary);
      file.error = text_at(row, 4);
      if (content->files.size() % kTold == 0) on_more(content->files);
    }
    if (state != SQLITE_DONE) return failure(db, "index");
  }
  on_more(content->files);
  return execute(db, "COMMIT");
}

Result<std::string> Index::hash_of(const std::string& path) {
  ASSAY_TRY(const Statement row,
            prepare(state_->db.get(), "SELECT hash FROM files WHERE path = ?"));
  bind_text(row.get(), 1, path);
  return sqlite3_step(row.get()) == SQLITE_ROW ? text_at(row.get(), 0) : std::string();
}

Status Index::write(const std::vector<IndexedFile*>& changed, const std::vector<std::string>& gone,
                    const std::vector<IndexedFolder>& folders) {
  sqlite3* db = state_->db.get();
  ASSAY_CHECK(execute(db, "BEGIN IMMEDIATE"));
  ASSAY_TRY(const Statement remove, prepare(db, "DELETE FROM files WHERE path = ?"));
  for (const std::string& path : gone) {
    bind_text(remove.get(), 1, path);
    sqlite3_step(remove.get());
    sqlite3_reset(remove.get());
  }
  ASSAY_TRY(const Statement insert,
            prepare(db, "INSERT OR REPLACE INTO files VALUES (?,?,?,?,?,?)"));
  for (const IndexedFile* file : changed) {
    ByteWriter summary;
    put_summary(file->summary, summary);
    const std::string& packed = summary.bytes();
    bind_text(insert.get(), 1, file->path);
    sqlite3_bind_int64(insert.get(), 2, file->stamp.mtime_ns);
    sqlite3_bind_int64(insert.get(), 3, file->stamp.size);
    bind_text(insert.get(), 4, file->hash);
    sqlite3_bind_blob(insert.get(), 5, packed.data(), static_cast<int>(packed.size()),
                      SQLITE_STATIC);
    bind_text(insert.get(), 6, file->error);
    sqlite3_step(insert.get());
    sqlite3_reset(insert.get());
  }
  ASSAY_CHECK(execute(db, "DELETE FROM folders"));
  ASSAY_TRY(const Statement add, prepare(db, "INSERT INTO folders VALUES (?,?)"));
  for (const IndexedFolder& folder : folders) {
    bind_text(add.get(), 1, folder.path);
    sqlite3_bind_int64(add.get(), 2, folder.mtime_ns);
    sqlite3_step(add.get());
    sqlite3_reset(add.get());
  }
  return execute(db, "COMMIT");
}

}  // namespace assay
