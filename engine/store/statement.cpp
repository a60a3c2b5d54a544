#include "store/statement.hpp"

namespace assay {

Status sqlite_status(sqlite3* database, const std::string& what) {
  const char* file = sqlite3_db_filename(database, "main");
  const std::string name = file != nullptr && *file != '\0' ? file : "the store";
  const std::string words = name + ": " + what + ": " + sqlite3_errmsg(database);
  switch (sqlite3_errcode(database) & 0xff) {
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      return io_error(words + ". The file is damaged or is no store of Assay: move it away and a " +
                      "new one is made, or put a copy of it back");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return io_error(words + ". Another program holds it: try again");
    case SQLITE_IOERR:
      return io_error(words + ". Is there room on the disk?");
    case SQLITE_FULL:
      return io_error(words + ". Make room on the disk");
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
      return io_error(words + ". Check who owns the file and its folder, or use another store");
    default:
      return io_error(words);
  }
}

Statement::Statement(sqlite3* database, std::string_view sql) : database_(database) {
  sqlite3_stmt* raw = nullptr;
  note(sqlite3_prepare_v2(database, sql.data(), static_cast<int>(sql.size()), &raw, nullptr));
  statement_.reset(raw);
}

void Statement::note(int code) {
  if (failed_ || code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE) return;
  failed_ = true;
  const Status status = sqlite_status(database_, "cannot read or write");
  code_ = status.code();
  message_ = status.message();
}

Statement& Statement::bind(std::int64_t value) {
  if (!failed_) note(sqlite3_bind_int64(statement_.get(), next_++, value));
  return *this;
}

Statement& Statement::bind(double value) {
  if (!failed_) note(sqlite3_bind_double(statement_.get(), next_++, value));
  return *this;
}

Statement& Statement::bind(std::string_view value) {
  if (!failed_) {
    note(sqlite3_bind_text64(statement_.get(), next_++, value.data(), value.size(),
                             SQLITE_TRANSIENT, SQLITE_UTF8));
  }
  return *this;
}

Statement& Statement::bind(std::optional<std::int64_t> value) {
  if (value) return bind(*value);
  if (!failed_) note(sqlite3_bind_null(statement_.get(), next_++));
  return *this;
}

bool Statement::step() {
  if (failed_) return false;
  const int code = sqlite3_step(statement_.get());
  note(code);
  return code == SQLITE_ROW;
}

Status Statement::run() {
  while (step()) {
  }
  if (!failed_) {
    sqlite3_reset(statement_.get());
    next_ = 1;
  }
  return status();
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

std::optional<std::int64_t> Statement::maybe_integer(int column) const {
  if (sqlite3_column_type(statement_.get(), column) == SQLITE_NULL) return std::nullopt;
  return integer(column);
}

double Statement::real(int column) const { return sqlite3_column_double(statement_.get(), column); }

std::string Statement::text(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
  const int size = sqlite3_column_bytes(statement_.get(), column);
  return bytes == nullptr ? std::string() : std::string(bytes, static_cast<std::size_t>(size));
}

Status Statement::status() const { return failed_ ? Status(code_, message_) : Status(); }

Transaction::~Transaction() {
  if (open_) (void)Statement(database_, "ROLLBACK").run();
}

Status Transaction::begin() {
  ASSAY_CHECK(Statement(database_, "BEGIN IMMEDIATE").run());
  open_ = true;
  return {};
}

Status Transaction::commit() {
  ASSAY_CHECK(Statement(database_, "COMMIT").run());
  open_ = false;
  return {};
}

}  // namespace assay
