#include "value/table.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <map>
#include <optional>

#include "value/tensor.hpp"
#include "value/utf8.hpp"

namespace assay {
namespace {

using Texts = std::vector<std::string>;

// The fields of one line; moves `text` and `line` behind it.
Result<Texts> read_line(std::string_view& text, int& line) {
  Texts fields(1);
  const int begin = line;
  bool quoted = false, was_quoted = false;
  std::size_t i = 0;
  for (; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n') ++line;
    if (quoted) {
      if (c != '"') {
        fields.back() += c;
      } else if (text.substr(i + 1, 1) == "\"") {
        fields.back() += text[++i];
      } else {
        quoted = false;
      }
    } else if (c == '"' && fields.back().empty() && !was_quoted) {
      quoted = was_quoted = true;
    } else if (c == ',') {
      fields.emplace_back();
      was_quoted = false;
    } else if (c == '\n') {
      break;
    } else if (c != '\r' || text.substr(i + 1, 1) != "\n") {
      fields.back() += c;
    }
  }
  if (quoted) return bad_problem("line " + std::to_string(begin) + ": a quote is not closed");
  text.remove_prefix(std::min(text.size(), i + 1));
  return fields;
}

template <class Number>
std::optional<Number> read_number(const std::string& text) {
  Number number{};
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || rest != end) return std::nullopt;
  return number;
}

template <class Number>
std::optional<Tensor> numbers(const Texts& column, Dtype dtype) {
  Tensor made = make_tensor(dtype, {static_cast<std::int64_t>(column.size())});
  char* place = made.raw.data();
  for (const std::string& text : column) {
    std::optional<Number> number = read_number<Number>(text);
    if (!number && text.empty() && std::is_floating_point_v<Number>) {
      number = std::numeric_limits<Number>::quiet_NaN();
    }
    if (!number) return std::nullopt;
    std::memcpy(place, &*number, sizeof *number);
    place += sizeof *number;
  }
  return made;
}

Value column_of(const Texts& texts) {
  const bool empty =
      std::all_of(texts.begin(), texts.end(), [](const std::string& text) { return text.empty(); });
  if (auto whole = numbers<std::int64_t>(texts, Dtype::i64); whole && !texts.empty()) return *whole;
  if (auto real = numbers<double>(texts, Dtype::f64); real && (!empty || texts.empty())) {
    return *real;
  }
  return List{Values(texts.begin(), texts.end())};
}

std::size_t length_of(const Value& column) {
  if (const auto* tensor = column.as<Tensor>()) return tensor->count();
  return column.as<List>()->items.size();
}

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + '"';
}

}  // namespace

Result<Record> table_from_csv(std::string_view text) {
  if (!is_utf8(text)) return bad_problem("not UTF-8");
  int line = 1;
  ASSAY_TRY(const Texts names, read_line(text, line));
  std::vector<Texts> columns(names.size());
  while (!text.empty()) {
    const int here = line;
    ASSAY_TRY(Texts fields, read_line(text, line));
    if (fields.size() != names.size()) {
      return bad_problem("line " + std::to_string(here) + ": " + std::to_string(fields.size()) +
                         " fields under " + std::to_string(names.size()) + " names");
    }
    for (std::size_t i = 0; i < fields.size(); ++i) columns[i].push_back(std::move(fields[i]));
  }
  Record table;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (find_column(table, names[i]) != nullptr) {
      return bad_problem("two columns are called \"" + names[i] + "\"");
    }
    table.fields.emplace_back(names[i], column_of(columns[i]));
  }
  return table;
}

std::string table_to_csv(const Record& table) {
  std::string text;
  const auto end_field = [&](std::size_t column) {
    text += column + 1 < table.fields.size() ? ',' : '\n';
  };
  for (std::size_t c = 0; c < table.fields.size(); ++c) {
    text += csv_field(table.fields[c].first);
    end_field(c);
  }
  for (std::size_t row = 0; row < row_count(table); ++row) {
    for (std::size_t c = 0; c < table.fields.size(); ++c) {
      const Value& column = table.fields[c].second;
      if (const auto* list = column.as<List>()) {
        text += csv_field(*list->items[row].as<std::string>());
      } else if (const auto* held = column.as<Tensor>();
                 !is_float(held->dtype) || !std::isnan(element(*held, row))) {
        text += display_element(*held, row);
      }
      end_field(c);
    }
  }
  return text;
}

const Value* find_column(const Record& table, std::string_view name) {
  for (const auto& [field, column] : table.fields) {
    if (field == name) return &column;
  }
  return nullptr;
}

std::size_t row_count(const Record& table) {
  return table.fields.empty() ? 0 : length_of(table.fields[0].second);
}

Status check_table(const Record& table) {
  for (const auto& [name, column] : table.fields) {
    const auto* tensor = column.as<Tensor>();
    const auto* list = column.as<List>();
    const bool texts =
        list != nullptr && std::all_of(list->items.begin(), list->items.end(),
                                       [](const Value& item) { return item.as<std::string>(); });
    const bool numbers = tensor != nullptr && tensor->shape.size() == 1 &&
                         (tensor->dtype == Dtype::f64 || tensor->dtype == Dtype::i64);
    if (!texts && !numbers) return invalid_argument(name + ": neither numbers nor texts");
    if (length_of(column) != row_count(table)) {
      return invalid_argument(name + ": " + std::to_string(length_of(column)) + " rows beside " +
                              std::to_string(row_count(table)));
    }
  }
  return {};
}

Record take_rows(const Record& table, std::span<const std::size_t> rows) {
  Record taken;
  for (const auto& [name, column] : table.fields) {
    if (const auto* held = column.as<Tensor>()) {
      Tensor some{held->dtype, {static_cast<std::int64_t>(rows.size())}, {}};
      const std::size_t size = size_of(held->dtype);
      for (const std::size_t row : rows) some.raw.append(held->raw, row * size, size);
      taken.fields.emplace_back(name, std::move(some));
      continue;
    }
    List some;
    for (const std::size_t row : rows) some.items.push_back(column.as<List>()->items[row]);
    taken.fields.emplace_back(name, std::move(some));
  }
  return taken;
}

std::vector<std::size_t> equal_rows(const Value& column) {
  const auto* texts = column.as<List>();
  const std::size_t rows = texts != nullptr ? texts->items.size() : column.as<Tensor>()->count();
  std::vector<std::size_t> groups;
  std::map<std::string, std::size_t> numbers;
  for (std::size_t row = 0; row < rows; ++row) {
    const std::string key = texts != nullptr ? *texts->items[row].as<std::string>()
                                             : display_element(*column.as<Tensor>(), row);
    groups.push_back(numbers.emplace(key, numbers.size()).first->second);
  }
  return groups;
}

Record without_columns(const Record& table, const std::vector<std::string>& names) {
  Record left;
  for (const auto& field : table.fields) {
    if (std::find(names.begin(), names.end(), field.first) == names.end())
      left.fields.push_back(field);
  }
  return left;
}

}  // namespace assay
