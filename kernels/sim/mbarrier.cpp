#include "sim/mbarrier.hpp"

#include <cstring>

#include "sim/access.hpp"
#include "sim/async_copy.hpp"
#include "sim/function_decoder.hpp"
#include "sim/stamps.hpp"

namespace assay::sim {
namespace {

// The word: threads that a phase waits for (bits 0-19), those that are still missing (20-39), the
// number of phases done (40-41), and the bytes of copies that are still to come (42-63; copies may
// come before they are announced).
constexpr u64 kCountBits = 0xfffff;

struct Word {
  u64 expected, missing, phase;
  i64 bytes;
};

Word unpacked(u64 bits) {
  return {bits & kCountBits, bits >> 20 & kCountBits, bits >> 40 & 3, static_cast<i64>(bits) >> 42};
}
u64 packed(const Word& word) {
  return static_cast<u64>(word.bytes) << 42 | (word.phase & 3) << 40 | word.missing << 20 |
         word.expected;
}

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

// `bytes`: of copies, announced; below zero: arrived.
void arrive(Block& b, u64 at, u64 count, bool drops, i64 bytes) {
  Word word = unpacked(load(b, at));
  word.missing -= count;
  word.bytes += bytes;
  if (drops) word.expected -= count;
  if (word.missing == 0 && word.bytes == 0) {
    ++word.phase;
    word.missing = word.expected;
    finish_copies_of(b, at);
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

// Bytes of one thread: to (a, shared), from (b, global), count (c), barrier (slots[list]); imm 1:
// from shared (b) to global (a).  They arrive at once.
void run_bulk_copy(Warp& w, const Inst& i, Mask m) {
  Block& b = *w.block;
  const bool out = i.imm != 0;
  constexpr u32 kPiece = 16;
  const u64* const to = src<u64>(w, i.a);
  const u64* const from = src<u64>(w, i.b);
  const u32* const bytes = src<u32>(w, i.c);
  AccessCounter& counter = w.access_counters[i.access];
  each(m, [&](u32 l) {
    u64 shared[kLanes] = {}, global[kLanes] = {};
    const Mask lane = 1u << l;
    for (u32 k = 0; k < bytes[l]; k += kPiece) {
      shared[l] = ((out ? from : to)[l] & 0xffffffff) + k;
      global[l] = (out ? to : from)[l] + k;
      ++counter.shared;
      counter.bytes += kPiece;
      if (!check_shared(w, i, lane, shared, kPiece, out ? Touch::read : Touch::write) ||
          !check_global(w, i, lane, global, kPiece, out ? Touch::write : Touch::read)) {
        break;
      }
      check_races(w, i, lane, shared, kPiece, out ? Touch::read : Touch::write);
      u8 *const inner = b.shared + shared[l], *const outer = global_place(global[l]);
      if (b.launch->global_races) {
        u8 values[kLanes * kPiece];
        std::memcpy(values + l * kPiece, inner, kPiece);
        note_global(w, i, lane, global, kPiece, out ? Touch::write : Touch::read, values);
      }
      std::memcpy(out ? outer : inner, out ? inner : outer, kPiece);
      if (out) mark_initialised(global[l], kPiece);
    }
    ++counter.global;
    counter.sectors += (bytes[l] + 31) / 32;
    counter.ideal += (bytes[l] + 31) / 32;
    if (out) return;
    u64 at[kLanes] = {};
    at[l] = src<u64>(w, w.frame->code->slots[i.list])[l] & 0xffffffff;
    if (check_shared(w, i, lane, at, 8, Touch::atomic)) arrive(b, at[l], 0, false, -i64{bytes[l]});
  });
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
  u64 at[kLanes];
  const Mask ok = inside(w, i, m, at);
  if (what == MBarrier::arrive_with_copies || what == MBarrier::track_copies) {
    hand_copies_to(w, ok, at);
  }
  each(ok, [&](u32 l) {
    const u64 count = i.b == kNoSlot ? 1 : src<u32>(w, i.b)[l];
    if (i.d != kNoSlot) dst<u64>(w, i.d)[l] = load(b, at[l]);
    if (what == MBarrier::init) store(b, at[l], packed({count, count, 0, 0}));
    if (what == MBarrier::invalidate) store(b, at[l], 0);
    if (what == MBarrier::arrive || what == MBarrier::drop ||
        what == MBarrier::arrive_with_copies) {
      arrive(b, at[l], count, what == MBarrier::drop, 0);
    }
    const i64 bytes = i.c == kNoSlot ? 0 : src<u32>(w, i.c)[l];
    if (what == MBarrier::arrive_expecting) arrive(b, at[l], 1, false, bytes);
    if (what == MBarrier::expect) arrive(b, at[l], 0, false, bytes);
    if (what == MBarrier::complete) arrive(b, at[l], 0, false, -bytes);
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
  if (done != m) {
    poll(w);
    w.awaited = unpacked(load(b, at[first(m & ~done)])).missing;
  }
  w.predicates[i.d] = (w.predicates[i.d] & ~m) | done;
}

// mbarrier.init, inval, arrive{_drop}{.noComplete}, test_wait, try_wait{.parity}, pending_count
void FunctionDecoder::mbarrier() {
  for (const char* word : {"shared", "shared::cta", "shared::cluster", "release", "acquire",
                           "relaxed", "cta", "cluster", "noComplete"}) {
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
  const bool arrives = took("arrive");
  if (took("expect_tx")) what = arrives ? MBarrier::arrive_expecting : MBarrier::expect;
  if (took("complete_tx")) what = MBarrier::complete;
  if (!rest_.empty()) unsupported();
  const bool has_state =
      what == MBarrier::arrive || what == MBarrier::drop || what == MBarrier::arrive_expecting;
  Slot a, b = kNoSlot, c = kNoSlot, d = kNoSlot;
  if (what >= MBarrier::arrive_expecting) {
    a = whole_address(operand(has_state ? 1 : 0));
    c = source(operand(has_state ? 2 : 1), 4);
    if (has_state && operand(0).kind != ptx::Operand::Kind::sink) d = reg(operand(0), 8);
  } else if (what == MBarrier::pending) {
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
  inst.c = c;
  inst.d = d;
  inst.imm = static_cast<i64>(what);
  if (what != MBarrier::pending) access(inst);
}

// cp.async.mbarrier.arrive{.noinc}: the copies of the thread so far arrive first.  Without .noinc
// the barrier waits for one arrival more, which comes with them: here it needs none.
void FunctionDecoder::copy_arrives() {
  took("arrive");
  const bool counts = took("noinc");
  for (const char* word : {"shared", "shared::cta"}) took(word);
  if (!rest_.empty()) unsupported();
  const Slot a = whole_address(operand(0));
  Inst& inst = emit(run_mbarrier);
  inst.a = a;
  inst.imm = static_cast<i64>(counts ? MBarrier::arrive_with_copies : MBarrier::track_copies);
  access(inst);
}

// cp.async.bulk.shared::cluster.global.mbarrier::complete_tx::bytes [to], [from], bytes, [barrier];
// cp.async.bulk.global.shared::cta.bulk_group [to], [from], bytes; commit_group; wait_group{.read}
void FunctionDecoder::bulk_copy() {
  if (took("commit_group") || took("wait_group")) return;
  const bool counted = took("mbarrier::complete_tx::bytes");
  if (counted == took("bulk_group")) unsupported();
  const bool near = took("shared::cta"), cluster = took("shared::cluster");
  if (near == cluster || (!counted && cluster) || !took("global") || !rest_.empty()) unsupported();
  if (at_->operands.size() != (counted ? 4 : 3)) unsupported();
  const Slot to = whole_address(operand(0)), from = whole_address(operand(1));
  const Slot bytes = source(operand(2), 4);
  const Slot barrier = counted ? whole_address(operand(3)) : kNoSlot;
  Inst& inst = emit(run_bulk_copy);
  inst.a = to;
  inst.b = from;
  inst.c = bytes;
  inst.imm = counted ? 0 : 1;
  inst.size = 16;
  inst.list = static_cast<u32>(code_.slots.size());
  code_.slots.push_back(barrier);
  access(inst);
}

}  // namespace assay::sim
