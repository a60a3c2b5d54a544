// Data modeling: where the data come from, and how predictions are rated.

#include <algorithm>
#include <nlohmann/json.hpp>

#include "bank/reader_parts.hpp"
#include "base/text.hpp"
#include "value/metrics.hpp"
#include "value/table.hpp"

namespace assay {
namespace {

using nlohmann::json;

constexpr int kMostSeeds = 100;

std::string text_in(const json& record, const char* name) {
  const json value = record.value(name, json());
  return value.is_string() ? value.get<std::string>() : "";
}

// A file of the problem that is a table with the label and the id in it.
std::string read_table(Fields& fields, const std::string& file, const Modeling& modeling,
                       const ReadBeside& read_beside) {
  const int line = fields.line_of("data");
  Result<std::string> text = read_beside(file);
  if (!text.ok()) {
    fields.report(line, "E024", "the data cannot be read: " + file);
    return "";
  }
  const Result<Record> table = table_from_csv(*text);
  if (!table.ok()) {
    fields.report(line, "E064", file + ": " + table.status().message());
    return "";
  }
  for (const std::string& column : {modeling.label, modeling.id}) {
    if (column.empty() || find_column(*table, column) != nullptr) continue;
    fields.report(line, "E064", file + ": there is no column \"" + column + "\"");
  }
  return std::move(text).value();
}

Group& add_group(Fields& fields, Problem* problem, const std::string& name) {
  Group group;
  group.name = name;
  group.source = Group::Source::metric;
  group.count = 1;
  group.line = fields.line();
  group.points = read_points(fields);
  problem->groups.push_back(std::move(group));
  return problem->groups.back();
}

// pass, full, better, seeds and take of a metric or a slice, whose name is known.
void read_bands(Fields& fields, Metric* metric) {
  constexpr double kRow[] = {0};
  const Result<double> known = assay::metric(metric->name, {kRow, kRow});
  if (!known.ok() && known.status().code() == Code::not_found) {
    fields.report(fields.line(), "E012", known.status().message());
  }
  metric->larger_is_better = larger_is_better(metric->name);
  const std::string better = fields.word("better", {"higher", "lower"});
  if (!better.empty() && (better == "higher") != metric->larger_is_better) {
    fields.report(fields.line_of("better"), "E012",
                  "of " + metric->name + " the " + (metric->larger_is_better ? "higher" : "lower") +
                      " value is better");
  }
  const std::optional<double> pass = fields.number("pass");
  if (!pass)
    fields.report(fields.line(), "E013", "pass is missing: the value that must be reached");
  metric->pass = pass.value_or(0);
  metric->full = fields.number("full").value_or(metric->pass);
  if (metric->larger_is_better ? metric->full < metric->pass : metric->full > metric->pass) {
    fields.report(fields.line_of("full"), "E012", "full is worse than pass");
  }
  metric->good = fields.number("good");
  if (metric->good) {
    const double sign = metric->larger_is_better ? 1 : -1;
    if (sign * (*metric->good - metric->pass) <= 0 || sign * (metric->full - *metric->good) <= 0) {
      fields.report(fields.line_of("good"), "E012", "good is not between pass and full");
    }
  }
  metric->seeds = static_cast<int>(fields.integer("seeds", 1, kMostSeeds).value_or(0));
  const std::string take = fields.word("take", {"median", "mean", "worst"});
  metric->take = take == "mean"    ? Metric::Take::mean
                 : take == "worst" ? Metric::Take::worst
                                   : Metric::Take::median;
  metric->parameter = fields.number("parameter").value_or(0);
  metric->by = fields.text("by");
}

void read_metric(Fields& fields, Problem* problem) {
  Metric metric;
  metric.name = metric.group = fields.name();
  if (fields.item_is_text(0)) metric.group = fields.item_text(0, "a name");
  read_bands(fields, &metric);
  add_group(fields, problem, metric.group);
  fields.finish();
  problem->modeling.metrics.push_back(std::move(metric));
}

void read_slice(Fields& fields, Problem* problem) {
  Metric metric;
  metric.group =
      fields.item_text(0, "a name: slice { \"new customers\", where = \"tenure < 3\", ... }");
  metric.name = fields.text("metric");
  metric.where = fields.text("where");
  if (metric.where.empty()) {
    fields.report(fields.line(), "E013", "where is missing: where = \"tenure < 3\"");
  }
  read_bands(fields, &metric);
  add_group(fields, problem, metric.group);
  fields.finish();
  problem->modeling.metrics.push_back(std::move(metric));
}

void read_limit(Fields& fields, Problem* problem) {
  Modeling& modeling = problem->modeling;
  modeling.params = fields.integer("params", 0, std::int64_t{1} << 40).value_or(-1);
  const auto positive = [&](const char* name, double* into) {
    const std::optional<double> given = fields.number(name);
    if (!given) return;
    if (*given <= 0)
      fields.report(fields.line_of(name), "E012", std::string(name) + " is not above 0");
    *into = *given;
  };
  positive("fit_seconds", &modeling.fit_seconds);
  positive("predict_ms_per_row", &modeling.predict_ms_per_row);
  read_memory(fields, problem);
  fields.finish();
}

void read_probe(Fields& fields, Problem* problem) {
  Probe probe;
  probe.line = fields.line();
  static const std::vector<std::string> kNames = {"shuffled labels",
                                                  "hidden rows absent from train"};
  const std::string name = fields.item_text(0, "what is probed: \"shuffled labels\"");
  if (name == kNames[0]) {
    const std::optional<double> most = fields.number("score_at_most");
    if (!most) fields.report(fields.line(), "E013", "score_at_most is missing");
    probe.at_most = most.value_or(0);
  } else if (name == kNames[1]) {
    probe.kind = Probe::Kind::rows_absent;
    probe.by = fields.text("by");
  } else if (!name.empty()) {
    fields.report(fields.line(), "E012", "there is no probe " + with_nearest(name, kNames));
  }
  fields.finish();
  problem->modeling.probes.push_back(std::move(probe));
}

}  // namespace

void read_data(Fields& fields, Problem* problem, const ReadBeside& read_beside) {
  const json* data = fields.value("data");
  const bool wanted = problem->kind == Kind::model;
  if (data == nullptr) {
    if (wanted) {
      fields.report(
          fields.line(), "E013",
          "data is missing: { train = \"train.csv\", hidden = \"hidden.csv\", label = \"...\" }");
    }
    return;
  }
  const int line = fields.line_of("data");
  if (!wanted || !data->is_object() || !data->contains("record")) {
    fields.report(line, "E012",
                  wanted ? "data is a table: { train =, hidden =, label =, id = }"
                         : "data belongs to fn = \"fit(train: table) -> model\"");
    return;
  }
  const json& record = (*data)["record"];
  static const std::vector<std::string> kKnown = {"train", "hidden", "label",
                                                  "id",    "make",   "in_order"};
  for (const auto& [name, value] : record.items()) {
    if (std::find(kKnown.begin(), kKnown.end(), name) != kKnown.end()) continue;
    fields.report(line, "E010", "data: unknown setting " + with_nearest(name, kKnown));
  }
  Modeling& modeling = problem->modeling;
  modeling.label = text_in(record, "label");
  modeling.id = text_in(record, "id");
  if (modeling.label.empty()) {
    fields.report(line, "E013", "data: label is missing, the column that is to be predicted");
  }
  const json in_order = record.value("in_order", json(false));
  if (!in_order.is_boolean()) fields.report(line, "E012", "data: in_order is true or false");
  modeling.in_order = in_order == json(true);
  modeling.generated = is_function(record.value("make", json()));
  modeling.train_file = text_in(record, "train");
  modeling.hidden_file = text_in(record, "hidden");
  if (modeling.generated != (modeling.train_file.empty() && modeling.hidden_file.empty())) {
    fields.report(line, "E013",
                  "data come from two files, train and hidden, or from make = function(r) ... end");
    return;
  }
  if (modeling.generated) return;
  modeling.train = read_table(fields, modeling.train_file, modeling, read_beside);
  modeling.hidden = read_table(fields, modeling.hidden_file, modeling, read_beside);
}

bool read_modeling(Fields& fields, Problem* problem) {
  const std::string& kind = fields.kind();
  if (kind == "metric") {
    read_metric(fields, problem);
  } else if (kind == "slice") {
    read_slice(fields, problem);
  } else if (kind == "limit") {
    read_limit(fields, problem);
  } else if (kind == "probe") {
    read_probe(fields, problem);
  } else {
    return false;
  }
  return true;
}

void finish_modeling(Fields& fields, Problem* problem) {
  Modeling& modeling = problem->modeling;
  for (const Metric& metric : modeling.metrics) {
    modeling.seeds = std::max(modeling.seeds, metric.seeds);
  }
  if (problem->kind != Kind::model) {
    if (!modeling.metrics.empty()) {
      fields.report(fields.line(), "E013",
                    "metric and slice belong to fn = \"fit(train: table) -> model\"");
    }
    return;
  }
  if (modeling.metrics.empty()) {
    fields.report(fields.line(), "E013", "metric is missing: metric \"roc_auc\" { pass = 0.8 }");
  }
  for (const Metric& metric : modeling.metrics) {
    if (metric.by.empty() || modeling.generated) continue;
    const Result<Record> hidden = table_from_csv(modeling.hidden);
    if (!hidden.ok() || find_column(*hidden, metric.by) != nullptr) continue;
    fields.report(fields.line(), "E064",
                  metric.group + ": the hidden data have no column \"" + metric.by + "\"");
  }
  for (const Group& group : problem->groups) {
    if (group.source == Group::Source::metric || group.source == Group::Source::part) continue;
    fields.report(group.line, "E012", "a model is rated by metrics, it has no tests of its own");
  }
}

}  // namespace assay
