#include "sim/function_decoder.hpp"

#include <algorithm>
#include <cfenv>
#include <cstring>
#include <utility>

#include "ptx/constants.hpp"
#include "sim/special.hpp"

namespace assay::sim {

using Kind = ptx::Operand::Kind;
using ptx::Operand;
using ptx::Space;

namespace {
constexpr u32 kMostLocal = 1 << 20;  // bytes of a thread; devices have half of that
}

FunctionDecoder::FunctionDecoder(const ptx::Function& function, KernelDecoder& around, Code& code)
    : function_(function), around_(around), code_(code) {}

void FunctionDecoder::unsupported() const { unsupported(std::string(at_->opcode)); }
void FunctionDecoder::unsupported(const std::string& what) const {
  throw Unsupported{what, at_ ? at_->line : 0, at_ ? at_->place : 0};
}

void FunctionDecoder::run() {
  code_.name = function_.name;
  code_.entry = function_.entry;
  place_registers();
  place_variables();
  find_copies();
  find_known_locals();
  for (const ptx::Instruction& instruction : function_.body) {
    starts_.push_back(static_cast<u32>(code_.insts.size()));
    at_ = &instruction;
    this->instruction();
  }
  starts_.push_back(static_cast<u32>(code_.insts.size()));
  // Falling off the end returns.
  at_ = function_.body.empty() ? nullptr : &function_.body.back();
  code_.insts.emplace_back();
  code_.insts.back().flow = Flow::ret;
  code_.facts.emplace_back();
  for (const auto& [inst, label] : branches_) {
    code_.insts[inst].target = starts_[function_.labels[label].target];
  }
  for (auto& table : code_.tables) {
    for (u32& target : table) target = starts_[function_.labels[target].target];
  }
  code_.constants.resize(constant_bytes_.size() + 64);
  std::memcpy(const_cast<u8*>(code_.constant_base()), constant_bytes_.data(),
              constant_bytes_.size());
}

// --- registers and constants

// Widths are grouped, so that slots of different widths never overlap in part.
void FunctionDecoder::place_registers() {
  const auto count = function_.registers.size();
  slots_.assign(count, kNoSlot);
  strides_.assign(count, 0);
  for (const u32 stride : {8u, 4u, 2u}) {
    for (std::size_t k = 0; k < count; ++k) {
      const ptx::Type type = function_.registers[k];
      if (type.kind == 'p') {
        if (stride == 8) slots_[k] = code_.predicates++;
        continue;
      }
      if (type.bits == 128) throw Unsupported{"a 128-bit register"};
      if (std::max<u32>(type.bits / 8, 2) != stride) continue;
      strides_[k] = stride;
      slots_[k] = code_.register_bytes;
      code_.register_bytes += stride * kLanes;
    }
  }
}

void FunctionDecoder::count_writes(const Operand& operand) {
  if (operand.kind == Kind::reg) writes_[operand.id] = std::min<u8>(writes_[operand.id] + 1, 2);
  if (operand.kind == Kind::address) return;
  for (const Operand& item : operand.items) count_writes(item);
}

namespace {

// The last instruction that writes each register.
std::vector<u32> written_at(const ptx::Function& function) {
  std::vector<u32> result(function.registers.size(), 0);
  const auto note = [&](const Operand& operand, u32 at, const auto& self) -> void {
    if (operand.kind == Kind::reg) result[operand.id] = at;
    if (operand.kind == Kind::address) return;
    for (const Operand& item : operand.items) self(item, at, self);
  };
  for (u32 at = 0; at < function.body.size(); ++at) {
    const std::vector<Operand>& operands = function.body[at].operands;
    for (std::size_t k = 0; k < operands.size(); ++k) {
      if (k == 0 || operands[k].kind == Kind::list) note(operands[k], at, note);
    }
  }
  return result;
}

// Which instructions may run again: those between a label and a branch back to it.
std::vector<bool> in_loops(const ptx::Function& function) {
  std::vector<bool> result(function.body.size(), false);
  std::size_t lowest = function.body.size();  // to which anything from here on branches
  for (std::size_t at = function.body.size(); at-- > 0;) {
    const ptx::Instruction& instruction = function.body[at];
    const bool table = instruction.parts[0] == "brx";
    const std::size_t which = table ? 1 : 0;
    const bool branch = table || instruction.parts[0] == "bra";
    if (branch && instruction.operands.size() > which) {
      const Operand& to = instruction.operands[which];
      if (to.kind == Kind::symbol && to.id < function.labels.size()) {  // else it is said later
        const ptx::Function::Label& label = function.labels[to.id];
        lowest = std::min<std::size_t>(lowest, label.target);
        for (const u32 id : label.targets) {
          lowest = std::min<std::size_t>(lowest, function.labels[id].target);
        }
      }
    }
    result[at] = lowest <= at;
  }
  return result;
}

}  // namespace

// A register that one instruction writes, and only with a constant or with another such register,
// needs no place of its own.  The instruction is counted, but moves nothing.  The other register
// must keep its value, so it may not be written in a loop.
void FunctionDecoder::find_copies() {
  writes_.assign(function_.registers.size(), 0);
  alias_.assign(function_.registers.size(), false);
  for (const ptx::Instruction& instruction : function_.body) {
    if (!instruction.operands.empty()) count_writes(instruction.operands[0]);
    for (const Operand& operand : instruction.operands) {
      if (operand.kind == Kind::list) count_writes(operand);
    }
  }
  const std::vector<u32> written = written_at(function_);
  const std::vector<bool> repeated = in_loops(function_);
  for (const ptx::Instruction& instruction : function_.body) {
    if (instruction.parts[0] != "mov" || instruction.guard != ptx::kNone) continue;
    if (instruction.operands.size() < 2) continue;  // move() will say so
    const Operand &to = instruction.operands[0], &from = instruction.operands[1];
    if (to.kind != Kind::reg || writes_[to.id] != 1 || strides_[to.id] == 0) continue;
    if (from.kind == Kind::literal &&
        (from.float_bits == 0 || from.float_bits == 8 * strides_[to.id])) {
      slots_[to.id] = constant(from.bits, strides_[to.id]);
    } else if (from.kind == Kind::reg && writes_[from.id] == 1 &&
               strides_[from.id] == strides_[to.id] && !repeated[written[from.id]]) {
      slots_[to.id] = slots_[from.id];
    } else {
      continue;
    }
    alias_[to.id] = true;
  }
}

// mov a, variable; cvta.local a, known; add a, known, constant.
void FunctionDecoder::find_known_locals() {
  known_local_.assign(function_.registers.size(), false);
  for (const ptx::Instruction& instruction : function_.body) {
    const std::string_view op = instruction.parts[0];
    if (op != "mov" && op != "cvta" && op != "add") continue;
    if (instruction.operands.size() < (op == "add" ? 3 : 2)) continue;
    const Operand &to = instruction.operands[0], &from = instruction.operands[1];
    if (to.kind != Kind::reg || writes_[to.id] != 1) continue;
    const bool variable =
        from.kind == Kind::variable && function_.variables[from.id].space == Space::local;
    const bool known = variable || (from.kind == Kind::reg && known_local_[from.id]);
    known_local_[to.id] = known && (op != "add" || instruction.operands[2].kind == Kind::literal);
  }
}

void FunctionDecoder::place_variables() {
  local_offsets_.assign(function_.variables.size(), 0);
  frame_params_.assign(function_.variables.size(), {});
  for (std::size_t k = 0; k < function_.variables.size(); ++k) {
    const ptx::Variable& variable = function_.variables[k];
    const auto up = [&](u32 value) {
      return (value + variable.align - 1) / variable.align * variable.align;
    };
    if (variable.space == Space::global || variable.space == Space::constant) {
      throw Unsupported{"a variable in global memory inside of a function"};
    }
    if (variable.space == Space::local) {
      local_offsets_[k] = up(code_.local_bytes);
      code_.local_bytes = local_offsets_[k] + variable.bytes;
      if (code_.local_bytes > kMostLocal) throw Unsupported{"so much local memory"};
    } else if (variable.space == Space::param) {
      const bool of_launch = function_.entry && k < function_.parameters;
      if (of_launch) {
        frame_params_[k] = around_.kernel().parameters[k];
        continue;
      }
      frame_params_[k] = {up(code_.param_bytes), variable.bytes};
      code_.param_bytes = frame_params_[k].offset + variable.bytes;
      if (code_.param_bytes > kMostLocal) throw Unsupported{"so many bytes of parameters"};
      if (k < function_.returns) {
        code_.returns.push_back(frame_params_[k]);
      } else if (k < function_.returns + function_.parameters) {
        code_.parameters.push_back(frame_params_[k]);
      }
    }
  }
  code_.param_bytes = (code_.param_bytes + 7) / 8 * 8;
  code_.local_used = code_.local_bytes;
  code_.local_bytes = (code_.local_bytes + 15) / 16 * 16;
}

Slot FunctionDecoder::constant(u64 bits, u32 bytes) {
  if (bytes < 8) bits &= (1ull << (8 * bytes)) - 1;
  const auto [found, fresh] = constants_.try_emplace({bits, bytes}, 0);
  if (fresh) {
    const std::size_t at = (constant_bytes_.size() + 63) / 64 * 64;
    constant_bytes_.resize(at + bytes * kLanes);
    for (u32 l = 0; l < kLanes; ++l) {
      std::memcpy(&constant_bytes_[at + l * bytes], &bits, std::min(bytes, 8u));
    }
    found->second = static_cast<Slot>(at) | 1;
  }
  return found->second;
}

u32 FunctionDecoder::stride_of(const Operand& operand) const {
  return operand.kind == Kind::reg ? strides_[operand.id] : 0;
}

Slot FunctionDecoder::scratch(u32 bytes) {
  code_.register_bytes = (code_.register_bytes + 63) / 64 * 64;
  const Slot slot = code_.register_bytes;
  code_.register_bytes += bytes * kLanes;
  return slot;
}

// What a name stands for in an instruction: an offset in its space, or a device address.
u64 FunctionDecoder::value_of(const Operand& operand) {
  u64 value = 0;
  switch (operand.kind) {
    case Kind::literal:
      return operand.bits;
    case Kind::variable: {
      const ptx::Variable& variable = function_.variables[operand.id];
      if (variable.space == Space::shared) value = around_.shared_offset(variable);
      if (variable.space == Space::local) value = local_offsets_[operand.id];
      if (variable.space == Space::param) value = frame_params_[operand.id].offset;
      return value + operand.bits;
    }
    case Kind::symbol:
      if (around_.shared_symbol(operand.text, &value)) return value + operand.bits;
      if (around_.address(operand.text, &value)) return value + operand.bits;
      unsupported("the address of " + std::string(operand.text));
    default:
      unsupported();
  }
}

Slot FunctionDecoder::reg(const Operand& operand, u32 bytes) {
  if (operand.kind != Kind::reg || strides_[operand.id] == 0) unsupported();
  if (bytes != 0 && strides_[operand.id] != bytes) unsupported();
  return slots_[operand.id];
}

Slot FunctionDecoder::source(const Operand& operand, u32 bytes) {
  if (operand.kind == Kind::reg) return reg(operand, bytes);
  if (operand.kind == Kind::literal && operand.float_bits != 0) {
    const auto kind =
        operand.float_bits == 32 ? ptx::Constant::Kind::f32 : ptx::Constant::Kind::f64;
    return constant(ptx::converted({kind, operand.bits}, bytes), bytes);
  }
  if (operand.kind == Kind::special && operand.text == "%reserved_smem_offset_1") {
    return constant(0, bytes);  // the system's own is the first
  }
  if (operand.kind == Kind::special) {
    Special special;
    if (!find_special(operand.text, &special)) unsupported(std::string(operand.text));
    const Slot slot = scratch(bytes);
    MoveShape shape;
    shape.kind = MoveShape::Kind::special;
    Inst& inst = emit(handlers().move(shape));
    inst.d = slot;
    inst.imm = static_cast<i64>(special);
    inst.stride = static_cast<u8>(bytes);
    return slot;
  }
  return constant(value_of(operand), bytes);
}

Slot FunctionDecoder::destination(const Operand& operand, u32 bytes) {
  if (operand.kind == Kind::sink) return scratch(bytes);
  return reg(operand, bytes);
}

u32 FunctionDecoder::predicate(const Operand& operand) {
  if (operand.kind == Kind::reg && strides_[operand.id] == 0) return slots_[operand.id];
  if (operand.kind != Kind::literal && operand.kind != Kind::sink) unsupported();
  // A constant, or a result that nobody wants: a predicate of its own.
  const u32 fresh = code_.predicates++;
  if (operand.kind == Kind::literal) {
    MoveShape shape;
    shape.kind = MoveShape::Kind::predicate;
    Inst& inst = emit(handlers().move(shape));
    inst.d = fresh;
    inst.imm = operand.bits ? 2 : 1;
  }
  return fresh;
}

// --- emitting

Inst& FunctionDecoder::emit(Handler handler) {
  if (!handler) unsupported();
  Inst inst;
  inst.run = handler;
  if (at_->guard != ptx::kNone) {
    if (strides_[at_->guard] != 0) unsupported("a guard that is no predicate");
    inst.guard = static_cast<u16>(slots_[at_->guard]);
    inst.guard_not = at_->guard_not;
  }
  code_.insts.push_back(inst);
  InstFacts facts;
  facts.place = at_->place;
  facts.ptx_line = at_->line;
  facts.opcode = at_->opcode;
  code_.facts.push_back(facts);
  return code_.insts.back();
}

const Operand& FunctionDecoder::operand(std::size_t k) const {
  if (k >= at_->operands.size()) unsupported();
  return at_->operands[k];
}

// Takes a word out of what is left of the opcode.
bool FunctionDecoder::took(std::string_view word) {
  const auto found = std::find(rest_.begin(), rest_.end(), word);
  if (found == rest_.end()) return false;
  rest_.erase(found);
  return true;
}

void FunctionDecoder::instruction() {
  o_ = {};
  std::string_view rest[12];
  const int left = take_apart(*at_, &o_, rest);
  if (left < 0 || o_.op == Op::unknown) unsupported();
  rest_.assign(rest, rest + left);
  switch (o_.op) {
    case Op::setp:
    case Op::set:
      return compare();
    case Op::selp:
    case Op::slct:
      return select();
    case Op::cvt:
      return convert();
    case Op::mov:
      return move();
    case Op::cvta:
      return convert_address();
    case Op::isspacep:
      return is_space();
    case Op::mapa:
      return address_in_cluster();
    case Op::createpolicy:
    case Op::getctarank:
      return zero();
    case Op::ld:
    case Op::ldu:
    case Op::st:
      return memory();
    case Op::atom:
    case Op::red:
      return atomic();
    case Op::bra:
      return branch();
    case Op::brx:
      return jump_table();
    case Op::call:
      return call();
    case Op::ret:
    case Op::exit:
    case Op::trap:
    case Op::brkpt:
      return leave();
    case Op::bar:
    case Op::barrier:
      return barrier();
    case Op::membar:
    case Op::fence:
      return fence();
    case Op::nanosleep:
      return sleep();
    case Op::prefetch:
    case Op::discard:
    case Op::applypriority:
    case Op::griddepcontrol:
    case Op::pmevent:
    case Op::setmaxnreg:
      return;
    case Op::cp:
      return async_copy();
    case Op::shfl:
      return shuffle();
    case Op::vote:
      return vote();
    case Op::match:
      return match();
    case Op::redux:
      return reduce();
    case Op::activemask:
      return active_mask();
    case Op::elect:
      return elect();
    case Op::mbarrier:
      return mbarrier();
    case Op::wmma:
      return wmma();
    case Op::mma:
      return matrix_multiply();
    case Op::tex:
      return texture();
    case Op::suld:
    case Op::sust:
      return surface();
    case Op::vabsdiff2:
    case Op::vabsdiff4:
      return packed_distance();
    case Op::ldmatrix:
    case Op::stmatrix:
    case Op::movmatrix:
      return matrix_load();
    default:
      return arithmetic();
  }
}

// --- arithmetic

namespace {

bool is_half(ptx::Type type) {
  const u32 bits = type.bits / type.lanes;
  return (type.kind == 'f' && bits == 16) || type.kind == 'g';
}

// How many operands follow the first.
std::size_t sources_of(Op op) {
  switch (op) {
    case Op::abs:
    case Op::neg:
    case Op::not_:
    case Op::cnot:
    case Op::popc:
    case Op::clz:
    case Op::bfind:
    case Op::brev:
    case Op::rcp:
    case Op::sqrt:
    case Op::rsqrt:
    case Op::sin:
    case Op::cos:
    case Op::ex2:
    case Op::lg2:
    case Op::tanh:
    case Op::testp:
      return 1;
    case Op::mad:
    case Op::madc:
    case Op::mad24:
    case Op::fma:
    case Op::sad:
    case Op::bfe:
    case Op::shf:
    case Op::prmt:
    case Op::fns:
    case Op::dp4a:
    case Op::dp2a:
      return 3;
    case Op::bfi:
    case Op::lop3:
      return 4;
    default:
      return 2;
  }
}

u32 flops_of(Op op, u32 lanes) {
  switch (op) {
    case Op::fma:
    case Op::mad:
      return 2 * lanes;
    case Op::add:
    case Op::sub:
    case Op::mul:
    case Op::div:
    case Op::rcp:
    case Op::sqrt:
    case Op::rsqrt:
    case Op::sin:
    case Op::cos:
    case Op::ex2:
    case Op::lg2:
    case Op::tanh:
      return lanes;
    default:
      return 0;
  }
}

// Registers that hold a type are at least two bytes wide.
u32 bytes_of(ptx::Type type) { return std::max<u32>(type.bits / 8, 2); }

}  // namespace

void FunctionDecoder::arithmetic() {
  if (o_.types == 0) unsupported();
  const ptx::Type type = o_.type[0];
  const bool floats = type.kind == 'f' || type.kind == 'g';
  if (o_.op == Op::testp) return test_property();
  if (type.kind == 'p') return predicate_logic();
  if (!rest_.empty() && o_.op != Op::shf && o_.op != Op::prmt && o_.op != Op::bmsk &&
      o_.op != Op::szext && !is_half(type)) {
    unsupported();
  }
  // Sources first: they may emit instructions of their own.
  const u32 bytes = bytes_of(type);
  const auto shifts = o_.op == Op::shl || o_.op == Op::shr;
  const bool fields = o_.op == Op::bfe || o_.op == Op::bfi;
  const std::size_t sources = at_->operands.size() - 1;
  Slot slots[4] = {kNoSlot, kNoSlot, kNoSlot, kNoSlot};
  const bool of_three =
      floats && type.bits == 32 && !is_half(type) && (o_.op == Op::min || o_.op == Op::max);
  if (sources != sources_of(o_.op) && !(of_three && sources == 3)) unsupported();
  for (std::size_t k = 0; k < sources; ++k) {
    u32 width = bytes;
    if (shifts && k == 1) width = 4;
    if (o_.op == Op::bfe && k > 0) width = 4;
    if (o_.op == Op::bfi && k > 1) width = 4;
    if ((o_.op == Op::mad || o_.op == Op::madc) && o_.wide && k == 2) width = 2 * bytes;
    if (o_.op == Op::lop3 && k == 3) break;
    slots[k] = source(operand(k + 1), width);
  }
  u32 result = bytes;
  if (o_.wide && (o_.op == Op::mul || o_.op == Op::mad)) result = 2 * bytes;
  if (o_.op == Op::popc || o_.op == Op::clz || o_.op == Op::bfind) result = 4;
  const Slot d = destination(operand(0), result);
  const Handlers& all = handlers();
  if (of_three && sources == 3) {
    Inst& first = emit(all.floating(o_));
    first.d = scratch(bytes);
    first.a = slots[0];
    first.b = std::exchange(slots[1], slots[2]);
    slots[0] = first.d;
  }
  Inst& inst = emit(is_half(type) ? all.half(o_) : floats ? all.floating(o_) : all.integer(o_));
  inst.d = d;
  inst.a = slots[0];
  inst.b = slots[1];
  inst.c = slots[2];
  if (fields) inst.imm = slots[3];
  integer_details(inst);
  if (floats) {
    code_.facts.back().flops = flops_of(o_.op, type.lanes);
    constexpr int kModes[] = {FE_TONEAREST, FE_TOWARDZERO, FE_DOWNWARD, FE_UPWARD};
    inst.target = static_cast<u32>(kModes[static_cast<int>(o_.round)]);
    inst.flags =
        static_cast<u8>((o_.ftz ? 1 : 0) | (o_.sat ? 2 : 0) | (o_.relu ? 4 : 0) | (o_.nan ? 8 : 0));
    if (o_.op == Op::abs) inst.imm = 1;
  }
}

void FunctionDecoder::integer_details(Inst& inst) {
  switch (o_.op) {
    case Op::lop3:
      inst.imm = static_cast<i64>(operand(4).bits);
      break;
    case Op::shf: {
      const bool right = took("r");
      if (!right) took("l");
      const bool clamps = took("clamp");
      inst.imm = (right ? 2 : 0) | (clamps ? 1 : 0);
      break;
    }
    case Op::prmt: {
      constexpr std::string_view kModes[] = {"f4e", "b4e", "rc8", "ecl", "ecr", "rc16"};
      for (int k = 0; k < 6; ++k) {
        if (took(kModes[k])) inst.imm = k + 1;
      }
      break;
    }
    case Op::bmsk:
    case Op::szext:
      inst.imm = took("wrap");
      break;
    case Op::add:
    case Op::addc:
    case Op::sub:
    case Op::subc:
    case Op::mad:
    case Op::madc:
      if (!o_.carry && o_.op != Op::addc && o_.op != Op::subc && o_.op != Op::madc) break;
      if (carry_ == kNoGuard) carry_ = code_.predicates++;
      inst.target = carry_;
      inst.imm = o_.carry;
      break;
    default:
      break;
  }
}

void FunctionDecoder::predicate_logic() {
  const u32 a = predicate(operand(1));
  const u32 b = at_->operands.size() > 2 ? predicate(operand(2)) : kNoSlot;
  const u32 d = predicate(operand(0));
  Inst& inst = emit(handlers().integer(o_));
  inst.d = d;
  inst.a = a;
  inst.b = b;
  inst.imm = o_.op == Op::and_ ? 0 : o_.op == Op::or_ ? 1 : o_.op == Op::xor_ ? 2 : 3;
  inst.flags = static_cast<u8>((operand(1).negated ? 1 : 0) |
                               (at_->operands.size() > 2 && operand(2).negated ? 2 : 0));
}

void FunctionDecoder::test_property() {
  constexpr std::string_view kWords[] = {"finite",     "infinite", "number",
                                         "notanumber", "normal",   "subnormal"};
  const Slot a = source(operand(1), bytes_of(o_.type[0]));
  const u32 d = predicate(operand(0));
  Inst& inst = emit(handlers().floating(o_));
  inst.d = d;
  inst.a = a;
  for (int k = 0; k < 6; ++k) {
    if (took(kWords[k])) inst.imm = k;
  }
}

void FunctionDecoder::compare() {
  const bool to_predicate = o_.op == Op::setp;
  const ptx::Type type = to_predicate ? o_.type[0] : o_.type[1];
  const u32 bytes = bytes_of(type);
  const Slot a = source(operand(1), bytes);
  const Slot b = source(operand(2), bytes);
  const u32 c = o_.join == Join::none ? kNoSlot : predicate(operand(3));
  const Operand& to = operand(0);
  u32 d = 0, second = 0;
  if (to_predicate) {
    const bool pair = to.kind == Kind::pair;
    d = predicate(pair ? to.items[0] : to);
    if (pair) second = predicate(to.items[1]) + 1;
  } else {
    d = destination(to, bytes_of(o_.type[0]));
  }
  Inst& inst = emit(is_half(type) ? handlers().half(o_) : handlers().compare(o_));
  inst.d = d;
  inst.a = a;
  inst.b = b;
  inst.c = c;
  inst.target = second;
  inst.elements = static_cast<u8>(o_.join);
  inst.size = static_cast<u8>(o_.compare);
  inst.flags = o_.join != Join::none && operand(3).negated ? 1 : 0;
  if (to_predicate) {
    inst.imm = o_.ftz;
  } else {
    inst.imm = o_.type[0].kind == 'f' ? 0x3f800000 : -1;
  }
}

void FunctionDecoder::select() {
  const u32 bytes = bytes_of(o_.type[0]);
  if (o_.type[0].kind == 'p') unsupported();
  const Slot a = source(operand(1), bytes);
  const Slot b = source(operand(2), bytes);
  const u32 c = o_.op == Op::selp ? predicate(operand(3)) : source(operand(3), 4);
  const Slot d = destination(operand(0), bytes);
  Inst& inst = emit(handlers().compare(o_));
  inst.d = d;
  inst.a = a;
  inst.b = b;
  inst.c = c;
  inst.flags = operand(3).negated ? 1 : 0;
}

void FunctionDecoder::convert() {
  if (byte_floats()) return;
  if (o_.types == 1 && !rest_.empty()) return half();
  if (o_.types < 2) unsupported();
  const Operand &to = operand(0), &from = operand(1);
  if (is_half(o_.type[0]) || is_half(o_.type[1]) || !rest_.empty() || o_.types > 2) return half();
  const u32 from_bytes = std::max<u32>(stride_of(from), bytes_of(o_.type[1]));
  const u32 to_bytes = std::max<u32>(stride_of(to), bytes_of(o_.type[0]));
  const Slot a = source(from, from_bytes);
  const Slot d = destination(to, to_bytes);
  Inst& inst = emit(handlers().convert(o_, static_cast<u8>(to_bytes), static_cast<u8>(from_bytes)));
  inst.d = d;
  inst.a = a;
  inst.stride = static_cast<u8>(to_bytes);
  inst.size = static_cast<u8>(from_bytes);
  constexpr int kModes[] = {FE_TONEAREST, FE_TOWARDZERO, FE_DOWNWARD, FE_UPWARD};
  inst.target = static_cast<u32>(kModes[static_cast<int>(o_.round)]);
}

// --- moves

void FunctionDecoder::move() {
  const Operand &to = operand(0), &from = operand(1);
  if (to.kind == Kind::vector || from.kind == Kind::vector) return move_vector();
  if (to.kind == Kind::reg && alias_[to.id]) {
    emit([](Warp&, const Inst&, Mask) {});
    return;
  }
  MoveShape shape;
  if (stride_of(to) == 0 && to.kind == Kind::reg) {
    shape.kind = MoveShape::Kind::predicate;
    const u32 a = from.kind == Kind::reg ? predicate(from) : 0;
    Inst& inst = emit(handlers().move(shape));
    inst.d = slots_[to.id];
    inst.a = a;
    inst.flags = from.negated ? 1 : 0;
    if (from.kind != Kind::reg) inst.imm = from.bits ? 2 : 1;
    return;
  }
  const u32 bytes = std::max<u32>(stride_of(to), 2);
  shape.bytes = static_cast<u8>(bytes);
  const bool local = from.kind == Kind::variable &&
                     function_.variables[from.id].space == Space::local && !function_.entry;
  const Slot a = local ? local_address(from, bytes) : source(from, bytes);
  const Slot d = destination(to, bytes);
  Inst& inst = emit(handlers().move(shape));
  inst.d = d;
  inst.a = a;
}

void FunctionDecoder::move_vector() {
  const bool packs = operand(1).kind == Kind::vector;
  const Operand& whole = operand(packs ? 0 : 1);
  const std::vector<Operand>& pieces = operand(packs ? 1 : 0).items;
  MoveShape shape;
  shape.kind = packs ? MoveShape::Kind::pack : MoveShape::Kind::unpack;
  shape.bytes = static_cast<u8>(o_.type[0].bytes());
  shape.pieces = static_cast<u8>(pieces.size());
  const u32 piece_bytes = shape.bytes / std::max<u32>(shape.pieces, 1);
  std::vector<Slot> slots;
  for (const Operand& piece : pieces) {
    if (packs) {
      slots.push_back(source(piece, piece_bytes));
    } else {
      slots.push_back(piece.kind == Kind::sink ? kNoSlot : reg(piece, piece_bytes));
    }
  }
  const Slot whole_slot = packs ? destination(whole, shape.bytes) : source(whole, shape.bytes);
  Inst& inst = emit(handlers().move(shape));
  (packs ? inst.d : inst.a) = whole_slot;
  inst.list = static_cast<u32>(code_.slots.size());
  code_.slots.insert(code_.slots.end(), slots.begin(), slots.end());
}

// Between a window of the generic space and the space itself: a constant apart.
void FunctionDecoder::convert_address() {
  const bool to = took("to");
  u64 window = 0;
  if (took("shared") || took("shared::cta")) window = kSharedWindow;
  if (took("local")) window = kLocalWindow;
  if (took("param")) window = kParamWindow;
  if (!took("global") && !took("const") && window == 0) unsupported();
  if (to) window = 0 - window;
  const bool local = operand(1).kind == Kind::variable &&
                     function_.variables[operand(1).id].space == Space::local && !function_.entry;
  const Slot a = local ? local_address(operand(1), 8) : source(operand(1), 8);
  const Slot b = constant(window, 8);
  const Slot d = destination(operand(0), 8);
  Opcode add;
  add.op = Op::add;
  add.type[0] = {'u', 64, 1};
  Inst& inst = emit(handlers().integer(add));
  inst.d = d;
  inst.a = a;
  inst.b = b;
}

}  // namespace assay::sim
