#pragma once

#include <sqlite3.h>

#include <string>

#include "base/status.hpp"

namespace assay {

// Fails on a database of a newer Assay and on one that is not ours.  Only reads.
Status check_ours(sqlite3* database, const std::string& path);

// Brings a database to the newest schema, one numbered step after the other (PRAGMA user_version),
// or fails as check_ours() does and leaves it untouched.
Status migrate(sqlite3* database, const std::string& path);

// The SQL that takes version `number` - 1 to `number`; tests build older databases with it.
const char* migration(int number);
int newest_schema();

}  // namespace assay
