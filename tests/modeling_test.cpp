#include <catch2/catch.hpp>
#include <cmath>

#include "grade/bands.hpp"
#include "value/table.hpp"
#include "value/wire.hpp"

namespace assay {
namespace {

const Type kTable{Type::Kind::table};

const Tensor& numbers(const Record& table, const char* name) {
  return *find_column(table, name)->as<Tensor>();
}

std::string text(const Record& table, const char* name, std::size_t row) {
  return *find_column(table, name)->as<List>()->items.at(row).as<std::string>();
}

Metric banded(double pass, double full, bool larger) {
  Metric metric;
  metric.pass = pass;
  metric.full = full;
  metric.larger_is_better = larger;
  return metric;
}

}  // namespace

TEST_CASE("a column is of whole numbers, of numbers with gaps, or of texts", "[table]") {
  const Result<Record> read = table_from_csv("a,b,c,d\n1,1.5,x,\n-2,,\"y, \"\"z\"\"\",\n30,4,,\n");
  REQUIRE(read.ok());
  const Record& table = *read;

  REQUIRE(row_count(table) == 3);
  CHECK(numbers(table, "a").dtype == Dtype::i64);
  CHECK(whole_element(numbers(table, "a"), 1) == -2);
  CHECK(numbers(table, "b").dtype == Dtype::f64);
  CHECK(element(numbers(table, "b"), 0) == 1.5);
  CHECK(std::isnan(element(numbers(table, "b"), 1)));
  CHECK(text(table, "c", 1) == "y, \"z\"");
  CHECK(text(table, "d", 2) == "");
}

TEST_CASE("a table that is none is named by its line", "[table]") {
  struct Row {
    const char *csv, *message;
  };
  const auto row = GENERATE(values<Row>({{"a,b\n1,2\n1\n", "line 3: 1 fields under 2 names"},
                                         {"a,a\n1,2\n", "two columns are called \"a\""},
                                         {"a\n\"x\ny\n", "line 2: a quote is not closed"},
                                         {"a\n\xff\n", "not UTF-8"}}));
  CAPTURE(row.csv);
  const Result<Record> read = table_from_csv(row.csv);
  REQUIRE(!read.ok());
  CHECK(read.status().message() == row.message);
}

TEST_CASE("a table goes to text and to the wire and comes back", "[table]") {
  const std::string csv = "n,x,word\n1,0.25,\"a,b\"\n2,,\n";
  const Record table = table_from_csv(csv).value();
  CHECK(table_to_csv(table) == csv);

  ByteWriter out;
  REQUIRE(encode(kTable, table, out).ok());
  const Result<Value> back = decode(kTable, out.bytes());
  REQUIRE(back.ok());
  CHECK(table_to_csv(*back->as<Record>()) == csv);
  for (std::size_t end = 0; end < out.bytes().size(); ++end) {
    CHECK(!decode(kTable, std::string_view(out.bytes()).substr(0, end)).ok());
  }
}

TEST_CASE("columns of a table are of one length on the wire", "[table]") {
  Record table = table_from_csv("a,b\n1,x\n2,y\n").value();
  table.fields[1].second.as<List>()->items.pop_back();
  ByteWriter out;
  CHECK(encode(kTable, table, out).message().find("1 rows beside 2") != std::string::npos);
}

TEST_CASE("rows are taken in the order asked for", "[table]") {
  const Record table = table_from_csv("a,b\n1,x\n2,y\n3,z\n").value();
  const std::vector<std::size_t> rows = {2, 0};
  CHECK(table_to_csv(take_rows(table, rows)) == "a,b\n3,z\n1,x\n");
  CHECK(table_to_csv(without_columns(table, {"a"})) == "b\nx\ny\nz\n");
}

TEST_CASE("a metric is worth a half at pass and all at full", "[bands]") {
  struct Row {
    double pass, full;
    bool larger;
    double value, score;
  };
  const auto row = GENERATE(values<Row>({{0.80, 0.86, true, 0.79, 0},
                                         {0.80, 0.86, true, 0.80, 0.5},
                                         {0.80, 0.86, true, 0.83, 0.75},
                                         {0.80, 0.86, true, 0.9, 1},
                                         {0.16, 0.16, false, 0.16, 1},
                                         {0.16, 0.16, false, 0.17, 0},
                                         {2, 1, false, 1.5, 0.75},
                                         {2, 1, false, 2.5, 0}}));
  CAPTURE(row.value);
  CHECK(band_score(banded(row.pass, row.full, row.larger), row.value) == Approx(row.score));
}

TEST_CASE("one value is taken of several drawings", "[bands]") {
  Metric metric = banded(0, 0, true);
  CHECK(taken(metric, {3, 1, 2}) == 2);
  CHECK(taken(metric, {3, 1, 2, 10}) == 2.5);
  metric.take = Metric::Take::mean;
  CHECK(taken(metric, {3, 1, 2, 10}) == 4);
  metric.take = Metric::Take::worst;
  CHECK(taken(metric, {3, 1, 2}) == 1);
  metric.larger_is_better = false;
  CHECK(taken(metric, {3, 1, 2}) == 3);
}

}  // namespace assay
