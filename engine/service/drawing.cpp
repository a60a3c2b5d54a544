#include "service/drawing.hpp"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "value/table.hpp"
#include "value/wire.hpp"

namespace assay {
namespace {

constexpr std::size_t kHeldOut = 5;  // every fifth row, or the last fifth of them

const Type kTable{Type::Kind::table};

// The label is a column of numbers in both, and hidden has what train has.
Status check_drawing(const Problem& problem, const Drawing& drawing) {
  const std::string& label = problem.modeling.label;
  for (const Record* table : {&drawing.train, &drawing.hidden}) {
    const char* which = table == &drawing.train ? "train" : "hidden";
    const Value* column = find_column(*table, label);
    if (column == nullptr || column->as<Tensor>() == nullptr) {
      return bad_problem(fmt::format("the {} data have no column \"{}\" of numbers", which, label));
    }
    if (row_count(*table) < 2) {
      return bad_problem(fmt::format("the {} data have fewer than two rows", which));
    }
  }
  for (const auto& [name, column] : drawing.train.fields) {
    const Value* other = find_column(drawing.hidden, name);
    if (other != nullptr && (other->as<Tensor>() == nullptr) == (column.as<Tensor>() == nullptr)) {
      continue;
    }
    return bad_problem("the column \"" + name + "\" is another one in the hidden data, or none");
  }
  return {};
}

}  // namespace

Result<Drawing> drawing_of(Workbench& bench, const Problem& problem, int seed) {
  const Modeling& modeling = problem.modeling;
  Drawing drawing;
  if (modeling.generated) {
    // The groups of metrics all have these data, and stand before others.
    ASSAY_TRY(Scripts::Lease script, bench.scripts.borrow(problem));
    ASSAY_TRY(const Case made, script->make_case(0, seed));
    ASSAY_TRY(Value train, decode(kTable, made.arguments));
    ASSAY_TRY(Value hidden, decode(kTable, made.secret));
    drawing = {std::move(*train.as<Record>()), std::move(*hidden.as<Record>())};
  } else {
    ASSAY_TRY(drawing.train, table_from_csv(modeling.train));
    ASSAY_TRY(drawing.hidden, table_from_csv(modeling.hidden));
  }
  ASSAY_CHECK(check_drawing(problem, drawing));
  return drawing;
}

Drawing held_out(const Problem& problem, const Drawing& drawing) {
  const std::string& by = problem.modeling.metrics[0].by;
  const Value* column = by.empty() ? nullptr : find_column(drawing.train, by);
  std::vector<std::size_t> group;
  if (column != nullptr) group = equal_rows(*column);
  std::vector<std::size_t> kept, out;
  const std::size_t count = row_count(drawing.train);
  for (std::size_t row = 0; row < count; ++row) {
    const std::size_t number = group.empty() ? row : group[row];
    const bool is_out = problem.modeling.in_order ? row >= count - count / kHeldOut
                                                  : number % kHeldOut == kHeldOut - 1;
    (is_out ? out : kept).push_back(row);
  }
  return {take_rows(drawing.train, kept), take_rows(drawing.train, out)};
}

}  // namespace assay
