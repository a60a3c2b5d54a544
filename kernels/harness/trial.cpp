#include "harness/trial.hpp"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/bytes.hpp"
#include "cudart/occupancy.hpp"
#include "harness/buffers.hpp"
#include "harness/one_launch.hpp"
#include "harness/replay.hpp"
#include "harness/smallest_race.hpp"
#include "value/kernel.hpp"
#include "value/tensor.hpp"
#include "value/wire.hpp"

namespace assay::harness {
namespace {

using nlohmann::json;
using sim::u64;
using sim::u8;

Result<std::string> find_entry(const sim::Program& program, const std::string& name) {
  std::vector<std::string> found;
  for (const ptx::Function& function : program.module().functions) {
    const std::string symbol(function.name);
    if (function.entry && sim::demangled(symbol) == name) found.push_back(symbol);
  }
  if (found.size() == 1) return found[0];
  return not_found("there is no kernel `" + name + "`");
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

// An access to a guard is one past the end of the tensor before it.
sim::Finding told_as_overrun(sim::Finding finding) {
  const std::string guard = "of an allocation of " + std::to_string(kGuardBytes) + " bytes";
  const std::size_t at = finding.message.find(guard);
  if (finding.check != sim::Check::use_after_free || at == std::string::npos) return finding;
  finding.check = sim::Check::out_of_bounds;
  finding.message = "out-of-bounds " + finding.message.substr(0, at) + "past the end of a tensor";
  return finding;
}

// Of a line that runs past a tensor some accesses meet the guard, and some what lies around it.
std::vector<sim::Finding> told_once(const std::vector<sim::Finding>& all) {
  std::vector<sim::Finding> told;
  for (const sim::Finding& finding : all) {
    sim::Finding now = told_as_overrun(finding);
    const auto known = std::find_if(told.begin(), told.end(), [&](const sim::Finding& other) {
      return now.line != 0 && other.check == now.check && other.line == now.line &&
             other.kernel == now.kernel && other.file == now.file;
    });
    if (known == told.end()) {
      told.push_back(std::move(now));
    } else {
      known->times += now.times;
    }
  }
  return told;
}

// The lines that assay-nvrtc and nvcc.sh put at the top of PTX, or hand in without it; a source
// cannot write there.
std::map<std::string, cudart::Assembled> read_resources(const std::string& ptx) {
  std::map<std::string, cudart::Assembled> all;
  std::istringstream lines(ptx);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string comment, tool, kernel;
    cudart::Assembled use;
    words >> comment >> tool >> kernel >> use.registers >> use.spill_bytes;
    if (!words || comment != "//" || tool != "ptxas") break;
    all[kernel] = use;
  }
  return all;
}

void add_occupancy(const sim::KernelRecord& record, const cudart::Assembled& use, json* kernel) {
  const sim::u32 threads = record.block[0] * record.block[1] * record.block[2];
  const cudart::Occupancy found =
      cudart::occupancy(threads, use.registers, static_cast<sim::u32>(record.shared_bytes));
  (*kernel)["registers"] = use.registers;
  (*kernel)["spill_bytes"] = use.spill_bytes;
  (*kernel)["occupancy"] = {
      {"warps", found.warps}, {"of", cudart::kMostWarps}, {"limit", found.limit}};
}

// What a kernel prints is shown once, and not again for every schedule.
void end_output() {
  std::fflush(stdout);
  std::FILE* const nowhere = std::freopen("/dev/null", "w", stdout);
  static_cast<void>(nowhere);
}

json report_of(const Counted& counted, const Buffers& buffers,
               const std::map<std::string, cudart::Assembled>& resources) {
  json list = json::array();
  for (const sim::Finding& finding : told_once(counted.findings->list())) {
    list.push_back(sim::finding_json(finding));
  }
  for (const std::string& name : buffers.changed_inputs()) {
    list.push_back({{"check", "input_changed"},
                    {"message", "`" + name + "` is an input, and was written to"},
                    {"times", 1}});
  }
  json kernels = json::array();
  for (const auto& [kernel, record] : counted.records) {
    kernels.push_back(sim::kernel_json(record));
    const auto use = resources.find(kernel->name);
    if (use != resources.end()) add_occupancy(record, use->second, &kernels.back());
  }
  return {{"functional", "simulated"},
          {"performance", "counters"},
          {"trust", "replayed"},
          {"findings", std::move(list)},
          {"kernels", std::move(kernels)},
          {"compulsory_bytes", buffers.compulsory_bytes()},
          {"largest_tensor", buffers.largest()}};
}

}  // namespace

std::string misfit_json(const std::string& message) {
  return json{{"syntax", true}, {"type", ""}, {"message", message}, {"line", 0}, {"trace", ""}}
      .dump();
}

Subject::Subject(Order order) : order_(std::move(order)) {
  resources_ = read_resources(order_.ptx);
  if (order_.solve) return;  // the plan brings its own PTX
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
  ASSAY_TRY(arguments_, take_arguments(order_.function.parameters, &arguments));
  if (!order_.solve) {
    return arguments.empty() ? Status() : invalid_argument("bytes are left over");
  }
  plan_text_ = arguments;
  Result<std::vector<Step>> plan = read_plan(plan_text_);
  broken_plan_ = plan.ok() ? "" : plan.status().message();
  plan_ = plan.ok() ? std::move(*plan) : std::vector<Step>();
  return {};
}

Status Subject::launch(const Value& arguments, int schedule, Buffers* buffers, Counted* counted) {
  ASSAY_TRY(const Bound::Names names, kernel_names(order_.declared, arguments));
  ASSAY_CHECK(buffers->place(order_.declared, arguments, names));
  if (order_.solve) {
    replay(plan_, *buffers, schedule, &program_, counted);
  } else if (kernel_ != nullptr) {
    return launch_once(order_, arguments, *kernel_, *buffers, schedule, counted);
  }
  return {};
}

Result<std::string> Subject::run() {
  sim::Findings findings;
  Counted counted{{}, &findings};
  counted.races = order_.races;
  if (!order_.solve && kernel_ == nullptr) {
    sim::Finding finding;
    finding.check = sim::Check::unsupported;
    finding.message = unsupported_;
    findings.add(std::move(finding));
  }
  std::vector<std::string> answers;
  json report;
  for (int schedule = 0; schedule < order_.schedules; ++schedule) {
    Buffers buffers;
    if (schedule == 1) end_output();
    ASSAY_CHECK(launch(arguments_, schedule, &buffers, &counted));
    ASSAY_TRY(std::string answer, buffers.results());
    if (std::find(answers.begin(), answers.end(), answer) == answers.end()) {
      answers.push_back(std::move(answer));
    }
    report = report_of(counted, buffers, resources_);
    if (report.at("findings").empty() || order_.races) continue;
    end_output();
    ASSAY_TRY(report["smallest_race"],
              smallest_race(order_, arguments_, findings,
                            [this, schedule](const Value& arguments, Counted* watched) {
                              Buffers small;
                              return launch(arguments, schedule, &small, watched);
                            }));
    break;
  }
  ByteWriter out;
  out.append(answers[0]);
  out.put_string(report.dump(-1, ' ', false, json::error_handler_t::replace));
  out.put(static_cast<std::uint32_t>(answers.size() - 1));
  for (std::size_t i = 1; i < answers.size(); ++i) out.append(answers[i]);
  return std::move(out).bytes();
}

}  // namespace assay::harness
