#pragma once
// The two things we ask of SQLite's C interface: one prepared statement, one transaction.

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/status.hpp"

namespace assay {

// The database's last failure in words, with the file's name and what a person can do about it.
Status sqlite_status(sqlite3* database, const std::string& what);

// One SQL statement.  Errors are sticky: bind() and step() after a failure do nothing, and status()
// tells the first one, so that a caller checks once at the end.
class Statement {
 public:
  Statement(sqlite3* database, std::string_view sql);

  // Binds the next parameter, from the first on.
  Statement& bind(std::int64_t value);
  Statement& bind(int value) { return bind(std::int64_t{value}); }
  Statement& bind(double value);
  Statement& bind(std::string_view value);
  Statement& bind(std::optional<std::int64_t> value);

  // True while there is a row to read.
  bool step();
  // Runs to the end and forgets the rows; the statement can be bound anew.
  Status run();

  std::int64_t integer(int column) const;
  std::optional<std::int64_t> maybe_integer(int column) const;
  double real(int column) const;
  std::string text(int column) const;

  Status status() const;

 private:
  void note(int code);

  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  sqlite3* database_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  int next_ = 1;
  bool failed_ = false;
  std::string message_;
  Code code_ = Code::ok;
};

// Rolls back unless commit() was reached.
class Transaction {
 public:
  explicit Transaction(sqlite3* database) : database_(database) {}
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();

  // Takes the write lock now, so that what is read inside cannot change before it is written.
  Status begin();
  Status commit();

 private:
  sqlite3* database_;
  bool open_ = false;
};

}  // namespace assay
