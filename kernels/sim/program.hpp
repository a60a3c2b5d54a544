#pragma once
// A loaded PTX module: its variables in device memory, its kernels decoded at their first launch.

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/status.hpp"
#include "ptx/module.hpp"
#include "sim/code.hpp"

namespace assay::sim {

class Program {
 public:
  // Allocates and initialises the module's variables in Memory::device().
  static Result<std::unique_ptr<Program>> load(std::string ptx);

  // Decodes it at the first call.  not_found, or unavailable: "unsupported: fma.rn.f8 at line 12".
  Result<const Kernel*> kernel(const std::string& name);

  struct Variable {
    u64 address = 0, bytes = 0;
  };
  // False if the module has no such .global or .const variable.
  bool variable(std::string_view name, Variable* variable) const;

  const ptx::Module& module() const { return module_; }
  const std::vector<std::unique_ptr<Kernel>>& kernels() const { return order_; }

  // Addresses of functions are numbers that only calls understand.
  static u64 function_address(u32 index) { return kFunctionWindow + 16 * (index + 1ull); }

 private:
  explicit Program(ptx::Module module) : module_(std::move(module)) {}
  Status place_variables();

  ptx::Module module_;
  std::unordered_map<std::string_view, Variable> variables_;
  std::unordered_map<std::string_view, u32> functions_;  // the defined one of each name
  std::unordered_map<std::string, Kernel*> kernels_;
  std::vector<std::unique_ptr<Kernel>> order_;
  friend class KernelDecoder;
};

}  // namespace assay::sim
