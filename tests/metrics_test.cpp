#include <catch2/catch.hpp>
#include <cmath>

#include "base/file.hpp"
#include "base/text.hpp"
#include "value/metrics.hpp"

namespace assay {
namespace {

std::vector<double> numbers(const std::string& text) {
  std::vector<double> result;
  for (const std::string& part : split(text, ',')) result.push_back(std::stod(part));
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
    if (row.size() != 5) continue;
    INFO(line);
    const std::vector<double> truth = numbers(row[2]), got = numbers(row[3]);
    const Result<double> value = metric(row[0], {truth, got}, std::stod(row[1]));
    ++cases;
    if (row[4] == "none") {
      CHECK_FALSE(value.ok());
      continue;
    }
    REQUIRE(value.ok());
    const double expected = std::stod(row[4]);
    CHECK(std::abs(*value - expected) <= 1e-9 * std::max(1.0, std::abs(expected)));
  }
  CHECK(cases == 340);
}

TEST_CASE("predictions that are none are refused", "[metrics]") {
  const std::vector<double> two = {0, 1}, one = {0.5}, none, odd = {0.5, std::nan("")};
  CHECK(metric("mae", {two, one}).status().message() == "one prediction a row is needed");
  CHECK(metric("mae", {none, none}).status().message() == "there is nothing to rate");
  CHECK(metric("mae", {two, odd}).status().message() == "a prediction is not a finite number");
  CHECK(metric("map", {two, two}).status().message() == "there is no metric \"map\"");
}

}  // namespace assay
