#include "harness/plan.hpp"

#include "base/bytes.hpp"

namespace assay::harness {
namespace {

constexpr std::uint32_t kMostParameters = 1024;

void read_launch(ByteReader& in, Step* step) {
  step->name = in.get_string();
  for (std::uint32_t* shape : {step->grid, step->block}) {
    for (int k = 0; k < 3; ++k) shape[k] = in.get<std::uint32_t>();
  }
  step->shared = in.get<std::uint32_t>();
  const auto count = in.get<std::uint32_t>();
  for (std::uint32_t k = 0; k < count && k < kMostParameters && in.ok(); ++k) {
    step->arguments.push_back(in.get_string());
  }
}

Step read_step(ByteReader& in) {
  Step step;
  step.kind = static_cast<Step::Kind>(in.get<std::uint8_t>());
  switch (step.kind) {
    case Step::Kind::allocate:
      step.to = in.get<std::uint64_t>();
      step.bytes = in.get<std::uint64_t>();
      break;
    case Step::Kind::release:
      step.to = in.get<std::uint64_t>();
      break;
    case Step::Kind::set:
      step.to = in.get<std::uint64_t>();
      step.value = in.get<std::uint8_t>();
      step.bytes = in.get<std::uint64_t>();
      break;
    case Step::Kind::copy:
      step.to = in.get<std::uint64_t>();
      step.from = in.get<std::uint64_t>();
      step.bytes = in.get<std::uint64_t>();
      break;
    case Step::Kind::upload:
      step.to = in.get<std::uint64_t>();
      step.data = in.get_string();
      break;
    case Step::Kind::launch:
      read_launch(in, &step);
      break;
    case Step::Kind::module:
      step.data = in.get_string();
      break;
    case Step::Kind::to_symbol:
      step.name = in.get_string();
      step.bytes = in.get<std::uint64_t>();
      step.data = in.get_string();
      break;
    case Step::Kind::lacking:
      step.name = in.get_string();
      break;
    case Step::Kind::host_read:
      break;
  }
  return step;
}

}  // namespace

Result<std::vector<Step>> read_plan(std::string_view plan) {
  ByteReader in(plan);
  std::vector<Step> steps;
  while (in.ok() && !in.rest().empty()) {
    steps.push_back(read_step(in));
    const bool known =
        steps.back().kind >= Step::Kind::allocate && steps.back().kind <= Step::Kind::host_read;
    if (!known) return invalid_argument("a plan with a step that there is not");
  }
  if (!in.ok()) return invalid_argument("a plan that is cut short");
  return steps;
}

}  // namespace assay::harness
