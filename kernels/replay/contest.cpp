#include "replay/contest.hpp"

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>

#include "base/bytes.hpp"
#include "base/digest.hpp"
#include "harness/own_launch.hpp"
#include "ptx/parser.hpp"
#include "replay/own_kernels.hpp"
#include "sim/summary.hpp"
#include "value/kernel.hpp"
#include "value/tensor.hpp"
#include "value/wire.hpp"

namespace assay::replay {
namespace {

using harness::kPlanBase;
using harness::kPlanWindow;
using harness::Order;
using harness::Step;
using nlohmann::json;

constexpr std::uint32_t kMathRounds = 2048, kTensorRounds = 512;
constexpr std::uint64_t kLeastCopied = 1 << 20;  // bytes

// The PTX name of the entry point that the source calls `name`; "" if there is none.
Result<std::string> find_entry(const std::string& ptx, const std::string& name) {
  ASSAY_TRY(const ptx::Module module, ptx::parse(ptx));
  for (const ptx::Function& function : module.functions) {
    const std::string symbol(function.name);
    if (function.entry && sim::demangled(symbol) == name) return symbol;
  }
  return std::string();
}

std::uint64_t address_of(std::size_t number) { return kPlanBase + number * kPlanWindow; }

template <class T>
std::string_view keep(std::deque<std::string>* bytes, T value) {
  return bytes->emplace_back(reinterpret_cast<const char*>(&value), sizeof value);
}

Step module_step(std::string_view ptx) {
  Step step;
  step.kind = Step::Kind::module;
  step.data = ptx;
  return step;
}

Step launch_step(std::string_view name) {
  Step step;
  step.kind = Step::Kind::launch;
  step.name = name;
  std::fill_n(step.grid, 3, 1u);
  std::fill_n(step.block, 3, 1u);
  return step;
}

// A NaN in floats of 16 and of 32 bits, and different in every sample.
std::uint32_t poison(std::uint32_t sample) {
  const std::uint32_t mixed = (sample + 1) * 2654435761u;
  return 0xffc0ffc0u | (mixed >> 8 & 0x003f003fu);
}

const char* kind_of(CuResult trouble) {
  if (trouble == kCuNotReady) return "time";
  return trouble == kCuOutOfMemory ? "memory" : "launch";
}

}  // namespace

// What one round gave, and the failure that ended it.
struct Contest::Round {
  std::size_t number = 0;
  double copy_ms = 0, math_ms = 0, library_ms = 0;
  std::vector<double> ms;  // of the entries
  int mhz = 0;             // the least that was read
  bool slowed = false;
  std::string result, library_result;  // the candidate's and the library's
  json failed;                         // or null
};

Result<std::string> Contest::load(std::string_view payload) {
  ByteReader in(payload);
  const auto count = in.get<std::uint32_t>();
  entries_.clear();
  cases_.clear();
  rounds_run_ = 0;
  for (std::uint32_t i = 0; i < count && in.ok(); ++i) {
    Entry entry;
    ASSAY_TRY(entry.order, harness::read_order(in.get_string()));
    if (!entry.order.solve) {
      ASSAY_TRY(entry.kernel, find_entry(entry.order.ptx, entry.order.declared.name));
      if (entry.kernel.empty()) return "there is no kernel `" + entry.order.declared.name + "`";
    }
    entries_.push_back(std::move(entry));
  }
  if (!in.ok() || entries_.empty()) return invalid_argument("a load frame that is cut short");
  return std::string();
}

Status Contest::add_case(std::string_view payload) {
  if (entries_.empty()) return invalid_argument("a case before the load");
  ByteReader in(payload);
  Case& made = cases_.emplace_back();
  made.copied_bytes = in.get<double>();
  const std::string_view unit = in.get_string();
  std::string_view arguments = in.get_string();
  ASSAY_TRY(made.arguments, take_arguments(entries_[0].order.function.parameters, &arguments));
  for (const Entry& entry : entries_) {
    Work& work = made.works.emplace_back();
    ASSAY_CHECK(place(made, &work.placed));
    if (!entry.order.solve) {
      ASSAY_CHECK(plan_own(entry, made, &work));
      continue;
    }
    work.plan_text = in.get_string();
    ASSAY_TRY(work.plan, harness::read_plan(work.plan_text));
  }
  const std::string_view product = in.get_string();
  if (!in.ok()) return invalid_argument("a case that is cut short");
  made.copy = copy_work(made.copied_bytes);
  if (!unit.empty()) {
    ASSAY_TRY(made.math, math_work(unit, &made.flops));
  }
  if (product.empty()) return {};
  if (library_ == nullptr) return invalid_argument("a product without a library");
  ASSAY_CHECK(place(made, &made.library.emplace().placed));
  ASSAY_TRY(made.library->product, read_product(product));
  return {};
}

// The tensors, in the order of the signature.
Status Contest::place(Case& made, std::vector<Placed>* placed) {
  const Order& order = entries_[0].order;
  ASSAY_TRY(const Bound::Names names, kernel_names(order.declared, made.arguments));
  for (const Parameter& parameter : order.declared.parameters) {
    if (is_kernel_scalar(parameter)) continue;
    if (!is_kernel_output(parameter)) {
      const auto* tensor = find_argument(made.arguments, parameter.name)->as<Tensor>();
      placed->push_back({tensor->raw.size(), &tensor->raw});
      continue;
    }
    ASSAY_TRY(const std::vector<std::int64_t> shape, kernel_shape(parameter.type, names));
    std::uint64_t bytes = size_of(*dtype_from(parameter.type.element));
    for (const std::int64_t dim : shape) bytes *= static_cast<std::uint64_t>(dim);
    placed->push_back({bytes, nullptr});
  }
  return {};
}

// Where the problem owns the launch, the plan is its PTX and that launch.
Status Contest::plan_own(const Entry& entry, const Case& made, Work* work) {
  std::vector<std::uint64_t> addresses;
  std::uint64_t largest = 0;
  for (const Parameter& parameter : entry.order.declared.parameters) {
    if (is_kernel_scalar(parameter)) continue;
    const std::uint64_t bytes = work->placed[addresses.size()].bytes;
    largest = std::max(largest, bytes / size_of(*dtype_from(parameter.type.element)));
    addresses.push_back(address_of(addresses.size()));
  }
  ASSAY_TRY(const harness::OwnLaunch own,
            harness::own_launch(entry.order, made.arguments, addresses, largest));
  Step step = launch_step(entry.kernel);
  std::copy_n(own.grid, 3, step.grid);
  std::copy_n(own.block, 3, step.block);
  step.shared = own.shared;
  for (const std::string& argument : own.arguments) {
    step.arguments.push_back(work->bytes.emplace_back(argument));
  }
  work->plan = {module_step(entry.order.ptx), step};
  return {};
}

// Half of the bytes are read, half of them written.
Contest::Work Contest::copy_work(double bytes) const {
  Work work;
  const std::uint64_t half = std::max(static_cast<std::uint64_t>(bytes) / 2, kLeastCopied / 2);
  const std::uint64_t vectors = half / 16;
  const std::uint64_t in_block = kOwnBlock * kVectorsPerThread;
  work.placed = {{half, nullptr}, {half, nullptr}};
  Step step = launch_step(kCopyKernel);
  step.grid[0] = static_cast<std::uint32_t>((vectors + in_block - 1) / in_block);
  step.block[0] = kOwnBlock;
  for (const std::uint64_t value : {address_of(0), address_of(1), vectors}) {
    step.arguments.push_back(keep(&work.bytes, value));
  }
  work.plan = {module_step(kOwnKernels), step};
  return work;
}

Result<Contest::Work> Contest::math_work(std::string_view unit, double* flops) const {
  Work work;
  const auto blocks = static_cast<std::uint32_t>(
      std::max(1, device_.sm_count * (device_.threads_per_sm / static_cast<int>(kOwnBlock))));
  work.placed = {{std::uint64_t{4} * blocks * kOwnBlock, nullptr}};
  Step step = launch_step(kMathKernel);
  step.grid[0] = blocks;
  step.block[0] = kOwnBlock;
  if (unit == "f32") {
    step.arguments = {keep(&work.bytes, address_of(0)), keep(&work.bytes, kMathRounds)};
    work.plan = {module_step(kOwnKernels), step};
    *flops = 1.0 * blocks * kOwnBlock * kMathRounds * kFlopsPerRound;
    return work;
  }
  TensorMath math = tensor_math(unit);
  if (math.ptx.empty()) return invalid_argument("there is no unit " + std::string(unit));
  step.arguments = {keep(&work.bytes, address_of(0)), keep(&work.bytes, kTensorRounds)};
  work.plan = {module_step(work.bytes.emplace_back(std::move(math.ptx))), step};
  *flops = 1.0 * blocks * (kOwnBlock / 32) * kTensorRounds * math.flops_per_round;
  return work;
}

Result<double> Contest::sample(const Work& work, const std::string& what, Round* round,
                               std::string* results) {
  Instance instance(device_, what);
  Instance::Extra extra;
  if (work.product) {
    extra = [this, &work](const std::vector<CuPointer>& tensors) {
      return library_->multiply(device_, *work.product, tensors);
    };
  }
  ASSAY_CHECK(instance.make(work.plan, work.placed, poison(samples_++), extra));
  ASSAY_TRY(const double ms, instance.time());
  const Clock clock = clocks_.read();
  round->mhz = round->mhz == 0 ? clock.mhz : std::min(round->mhz, clock.mhz);
  round->slowed = round->slowed || clock.slowed;
  if (results == nullptr) return ms;
  ASSAY_TRY(*results, results_of(instance, entries_[0], cases_[round->number % cases_.size()]));
  return ms;
}

// In wire form, as assay-kernel answers.
Result<std::string> Contest::results_of(const Instance& instance, const Entry& entry,
                                        const Case& of) const {
  ASSAY_TRY(const Bound::Names names, kernel_names(entry.order.declared, of.arguments));
  ByteWriter out;
  std::size_t tensor = 0;
  for (const Parameter& parameter : entry.order.declared.parameters) {
    if (is_kernel_scalar(parameter)) continue;
    const std::size_t number = tensor++;
    if (parameter.pass == Parameter::Pass::in) continue;
    ASSAY_TRY(std::vector<std::int64_t> shape, kernel_shape(parameter.type, names));
    Tensor result = make_tensor(*dtype_from(parameter.type.element), std::move(shape));
    ASSAY_TRY(result.raw, instance.read(number));
    ASSAY_CHECK(encode(parameter.type, Value(std::move(result)), out));
  }
  return std::move(out).bytes();
}

// Copy, arithmetic and the entries, from another one on in each round.
Status Contest::run_round(Round* round) {
  Case& of = cases_[round->number % cases_.size()];
  round->ms.assign(entries_.size(), 0);
  struct Turn {
    const Work* work;
    std::string what;
    double* ms;
    int entry;  // -1: ours
    std::string* result = nullptr;
  };
  std::vector<Turn> turns = {{&*of.copy, "our copy", &round->copy_ms, -1}};
  if (of.math) turns.push_back({&*of.math, "our arithmetic", &round->math_ms, -1});
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    turns.push_back(
        {&of.works[i], entries_[i].order.declared.name, &round->ms[i], static_cast<int>(i)});
  }
  turns[turns.size() - entries_.size()].result = &round->result;
  if (of.library) {
    turns.push_back(
        {&*of.library, of.library->product->call, &round->library_ms, -1, &round->library_result});
  }
  std::rotate(turns.begin(), turns.begin() + static_cast<int>(round->number % turns.size()),
              turns.end());
  for (const Turn& turn : turns) {
    const Result<double> ms = sample(*turn.work, turn.what, round, turn.result);
    if (!ms.ok()) {
      round->failed = {{"entry", turn.entry},
                       {"kind", kind_of(device_.trouble())},
                       {"message", ms.status().message()}};
      return {};
    }
    *turn.ms = *ms;
  }
  return {};
}

Result<std::string> Contest::run(std::string_view payload) {
  if (cases_.empty()) return invalid_argument("rounds without a case");
  const auto count = ByteReader(payload).get<std::uint32_t>();
  json list = json::array(), failed;
  ByteWriter results;
  std::uint32_t fresh = 0;
  for (std::uint32_t i = 0; i < count && failed.is_null(); ++i) {
    Round round;
    round.number = rounds_run_++;
    ASSAY_CHECK(run_round(&round));
    const std::size_t number = round.number % cases_.size();
    Case& of = cases_[number];
    for (const std::string* result : {&round.result, &round.library_result}) {
      const bool of_library = result == &round.library_result;
      if (result->empty()) continue;
      if (!of.seen.insert(sha256(*result) + (of_library ? " library" : "")).second) continue;
      results.put(static_cast<std::uint32_t>(number));
      results.put(static_cast<std::uint8_t>(of_library));
      results.put_string(*result);
      ++fresh;
    }
    failed = round.failed;
    if (!failed.is_null()) break;
    list.push_back({{"case", number},
                    {"copy_ms", round.copy_ms},
                    {"copied_bytes", 2.0 * static_cast<double>(of.copy->placed[0].bytes)},
                    {"math_ms", round.math_ms},
                    {"math_flops", of.flops},
                    {"ms", round.ms},
                    {"library_ms", round.library_ms},
                    {"mhz", round.mhz},
                    {"slowed", round.slowed}});
  }
  ByteWriter out;
  out.put_string(json{{"rounds", std::move(list)}, {"failed", std::move(failed)}}.dump(
      -1, ' ', false, json::error_handler_t::replace));
  out.put(fresh);
  out.append(results.bytes());
  return std::move(out).bytes();
}

}  // namespace assay::replay
