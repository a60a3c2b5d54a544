#include <catch2/catch.hpp>
#include <cmath>

#include "grade/bands.hpp"
#include "grade/model_size.hpp"
#include "grade/parts.hpp"
#include "grade/same_row.hpp"
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

TEST_CASE("a metric with a good value is worth three quarters there", "[bands]") {
  Metric metric = banded(0.70, 0.80, true);
  metric.good = 0.72;
  CHECK(band_score(metric, 0.69) == 0);
  CHECK(band_score(metric, 0.70) == Approx(0.5));
  CHECK(band_score(metric, 0.71) == Approx(0.625));
  CHECK(band_score(metric, 0.72) == Approx(0.75));
  CHECK(band_score(metric, 0.76) == Approx(0.875));
  CHECK(band_score(metric, 0.81) == 1);
}

TEST_CASE("rows of one text or number are of one group", "[table]") {
  const Record table = table_from_csv("q,x\nb,1.5\na,2\nb,1.5\n").value();
  CHECK(equal_rows(*find_column(table, "q")) == std::vector<std::size_t>{0, 1, 0});
  CHECK(equal_rows(*find_column(table, "x")) == std::vector<std::size_t>{0, 1, 0});
}

Question choice(std::vector<std::string> right, bool several) {
  Question question;
  question.id = "q";
  question.choices = {"a", "b", "c", "d"};
  question.right = std::move(right);
  question.several = several;
  return question;
}

TEST_CASE("a question with one right choice takes that one, with several their F1", "[parts]") {
  struct Row {
    Question question;
    std::vector<std::string> chosen;
    double score;
  };
  const auto row = GENERATE(values<Row>({{choice({"a"}, false), {"a"}, 1},
                                         {choice({"a"}, false), {"b"}, 0},
                                         {choice({"a"}, false), {"a", "b"}, 0},
                                         {choice({"a"}, false), {}, 0},
                                         {choice({"a", "b"}, true), {"b", "a"}, 1},
                                         {choice({"a", "b"}, true), {"a"}, 2.0 / 3},
                                         {choice({"a", "b"}, true), {"a", "a", "c", "d"}, 0.4},
                                         {choice({"a", "b"}, true), {"c"}, 0}}));
  Answers answers;
  answers.framing["q"].chosen = row.chosen;
  CHECK(framing_score({row.question}, answers).score == Approx(row.score));
}

TEST_CASE("a number is right within its distance, and half a form is half a score", "[parts]") {
  Question number;
  number.id = "n";
  number.number = 0.3;
  number.within = 0.1;
  Answers answers;
  answers.framing["n"].number = 0.4;  // 0.1 off, but for rounding
  CHECK(framing_score({number}, answers).score == 1);
  answers.framing["n"].number = 0.41;
  CHECK(framing_score({number}, answers).score == 0);
  answers.framing["n"].number = 0.3;
  const PartScore half = framing_score({choice({"a"}, false), number}, answers);
  CHECK(half.score == 0.5);
  CHECK(half.words == "1 of 2 questions right, 1 not answered");
}

TEST_CASE("findings are held against the registry", "[parts]") {
  const std::vector<Quirk> quirks = {{"grams", {{"weight", "unit"}}, "", 0},
                                     {"moved", {{"desk", "drift"}, {"week", "drift"}}, "", 0},
                                     {"copies", {{"rows", "duplicate"}}, "", 0}};
  struct Row {
    std::vector<DataFinding> findings;
    double f1;
    const char* words;
  };
  const auto row = GENERATE(values<Row>({
      {{}, 0, "no finding; there are 3"},
      {{{"weight", "unit"}, {"week", "drift"}, {"rows", "duplicate"}}, 1, "found 3 of 3"},
      {{{"weight", "unit"}}, 0.5, "found 1 of 3"},
      {{{"week", "drift"}, {"desk", "drift"}}, 0.5, "found 1 of 3"},
      {{{"weight", "noise"}, {"weight", "noise"}}, 0, "found 0 of 3; 1 finding does not hold"},
      {{{"weight", "unit"}, {"weight", "noise"}, {"desk", "unit"}},
       1.0 / 3,
       "found 1 of 3; 2 findings do not hold"},
  }));
  Answers answers;
  answers.findings = row.findings;
  const PartScore audit = audit_score(quirks, answers);
  CHECK(audit.score == Approx(row.f1));
  CHECK(audit.words == row.words);
}

JournalEntry hypothesis(std::int64_t number, bool better) {
  JournalEntry entry;
  entry.number = number;
  entry.expects_better = better;
  return entry;
}

JournalEntry trial(const char* source, double value, std::int64_t follows) {
  JournalEntry entry;
  entry.run = true;
  entry.source_hash = source;
  entry.value = value;
  entry.follows = follows;
  return entry;
}

TEST_CASE("a run counts if its own hypothesis came before it, whole if that was right", "[parts]") {
  struct Row {
    const char* what;
    std::vector<JournalEntry> entries;
    double score;  // of two runs that are expected; a step is 0.01
  };
  const auto row = GENERATE(values<Row>({
      {"nothing", {}, 0},
      {"the first run is what others are compared with",
       {hypothesis(1, true), trial("a", 0.5, 1)},
       0},
      {"two right ones",
       {trial("a", 0.5, 0), hypothesis(1, true), trial("b", 0.6, 1), hypothesis(2, false),
        trial("c", 0.5, 2)},
       1},
      {"a wrong one is a half",
       {trial("a", 0.5, 0), hypothesis(1, true), trial("b", 0.4, 1), hypothesis(2, true),
        trial("c", 0.5, 2)},
       0.75},
      {"less than a step is nothing",
       {trial("a", 0.5, 0), hypothesis(1, true), trial("b", 0.505, 1)},
       0.25},
      {"one hypothesis serves one run",
       {trial("a", 0.5, 0), hypothesis(1, true), trial("b", 0.6, 1), trial("c", 0.7, 1)},
       0.5},
      {"one that came later serves none",
       {trial("a", 0.5, 0), trial("b", 0.6, 0), hypothesis(1, true)},
       0},
      {"the same source again is no other run",
       {trial("a", 0.5, 0), hypothesis(1, true), trial("a", 0.5, 1), trial("b", 0.6, 1)},
       0.5},
      {"to go back is free, and the next run is compared with it",
       {trial("a", 0.5, 0), hypothesis(1, true), trial("b", 0.9, 1), trial("a", 0.5, 1),
        hypothesis(2, true), trial("c", 0.6, 2)},
       1},
      {"a note written before going back waits for the next change",
       {trial("a", 0.5, 0), hypothesis(1, true), trial("b", 0.9, 1), hypothesis(2, true),
        trial("a", 0.5, 2), trial("c", 0.6, 2)},
       1},
      {"more runs than expected all count",
       {trial("a", 0.5, 0), hypothesis(1, true), trial("b", 0.6, 1), trial("c", 0.6, 1),
        trial("d", 0.6, 1), trial("e", 0.6, 1)},
       0.25},
  }));
  CAPTURE(row.what);
  CHECK(journal_score({2, 0.01}, true, row.entries).score == Approx(row.score));
}

TEST_CASE("of a loss, less is better", "[parts]") {
  const std::vector<JournalEntry> entries = {trial("a", 2, 0), hypothesis(1, true),
                                             trial("b", 1.5, 1)};
  CHECK(journal_score({1, 0.1}, false, entries).score == 1);
  CHECK(journal_score({1, 0.1}, true, entries).score == 0.5);
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

// Arrays, then a pickle of `rest` bytes, as docs/wire.md has it.
std::string packed_model(const std::vector<Tensor>& arrays, std::size_t rest) {
  ByteWriter out;
  out.put(static_cast<std::uint32_t>(arrays.size()));
  for (const Tensor& array : arrays) {
    out.put(static_cast<std::uint8_t>(array.dtype));
    out.put(static_cast<std::uint8_t>(array.shape.size()));
    for (const std::int64_t dim : array.shape) out.put(dim);
    out.append(array.raw);
  }
  out.put_string(std::string(rest, 'x'));
  return out.bytes();
}

TEST_CASE("a model is as large as its floats and what does not fit in the free bytes", "[model]") {
  struct Row {
    std::vector<Tensor> arrays;
    std::size_t rest;
    std::int64_t numbers;
  };
  const auto row = GENERATE(values<Row>({
      {{}, 4096, 0},
      {{}, 4097, 1},
      {{}, 4096 + 80, 10},
      {{make_tensor(Dtype::f16, {2, 3}), make_tensor(Dtype::f64, {})}, 9, 7},
      {{make_tensor(Dtype::i64, {512})}, 0, 0},
      {{make_tensor(Dtype::i64, {512})}, 24, 3},
      {{make_tensor(Dtype::f64, {0, 1 << 30})}, 4096, 2},
  }));
  CAPTURE(row.rest);
  const Result<std::int64_t> numbers = numbers_in_model(packed_model(row.arrays, row.rest));
  REQUIRE(numbers.ok());
  CHECK(*numbers == row.numbers);
}

TEST_CASE("what is no packed model is not measured", "[model]") {
  const std::string model = packed_model({make_tensor(Dtype::f32, {2})}, 5);
  for (std::size_t end = 0; end < model.size(); ++end) {
    CHECK(!numbers_in_model(std::string_view(model).substr(0, end)).ok());
  }
  CHECK(!numbers_in_model(model + "x").ok());
}

TEST_CASE("predictions for one row are the same up to rounding", "[model]") {
  struct Row {
    std::vector<double> all;
    double was, is;
    bool same;
  };
  const double nan = std::nan("");
  const auto row = GENERATE_COPY(values<Row>({
      {{0.1, 0.4, 0.6, 0.9}, 0.4, 0.4 + 1e-6, true},
      {{0.1, 0.4, 0.6, 0.9}, 0.4, 0.4 + 1e-3, false},
      // However small or far from zero they all are.
      {{1e-9, 4e-9, 6e-9, 9e-9}, 4e-9, 4.01e-9, false},
      {{1e6 + 1e-7, 1e6 + 4e-7, 1e6 + 6e-7, 1e6 + 9e-7}, 1e6 + 4e-7, 1e6 + 4.05e-7, true},
      {{1e6 + 1e-3, 1e6 + 4e-3, 1e6 + 6e-3, 1e6 + 9e-3}, 1e6 + 4e-3, 1e6 + 4.1e-3, false},
      // One that stands out hides nothing.
      {{0.1, 0.4, 0.6, 0.9, 1e12}, 0.4, 0.41, false},
      // Nor do many, near zero or far from it.
      {{0.1, 0.4, 0.6, 0.9, 1e12, 2e12, 3e12}, 0.4, 0.7, false},
      {{1e12 + 0.25, 1e12 + 0.5, 1e12 + 0.75, -1e12, -2e12, -3e12}, 1e12 + 0.25, 1e12 + 1, false},
      {{0.1, 0.4, 0.6, 0.9, 1e12, 2e12, 3e12}, 0.4, 0.4 + 1e-6, true},
      // Nearly all of them are one number, in single precision.
      {{1, 1, 1, 1, 0.5}, 1, 0.99999994, true},
      {{1, 1, 1, 1, 0.5}, 1, 0.9999, false},
      {{0.1, nan}, nan, nan, true},
      {{0.1, nan}, nan, 0.1, false},
  }));
  CAPTURE(row.was, row.is);
  CHECK(SameRow(row.all)(row.was, row.is) == row.same);
}

}  // namespace assay
