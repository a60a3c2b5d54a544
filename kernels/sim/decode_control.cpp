// Decoding of what the scheduler does: branches, calls, barriers, ends.

#include <algorithm>

#include "sim/access.hpp"
#include "sim/function_decoder.hpp"

namespace assay::sim {

using Kind = ptx::Operand::Kind;
using ptx::Operand;

namespace {

void nothing(Warp&, const Inst&, Mask) {}

void run_sync_warp(Warp& w, const Inst&, Mask) { advance_sync(w); }

struct SystemCall {
  std::string_view name;
  u32 result;                  // bytes
  std::vector<u32> arguments;  // likewise
};
const SystemCall kSystemCalls[] = {{"vprintf", 4, {8, 8}},
                                   {"malloc", 8, {8}},
                                   {"free", 0, {8}},
                                   {"__assertfail", 0, {8, 8, 4, 8, 8}}};

}  // namespace

void FunctionDecoder::branch() {
  if (operand(0).kind != Kind::symbol) unsupported();
  emit(nothing).flow = Flow::branch;
  branches_.emplace_back(static_cast<u32>(code_.insts.size() - 1), operand(0).id);
}

void FunctionDecoder::jump_table() {
  took("idx");
  const Slot index = source(operand(0), 4);
  if (operand(1).kind != Kind::symbol) unsupported();
  if (function_.labels[operand(1).id].targets.empty()) unsupported("a jump table without targets");
  Inst& inst = emit(nothing);
  inst.flow = Flow::jump_table;
  inst.a = index;
  inst.target = static_cast<u32>(code_.tables.size());
  code_.tables.push_back(function_.labels[operand(1).id].targets);
}

void FunctionDecoder::leave() {
  emit(nothing).flow = o_.op == Op::ret ? Flow::ret : o_.op == Op::exit ? Flow::exit : Flow::trap;
}

// call (results), function, (arguments), prototype
void FunctionDecoder::call() {
  CallSite site;
  std::size_t at = 0;
  const auto params = [&](const Operand& list, std::vector<ParamVariable>& into) {
    for (const Operand& item : list.items) {
      // What a kernel was launched with lies elsewhere.
      const bool of_frame = item.kind == Kind::variable &&
                            function_.variables[item.id].space == ptx::Space::param &&
                            !(function_.entry && item.id < function_.parameters);
      if (!of_frame) unsupported();
      into.push_back(frame_params_[item.id]);
    }
  };
  if (operand(at).kind == Kind::list) params(operand(at++), site.results);
  const Operand& called = operand(at++);
  if (at < at_->operands.size() && operand(at).kind == Kind::list) {
    params(operand(at), site.arguments);
  }
  Slot through = kNoSlot;
  u32 callee = 0;
  if (called.kind == Kind::reg) {
    through = reg(called, 8);
  } else if (called.kind != Kind::symbol) {
    unsupported();
  } else if (!around_.callee(called.text, &callee)) {
    const auto known =
        std::find_if(std::begin(kSystemCalls), std::end(kSystemCalls),
                     [&](const SystemCall& each) { return each.name == called.text; });
    if (known == std::end(kSystemCalls)) unsupported("call of " + std::string(called.text));
    site.system = known->name;
    const auto narrow = [](const ParamVariable& each) { return each.bytes < 4; };
    bool fits = site.arguments.size() == known->arguments.size() &&
                std::none_of(site.results.begin(), site.results.end(), narrow);
    if (!site.results.empty()) fits = fits && site.results[0].bytes >= known->result;
    for (std::size_t k = 0; fits && k < site.arguments.size(); ++k) {
      fits = site.arguments[k].bytes >= known->arguments[k];
    }
    if (!fits) unsupported("such a call of " + std::string(called.text));
  }
  Inst& inst = emit(nothing);
  inst.flow = Flow::call;
  inst.a = through;
  inst.target = callee;
  inst.list = static_cast<u32>(code_.calls.size());
  code_.calls.push_back(std::move(site));
}

// bar.sync a{, b}; bar.arrive a, b; bar.red.op d, a{, b}, {!}p; bar.warp.sync mask.
// inst.a: the barrier, b: threads, elements: 0 sync, 1 arrive, 2 popc, 3 and, 4 or.
void FunctionDecoder::barrier() {
  if (took("warp")) {
    took("sync");
    const Slot mask = source(operand(0), 4);
    Inst& inst = emit(run_sync_warp);
    inst.flow = Flow::sync;
    inst.flags = kSyncWarp;
    inst.c = mask;
    return;
  }
  if (took("cluster")) {  // of one block: to arrive is nothing, to wait is for all of it
    if (took("arrive")) return;
    for (const char* word : {"wait", "acquire", "aligned"}) took(word);
    if (!rest_.empty()) unsupported();
    const Slot last = constant(15, 4);
    Inst& inst = emit(nothing);
    inst.flow = Flow::barrier;
    inst.a = last;
    inst.elements = 0;
    inst.flags = kSplitBarrier;
    return;
  }
  took("cta");
  took("aligned");
  const bool arrive = took("arrive");
  const bool reduces = took("red");
  if (!arrive && !reduces && !took("sync")) unsupported();
  u8 kind = arrive ? 1 : 0;
  std::size_t at = 0;
  u32 d = kNoSlot, p = kNoSlot;
  bool to_register = false;
  if (reduces) {
    to_register = took("popc");
    kind = to_register ? 2 : took("and") ? 3 : 4;
    took("or");
    if (to_register) {
      d = reg(operand(0), 4);
    } else {
      d = predicate(operand(0));
    }
    at = 1;
  }
  const std::size_t end = at_->operands.size() - (reduces ? 1 : 0);
  const Slot id = source(operand(at), 4);
  const Slot threads = at + 1 < end ? source(operand(at + 1), 4) : kNoSlot;
  bool negated = false;
  if (reduces) {
    p = o_.join == Join::none ? predicate(at_->operands.back()) : kNoSlot;
    negated = at_->operands.back().negated;
  }
  Inst& inst = emit(nothing);
  inst.flow = Flow::barrier;
  inst.a = id;
  inst.b = threads;
  inst.c = p;
  inst.d = d;
  inst.elements = kind;
  inst.flags = static_cast<u8>((o_.op == Op::barrier ? kSplitBarrier : 0) | (negated ? 1 : 0));
}

}  // namespace assay::sim
