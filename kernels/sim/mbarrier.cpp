#include "sim/mbarrier.hpp"

#include <cstring>

#include "sim/access.hpp"
#include "sim/async_copy.hpp"
#include "sim/function_decoder.hpp"
#include "sim/stamps.hpp"

namespace assay::sim {
namespace {

// The word: threads that a phase waits for (bits 0-19), those that are still missing (20-39), and
// the number of phases done.
constexpr u64 kCountBits = 0xfffff;

struct Word {
  u64 expected, missing, phase;
};

Word unpacked(u64 bits) { return {bits & kCountBits, bits >> 20 & kCountBits, bits >> 40}; }
u64 packed(const Word& word) { return word.phase << 40 | word.missing << 20 | word.expected; }

u64 load(const Block& b, u64 at) {
  u64 bits;
  std::memcpy(&bits, b.shared + at, 8);
  return bits;
}

void store(Block& b, u64 at, u64 bits) {
  std::memcpy(b.shared + at, &bits, 8);
  if (!b.launch->races) return;
  const u32 granule = b.launch->kernel->granule;
  for (u64 k = 0; k < 8; k += granule) b.writers[(at + k) / granule] = kLongAgo;
}

void arrive(Block& b, u64 at, u64 count, bool drops) {
  Word word = unpacked(load(b, at));
  word.missing -= count;
  if (drops) word.expected -= count;
  if (word.missing == 0) {
    ++word.phase;
    word.missing = word.expected;
    // What was done before the phase ended is ordered before what waits for it.
    advance_epoch(b);
  }
  store(b, at, packed(word));
}

// The lanes whose barrier lies in shared memory.
Mask inside(Warp& w, const Inst& i, Mask m, u64* at) {
  const u64* const a = src<u64>(w, i.a);
  each(m, [&](u32 l) { at[l] = a[l] & 0xffffffff; });
  return check_shared(w, i, m, at, 8, Touch::atomic);
}

}  // namespace

void run_mbarrier(Warp& w, const Inst& i, Mask m) {
  Block& b = *w.block;
  const auto what = static_cast<MBarrier>(i.imm);
  if (what == MBarrier::pending) {
    const u64* const state = src<u64>(w, i.a);
    each(m, [&](u32 l) { dst<u32>(w, i.d)[l] = static_cast<u32>(unpacked(state[l]).missing); });
    return;
  }
  if (what == MBarrier::arrive_with_copies) {
    Inst wait;
    wait.imm = -1;
    run_copy_wait(w, wait, m);
  }
  u64 at[kLanes];
  each(inside(w, i, m, at), [&](u32 l) {
    const u64 count = i.b == kNoSlot ? 1 : src<u32>(w, i.b)[l];
    if (i.d != kNoSlot) dst<u64>(w, i.d)[l] = load(b, at[l]);
    if (what == MBarrier::init) store(b, at[l], packed({count, count, 0}));
    if (what == MBarrier::invalidate) store(b, at[l], 0);
    if (what == MBarrier::arrive || what == MBarrier::drop ||
        what == MBarrier::arrive_with_copies) {
      arrive(b, at[l], count, what == MBarrier::drop);
    }
  });
}

void run_mbarrier_test(Warp& w, const Inst& i, Mask m) {
  Block& b = *w.block;
  u64 at[kLanes];
  Mask done = 0;
  each(inside(w, i, m, at), [&](u32 l) {
    const u64 phase = unpacked(load(b, at[l])).phase;
    const bool over = i.imm == 0 ? phase != unpacked(src<u64>(w, i.b)[l]).phase
                                 : (phase & 1) != (src<u32>(w, i.b)[l] & 1);
    done |= static_cast<Mask>(over) << l;
  });
  if (done != m) poll(w);
  w.predicates[i.d] = (w.predicates[i.d] & ~m) | done;
}

// mbarrier.init, inval, arrive{_drop}{.noComplete}, test_wait, try_wait{.parity}, pending_count
void FunctionDecoder::mbarrier() {
  for (const char* word :
       {"shared", "shared::cta", "release", "acquire", "relaxed", "cta", "noComplete"}) {
    took(word);
  }
  const bool tests = took("test_wait") || took("try_wait");
  if (tests) {
    const bool parity = took("parity");
    if (!rest_.empty()) unsupported();
    const Slot a = whole_address(operand(1));
    const Slot b = source(operand(2), parity ? 4 : 8);
    const u32 d = predicate(operand(0));
    Inst& inst = emit(run_mbarrier_test);
    inst.a = a;
    inst.b = b;
    inst.d = d;
    inst.imm = parity;
    access(inst);
    return;
  }
  MBarrier what = MBarrier::arrive;
  if (took("init")) what = MBarrier::init;
  if (took("inval")) what = MBarrier::invalidate;
  if (took("arrive_drop")) what = MBarrier::drop;
  if (took("pending_count")) what = MBarrier::pending;
  took("arrive");
  if (!rest_.empty()) unsupported();
  const bool has_state = what == MBarrier::arrive || what == MBarrier::drop;
  Slot a, b = kNoSlot, d = kNoSlot;
  if (what == MBarrier::pending) {
    a = source(operand(1), 8);
    d = destination(operand(0), 4);
  } else {
    a = whole_address(operand(has_state ? 1 : 0));
    const std::size_t count = has_state ? 2 : 1;
    if (at_->operands.size() > count) b = source(operand(count), 4);
    if (has_state && operand(0).kind != ptx::Operand::Kind::sink) d = reg(operand(0), 8);
  }
  Inst& inst = emit(run_mbarrier);
  inst.a = a;
  inst.b = b;
  inst.d = d;
  inst.imm = static_cast<i64>(what);
  if (what != MBarrier::pending) access(inst);
}

// cp.async.mbarrier.arrive{.noinc}: the copies of the thread so far arrive first.  Without .noinc
// the barrier waits for one arrival more, so nothing changes in the end.
void FunctionDecoder::copy_arrives() {
  took("arrive");
  const bool counts = took("noinc");
  for (const char* word : {"shared", "shared::cta"}) took(word);
  if (!rest_.empty()) unsupported();
  if (!counts) {
    emit(run_copy_wait).imm = -1;
    return;
  }
  const Slot a = whole_address(operand(0));
  Inst& inst = emit(run_mbarrier);
  inst.a = a;
  inst.imm = static_cast<i64>(MBarrier::arrive_with_copies);
  access(inst);
}

}  // namespace assay::sim
