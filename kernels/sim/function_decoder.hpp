#pragma once
// Turns the instructions of one function into handlers and slots.

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sim/code.hpp"
#include "sim/opcode.hpp"
#include "sim/ops/find.hpp"
#include "sim/program.hpp"
#include "sim/texture.hpp"

namespace assay::sim {

// Thrown while decoding; decode_kernel() turns it into a Status.
struct Unsupported {
  std::string what;
  u32 line = 0;   // of the PTX text
  u32 place = 0;  // ptx::Module::places
};

// Decodes a kernel: finds the functions that it reaches and lays out its shared memory.
class KernelDecoder {
 public:
  KernelDecoder(Program& program, const ptx::Function& entry);
  std::unique_ptr<Kernel> run();

  // What names mean outside a function.
  u64 shared_offset(const ptx::Variable& variable) const;
  bool shared_symbol(std::string_view name, u64* offset) const;
  bool address(std::string_view name, u64* address) const;
  // Index in Kernel::codes; false if the module does not define it.
  bool callee(std::string_view name, u32* index) const;
  // Notes the width of an access to shared memory.
  void touch_shared(u32 bytes);
  // The same of global memory.
  void touch_global(u32 bytes);
  Kernel& kernel() { return *kernel_; }

 private:
  void reach(u32 function);
  void reach_symbol(std::string_view name);
  void reach_addressed();
  void lay_out_shared();
  void place_shared(const ptx::Variable& variable);
  void place_parameters();

  Program& program_;
  std::unique_ptr<Kernel> kernel_;
  bool calls_by_address_ = false;
  std::vector<u32> reached_;  // functions of the module, in the order of Kernel::codes
  std::vector<const ptx::Variable*> shared_;
  std::unordered_map<const ptx::Variable*, u64> shared_offsets_;
};

class FunctionDecoder {
 public:
  FunctionDecoder(const ptx::Function& function, KernelDecoder& around, Code& code);
  void run();

 private:
  [[noreturn]] void unsupported() const;
  [[noreturn]] void unsupported(const std::string& what) const;

  // registers and constants
  void place_registers();
  void find_copies();
  void count_writes(const ptx::Operand& operand);
  void find_known_locals();
  void place_variables();
  Slot reg(const ptx::Operand& operand, u32 bytes);
  Slot source(const ptx::Operand& operand, u32 bytes);
  Slot destination(const ptx::Operand& operand, u32 bytes);
  u32 predicate(const ptx::Operand& operand);
  Slot constant(u64 bits, u32 bytes);
  u32 stride_of(const ptx::Operand& operand) const;
  u64 value_of(const ptx::Operand& operand);
  Slot scratch(u32 bytes);

  // emitting
  Inst& emit(Handler handler);
  const ptx::Operand& operand(std::size_t k) const;
  bool took(std::string_view word);

  void instruction();
  void arithmetic();
  void integer_details(Inst& inst);
  void predicate_logic();
  void compare();
  void select();
  void convert();
  void move();
  void move_vector();
  void convert_address();
  void is_space();
  void address_in_cluster();
  void zero();
  void memory();
  void atomic();
  void address_of(const ptx::Operand& operand, Inst& inst);
  ptx::Space space();
  void access(Inst& inst);
  void async_copy();
  void fence();
  void shuffle();
  void vote();
  void match();
  void reduce();
  void active_mask();
  void barrier();
  void matrix_load();
  void matrix_multiply();
  void wmma();
  void branch();
  void jump_table();
  void call();
  void packed_distance();
  Geometry geometry();
  Slot object(const ptx::Operand& address, std::vector<Slot>* slots);
  void texture();
  void surface();
  void half();
  bool byte_floats();
  void test_property();
  void leave();
  void sleep();
  void elect();
  Slot local_address(const ptx::Operand& variable, u32 bytes);
  void mbarrier();
  void copy_arrives();
  void bulk_copy();
  Slot whole_address(const ptx::Operand& address);
  void fragments(Handler handler, const MatrixShape& shape, const u32* sizes);

  const ptx::Function& function_;
  KernelDecoder& around_;
  Code& code_;
  const ptx::Instruction* at_ = nullptr;
  Opcode o_;
  std::vector<std::string_view> rest_;
  std::vector<Slot> slots_;                  // of registers; predicates: their index
  std::vector<u32> strides_;                 // 0: a predicate
  std::vector<u8> writes_;                   // instructions that write each register, at most 2
  std::vector<bool> known_local_;            // registers that hold the address of a local variable
  std::vector<bool> alias_;                  // registers that stand for another or a constant
  std::vector<ParamVariable> frame_params_;  // by variable
  std::vector<u32> local_offsets_;           // by variable
  std::map<std::pair<u64, u32>, Slot> constants_;
  std::vector<u8> constant_bytes_;
  std::vector<u32> starts_;                    // first Inst of each PTX instruction
  std::vector<std::pair<u32, u32>> branches_;  // Inst, label
  u32 carry_ = kNoGuard;
  u32 flops_ = 0;
};

}  // namespace assay::sim
