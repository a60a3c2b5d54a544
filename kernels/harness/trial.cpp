#include "harness/trial.hpp"

#include <algorithm>
#include <cstring>
#include <map>
#include <nlohmann/json.hpp>

#include "base/bytes.hpp"
#include "sim/launch.hpp"
#include "sim/summary.hpp"
#include "value/kernel.hpp"
#include "value/tensor.hpp"
#include "value/wire.hpp"

namespace assay::harness {
namespace {

using nlohmann::json;
using sim::Memory;
using sim::u32;
using sim::u64;
using sim::u8;

// What stands in memory that nobody wrote: a NaN in every float type.
constexpr u8 kPoison = 0xff;
// After each tensor lies so much that is never allocated, so that an overrun does not end in the
// next one.
constexpr u64 kGuardBytes = (1 << 16) - 256;

struct Buffer {
  const Parameter* parameter = nullptr;
  Tensor tensor;  // as it was before the launch
  u64 address = 0;
};

// The tensors of one run on the device.
class Buffers {
 public:
  ~Buffers() {
    for (const Buffer& buffer : buffers_) Memory::device().release(buffer.address);
  }

  Status place(const Order& order, const Value& arguments, const Bound::Names& names) {
    for (const Parameter& parameter : order.declared.parameters) {
      if (is_kernel_scalar(parameter)) continue;
      Buffer buffer{&parameter, {}, 0};
      if (is_kernel_output(parameter)) {
        ASSAY_TRY(std::vector<std::int64_t> shape, kernel_shape(parameter.type, names));
        buffer.tensor = make_tensor(*dtype_from(parameter.type.element), std::move(shape));
      } else {
        buffer.tensor = *find_argument(arguments, parameter.name)->as<Tensor>();
      }
      const std::string& raw = buffer.tensor.raw;
      const bool known = !is_kernel_output(parameter);
      buffer.address = Memory::device().allocate(raw.size(), sim::Allocation::Kind::device, known);
      if (buffer.address == 0) return invalid_argument("the simulated device is full");
      if (known) {
        std::memcpy(Memory::view(buffer.address), raw.data(), raw.size());
      } else {
        std::memset(Memory::view(buffer.address), kPoison, raw.size());
      }
      buffers_.push_back(std::move(buffer));
      const u64 guard =
          Memory::device().allocate(kGuardBytes, sim::Allocation::Kind::device, false);
      Memory::device().release(guard);
    }
    return {};
  }

  u64 address(std::string_view name) const {
    for (const Buffer& buffer : buffers_) {
      if (buffer.parameter->name == name) return buffer.address;
    }
    return 0;
  }

  // The results, in wire form.
  Result<std::string> results() const {
    ByteWriter out;
    for (const Buffer& buffer : buffers_) {
      if (buffer.parameter->pass == Parameter::Pass::in) continue;
      Tensor result = buffer.tensor;
      std::memcpy(result.raw.data(), Memory::view(buffer.address), result.raw.size());
      ASSAY_CHECK(encode(buffer.parameter->type, Value(std::move(result)), out));
    }
    return std::move(out).bytes();
  }

  // Inputs that are not what they were.
  std::vector<std::string> changed() const {
    std::vector<std::string> names;
    for (const Buffer& buffer : buffers_) {
      if (buffer.parameter->pass != Parameter::Pass::in) continue;
      const std::string& raw = buffer.tensor.raw;
      if (std::memcmp(raw.data(), Memory::view(buffer.address), raw.size()) != 0) {
        names.push_back(buffer.parameter->name);
      }
    }
    return names;
  }

  u64 bytes() const {
    u64 sum = 0;
    for (const Buffer& buffer : buffers_) {
      const u64 size = buffer.tensor.raw.size();
      sum += buffer.parameter->pass == Parameter::Pass::inout ? 2 * size : size;
    }
    return sum;
  }

  u64 largest() const {
    u64 most = 0;
    for (const Buffer& buffer : buffers_) most = std::max<u64>(most, buffer.tensor.count());
    return most;
  }

 private:
  std::vector<Buffer> buffers_;
};

Result<std::string> find_entry(const sim::Program& program, const std::string& name) {
  std::vector<std::string> found;
  for (const ptx::Function& function : program.module().functions) {
    const std::string symbol(function.name);
    if (function.entry && sim::demangled(symbol) == name) found.push_back(symbol);
  }
  if (found.size() == 1) return found[0];
  return not_found("there is no kernel `" + name + "`");
}

Status lay_sizes(const std::vector<Bound>& from, const Bound::Names& names, u32* to) {
  for (std::size_t k = 0; k < from.size(); ++k) {
    ASSAY_TRY(const double size, from[k].evaluate(names));
    if (size < 1 || size > 0x7fffffff) return invalid_argument("the launch has no such size");
    to[k] = static_cast<u32>(size);
  }
  return {};
}

template <class T>
void put_scalar(u8* to, T value) {
  std::memcpy(to, &value, sizeof value);
}

// A scalar as the kernel's parameter has it.
void lay_scalar(const Type& type, const Value& value, u8* to) {
  const Dtype dtype = *dtype_from(type.element);
  if (dtype == Dtype::f32) return put_scalar(to, static_cast<float>(*value.as<double>()));
  if (dtype == Dtype::f64) return put_scalar(to, *value.as<double>());
  std::memcpy(to, value.as<std::int64_t>(), size_of(dtype));  // little endian
}

std::size_t bytes_of(const Parameter& parameter) {
  return is_kernel_scalar(parameter) ? size_of(*dtype_from(parameter.type.element)) : 8;
}

bool takes(const sim::Kernel& kernel, const Signature& declared) {
  return std::equal(kernel.parameters.begin(), kernel.parameters.end(), declared.parameters.begin(),
                    declared.parameters.end(),
                    [](const sim::ParamVariable& has, const Parameter& wanted) {
                      return has.bytes == bytes_of(wanted);
                    });
}

std::vector<u8> pack(const Order& order, const Value& arguments, const Buffers& buffers,
                     const sim::Kernel& kernel) {
  std::vector<u8> parameters(kernel.parameter_bytes);
  for (std::size_t k = 0; k < kernel.parameters.size(); ++k) {
    const Parameter& parameter = order.declared.parameters[k];
    u8* const to = parameters.data() + kernel.parameters[k].offset;
    if (is_kernel_scalar(parameter)) {
      lay_scalar(parameter.type, *find_argument(arguments, parameter.name), to);
    } else {
      put_scalar(to, buffers.address(parameter.name));
    }
  }
  return parameters;
}

// One thread an element, where the problem says nothing.
constexpr u32 kBlock = 256;

struct Counted {
  std::map<const sim::Kernel*, sim::KernelRecord> records;
  u64 compulsory_bytes = 0, largest = 0;
};

// An access to a guard is one past the end of the tensor before it.
sim::Finding told_as_overrun(sim::Finding finding) {
  const std::string guard = "of an allocation of " + std::to_string(kGuardBytes) + " bytes";
  const std::size_t at = finding.message.find(guard);
  if (finding.check != sim::Check::use_after_free || at == std::string::npos) return finding;
  finding.check = sim::Check::out_of_bounds;
  finding.message = "out-of-bounds " + finding.message.substr(0, at) + "past the end of a tensor";
  return finding;
}

json report_of(const sim::Findings& findings, const std::vector<std::string>& changed,
               const Counted& counted) {
  json list = json::array();
  for (const sim::Finding& finding : findings.list()) {
    list.push_back(sim::finding_json(told_as_overrun(finding)));
  }
  for (const std::string& name : changed) {
    list.push_back({{"check", "input_changed"},
                    {"message", "`" + name + "` is an input, and was written to"},
                    {"times", 1}});
  }
  json kernels = json::array();
  for (const auto& [kernel, record] : counted.records) {
    kernels.push_back(sim::kernel_json(record));
  }
  return {{"functional", "simulated"},
          {"performance", "counters"},
          {"trust", "replayed"},
          {"findings", std::move(list)},
          {"kernels", std::move(kernels)},
          {"compulsory_bytes", counted.compulsory_bytes},
          {"largest_tensor", counted.largest}};
}

// One launch by the problem's own shape.
Status launch_once(const Order& order, const Value& arguments, const sim::Kernel& kernel,
                   const Buffers& buffers, int schedule, sim::Findings* findings,
                   Counted* counted) {
  ASSAY_TRY(const Bound::Names names, kernel_names(order.declared, arguments));
  sim::Launch launch;
  launch.kernel = &kernel;
  launch.shape.block[0] = kBlock;
  launch.shape.grid[0] =
      static_cast<u32>(std::max<u64>(1, (buffers.largest() + kBlock - 1) / kBlock));
  ASSAY_CHECK(lay_sizes(order.grid, names, launch.shape.grid));
  ASSAY_CHECK(lay_sizes(order.block, names, launch.shape.block));
  if (!order.shared.text.empty()) {
    ASSAY_CHECK(lay_sizes({order.shared}, names, &launch.shape.dynamic_shared));
  }
  launch.shared_bytes = kernel.shared_bytes + launch.shape.dynamic_shared;
  launch.seed = static_cast<u64>(schedule);
  launch.findings = findings;
  launch.most_workers = 1;  // so that a schedule is the same in every run
  launch.parameters = pack(order, arguments, buffers, kernel);
  std::vector<sim::CodeCounters> counters;
  run_launch(launch, counters);
  if (schedule == 0) counted->records[&kernel].add(launch, counters);
  return {};
}

}  // namespace

Result<Order> read_order(std::string_view text) {
  const json load = json::parse(text, nullptr, false);
  if (!load.is_object()) return invalid_argument("the load frame is no JSON");
  Order order;
  ASSAY_TRY(order.declared, parse_signature(load.value("signature", "")));
  ASSAY_TRY(order.function, kernel_function(order.declared));
  for (const auto& size : load.value("grid", json::array())) order.grid.push_back({size});
  for (const auto& size : load.value("block", json::array())) order.block.push_back({size});
  order.shared = {load.value("shared", "")};
  order.schedules = load.value("schedules", 1);
  order.ptx = load.value("source", "");
  return order;
}

std::string misfit_json(const std::string& message) {
  return json{{"syntax", true}, {"type", ""}, {"message", message}, {"line", 0}, {"trace", ""}}
      .dump();
}

Subject::Subject(Order order) : order_(std::move(order)) {
  Result<std::unique_ptr<sim::Program>> loaded = sim::Program::load(std::move(order_.ptx));
  if (!loaded.ok()) {
    unsupported_ = loaded.status().message();
    return;
  }
  program_ = std::move(*loaded);
  const Result<std::string> entry = find_entry(*program_, order_.declared.name);
  if (!entry.ok()) {
    misfit_ = entry.status().message();
    return;
  }
  const Result<const sim::Kernel*> kernel = program_->kernel(*entry);
  if (!kernel.ok()) {
    unsupported_ = kernel.status().message();
  } else if (!takes(**kernel, order_.declared)) {
    misfit_ = "`" + order_.declared.name + "` has other parameters than the problem's";
  } else {
    kernel_ = *kernel;
  }
}

Status Subject::prepare(std::string_view arguments) {
  ASSAY_TRY(arguments_, decode_arguments(order_.function.parameters, arguments));
  return {};
}

Result<std::string> Subject::run() {
  sim::Findings findings;
  if (kernel_ == nullptr) {
    sim::Finding finding;
    finding.check = sim::Check::unsupported;
    finding.message = unsupported_;
    findings.add(std::move(finding));
  }
  Counted counted;
  std::vector<std::string> changed, answers;
  ASSAY_TRY(const Bound::Names names, kernel_names(order_.declared, arguments_));
  for (int schedule = 0; schedule < order_.schedules; ++schedule) {
    Buffers buffers;
    ASSAY_CHECK(buffers.place(order_, arguments_, names));
    counted.compulsory_bytes = buffers.bytes();
    counted.largest = buffers.largest();
    if (kernel_ != nullptr) {
      ASSAY_CHECK(
          launch_once(order_, arguments_, *kernel_, buffers, schedule, &findings, &counted));
    }
    if (schedule == 0) changed = buffers.changed();
    ASSAY_TRY(std::string answer, buffers.results());
    if (std::find(answers.begin(), answers.end(), answer) == answers.end()) {
      answers.push_back(std::move(answer));
    }
    if (!findings.empty()) break;
  }
  ByteWriter out;
  out.append(answers[0]);
  out.put_string(
      report_of(findings, changed, counted).dump(-1, ' ', false, json::error_handler_t::replace));
  out.put(static_cast<std::uint32_t>(answers.size() - 1));
  for (std::size_t i = 1; i < answers.size(); ++i) out.append(answers[i]);
  return std::move(out).bytes();
}

}  // namespace assay::harness
