// Plans that no recorder of ours wrote: what they ask for must not reach past what is theirs.

#include <catch2/catch.hpp>

#include "base/bytes.hpp"
#include "harness/replay.hpp"
#include "sim/findings.hpp"

namespace assay::harness {
namespace {

using sim::Check;
using Kind = Step::Kind;

constexpr char kPtx[] = R"(.version 8.0
.target sm_80
.address_size 64
.visible .global .align 4 .b8 table[16];
.visible .entry nothing() { ret; }
)";

// What running the steps found, one word each.
std::vector<std::string> found(const std::vector<Step>& plan) {
  const Buffers none;
  sim::Findings findings;
  Counted counted;
  counted.findings = &findings;
  std::unique_ptr<sim::Program> program;
  replay(plan, none, 0, &program, &counted);
  std::vector<std::string> checks;
  for (const sim::Finding& finding : findings.list()) checks.emplace_back(name(finding.check));
  return checks;
}

using Found = std::vector<std::string>;
const Step kAllocate{.kind = Kind::allocate, .to = kPlanBase, .bytes = 256};
const Step kRelease{.kind = Kind::release, .to = kPlanBase};
const Step kModule{.kind = Kind::module, .data = kPtx};

Step launch(std::array<std::uint32_t, 3> grid, std::array<std::uint32_t, 3> block,
            std::uint32_t shared = 0) {
  Step step{.kind = Kind::launch, .name = "nothing", .shared = shared};
  std::copy(grid.begin(), grid.end(), step.grid);
  std::copy(block.begin(), block.end(), step.block);
  return step;
}

TEST_CASE("sizes that wrap around do not pass for small ones", "[plan]") {
  const std::uint64_t at = kPlanBase + 128;
  for (const std::uint64_t bytes : {std::uint64_t{129}, ~std::uint64_t{0}, ~std::uint64_t{0} - 127,
                                    std::uint64_t{1} << 63, 0 - (at - kPlanBase)}) {
    CAPTURE(bytes);
    CHECK(found({kAllocate, {.kind = Kind::set, .to = at, .bytes = bytes}, kRelease}) ==
          Found{"out_of_bounds"});
    CHECK(found({kAllocate,
                 {.kind = Kind::copy, .to = kPlanBase, .from = at, .bytes = bytes},
                 kRelease}) == Found{"out_of_bounds"});
  }
  CHECK(found({kAllocate, {.kind = Kind::set, .to = at, .bytes = 128}, kRelease}).empty());
}

TEST_CASE("a variable is not written outside of its bytes", "[plan]") {
  const std::string data(8, 'x');
  for (const auto& [from, fits] : {std::pair{std::uint64_t{0}, true},
                                   {8, true},
                                   {9, false},
                                   {17, false},
                                   {~std::uint64_t{0} - 3, false}}) {
    CAPTURE(from);
    const Step write{.kind = Kind::to_symbol, .bytes = from, .name = "table", .data = data};
    CHECK(found({kModule, write}) == (fits ? Found{} : Found{"out_of_bounds"}));
  }
}

TEST_CASE("a launch has a shape that a device takes", "[plan]") {
  CHECK(found({kModule, launch({2, 1, 1}, {32, 2, 1})}).empty());
  for (const Step& step :
       {launch({1, 1, 1}, {0, 1, 1}), launch({0, 1, 1}, {1, 1, 1}), launch({1, 1, 1}, {33, 32, 1}),
        launch({1, 65536, 1}, {1, 1, 1}), launch({1, 1, 1}, {1, 1, 65}),
        // 2^58 + 1 has these factors, so that the product is 64 in 64 bits.
        launch({1, 1, 1}, {536'838'145, 536'903'681, 64}),
        launch({0x7fffffff, 65535, 65535}, {1, 1, 1}), launch({1, 1, 1}, {1, 1, 1}, 0xffffffff),
        launch({1, 1, 1}, {1, 1, 1}, 99 * 1024 + 1)}) {
    CAPTURE(step.grid[0], step.block[0], step.shared);
    CHECK(found({kModule, step}) == Found{"launch_error"});
  }
}

TEST_CASE("a plan that is cut or has unknown steps is refused", "[plan]") {
  ByteWriter plan;
  plan.put(Kind::set);
  plan.put(kPlanBase);
  plan.put(std::uint8_t{0});
  plan.put(std::uint64_t{4});
  const std::string whole = plan.bytes();
  REQUIRE(read_plan(whole).ok());
  for (std::size_t size = 1; size < whole.size(); ++size) {
    CHECK_FALSE(read_plan(std::string_view(whole).substr(0, size)).ok());
  }
  CHECK_FALSE(read_plan(std::string(1, '\0')).ok());
  CHECK_FALSE(read_plan(std::string(1, '\x7f')).ok());
}

}  // namespace
}  // namespace assay::harness
