#include "service/rating.hpp"

#include <numeric>

#include "value/metrics.hpp"
#include "value/table.hpp"
#include "value/wire.hpp"

namespace assay {
namespace {

using Rows = std::vector<std::size_t>;

const Type kTable{Type::Kind::table};

std::vector<double> numbers_of(const Tensor& column) {
  std::vector<double> numbers(column.count());
  for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = element(column, i);
  return numbers;
}

std::vector<double> at(const std::vector<double>& values, const Rows& rows) {
  std::vector<double> some;
  for (const std::size_t row : rows) some.push_back(values[row]);
  return some;
}

Result<Rows> rows_of(Workbench& bench, const Problem& problem, const Metric& metric,
                     const Record& hidden) {
  Rows rows;
  if (metric.where.empty()) {
    rows.resize(row_count(hidden));
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    return rows;
  }
  ASSAY_TRY(Scripts::Lease script, bench.scripts.borrow(problem));
  ByteWriter table;
  ASSAY_CHECK(encode(kTable, hidden, table));
  ASSAY_TRY(const std::string mask, script->mask(metric.where, table.bytes()));
  for (std::size_t row = 0; row < mask.size(); ++row) {
    if (mask[row] != 0) rows.push_back(row);
  }
  return rows;
}

// A number for each of the rows, the same for those that are equal in the column `by`.
Result<std::vector<std::size_t>> groups_of(const Metric& metric, const Record& hidden,
                                           const Rows& rows) {
  std::vector<std::size_t> groups;
  if (metric.by.empty()) return groups;
  const Value* column = find_column(hidden, metric.by);
  if (column == nullptr) {
    return bad_problem(metric.group + ": the hidden data have no column \"" + metric.by + '"');
  }
  const std::vector<std::size_t> all = equal_rows(*column);
  for (const std::size_t row : rows) groups.push_back(all[row]);
  return groups;
}

}  // namespace

Result<Rated> rate_predictions(Workbench& bench, const Problem& problem, const Metric& metric,
                               const Record& hidden, const std::vector<double>& predictions) {
  ASSAY_TRY(const Rows rows, rows_of(bench, problem, metric, hidden));
  const std::vector<double> want =
      at(numbers_of(*find_column(hidden, problem.modeling.label)->as<Tensor>()), rows);
  ASSAY_TRY(const std::vector<std::size_t> groups, groups_of(metric, hidden, rows));
  const auto rated = [&](const std::vector<double>& some) {
    const Predictions both{want, some};
    return metric.by.empty() ? assay::metric(metric.name, both, metric.parameter)
                             : metric_by_group(metric.name, both, groups, metric.parameter);
  };
  const Result<double> possible = rated(want);
  if (!possible.ok()) return Rated{{}, possible.status().message(), false};
  const Result<double> value = rated(at(predictions, rows));
  if (!value.ok()) return Rated{{}, value.status().message(), true};
  return Rated{*value, "", true};
}

}  // namespace assay
