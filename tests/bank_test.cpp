#include "bank/bank.hpp"

#include <catch2/catch.hpp>

#include "support/script_starter.hpp"
#include "value/display.hpp"
#include "value/wire.hpp"

using namespace assay;

namespace {

std::filesystem::path shipped(const std::string& id) {
  return std::filesystem::path(ASSAY_SOURCE_DIR) / "tests/problems" / id / "problem.lua";
}

Loaded load(const std::string& id) {
  Result<Loaded> loaded = load_problem(shipped(id), forking_starter());
  if (!loaded.ok()) FAIL(loaded.status().message());
  return std::move(loaded).value();
}

}  // namespace

TEST_CASE("a function problem loads as it stands", "[bank]") {
  const Loaded loaded = load("gift-cards");
  const Problem& problem = loaded.problem;
  CHECK(problem.id == "gift-cards");
  CHECK(problem.signature.name == "spend_exactly");
  CHECK(problem.groups.size() == 4);
  CHECK(display(problem.examples.at(0).arguments) == "");
}
