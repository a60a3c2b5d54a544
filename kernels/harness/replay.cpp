#include "harness/replay.hpp"

#include <cstring>
#include <string>

#include "sim/launch.hpp"

namespace assay::harness {
namespace {

using sim::Check;
using sim::Memory;
using sim::u32;
using sim::u64;
using sim::u8;

constexpr u32 kMostShared = 99 * 1024;

class Replay {
 public:
  Replay(const Buffers& buffers, int schedule, std::unique_ptr<sim::Program>* program,
         Counted* counted)
      : addresses_(buffers.addresses()),
        tensors_(addresses_.size()),
        schedule_(schedule),
        program_(program),
        counted_(counted) {}

  void run(const std::vector<Step>& plan) {
    for (const Step& step : plan) {
      do_step(step);
      if (stopped_) break;
    }
    for (std::size_t k = tensors_; k < addresses_.size(); ++k) {
      const sim::Allocation* const left = Memory::device().below(addresses_[k]);
      const u64 bytes = left ? left->bytes : 0;
      if (!Memory::device().release(addresses_[k]) || stopped_) continue;
      found(Check::leak, "an allocation of " + std::to_string(bytes) + " bytes was never freed");
    }
  }

 private:
  void do_step(const Step& step) {
    switch (step.kind) {
      case Step::Kind::allocate:
        return allocate(step);
      case Step::Kind::release:
        if (!Memory::device().release(real(step.to))) {
          found(Check::invalid_free, "cudaFree of what is not allocated");
        }
        return;
      case Step::Kind::set:
        if (!lies_inside(step.to, step.bytes, "cudaMemset")) return;
        std::memset(Memory::view(real(step.to)), step.value, step.bytes);
        std::memset(Memory::state(real(step.to)), sim::kReadable, step.bytes);
        return;
      case Step::Kind::copy:
        if (!lies_inside(step.to, step.bytes, "cudaMemcpy") ||
            !lies_inside(step.from, step.bytes, "cudaMemcpy")) {
          return;
        }
        std::memmove(Memory::view(real(step.to)), Memory::view(real(step.from)), step.bytes);
        std::memmove(Memory::state(real(step.to)), Memory::state(real(step.from)), step.bytes);
        return;
      case Step::Kind::upload:
        if (lies_inside(step.to, step.data.size(), "cudaMemcpy")) write(real(step.to), step.data);
        return;
      case Step::Kind::launch:
        return launch(step);
      case Step::Kind::module:
        return load(step);
      case Step::Kind::to_symbol:
        return write_symbol(step);
      case Step::Kind::lacking:
        stopped_ = true;
        return found(Check::unsupported, std::string(step.name));
      case Step::Kind::host_read:
        stopped_ = true;
        return found(Check::host_dereference,
                     "host code copies device memory to itself: what is launched may not depend on "
                     "data, and the work is the device's");
    }
  }

  void found(Check check, const std::string& message) {
    sim::Finding finding;
    finding.check = check;
    finding.message = message;
    counted_->findings->add(std::move(finding));
  }

  // The address that one of the plan stands for; one that stands for nothing stays as it is.
  u64 real(u64 told) const {
    if (told < kPlanBase || told >= kPlanBase + kPlanMost * kPlanWindow) return told;
    const u64 number = (told - kPlanBase) / kPlanWindow;
    return number < addresses_.size() ? addresses_[number] + (told - kPlanBase) % kPlanWindow
                                      : told;
  }

  bool lies_inside(u64 told, u64 bytes, const char* call) {
    const u64 address = real(told);
    const sim::Allocation* const holder = Memory::device().below(address);
    if (Memory::owns(address) && holder != nullptr && !holder->freed) {
      const u64 from_start = address - holder->address;
      if (from_start <= holder->bytes && bytes <= holder->bytes - from_start) return true;
    }
    found(Check::out_of_bounds,
          std::string(call) + " of " + std::to_string(bytes) + " bytes runs past its allocation");
    return false;
  }

  static void write(u64 address, std::string_view data) {
    std::memcpy(Memory::view(address), data.data(), data.size());
    std::memset(Memory::state(address), sim::kReadable, data.size());
  }

  void allocate(const Step& step) {
    const u64 address = allocate_guarded(step.bytes, false);
    addresses_.push_back(address);
    if (address != 0) return;
    stopped_ = true;
    found(Check::unsupported, "more memory than the simulated device has");
  }

  void load(const Step& step) {
    if (*program_) return;
    Result<std::unique_ptr<sim::Program>> loaded = sim::Program::load(std::string(step.data));
    if (loaded.ok()) {
      *program_ = std::move(*loaded);
      return;
    }
    stopped_ = true;
    found(Check::unsupported, loaded.status().message());
  }

  void write_symbol(const Step& step) {
    sim::Program::Variable variable;
    if (!*program_ || !(*program_)->variable(step.name, &variable) || step.bytes > variable.bytes ||
        step.data.size() > variable.bytes - step.bytes) {
      return found(Check::out_of_bounds, "cudaMemcpyToSymbol past the end of the variable");
    }
    write(variable.address + step.bytes, step.data);
  }

  static std::string shape_text(const sim::LaunchShape& shape, u64 shared) {
    const auto triple = [](const u32(&of)[3]) {
      return '(' + std::to_string(of[0]) + ',' + std::to_string(of[1]) + ',' +
             std::to_string(of[2]) + ')';
    };
    return "has a shape that no device takes: grid " + triple(shape.grid) + ", block " +
           triple(shape.block) + ", " + std::to_string(shared) +
           " bytes of shared memory; a block has 1 to 1024 threads and at most " +
           std::to_string(kMostShared) + " bytes";
  }

  void launch(const Step& step) {
    const Result<const sim::Kernel*> kernel =
        *program_ ? (*program_)->kernel(std::string(step.name))
                  : Result<const sim::Kernel*>(not_found("there is no device code"));
    if (!kernel.ok()) {
      stopped_ = true;
      return found(Check::unsupported, kernel.status().message());
    }
    sim::Launch launch;
    launch.kernel = *kernel;
    std::memcpy(launch.shape.grid, step.grid, sizeof step.grid);
    std::memcpy(launch.shape.block, step.block, sizeof step.block);
    const u64 shared = u64{(*kernel)->shared_bytes} + step.shared;
    if (!sim::is_possible(launch.shape) || shared > kMostShared) {
      return found(Check::launch_error, "the launch of " + sim::demangled((*kernel)->name) + " " +
                                            shape_text(launch.shape, shared));
    }
    launch.shape.dynamic_shared = step.shared;
    launch.shared_bytes = static_cast<u32>(shared);
    if (!pack(step, **kernel, &launch.parameters)) {
      return found(Check::launch_error, "the launch has other parameters than its kernel");
    }
    run_counted(launch, schedule_, counted_);
    stopped_ = launch.failed;
  }

  // The parameters, with the addresses in them, also inside of structures, made real.
  bool pack(const Step& step, const sim::Kernel& kernel, std::vector<u8>* parameters) const {
    parameters->resize(kernel.parameter_bytes);
    if (step.arguments.size() != kernel.parameters.size()) return false;
    for (std::size_t k = 0; k < kernel.parameters.size(); ++k) {
      const sim::ParamVariable& parameter = kernel.parameters[k];
      if (step.arguments[k].size() != parameter.bytes) return false;
      u8* const to = parameters->data() + parameter.offset;
      std::memcpy(to, step.arguments[k].data(), parameter.bytes);
      for (u32 at = 0; at + 8 <= parameter.bytes; at += 8) {
        u64 word = 0;
        std::memcpy(&word, to + at, sizeof word);
        word = real(word);
        std::memcpy(to + at, &word, sizeof word);
      }
    }
    return true;
  }

  std::vector<u64> addresses_;  // of the plan's allocations
  std::size_t tensors_;         // of them, those that are not the plan's to free
  int schedule_;
  std::unique_ptr<sim::Program>* program_;
  Counted* counted_;
  bool stopped_ = false;
};

}  // namespace

void replay(const std::vector<Step>& plan, const Buffers& buffers, int schedule,
            std::unique_ptr<sim::Program>* program, Counted* counted) {
  Replay(buffers, schedule, program, counted).run(plan);
}

}  // namespace assay::harness
