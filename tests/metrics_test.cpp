#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>

#include "base/file.hpp"
#include "base/text.hpp"
#include "value/metrics.hpp"

namespace assay {
namespace {

std::vector<double> numbers(const std::string& text) {
  std::vector<double> result;
  for (const std::string& part : split(text, ','))
    result.push_back(std::strtod(part.c_str(), nullptr));
  return result;
}

}  // namespace

// The values are scikit-learn's: tests/golden/metrics.py.
TEST_CASE("metrics are those of scikit-learn, on random and on degenerate predictions",
          "[metrics]") {
  const std::string text = read_file(ASSAY_SOURCE_DIR "/tests/golden/metrics.txt").value();
  int cases = 0;
  for (const std::string& line : split(text, '\n')) {
    const std::vector<std::string> row = split(line, '\t');
    if (row.size() < 5) continue;
    INFO(line);
    const std::vector<double> truth = numbers(row[2]), got = numbers(row[3]);
    Result<double> value = metric(row[0], {truth, got}, std::stod(row[1]));
    if (row.size() == 6) {
      std::vector<std::size_t> groups;
      for (const double group : numbers(row[5])) groups.push_back(static_cast<std::size_t>(group));
      value = metric_by_group(row[0], {truth, got}, groups, std::stod(row[1]));
    }
    ++cases;
    if (row[4] == "none") {
      CHECK_FALSE(value.ok());
      continue;
    }
    REQUIRE(value.ok());
    const double expected = std::stod(row[4]);
    CHECK(std::abs(*value - expected) <= 1e-9 * std::max(1.0, std::abs(expected)));
  }
  CHECK(cases == 558);
}

TEST_CASE("a metric by group is the mean over the groups in which it is defined", "[metrics]") {
  struct Row {
    const char* name;
    std::vector<double> truth, got;
    std::vector<std::size_t> groups;
    double value;  // below 0: none
  };
  // ndcg of (1, 0) in the wrong order is 1 / log2(3).
  const double swapped = 0.6309297535714574;
  const auto row = GENERATE_COPY(values<Row>({
      {"ndcg", {1, 0, 0, 1}, {2, 1, 2, 1}, {7, 7, 9, 9}, (1 + swapped) / 2},
      {"ndcg", {1, 0, 0, 1}, {2, 2, 1, 1}, {7, 9, 7, 9}, (1 + swapped) / 2},
      // A query without gains is 0, one of a single row does not count.
      {"ndcg", {1, 0, 0, 0, 3}, {2, 1, 2, 1, 1}, {0, 0, 1, 1, 2}, 0.5},
      {"ndcg", {1, 0, 1}, {1, 1, 1}, {0, 1, 2}, -1},
      {"ndcg", {1, 0, 1, 0}, {5, 5, 5, 5}, {0, 0, 1, 1}, (1 + swapped) / 2},
      {"roc_auc", {1, 0, 1, 0, 1}, {2, 1, 1, 2, 1}, {0, 0, 1, 1, 2}, 0.5},
      {"mae", {1, 2, 9}, {2, 2, 9}, {0, 0, 1}, 0.25},
  }));
  CAPTURE(row.name, row.groups);
  const Result<double> value = metric_by_group(row.name, {row.truth, row.got}, row.groups);
  REQUIRE(value.ok() == (row.value >= 0));
  if (value.ok()) CHECK(*value == Approx(row.value).epsilon(1e-12));
}

TEST_CASE("predictions that are none are refused", "[metrics]") {
  const std::vector<double> two = {0, 1}, one = {0.5}, none, odd = {0.5, std::nan("")};
  CHECK(metric("mae", {two, one}).status().message() == "one prediction a row is needed");
  CHECK(metric("mae", {none, none}).status().message() == "there is nothing to rate");
  CHECK(metric("mae", {two, odd}).status().message() == "a prediction is not a finite number");
  CHECK(metric("mae", {odd, two}).status().message() == "a label is not a finite number");
  const std::vector<double> above = {0.5, 1.5}, below = {-0.1, 0.5}, classes = {0, 2};
  for (const char* name : {"brier", "log_loss"}) {
    CHECK(metric(name, {two, above}).status().message() == "a probability is outside 0..1");
    CHECK(metric(name, {two, below}).status().message() == "a probability is outside 0..1");
    CHECK(metric(name, {classes, two}).status().message() == "a label is neither 0 nor 1");
  }
  CHECK(metric("map", {two, two}).status().message() == "there is no metric \"map\"");
}

}  // namespace assay
