// Damaged PTX: a candidate's plan may hold any text, and what reads it is ours and trusted.  Each
// mutant loads, or is refused with a reason.  For long: ptx_fuzz_test with
// ASSAY_FUZZ_MUTANTS=1000000.

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <random>
#include <sstream>

#include "ptx/parser.hpp"
#include "sim/program.hpp"

namespace assay::sim {
namespace {

std::vector<std::string> lines_of(const std::string& path) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

const char* const kPieces[] = {"{",
                               "}",
                               "(",
                               ")",
                               "[",
                               "]",
                               ";",
                               ",",
                               ":",
                               "@%p1",
                               "@!",
                               "%r1",
                               "%rd99999",
                               "%f",
                               "$L__BB0_1",
                               ".",
                               ".global",
                               ".shared",
                               ".param",
                               ".align",
                               ".align 3",
                               ".b8",
                               ".f64",
                               ".v4",
                               ".reg",
                               ".entry",
                               ".func",
                               ".loc 1 2 3",
                               ".file 1 \"x\"",
                               "-",
                               "0",
                               "1",
                               "0x",
                               "0f7FC00000",
                               "0d",
                               "4294967296",
                               "99999999999999999999",
                               "-9223372036854775808",
                               "1.5",
                               "-2.5e3",
                               "(0xf0 & 0xcc) | 0xaa",
                               "~0 >> 64",
                               "1 ? 2 :",
                               "/ 0",
                               "(.s64)",
                               "!",
                               "%",
                               "||",
                               "WARP_SZ",
                               "\"",
                               "\"\\",
                               "//",
                               "/*",
                               "*/",
                               "bra",
                               "ret",
                               "call",
                               "call.uni (retval0), cut, (param0)",
                               "brx.idx",
                               "ld.global.v4.f32",
                               "st.shared.b8",
                               "mma.sync.aligned",
                               "bar.sync 0",
                               "atom.global.add",
                               "cvt.rn.f16.f32",
                               "prmt.b32",
                               "setp.lt.s32"};

class Mutator {
 public:
  explicit Mutator(std::uint64_t seed) : random_(seed) {}

  std::string mutant(std::vector<std::string> lines) {
    for (auto left = below(4) + 1; left > 0; --left) change(lines);
    std::string text;
    for (const std::string& line : lines) text += line + '\n';
    if (below(8) == 0) text.resize(below(text.size()));
    return text;
  }

 private:
  std::size_t below(std::size_t end) { return random_() % end; }

  void change(std::vector<std::string>& lines) {
    const std::size_t at = below(lines.size());
    std::string& line = lines[at];
    switch (below(7)) {
      case 0:
        lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(at));
        break;
      case 1:
        lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(at), lines[below(lines.size())]);
        break;
      case 2:
        std::swap(line, lines[below(lines.size())]);
        break;
      case 3:
        if (!line.empty()) line[below(line.size())] = static_cast<char>(random_());
        break;
      case 4:
        if (!line.empty()) line.erase(below(line.size()), below(6) + 1);
        break;
      default:
        line.insert(below(line.size() + 1), kPieces[below(std::size(kPieces))]);
    }
  }

  std::mt19937_64 random_;
};

// Of a kernel `f(.param .b64 p)` with this body, and these declarations before it.
std::string refusal(const std::string& body, const std::string& before = "") {
  const std::string text =
      ".version 8.0\n.target sm_80\n.address_size 64\n" + before +
      "\n.visible .entry f(.param .b64 p) {\n.reg .b32 %r<3>; .reg .b64 %d<3>;\n"
      ".reg .pred %p<2>;\n" +
      body + "\nret;\n}\n";
  const Result<std::unique_ptr<Program>> program = Program::load(text);
  if (!program.ok()) return program.status().message();
  const Result<const Kernel*> kernel = (*program)->kernel("f");
  return kernel.ok() ? "" : kernel.status().message();
}

TEST_CASE("text that would reach past its own memory is refused", "[ptx]") {
  CHECK(refusal("ld.param.b64 %d1, [p];").empty());
  CHECK(refusal("{ .param .b64 a; st.param.b64 [a], %d1; ld.param.b64 %d1, [a]; }").empty());
  for (const char* body : {
           "st.param.b64 [p], %d1;",
           "{ .param .b64 a; st.param.b64 [a+8], %d1; }",
           "{ .param .b64 a; st.param.b64 [a+4], %d1; }",
           "{ .param .b64 a; ld.param.b64 %d1, [a+18446744073709551608]; }",
           "st.param.b64 [%d1], %d2;",
           "@%r1 mov.b32 %r2, 0;",
           "mov.b32 %r1;",
           "ld.global.b32 %r1, %d1;",
           "l: brx.idx %r1, l;",
           ".reg .b64 %many<4000000000>;",
           ".local .b8 large[4294967296];",
           ".local .b8 large[2000000];",
           ".local .align 3 .b8 odd[8];",
           ".local .align 0 .b8 odd[8];",
           ".shared .b8 large[4000000];",
           ".shared .pred none;",
           ".global .b32 inside; ld.global.b32 %r1, [inside];",
           ".shared .v4 .b64 wide;",
           "{ .param .b64 a; call.uni (p), g, (a); }",
           "{ .param .b64 a; call.uni (a), g, (p); }",
           "{ .param .b64 a; call.uni (a), vprintf, (a); }",
           "{ .param .b32 a; .param .b32 b; call.uni (a), vprintf, (a, b); }",
           "{ .param .b32 r; .param .b64 b; call.uni (r), malloc, (b); }",
       }) {
    CAPTURE(body);
    CHECK_FALSE(refusal(body, ".func (.param .b64 r) g(.param .b64 x) { ret; }").empty());
  }
  CHECK_FALSE(
      refusal("call.uni g;", ".visible .entry g(.param .b64 x, .param .b64 y) { ret; }").empty());
  CHECK_FALSE(refusal("", ".global .b32 x[8589934592];").empty());
  CHECK_FALSE(refusal("", ".global .b32 x[4294967296][4294967296];").empty());
  CHECK_FALSE(refusal("", ".global .b32 x[] = " + std::string(100'000, '{')).empty());
  CHECK_FALSE(refusal("mov.b32 %r1, " + std::string(100'000, '!') + "%p1;").empty());
  CHECK_FALSE(refusal(std::string(100'000, '{')).empty());
}

TEST_CASE("variables begin with what their constants say", "[ptx]") {
  const Result<ptx::Module> module = ptx::parse(
      ".global .b16 a[4] = {1 << 4, -1, 2 > 1 ? 7 : 8, 300 * 300};\n"
      ".const .f32 b[3] = {0.5, -2.5e3 / 2.0, 0f3F800000};\n"
      ".global .f64 c[2] = {0.5, 0d4000000000000000};\n");
  REQUIRE(module.ok());
  const auto bytes = [](const auto& values) {
    return std::string(reinterpret_cast<const char*>(values), sizeof values);
  };
  const std::uint16_t integers[] = {16, 0xffff, 7, 90000 % 65536};
  const float floats[] = {0.5f, -1250, 1};
  const double doubles[] = {0.5, 2};
  CHECK(module->variables[0].initial == bytes(integers));
  CHECK(module->variables[1].initial == bytes(floats));
  CHECK(module->variables[2].initial == bytes(doubles));
}

TEST_CASE("what is no constant expression is refused", "[ptx]") {
  CHECK(refusal("add.u32 %r1, %r2, (1 + 2) * 3;").empty());
  CHECK(refusal("mov.f64 %d1, 1.0 + 2.5e3;").empty());
  for (const char* constant : {
           "1 +",         "(1",
           "1 ? 2",       "1 ? 2 : 3.0",
           "1.0 ? 2 : 3", "1 + 2.0",
           "!1.0",        "~1.0",
           "1.0 % 2.0",   "1.0 << 2.0",
           "(.s64)1.5",   "(.u32)1",
           "5 / 0",       "5 % 0",
           "5 % (1 - 1)", "1.0 / 0.0",
           "7%3",         "08",
           "0b2",         "0x",
           "5u",          "1.0f",
           "1e400",       "18446744073709551616",
           "-0f3F800000", "0f3F800000 + 1.0",
           "-%r2",
       }) {
    CAPTURE(constant);
    CHECK_FALSE(refusal("add.u32 %r1, %r2, " + std::string(constant) + ";").empty());
    CHECK_FALSE(refusal("ld.global.b32 %r1, [%d1+" + std::string(constant) + "];").empty());
  }
  CHECK_FALSE(refusal("ld.global.b32 %r1, [%d1+1.0];").empty());
  for (const char* piece : {"(", "-", "~", "1?1:", "1?"}) {
    std::string deep = "mov.b32 %r1, ";
    for (int k = 0; k < 100'000; ++k) deep += piece;
    CHECK_FALSE(refusal(deep + "1;").empty());
  }
}

TEST_CASE("damaged PTX loads, or is refused with a reason", "[ptx]") {
  const std::vector<std::string> seed = lines_of(ASSAY_SOURCE_DIR "/tests/fuzz/corpus/ptx/mix.ptx");
  REQUIRE(seed.size() > 300);
  const char* const asked = std::getenv("ASSAY_FUZZ_MUTANTS");
  const int count = asked != nullptr ? std::atoi(asked) : 3000;
  int loaded = 0, refused = 0;
  for (int number = 0; number < count; ++number) {
    CAPTURE(number);
    const std::string text = Mutator(static_cast<std::uint64_t>(number)).mutant(seed);
    Result<std::unique_ptr<Program>> program = Program::load(text);
    std::string reason = program.ok() ? "" : program.status().message();
    bool good = program.ok();
    if (good) {
      const Result<const Kernel*> kernel = (*program)->kernel("mix");
      good = kernel.ok();
      if (!good) reason = kernel.status().message();
    }
    if (!good) REQUIRE(!reason.empty());
    ++(good ? loaded : refused);
  }
  CHECK(loaded > count / 100);
  CHECK(refused > count / 100);
}

}  // namespace
}  // namespace assay::sim
