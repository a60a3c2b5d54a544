// Decoding of warp collectives.

#include "sim/collectives.hpp"
#include "sim/function_decoder.hpp"

namespace assay::sim {

using Kind = ptx::Operand::Kind;
using ptx::Operand;

// shfl.sync.mode.b32 d[|p], a, b, c, mask
void FunctionDecoder::shuffle() {
  if (!took("sync")) unsupported();
  Shuffle kind = Shuffle::index;
  if (took("up")) kind = Shuffle::up;
  if (took("down")) kind = Shuffle::down;
  if (took("bfly")) kind = Shuffle::butterfly;
  took("idx");
  if (!rest_.empty()) unsupported();
  const Slot a = source(operand(1), 4);
  const Slot b = source(operand(2), 4);
  const Slot clamp = source(operand(3), 4);
  const Slot mask = source(operand(4), 4);
  const bool pair = operand(0).kind == Kind::pair;
  const u32 p = pair ? predicate(operand(0).items[1]) + 1 : 0;
  const Slot d = destination(pair ? operand(0).items[0] : operand(0), 4);
  Inst& inst = emit(run_shuffle);
  inst.flow = Flow::sync;
  inst.d = d;
  inst.a = a;
  inst.b = b;
  inst.c = mask;
  inst.target = p;
  inst.imm = static_cast<i64>(kind);
  inst.list = static_cast<u32>(code_.slots.size());
  code_.slots.push_back(clamp);
}

// vote.sync.mode d, {!}p, mask
void FunctionDecoder::vote() {
  if (!took("sync")) unsupported();
  Vote kind = Vote::uniform;
  if (took("all")) kind = Vote::all;
  if (took("any")) kind = Vote::any;
  if (took("ballot")) kind = Vote::ballot;
  if (!rest_.empty()) unsupported();
  const u32 a = predicate(operand(1));
  const Slot mask = source(operand(2), 4);
  const u32 d = kind == Vote::ballot ? destination(operand(0), 4) : predicate(operand(0));
  Inst& inst = emit(run_vote);
  inst.flow = Flow::sync;
  inst.d = d;
  inst.a = a;
  inst.c = mask;
  inst.imm = static_cast<i64>(kind);
  inst.flags = operand(1).negated ? 1 : 0;
}

// match.any.sync.type d, a, mask; match.all.sync.type d[|p], a, mask
void FunctionDecoder::match() {
  const bool all = took("all");
  if (!took("any") && !all) unsupported();
  const u32 bytes = o_.type[0].bytes();
  const Slot a = source(operand(1), bytes);
  const Slot mask = source(operand(2), 4);
  const bool pair = operand(0).kind == Kind::pair;
  const u32 p = pair ? predicate(operand(0).items[1]) + 1 : 0;
  const Slot d = destination(pair ? operand(0).items[0] : operand(0), 4);
  Inst& inst = emit(all ? run_match_all : run_match_any);
  inst.flow = Flow::sync;
  inst.d = d;
  inst.a = a;
  inst.c = mask;
  inst.target = p;
  inst.size = static_cast<u8>(bytes);
}

// redux.sync.op.type d, a, mask
void FunctionDecoder::reduce() {
  constexpr std::pair<std::string_view, Reduce> kReduces[] = {
      {"add", Reduce::add},  {"min", Reduce::min}, {"max", Reduce::max},
      {"and", Reduce::and_}, {"or", Reduce::or_},  {"xor", Reduce::xor_}};
  took("sync");
  Reduce how = Reduce::cas;
  for (const auto& [word, reduce] : kReduces) {
    if (took(word)) how = reduce;
  }
  const Slot a = source(operand(1), 4);
  const Slot mask = source(operand(2), 4);
  const Slot d = destination(operand(0), 4);
  Inst& inst = emit(find_redux(how, o_.type[0]));
  inst.flow = Flow::sync;
  inst.d = d;
  inst.a = a;
  inst.c = mask;
}

void FunctionDecoder::active_mask() {
  const Slot d = destination(operand(0), 4);
  emit(run_active_mask).d = d;
}

void FunctionDecoder::elect() {
  const Slot mask = source(operand(1), 4);
  const bool pair = operand(0).kind == Kind::pair;
  const u32 p = pair ? predicate(operand(0).items[1]) + 1 : 0;
  const Slot d = destination(pair ? operand(0).items[0] : operand(0), 4);
  Inst& inst = emit(run_elect);
  inst.flow = Flow::sync;
  inst.d = d;
  inst.c = mask;
  inst.target = p;
}

}  // namespace assay::sim
