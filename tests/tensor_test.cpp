#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "base/text.hpp"
#include "grade/compare.hpp"
#include "value/check.hpp"
#include "value/display.hpp"
#include "value/settle.hpp"
#include "value/tensor_compare.hpp"
#include "value/wire.hpp"

namespace assay {
namespace {

using nlohmann::json;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();

Tensor tensor(Dtype dtype, const std::vector<double>& values) {
  Tensor made = make_tensor(dtype, {static_cast<std::int64_t>(values.size())});
  for (std::size_t i = 0; i < values.size(); ++i) set_element(made, i, values[i]);
  return made;
}

std::string unhex(const std::string& text) {
  std::string raw;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    raw += static_cast<char>(std::stoi(text.substr(i, 2), nullptr, 16));
  }
  return raw;
}

Type type_of(const std::string& text) {
  return parse_signature("f(x: " + text + ")")->parameters[0].type;
}

}  // namespace

TEST_CASE("elements lie at multiples of 64 bytes in a mapped file", "[tensor]") {
  const std::vector<Parameter> parameters =
      parse_parameters("n: int, x: f32[a], y: f64[b, c]").value();
  const Value arguments(Record{{{"n", Value::integer(5)},
                                {"x", Value(tensor(Dtype::f32, {1, 2, 3}))},
                                {"y", Value(make_tensor(Dtype::f64, {1, 2}))}}});
  const std::string wire = encode_arguments(parameters, arguments).value();
  const std::string mapped = mapped_arguments(parameters, wire).value();

  // 8 of n, 10 of x's head, elements from 64 to 76; 18 of y's head, elements from 128 to 144.
  REQUIRE(mapped.size() == 144);
  CHECK(mapped.substr(0, 18) == wire.substr(0, 18));
  CHECK(mapped.substr(18, 46) == std::string(46, '\0'));
  CHECK(mapped.substr(64, 30) == wire.substr(18, 30));
  CHECK(mapped.substr(128) == wire.substr(48));
  CHECK(!mapped_arguments(parameters, wire.substr(0, 20)).ok());
}

TEST_CASE("numbers are stored as the nearest value of the dtype", "[tensor]") {
  struct Row {
    Dtype dtype;
    double given, kept;
  };
  // From the definitions of the formats: f16 has 11 significant bits, bf16 has 8.
  const auto row = GENERATE(values<Row>({{Dtype::f16, 2049, 2048},
                                         {Dtype::f16, 2051, 2052},
                                         {Dtype::f16, 65519.99, 65504},
                                         {Dtype::f16, 65520, kInf},
                                         {Dtype::f16, 0x1p-24, 0x1p-24},
                                         {Dtype::f16, 0x1p-25, 0},
                                         {Dtype::f16, 0x1.8p-25, 0x1p-24},
                                         {Dtype::f16, -0x1.ffcp-15, -0x1p-14},
                                         {Dtype::bf16, 257, 256},
                                         {Dtype::bf16, 259, 260},
                                         {Dtype::bf16, 1.00390625 + 1e-12, 1.0078125},
                                         {Dtype::bf16, 3.4e38, kInf},
                                         {Dtype::f32, 16777217, 16777216},
                                         {Dtype::i8, 300, 127},
                                         {Dtype::u8, -4, 0},
                                         {Dtype::i32, 2.5, 2},
                                         {Dtype::b8, 7, 1}}));
  CHECK(element(tensor(row.dtype, {row.given}), 0) == row.kept);
}

TEST_CASE("every half and every brain float survives the way out and back", "[tensor]") {
  const Dtype dtype = GENERATE(Dtype::f16, Dtype::bf16);
  Tensor all = make_tensor(dtype, {65536}), again = all;
  for (std::size_t i = 0; i < 65536; ++i) {
    all.raw[2 * i] = static_cast<char>(i & 255);
    all.raw[2 * i + 1] = static_cast<char>(i >> 8);
  }
  std::size_t changed = 0;
  for (std::size_t i = 0; i < 65536; ++i) {
    const double value = element(all, i);
    set_element(again, i, value);
    changed += !std::isnan(value) && all.raw.substr(2 * i, 2) != again.raw.substr(2 * i, 2);
  }
  CHECK(changed == 0);
}

TEST_CASE("a tensor is close when every element is", "[tensor]") {
  struct Row {
    std::vector<double> want, got;
    TensorRules rules;
    std::size_t outside, worst;
  };
  const auto row = GENERATE(values<Row>({
      {{1, 2, 3}, {1, 2, 3}, {}, 0, 0},
      {{1, 2, 3}, {1, 2.001, 3.1}, {.rtol = 1e-3}, 1, 2},
      {{1, 2, 3}, {1.1, 2.001, 3}, {.atol = 1e-2}, 1, 0},
      {{100}, {100.1}, {.rtol = 1e-3}, 0, 0},
      {{kNan}, {1}, {.rtol = 1}, 1, 0},
      {{1}, {kNan}, {.rtol = 1, .nan_equal = true}, 1, 0},
      {{kNan}, {kNan}, {}, 1, 0},
      {{kNan}, {kNan}, {.nan_equal = true}, 0, 0},
      {{kNan}, {kNan}, {.nan_equal = true, .finite = true}, 1, 0},
      {{kInf, -kInf}, {kInf, -kInf}, {}, 0, 0},
      {{kInf}, {-kInf}, {.rtol = 1}, 1, 0},
      {{kInf}, {5}, {.rtol = 1}, 1, 0},
      {{5}, {kInf}, {.rtol = 1}, 1, 0},
      {{1, 5, 1, 1}, {1, 6, kNan, 9}, {}, 3, 2},
  }));
  for (const Dtype dtype : {Dtype::f32, Dtype::f64}) {
    // Padded: whole blocks go another way than the rest.
    for (const std::size_t before : {0, 4096}) {
      std::vector<double> want(before, 7), got(before, 7);
      want.insert(want.end(), row.want.begin(), row.want.end());
      got.insert(got.end(), row.got.begin(), row.got.end());
      want.resize((want.size() + 1023) / 1024 * 1024, 7);
      got.resize(want.size(), 7);
      const TensorDifference found =
          compare_tensors(row.rules, tensor(dtype, want), tensor(dtype, got));
      CHECK(found.outside == row.outside);
      if (row.outside > 0) CHECK(found.worst == before + row.worst);
    }
  }
}

TEST_CASE("the first element that is not finite is named", "[tensor]") {
  const TensorDifference found = compare_tensors({.rtol = 1}, tensor(Dtype::f32, {1, 2, 3, 4}),
                                                 tensor(Dtype::f32, {1, kInf, kNan, 4}));
  CHECK(found.outside == 2);
  CHECK(found.not_finite == 1);
}

TEST_CASE("units in the last place are those of the dtype", "[tensor]") {
  struct Row {
    Dtype dtype;
    double want, got;
    std::int64_t ulp;
    bool close;
  };
  const auto row = GENERATE(values<Row>({{Dtype::f32, 1, 1 + 0x1p-22, 2, true},
                                         {Dtype::f32, 1, 1 + 0x1p-22, 1, false},
                                         {Dtype::f32, -0x1p-149, 0x1p-149, 2, true},
                                         {Dtype::f32, -0x1p-149, 0x1p-149, 1, false},
                                         {Dtype::f64, 1, 1 + 0x1p-52, 1, true},
                                         {Dtype::f16, 1, 1 + 0x1p-9, 2, true},
                                         {Dtype::bf16, 1, 1 + 0x1p-6, 1, false},
                                         {Dtype::f64, -1e308, 1e308, 1000, false},
                                         {Dtype::f64, -1e308, 1e308, INT64_MAX, false},
                                         {Dtype::f64, -0.0, 0.0, 1, true},
                                         // Bits beside those of the largest number are infinity's,
                                         // and beside those NaN's: no way to either.
                                         {Dtype::f32, 0x1.fffffep127, kInf, 1, false},
                                         {Dtype::f32, kInf, 0x1.fffffep127, 1, false},
                                         {Dtype::f16, 65504, kInf, 9, false},
                                         {Dtype::bf16, kInf, kNan, 1000, false},
                                         {Dtype::f64, kNan, kInf, INT64_MAX, false},
                                         {Dtype::f64, kNan, kNan, INT64_MAX, false}}));
  const TensorDifference found = compare_tensors({.ulp = row.ulp}, tensor(row.dtype, {row.want}),
                                                 tensor(row.dtype, {row.got}));
  CHECK((found.outside == 0) == row.close);
}

TEST_CASE("whole numbers are exact, however large", "[tensor]") {
  Tensor want = make_tensor(Dtype::i64, {2}), got = want;
  want.raw = unhex(
      "ffffffffffffff7f"
      "0000000000000000");
  got.raw = unhex(
      "feffffffffffff7f"
      "0000000000000000");
  CHECK(compare_tensors({.rtol = 1, .atol = 1e9}, want, got).outside == 1);
}

TEST_CASE("the golden tensors are read and written byte for byte", "[tensor]") {
  const std::string text = read_file(ASSAY_SOURCE_DIR "/tests/golden/tensors.txt").value();
  int rows = 0;
  for (const std::string& line : split(text, '\n')) {
    const std::vector<std::string> row = split(line, '\t');
    if (row.size() != 4) continue;
    INFO(line);
    Type type = type_of(row[0]);
    type.dims.resize(static_cast<std::size_t>(std::stoi(row[1])));
    const Result<Value> value = decode(type, unhex(row[2]));
    REQUIRE(value.ok());
    ByteWriter out;
    REQUIRE(encode(type, *value, out).ok());
    CHECK(out.bytes() == unhex(row[2]));
    CHECK(display(*value) == row[3]);
    ++rows;
  }
  CHECK(rows == 13);
}

TEST_CASE(
    "an answer that is no match says how far off it is, and shows values only to those who may "
    "see them",
    "[tensor]") {
  CompareRules rules;
  rules.tensor.rtol = 1e-3;
  rules.dtype = true;
  const auto run = [&](const Tensor& want, const Tensor& got) {
    return compare(rules, Value(want), Value(got));
  };
  const Tensor want = tensor(Dtype::f32, {1, 2, 3});

  CHECK(run(want, tensor(Dtype::f32, {1, 2, 3})).score == 1);
  const Comparison wide = run(want, tensor(Dtype::f64, {1, 2, 3}));
  CHECK(wide.feedback == "the answer is not of dtype f32");
  CHECK(wide.detail == "the answer has dtype f64, not f32");
  CHECK(run(want, tensor(Dtype::f32, {1, 2})).feedback ==
        "the answer has another shape than the expected one");
  const Comparison off = run(want, tensor(Dtype::f32, {1, 2.5, kNan}));
  CHECK(off.feedback ==
        "values differ from the expected ones by more than the tolerance; it has nan in it");
  CHECK(
      off.detail ==
      "the answer: 2 of 3 values differ from the expected ones by more than the tolerance; it has "
      "nan in it; the worst at [2]: expected 3.0, got nan");
  const Comparison inside =
      compare(rules, Value(Tuple{{Value(want), Value(want)}}),
              Value(Tuple{{Value(want), Value(tensor(Dtype::f32, {1, 2, 4}))}}));
  CHECK(inside.feedback == "values differ from the expected ones by more than the tolerance");
  CHECK(inside.detail ==
        "answer[1]: 1 of 3 values differ from the expected ones by more than the tolerance; the "
        "worst at [2]: expected 3.0, got 4.0");
  Tensor square = tensor(Dtype::f32, {1, 2, 3, 4, 5, 6});
  square.shape = {2, 3};
  Tensor other = square;
  set_element(other, 4, 9);
  CHECK_THAT(run(square, other).detail,
             Catch::EndsWith("the worst at [1, 1]: expected 5.0, got 9.0"));
}

TEST_CASE("a tensor that came in another dtype keeps the tolerance of the promised one",
          "[tensor]") {
  const Type bf16 = parse_signature("f(x: bf16[1])")->parameters[0].type;
  const CompareRules rules{.by_dtype = true};
  const Value want(tensor(Dtype::f32, {1})), got(tensor(Dtype::f32, {1.05}));
  CHECK(compare(rules, want, got, &bf16).score == 1);
  CHECK(compare(rules, want, got).score == 0);
}

TEST_CASE("a tensor of nothing goes to the wire and comes back, whichever dimension is 0",
          "[tensor]") {
  const Type type = parse_signature("f(x: f64[n, d, k])")->parameters[0].type;
  const auto shape = GENERATE(values<std::vector<std::int64_t>>(
      {{0, 3, 2}, {3, 0, 2}, {3, 2, 0}, {0, 0, 0}, {std::int64_t{1} << 40, 0, 7}}));
  ByteWriter out;
  REQUIRE(encode(type, make_tensor(Dtype::f64, shape), out).ok());
  const Result<Value> back = decode(type, out.bytes());
  REQUIRE(back.ok());
  CHECK(back->as<Tensor>()->shape == shape);
  CHECK(back->as<Tensor>()->count() == 0);
}

TEST_CASE("named dimensions tie tensors together", "[tensor]") {
  const auto signature =
      parse_signature("f(a: f32[n=1..3, d=1..2], b: i64[n] in 0..d) -> f32[n]").value();
  Tensor a = make_tensor(Dtype::f32, {2, 2});
  const auto arguments = [&](std::vector<double> b) {
    return Value(Record{{{"a", Value(a)}, {"b", Value(tensor(Dtype::i64, b))}}});
  };
  CHECK(check_bounds(signature.parameters, arguments({0, 2})).ok());
  CHECK(check_bounds(signature.parameters, arguments({0})).message() ==
        "b has 1 elements along dimension 1, but n = 2");
  CHECK(check_bounds(signature.parameters, arguments({0, 3})).message() ==
        "b[1] = 3 is outside 0..d (0..2)");
  CHECK(check_result(signature, arguments({0, 2}), Value(tensor(Dtype::f32, {1}))).message() ==
        "the result has 1 elements along dimension 1, but n = 2");
}

TEST_CASE("a list without elements is a tensor of the shape that its type asks for", "[tensor]") {
  struct Row {
    const char *signature, *arguments;
    std::vector<std::int64_t> x;
  };
  const auto row = GENERATE(values<Row>({
      {"f(x: f64[n, d], c: f64[k, d])", R"({"x": [], "c": [[1, 2, 3]]})", {0, 3}},
      {"f(c: f64[k, d], x: f64[n, d])", R"({"x": [], "c": [[1, 2, 3]]})", {0, 3}},
      {"f(x: f64[n, d, 5], d: int)", R"({"x": [], "d": 4})", {0, 4, 5}},
      {"f(d: int, x: f64[3, n, d])", R"({"x": [[], [], []], "d": 4})", {3, 0, 4}},
      {"f(x: f64[n, d=2..4])", R"({"x": []})", {0, 2}},
      {"f(x: f64[n, d=2..4], y: f64[n, d])", R"({"x": [], "y": []})", {0, 2}},
      {"f(x: f64[n, d]?, c: f64[d])", R"({"x": [], "c": [1, 2]})", {0, 2}},
      {"f(x: f64[n, n])", R"({"x": []})", {0, 0}},
  }));
  INFO(row.signature << " " << row.arguments);
  const Signature signature = parse_signature(row.signature).value();

  const Value arguments =
      arguments_from_json(signature.parameters, json::parse(row.arguments)).value();

  for (const auto& [name, value] : arguments.as<Record>()->fields) {
    if (name == "x") CHECK(value.as<Tensor>()->shape == row.x);
  }
  CHECK(check_bounds(signature.parameters, arguments).ok());
}

TEST_CASE("a result without elements has the shape that the arguments give", "[tensor]") {
  const Signature signature =
      parse_signature(
          "f(t: int in 0..9, d: int in 1..3) -> {means: f64[t, d], all: (f64[t, 2*d])[]}")
          .value();
  const Value arguments =
      arguments_from_json(signature.parameters, json::parse(R"({"t": 0, "d": 3})")).value();
  Value result =
      from_json(*signature.returns, json::parse(R"({"means": [], "all": [[]]})")).value();
  CHECK_FALSE(check_result(signature, arguments, result).ok());

  settle_empty(signature, arguments, result);

  CHECK(check_result(signature, arguments, result).ok());
  const auto& fields = result.as<Record>()->fields;
  CHECK(fields[0].second.as<Tensor>()->shape == std::vector<std::int64_t>{0, 3});
  CHECK(fields[1].second.as<List>()->items[0].as<Tensor>()->shape ==
        std::vector<std::int64_t>{0, 6});
}

TEST_CASE("ints in JSON are exact in a tensor, or refused", "[tensor]") {
  struct Row {
    const char *type, *json, *message;
  };
  const auto row = GENERATE(values<Row>({
      {"i64[n]", "[9007199254740993, -9223372036854775808]", ""},
      {"u8[n]", "[0, 255]", ""},
      {"b8[n]", "[true, 0]", ""},
      {"u8[n]", "[300]", "[0]: 300 does not fit in u8"},
      {"u8[n]", "[1, -7]", "[1]: -7 does not fit in u8"},
      {"i8[n]", "[128]", "[0]: 128 does not fit in i8"},
      {"i16[n]", "[-32769]", "[0]: -32769 does not fit in i16"},
      {"u32[n]", "[4294967296]", "[0]: 4294967296 does not fit in u32"},
      {"b8[n]", "[2]", "[0]: 2 does not fit in b8"},
      {"i32[n]", "[1.5]", "[0]: expected i32[n], got float"},
  }));
  INFO(row.type << " " << row.json);
  const Result<Value> value = from_json(type_of(row.type), json::parse(row.json));

  CHECK((value.ok() ? "" : value.status().message()) == row.message);
  if (value.ok() && row.type[0] == 'i')
    CHECK(to_json(*value).dump() == "[9007199254740993,-9223372036854775808]");
}

TEST_CASE("tensors become nested arrays in JSON, and large ones a summary", "[tensor]") {
  const Value small =
      from_json(type_of("f32[n, d]"), json::parse("[[0.1, 2], [3, \"nan\"]]")).value();
  CHECK(to_json(small).dump() == R"([[0.1,2.0],[3.0,"nan"]])");
  CHECK(from_json(type_of("f32[n, d]"), json::parse("[[1], [2, 3]]")).status().message() ==
        "[1]: expected rows of one length: 1, got 2");
  const json large = to_json(Value(make_tensor(Dtype::i32, {50, 40})));
  CHECK(large["shape"] == json({50, 40}));
  CHECK(large["dtype"] == "i32");
  CHECK(large.dump().size() < 200);
}

}  // namespace assay
