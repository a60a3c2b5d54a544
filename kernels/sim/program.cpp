#include "sim/program.hpp"

#include <cstring>

#include "ptx/parser.hpp"
#include "sim/decode.hpp"
#include "sim/memory.hpp"

namespace assay::sim {

Result<std::unique_ptr<Program>> Program::load(std::string text) {
  ASSAY_TRY(ptx::Module module, ptx::parse(std::move(text)));
  std::unique_ptr<Program> program(new Program(std::move(module)));
  for (u32 k = 0; k < program->module_.functions.size(); ++k) {
    const ptx::Function& function = program->module_.functions[k];
    if (function.defined) program->functions_[function.name] = k;
  }
  ASSAY_CHECK(program->place_variables());
  return program;
}

Status Program::place_variables() {
  std::vector<u64> addresses;  // two may bear the same name
  for (const ptx::Variable& variable : module_.variables) {
    addresses.push_back(0);
    if (variable.space == ptx::Space::shared) continue;
    const auto kind =
        variable.managed ? Allocation::Kind::managed_variable : Allocation::Kind::variable;
    const u64 address = Memory::device().allocate(std::max<u32>(variable.bytes, 1), kind, true);
    if (address == 0) return unavailable("no memory for " + std::string(variable.name));
    addresses.back() = address;
    variables_[variable.name] = {address, variable.bytes};
    std::memcpy(Memory::view(address), variable.initial.data(), variable.initial.size());
  }
  for (std::size_t k = 0; k < addresses.size(); ++k) {
    for (const ptx::Variable::Pointer& pointer : module_.variables[k].pointers) {
      u64 value = 0;
      if (addresses[k] == 0) return unavailable("unsupported PTX: an address in shared memory");
      if (const auto found = variables_.find(pointer.symbol); found != variables_.end()) {
        value = found->second.address;
      } else if (const auto function = functions_.find(pointer.symbol);
                 function != functions_.end()) {
        value = function_address(function->second);
      } else {
        return unavailable("unsupported PTX: address of " + std::string(pointer.symbol));
      }
      value = (value + pointer.offset) >> pointer.shift;
      std::memcpy(Memory::view(addresses[k] + pointer.at), &value, pointer.bytes);
    }
  }
  return {};
}

bool Program::variable(std::string_view name, Variable* variable) const {
  const auto found = variables_.find(name);
  if (found == variables_.end()) return false;
  *variable = found->second;
  return true;
}

Result<const Kernel*> Program::kernel(const std::string& name) {
  if (const auto found = kernels_.find(name); found != kernels_.end()) {
    return static_cast<const Kernel*>(found->second);
  }
  ASSAY_TRY(std::unique_ptr<Kernel> kernel, decode_kernel(*this, name));
  order_.push_back(std::move(kernel));
  kernels_[name] = order_.back().get();
  return static_cast<const Kernel*>(order_.back().get());
}

}  // namespace assay::sim
