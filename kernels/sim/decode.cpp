#include "sim/decode.hpp"

#include <algorithm>

#include "sim/function_decoder.hpp"

namespace assay::sim {

using ptx::Space;

namespace {
// More than any device has, and little enough for the sums below.
constexpr u32 kMostShared = 1 << 20, kMostParameters = 1 << 16;
constexpr u32 kGap = 128;              // all banks once, so that nothing moves to another bank
constexpr u32 kReservedShared = 1024;  // of sm_80 and later
}  // namespace

KernelDecoder::KernelDecoder(Program& program, const ptx::Function& entry)
    : program_(program), kernel_(std::make_unique<Kernel>()) {
  kernel_->name = entry.name;
  kernel_->module = &program.module_;
  kernel_->max_threads = entry.max_threads;
}

std::unique_ptr<Kernel> KernelDecoder::run() {
  if (program_.module_.functions[program_.functions_.at(kernel_->name)].clustered) {
    throw Unsupported{
        "thread block clusters (__cluster_dims__ of more than one block): launch it as clusters of "
        "one, or run it on a device"};
  }
  reach(program_.functions_.at(kernel_->name));
  if (calls_by_address_) reach_addressed();
  lay_out_shared();
  place_parameters();
  for (u32 k = 0; k < reached_.size(); ++k) {
    kernel_->codes.push_back(std::make_unique<Code>());
    kernel_->codes.back()->index = k;
  }
  for (u32 k = 0; k < reached_.size(); ++k) {
    const ptx::Function& function = program_.module_.functions[reached_[k]];
    FunctionDecoder(function, *this, *kernel_->codes[k]).run();
    kernel_->addresses.emplace_back(Program::function_address(reached_[k]), k);
    kernel_->calls |= k > 0;
  }
  return std::move(kernel_);
}

// Adds a function and all that its text names.  What is only named may be called by address.
void KernelDecoder::reach(u32 index) {
  if (std::find(reached_.begin(), reached_.end(), index) != reached_.end()) return;
  const ptx::Function& function = program_.module_.functions[index];
  if (function.entry && !reached_.empty()) throw Unsupported{"a kernel that is called"};
  reached_.push_back(index);
  for (const ptx::Variable& variable : function.variables) {
    if (variable.space == Space::shared) shared_.push_back(&variable);
  }
  for (const ptx::Instruction& instruction : function.body) {
    for (const ptx::Operand& operand : instruction.operands) {
      if (operand.kind == ptx::Operand::Kind::special &&
          operand.text.starts_with("%reserved_smem_offset_")) {
        kernel_->reserved_shared = kReservedShared;
      }
      const bool address = operand.kind == ptx::Operand::Kind::address;
      const ptx::Operand& named = address ? operand.items[0] : operand;
      if (named.kind == ptx::Operand::Kind::symbol) reach_symbol(named.text);
    }
    for (const ptx::Operand& operand : instruction.operands) {
      const bool called = instruction.parts[0] == "call" && operand.kind == ptx::Operand::Kind::reg;
      calls_by_address_ |= called;
    }
  }
}

// Whoever calls by address may call what any kernel stored: functions in tables, and those whose
// address some instruction takes.
void KernelDecoder::reach_addressed() {
  for (const ptx::Variable& variable : program_.module_.variables) {
    for (const ptx::Variable::Pointer& pointer : variable.pointers) reach_symbol(pointer.symbol);
  }
  for (const ptx::Function& function : program_.module_.functions) {
    for (const ptx::Instruction& instruction : function.body) {
      if (instruction.parts[0] != "mov") continue;
      for (const ptx::Operand& operand : instruction.operands) {
        const bool named = operand.kind == ptx::Operand::Kind::symbol;
        if (named && program_.functions_.count(operand.text)) reach_symbol(operand.text);
      }
    }
  }
}

void KernelDecoder::reach_symbol(std::string_view name) {
  if (const auto found = program_.functions_.find(name); found != program_.functions_.end()) {
    reach(found->second);
    return;
  }
  for (const ptx::Variable& variable : program_.module_.variables) {
    if (variable.name != name) continue;
    if (variable.space == Space::shared &&
        std::find(shared_.begin(), shared_.end(), &variable) == shared_.end()) {
      shared_.push_back(&variable);
    }
    for (const ptx::Variable::Pointer& pointer : variable.pointers) {  // tables of functions
      if (pointer.symbol != name) reach_symbol(pointer.symbol);
    }
  }
}

void KernelDecoder::place_shared(const ptx::Variable& variable) {
  u32& bytes = kernel_->shared_bytes;
  bytes = (bytes + variable.align - 1) / variable.align * variable.align;
  const u32 offset = bytes + kernel_->shared_gaps;
  shared_offsets_[&variable] = offset;
  kernel_->shared_arrays.push_back({variable.name, offset, variable.bytes});
  bytes += variable.bytes;
  if (variable.bytes > 0) kernel_->shared_gaps += kGap;
  if (bytes + kernel_->shared_gaps > kMostShared) throw Unsupported{"so much shared memory"};
}

// Dynamic shared memory begins where the static ends; all its names mean the same place.
void KernelDecoder::lay_out_shared() {
  u32 align = 16;
  kernel_->shared_bytes = kernel_->reserved_shared;
  for (const ptx::Variable* variable : shared_) {
    if (variable->bytes > 0) place_shared(*variable);
    if (variable->bytes == 0) {
      align = std::max(align, variable->align);
      kernel_->dynamic_shared = true;
    }
  }
  if (kernel_->dynamic_shared) {
    kernel_->shared_bytes = (kernel_->shared_bytes + align - 1) / align * align;
    for (const ptx::Variable* variable : shared_) {
      if (variable->bytes == 0) place_shared(*variable);
    }
  } else if (kernel_->shared_gaps != 0) {
    kernel_->shared_gaps -= kGap;  // nothing comes after the last
  }
}

void KernelDecoder::place_parameters() {
  const ptx::Function& entry = program_.module_.functions[reached_[0]];
  u32 offset = 0;
  for (u32 k = 0; k < entry.parameters; ++k) {
    const ptx::Variable& variable = entry.variables[k];
    offset = (offset + variable.align - 1) / variable.align * variable.align;
    kernel_->parameters.push_back({offset, variable.bytes});
    offset += variable.bytes;
    if (offset > kMostParameters) throw Unsupported{"so many bytes of parameters"};
  }
  kernel_->parameter_bytes = offset;
}

u64 KernelDecoder::shared_offset(const ptx::Variable& variable) const {
  return shared_offsets_.at(&variable);
}

bool KernelDecoder::shared_symbol(std::string_view name, u64* offset) const {
  for (const auto& [variable, at] : shared_offsets_) {
    if (variable->name == name) {
      *offset = at;
      return true;
    }
  }
  return false;
}

bool KernelDecoder::address(std::string_view name, u64* address) const {
  Program::Variable variable;
  if (program_.variable(name, &variable)) {
    *address = variable.address;
    return true;
  }
  const auto found = program_.functions_.find(name);
  if (found == program_.functions_.end()) return false;
  *address = Program::function_address(found->second);
  return true;
}

bool KernelDecoder::callee(std::string_view name, u32* index) const {
  const auto found = program_.functions_.find(name);
  if (found == program_.functions_.end()) return false;
  const auto place = std::find(reached_.begin(), reached_.end(), found->second);
  *index = static_cast<u32>(place - reached_.begin());
  return place != reached_.end();
}

void KernelDecoder::touch_shared(u32 bytes) {
  kernel_->granule = std::min(kernel_->granule, bytes);
}

void KernelDecoder::touch_global(u32 bytes) {
  kernel_->global_granule = std::min(kernel_->global_granule, bytes);
}

namespace {

// The line of the PTX, and that of the source where it is known.
std::string where(const ptx::Module& module, const Unsupported& error) {
  if (error.line == 0) return "";
  const std::string line = " at line " + std::to_string(error.line);
  const ptx::Place place = module.places[error.place];
  if (place.line == 0) return line;
  const std::string& file = module.files[place.file];
  return line + " of the PTX (" + file.substr(file.find_last_of('/') + 1) + ":" +
         std::to_string(place.line) + ")";
}

}  // namespace

Result<std::unique_ptr<Kernel>> decode_kernel(Program& program, const std::string& name) {
  for (const ptx::Function& function : program.module().functions) {
    if (!function.entry || !function.defined || function.name != name) continue;
    try {
      return KernelDecoder(program, function).run();
    } catch (const Unsupported& error) {
      return unavailable("unsupported: " + error.what + where(program.module(), error));
    }
  }
  return not_found("no kernel " + name);
}

}  // namespace assay::sim
