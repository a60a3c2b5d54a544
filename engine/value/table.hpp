#pragma once
// Tables: named columns of one length.  As a Value, a table is a Record whose fields are Tensors of
// one dimension (f64 with NaN where nothing is, or i64) and Lists of texts ("" where nothing is).

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.hpp"
#include "value/value.hpp"

namespace assay {

// Reads comma-separated values with a line of names first; quotes as RFC 4180 has them.  A column
// of whole numbers is i64, one of numbers and empty fields f64, any other texts.  Fails
// (bad_problem) with the line.
Result<Record> table_from_csv(std::string_view text);
std::string table_to_csv(const Record& table);

// nullptr if there is none of that name.
const Value* find_column(const Record& table, std::string_view name);
std::size_t row_count(const Record& table);
// Whether all columns are of the kinds above and of one length.
Status check_table(const Record& table);

// The rows of these numbers, in their order; each below row_count().
Record take_rows(const Record& table, std::span<const std::size_t> rows);
// A number for each row, from 0, the same for those that are equal in the column.
std::vector<std::size_t> equal_rows(const Value& column);
Record without_columns(const Record& table, const std::vector<std::string>& names);

}  // namespace assay
