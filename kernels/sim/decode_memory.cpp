// Decoding of loads, stores, atomics and what belongs to memory.

#include <algorithm>

#include "sim/access.hpp"
#include "sim/function_decoder.hpp"

namespace assay::sim {

using Kind = ptx::Operand::Kind;
using ptx::Operand;
using ptx::Space;

namespace {

// imm: of the block only.
void run_fence(Warp& w, const Inst& i, Mask) {
  // What another thread reads after it is ordered by more than we track: better silent than wrong.
  if (i.imm) {
    advance_epoch(*w.block);
  } else {
    order_memory(w);
  }
}

void run_sleep(Warp& w, const Inst&, Mask) { poll(w); }

void run_local_address(Warp& w, const Inst& i, Mask m) {
  each(m, [&](u32 l) {
    const u64 address = w.frame->local_base + static_cast<u64>(i.imm);
    if (i.stride == 8) {
      dst<u64>(w, i.d)[l] = address;
    } else {
      dst<u32>(w, i.d)[l] = static_cast<u32>(address);
    }
  });
}

// imm: the window.
void run_is_space(Warp& w, const Inst& i, Mask m) {
  const u64* const a = src<u64>(w, i.a);
  Mask inside = 0;
  each(m, [&](u32 l) {
    const auto in = [&](u64 window) { return a[l] - window < kWindowBytes; };
    const bool yes = i.imm ? in(static_cast<u64>(i.imm))
                           : !in(kSharedWindow) && !in(kLocalWindow) && !in(kParamWindow);
    inside |= static_cast<Mask>(yes) << l;
  });
  w.predicates[i.d] = (w.predicates[i.d] & ~m) | inside;
}

// A cluster is one block here: only its own shared memory can be asked for.
template <class T>
void run_address_in_cluster(Warp& w, const Inst& i, Mask m) {
  each(m, [&](u32 l) {
    if (src<u32>(w, i.b)[l] != 0 && !reported(w, i, Check::out_of_bounds)) {
      report(w, i, Check::out_of_bounds, l,
             "shared memory of block " + std::to_string(src<u32>(w, i.b)[l]) +
                 " of a cluster that has one block");
    }
    dst<T>(w, i.d)[l] = src<T>(w, i.a)[l];
  });
}

void run_zero(Warp& w, const Inst& i, Mask m) {
  each(m, [&](u32 l) {
    if (i.stride == 8) {
      dst<u64>(w, i.d)[l] = 0;
    } else {
      dst<u32>(w, i.d)[l] = 0;
    }
  });
}

}  // namespace

Space FunctionDecoder::space() {
  Space found = Space::generic;
  if (took("global")) found = Space::global;
  // A cluster is one block here, and its shared memory that of the block.
  if (took("shared") || took("shared::cta") || took("shared::cluster")) found = Space::shared;
  if (took("local")) found = Space::local;
  if (took("param") || took("param::entry") || took("param::func")) found = Space::param;
  if (took("const")) found = Space::constant;
  return found;
}

// Gives the instruction its counters.
void FunctionDecoder::access(Inst& inst) {
  inst.access = static_cast<u16>(code_.accesses++);
  if (code_.accesses > 60000) unsupported("a function with more than 60000 memory accesses");
  code_.facts.back().memory = true;
}

Slot FunctionDecoder::local_address(const Operand& variable, u32 bytes) {
  const Slot slot = scratch(bytes);
  Inst& inst = emit(run_local_address);
  inst.d = slot;
  inst.imm = static_cast<i64>(value_of(variable));
  inst.stride = static_cast<u8>(bytes);
  return slot;
}

void FunctionDecoder::address_of(const Operand& address, Inst& inst) {
  if (address.kind != Kind::address || address.items.size() != 1) unsupported();
  const Operand& base = address.items[0];
  inst.imm = static_cast<i64>(address.bits);
  if (base.kind == Kind::reg) {
    inst.a = reg(base, 0);
    if (strides_[base.id] < 4) unsupported();
    inst.address = strides_[base.id] == 8 ? Address::reg64 : Address::reg32;
    return;
  }
  inst.address = Address::absolute;
  inst.imm += static_cast<i64>(value_of(base));
}

// ld and st.
void FunctionDecoder::memory() {
  Inst shape;
  shape.space = space();
  const bool loads = o_.op != Op::st;
  if (loads ? at_->of_cub : at_->of_groups) shape.flags |= kOfToolkit;
  if (took("volatile")) shape.flags |= kStrong | kVolatile;
  for (const char* word : {"relaxed", "mmio"}) {
    if (took(word)) shape.flags |= kStrong;
  }
  for (const char* word : {"acquire", "release"}) {
    if (took(word)) shape.flags |= kStrong | kOrders;
  }
  for (const char* word :
       {"weak", "nc", "gpu", "cta", "sys", "cluster", "ca", "cg", "cs", "lu", "cv", "wb", "wt"}) {
    took(word);
  }
  if (took("v2")) shape.elements = 2;
  if (took("v4")) shape.elements = 4;
  if (took("v8")) shape.elements = 8;
  if (!rest_.empty() || o_.types != 1) unsupported();
  const ptx::Type type = o_.type[0];
  shape.size = static_cast<u8>(type.bytes());
  if (type.kind == 's') shape.flags |= kSigned;

  const Operand& value = operand(loads ? 0 : 1);
  const Operand& address = operand(loads ? 1 : 0);
  if (address.kind != Kind::address) unsupported();
  std::vector<Operand> single(1, value);
  const std::vector<Operand>& pieces = value.kind == Kind::vector ? value.items : single;
  if (pieces.size() != shape.elements) unsupported();
  u32 stride = shape.size < 2 ? 2 : shape.size;
  for (const Operand& piece : pieces) stride = std::max(stride, stride_of(piece));
  shape.stride = static_cast<u8>(stride);
  std::vector<Slot> slots;
  for (const Operand& piece : pieces) {
    if (loads) {
      slots.push_back(piece.kind == Kind::sink ? kNoSlot : reg(piece, stride));
    } else {
      slots.push_back(source(piece, stride));
    }
  }
  const bool of_frame = shape.space == Space::param && address.items[0].kind == Kind::variable &&
                        !(function_.entry && address.items[0].id < function_.parameters);
  Inst& inst = emit(loads ? handlers().load(shape) : handlers().store(shape));
  const u16 guard = inst.guard;
  const bool guard_not = inst.guard_not;
  const Handler handler = inst.run;
  inst = shape;
  inst.run = handler;
  inst.guard = guard;
  inst.guard_not = guard_not;
  address_of(address, inst);
  if (inst.space == Space::param && (of_frame || !loads || !function_.entry)) {
    // Where it lies is known now, and nobody looks later.
    const u64 bytes = u64{inst.size} * inst.elements, from = static_cast<u64>(inst.imm);
    if (!of_frame || from > code_.param_bytes || bytes > code_.param_bytes - from) {
      unsupported("an access past the parameters");
    }
    inst.flags |= kNeedsAll;
  }
  const Operand& base = address.items[0];
  const bool known = base.kind == Kind::reg ? known_local_[base.id] : base.kind == Kind::variable;
  if (loads && known) inst.c = kKnownLocal;
  inst.d = slots[0];
  inst.list = static_cast<u32>(code_.slots.size());
  code_.slots.insert(code_.slots.end(), slots.begin(), slots.end());
  if (inst.space == Space::param) return;
  access(inst);
  if (inst.space == Space::shared || inst.space == Space::generic) {
    around_.touch_shared(inst.size * inst.elements);
  }
  if (inst.space == Space::global || inst.space == Space::generic) around_.touch_global(inst.size);
}

void FunctionDecoder::atomic() {
  Inst shape;
  shape.space = space();
  shape.flags = kStrong;
  constexpr std::pair<std::string_view, Reduce> kReduces[] = {
      {"add", Reduce::add}, {"min", Reduce::min},  {"max", Reduce::max},   {"and", Reduce::and_},
      {"or", Reduce::or_},  {"xor", Reduce::xor_}, {"exch", Reduce::exch}, {"cas", Reduce::cas},
      {"inc", Reduce::inc}, {"dec", Reduce::dec}};
  bool found = false;
  Reduce how = Reduce::add;
  for (const auto& [word, reduce] : kReduces) {
    if (!took(word)) continue;
    how = reduce;
    found = true;
  }
  for (const char* word : {"acquire", "release", "acq_rel"}) {
    if (took(word)) shape.flags |= kOrders;
  }
  for (const char* word : {"relaxed", "gpu", "cta", "sys", "cluster", "noftz"}) took(word);
  const u32 elements = took("v2") ? 2 : took("v4") ? 4 : took("v8") ? 8 : 1;
  if (!found || !rest_.empty() || o_.types != 1) unsupported();
  const ptx::Type type = o_.type[0];
  const bool returns = o_.op == Op::atom;
  const std::size_t at = returns ? 1 : 0;
  const u32 bytes = type.bytes();
  shape.size = static_cast<u8>(bytes);
  // A vector is as many operations: each element is atomic by itself.
  for (u32 k = 0; k < elements; ++k) {
    const auto element = [&](const Operand& whole) -> const Operand& {
      if (elements == 1) return whole;
      if (whole.items.size() != elements) unsupported();
      return whole.items[k];
    };
    const Slot b = source(element(operand(at + 1)), bytes);
    const Slot c = how == Reduce::cas ? source(operand(at + 2), bytes) : kNoSlot;
    const bool wanted = returns && operand(0).kind != Kind::sink;
    const Slot d = wanted ? reg(element(operand(0)), bytes) : kNoSlot;
    Inst& inst = emit(handlers().atomic(shape, how, type));
    inst.space = shape.space;
    inst.flags = shape.flags;
    inst.size = shape.size;
    address_of(operand(at), inst);
    inst.imm += static_cast<i64>(k * bytes);
    inst.b = b;
    inst.c = c;
    inst.d = d;
    access(inst);
  }
  around_.touch_shared(bytes);
}

void FunctionDecoder::is_space() {
  const Space asked = space();
  const Slot a = source(operand(1), 8);
  const u32 d = predicate(operand(0));
  Inst& inst = emit(run_is_space);
  inst.d = d;
  inst.a = a;
  inst.imm = static_cast<i64>(asked == Space::shared  ? kSharedWindow
                              : asked == Space::local ? kLocalWindow
                              : asked == Space::param ? kParamWindow
                                                      : 0);
}

// mapa{.shared::cluster}.u32 or .u64 d, a, rank
void FunctionDecoder::address_in_cluster() {
  took("shared::cluster");
  if (!rest_.empty() || o_.types != 1 || at_->operands.size() != 3) unsupported();
  const u32 bytes = o_.type[0].bytes();
  const Slot a = source(operand(1), bytes), b = source(operand(2), 4);
  const Slot d = destination(operand(0), bytes);
  Inst& inst = emit(bytes == 8 ? run_address_in_cluster<u64> : run_address_in_cluster<u32>);
  inst.a = a;
  inst.b = b;
  inst.d = d;
}

// What a hint about caches is made of, and the rank of a block in its cluster.
void FunctionDecoder::zero() {
  const u32 bytes = o_.op == Op::createpolicy ? 8 : 4;
  const Slot d = destination(operand(0), bytes);
  Inst& inst = emit(run_zero);
  inst.d = d;
  inst.stride = static_cast<u8>(bytes);
}

void FunctionDecoder::fence() {
  const bool of_block = took("cta");
  emit(run_fence).imm = of_block;
}
void FunctionDecoder::sleep() { emit(run_sleep); }

}  // namespace assay::sim
