#include "sim/schedule.hpp"

#include <algorithm>
#include <numeric>

#include "sim/access.hpp"
#include "sim/frames.hpp"

namespace assay::sim {
namespace {

constexpr i64 kSlice = 4096;

bool can_merge(const Split& split) { return split.wait != Wait::barrier; }

// Joins splits that stand at one instruction.
void merge(Warp& w) {
  for (std::size_t a = 0; a < w.splits.size(); ++a) {
    for (std::size_t b = a + 1; b < w.splits.size();) {
      Split &x = w.splits[a], &y = w.splits[b];
      if (x.pc == y.pc && x.frame == y.frame && can_merge(x) && can_merge(y)) {
        x.lanes |= y.lanes;
        x.wait = Wait::none;
        x.rested &= y.rested;
        w.splits.erase(w.splits.begin() + static_cast<std::ptrdiff_t>(b));
      } else {
        ++b;
      }
    }
  }
}

// The called function goes before its caller, the lower instruction before the higher.
bool goes_before(const Split& x, const Split& y) {
  if (x.rested != y.rested) return y.rested;
  if (x.frame->depth != y.frame->depth) return x.frame->depth > y.frame->depth;
  return x.pc < y.pc;
}

std::size_t pick(const Warp& w) {
  std::size_t best = w.splits.size();
  for (std::size_t k = 0; k < w.splits.size(); ++k) {
    if (w.splits[k].wait != Wait::none) continue;
    if (best == w.splits.size() || goes_before(w.splits[k], w.splits[best])) best = k;
  }
  return best;
}

class WarpRun {
 public:
  explicit WarpRun(Warp& warp) : w_(warp) {}

  // True if any instruction ran.
  bool run() {
    bool ran = false;
    w_.fuel = kSlice;
    w_.polled = false;
    while (!w_.splits.empty()) {
      if (w_.splits.size() > 1) merge(w_);
      std::size_t chosen = pick(w_);
      if (chosen == w_.splits.size()) {
        if (!release_sync_warps()) return ran;
        continue;
      }
      ran |= run_split(chosen);
      if (w_.block->launch->failed.load(std::memory_order_relaxed)) return ran;
      if (w_.fuel <= 0) {
        if (out_of_slices()) return ran;
        const bool others = rest();
        if (!others) return ran;
        w_.fuel = kSlice / 4;
      }
    }
    return ran;
  }

 private:
  // Of a watched launch: it may never end.
  bool out_of_slices() const {
    Launch& launch = *w_.block->launch;
    if (!launch.witness || ++launch.witness->slices < launch.witness->most_slices) return false;
    launch.failed = true;
    return true;
  }

  // The split that used up the slice lets the others of its warp go first.  False when all had
  // their turn: then other warps go.
  bool rest() {
    for (Split& split : w_.splits) {
      if (split.wait == Wait::none && !split.rested) return true;
    }
    for (Split& split : w_.splits) split.rested = false;
    return false;
  }

  void enter(Frame* frame) {
    w_.frame = frame;
    code_ = frame->code;
    w_.bases[0] = frame->registers;
    w_.bases[1] = const_cast<u8*>(code_->constant_base());
    w_.predicates = frame->predicates;
    CodeCounters& counters = w_.worker->counters[code_->index];
    counts_ = counters.insts.data();
    divergent_ = counters.divergent.data();
    w_.access_counters = counters.accesses.data();
    w_.memos = w_.worker->memos[code_->index].data();
  }

  // The nearest instruction ahead where another split waits to be joined.
  u32 meeting_point(std::size_t chosen) const {
    u32 limit = ~0u;
    for (std::size_t k = 0; k < w_.splits.size(); ++k) {
      const Split& other = w_.splits[k];
      if (k == chosen || !can_merge(other) || other.frame != w_.splits[chosen].frame) continue;
      if (other.pc > w_.splits[chosen].pc) limit = std::min(limit, other.pc);
    }
    return limit;
  }

  bool run_split(std::size_t chosen) {
    enter(w_.splits[chosen].frame);
    const u32 limit = meeting_point(chosen);
    const bool alone = w_.splits.size() == 1;
    u32 pc = w_.splits[chosen].pc;
    const Mask lanes = w_.splits[chosen].lanes;
    const Inst* const insts = code_->insts.data();
    bool ran = false;
    while (true) {
      if (pc == limit && ran) break;
      const Inst& i = insts[pc];
      Mask m = lanes;
      if (i.guard != kNoGuard) {
        const Mask guard = w_.predicates[i.guard];
        m &= i.guard_not ? ~guard : guard;
      }
      if (i.flow == Flow::plain) {
        tally(pc, m);
        ran = true;
        if (m != 0) i.run(w_, i, m);
        ++pc;
        if (w_.fuel <= 0) {
          w_.splits[chosen].pc = pc;
          w_.splits[chosen].rested = true;
          return true;
        }
        continue;
      }
      if (i.flow == Flow::branch) {
        tally(pc, m);
        ran = true;
        if (m == 0) {
          ++pc;
          continue;
        }
        if (m != lanes) {
          ++divergent_[pc];
          w_.splits[chosen].pc = pc + 1;
          w_.splits[chosen].lanes = lanes & ~m;
          w_.splits.push_back({i.target, m, w_.frame});
          if (i.target <= pc) --w_.fuel;
          return true;
        }
        const bool back = i.target <= pc;
        pc = i.target;
        if (!back && pc < limit) continue;
        if (back && --w_.fuel <= 0) {
          w_.splits[chosen].rested = true;
          break;
        }
        if (alone) continue;
        break;
      }
      if (m == 0) {
        tally(pc, m);
        ran = true;
        ++pc;
        continue;
      }
      w_.splits[chosen].pc = pc;
      return special(chosen, i, m) || ran;
    }
    w_.splits[chosen].pc = pc;
    return ran;
  }

  // Everything that changes the list of splits.  False if it only began to wait.
  bool special(std::size_t chosen, const Inst& i, Mask m) {
    const u32 pc = w_.splits[chosen].pc;
    InstCounter* const counts = counts_;  // of this function, also after a call
    switch (i.flow) {
      case Flow::sync:
        return collective(chosen, i, m);
      case Flow::barrier:
        return arrive(chosen, i, m);
      case Flow::jump_table:
        jump(chosen, i, m);
        break;
      case Flow::call:
        call(chosen, i, m);
        break;
      case Flow::ret:
        tally(pc, m);
        if (w_.frame->parent) {
          return_from(chosen, m);
          return true;
        }
        end_lanes(chosen, m);
        return true;
      case Flow::exit:
        tally(pc, m);
        end_lanes(chosen, m);
        return true;
      case Flow::trap:
        if (!reported(w_, i, Check::trap))
          report(w_, i, Check::trap, first(m), "trap: the kernel stopped itself");
        w_.block->launch->failed = true;
        break;
      default:
        break;
    }
    counts[pc].warps += 1;
    counts[pc].lanes += count(m);
    return true;
  }

  void tally(u32 pc, Mask m) {
    ++counts_[pc].warps;
    counts_[pc].lanes += count(m);
  }

  void split_off(std::size_t chosen, Mask m) {
    Split& split = w_.splits[chosen];
    split.lanes &= ~m;
    if (split.lanes == 0) w_.splits.erase(w_.splits.begin() + static_cast<std::ptrdiff_t>(chosen));
  }

  // --- collectives

  bool collective(std::size_t chosen, const Inst& i, Mask m) {
    const u32 pc = w_.splits[chosen].pc;
    Mask ready = 0;
    if (i.flags & kNeedsAll) {
      if ((w_.alive & ~m) == 0) ready = m;
      if (ready) i.run(w_, i, m);
    } else {
      const u32* const masks = src<u32>(w_, i.c);
      for (Mask rest = m; rest != 0;) {
        const u32 named = masks[first(rest)];
        Mask group = 0;
        each(rest, [&](u32 l) { group |= static_cast<Mask>(masks[l] == named) << l; });
        rest &= ~group;
        if ((named & w_.alive & ~group) != 0) continue;
        check_named(i, group, named);
        i.run(w_, i, group);
        ready |= group;
      }
    }
    const Mask lanes = w_.splits[chosen].lanes;
    if (ready == 0) {
      w_.splits[chosen].lanes = m;
      w_.splits[chosen].wait = Wait::sync;
      if (lanes & ~m) w_.splits.push_back({pc + 1, lanes & ~m, w_.frame});
      return (lanes & ~m) != 0;
    }
    tally(pc, ready);
    const Mask waiting = m & ~ready;
    w_.splits[chosen].pc = pc + 1;
    w_.splits[chosen].lanes = lanes & ~waiting;
    if (waiting) w_.splits.push_back({pc, waiting, w_.frame, Wait::sync});
    return true;
  }

  void check_named(const Inst& i, Mask group, u32 named) {
    const Mask unnamed = group & ~named;
    if (unnamed == 0 || reported(w_, i, Check::wrong_mask)) return;
    report(w_, i, Check::wrong_mask, first(unnamed),
           "a thread takes part in a *_sync operation whose mask does not name it");
  }

  // __syncwarp joins lanes that wait at different places.
  bool release_sync_warps() {
    Mask waiting = 0;
    u32 masks[kLanes] = {};
    const auto at_sync = [](const Split& split) {
      return split.wait == Wait::sync && (split.frame->code->insts[split.pc].flags & kSyncWarp);
    };
    for (const Split& split : w_.splits) {
      if (!at_sync(split)) continue;
      const Inst& i = split.frame->code->insts[split.pc];
      const u8* const base = i.c & 1 ? split.frame->code->constant_base() : split.frame->registers;
      const u32* const named = reinterpret_cast<const u32*>(base + (i.c & ~1u));
      each(split.lanes, [&](u32 l) { masks[l] = named[l]; });
      waiting |= split.lanes;
    }
    Mask free = 0;
    each(waiting, [&](u32 l) {
      Mask same = 0;
      each(waiting, [&](u32 k) { same |= static_cast<Mask>(masks[k] == masks[l]) << k; });
      if ((masks[l] & w_.alive & ~same) == 0) free |= 1u << l;
    });
    if (free == 0) return false;
    advance_sync(w_);
    const std::vector<Split> before = w_.splits;
    w_.splits.clear();
    for (Split split : before) {
      if (at_sync(split) && (split.lanes & free)) {
        Split freed = split;
        freed.lanes &= free;
        ++freed.pc;
        freed.wait = Wait::none;
        w_.splits.push_back(freed);
        split.lanes &= ~free;
      }
      if (split.lanes) w_.splits.push_back(split);
    }
    return true;
  }

  // --- barriers

  bool arrive(std::size_t chosen, const Inst& i, Mask m) {
    const u32 pc = w_.splits[chosen].pc;
    Block& b = *w_.block;
    tally(pc, m);
    const u32 id = src<u32>(w_, i.a)[first(m)] & 15;
    Barrier& barrier = b.barriers[id];
    barrier.expected = i.b == kNoSlot ? 0 : src<u32>(w_, i.b)[first(m)];
    // A warp that arrives whole counts as 32 threads, as on the device.
    barrier.arrived += barrier.expected != 0 && m == w_.alive ? kLanes : count(m);
    if (i.elements >= 2) {
      const Mask p = w_.predicates[i.c] ^ (i.flags & 1 ? kAll : 0);
      barrier.votes += count(p & m);
      barrier.voters += count(m);
    }
    const Mask lanes = w_.splits[chosen].lanes;
    if (i.elements == 1) {  // arrive: goes on
      w_.splits[chosen].pc = pc + 1;
      return true;
    }
    w_.splits[chosen].lanes = m;
    w_.splits[chosen].wait = Wait::barrier;
    if (lanes & ~m) w_.splits.push_back({pc + 1, lanes & ~m, w_.frame});
    return true;
  }

  // --- jumps, calls and ends

  void jump(std::size_t chosen, const Inst& i, Mask m) {
    const u32* const index = src<u32>(w_, i.a);
    const std::vector<u32>& table = code_->tables[i.target];
    const u32 pick = index[first(m)];
    Mask same = 0;
    each(m, [&](u32 l) { same |= static_cast<Mask>(index[l] == pick) << l; });
    const u32 target = pick < table.size() ? table[pick] : table.back();
    const Mask lanes = w_.splits[chosen].lanes;
    w_.splits[chosen].pc = target;
    w_.splits[chosen].lanes = same;
    // The rest comes back to this instruction; lanes with a false guard pass it.
    if (m & ~same) w_.splits.push_back({pc_of(i), m & ~same, w_.frame});
    if (lanes & ~m) w_.splits.push_back({pc_of(i) + 1, lanes & ~m, w_.frame});
  }

  u32 pc_of(const Inst& i) const { return static_cast<u32>(&i - code_->insts.data()); }

  void call(std::size_t chosen, const Inst& i, Mask m) {
    const CallSite& site = code_->calls[i.list];
    const u32 pc = pc_of(i);
    if (!site.system.empty()) {
      system_call(w_, i, site, m);
      w_.splits[chosen].pc = pc + 1;
      return;
    }
    u32 callee = i.target;
    Mask same = m;
    if (i.a != kNoSlot) {
      const u64* const to = src<u64>(w_, i.a);
      const u64 target = to[first(m)];
      same = 0;
      each(m, [&](u32 l) { same |= static_cast<Mask>(to[l] == target) << l; });
      if (!find_function(*w_.block->launch->kernel, target, &callee)) {
        if (!reported(w_, i, Check::trap)) {
          report(w_, i, Check::trap, first(same), "call through a pointer that is no function");
        }
        w_.block->launch->failed = true;
        return;
      }
    }
    Frame* const frame = push_frame(w_, i, site, callee, pc + 1, same);
    if (!frame) return;
    const Mask lanes = w_.splits[chosen].lanes;
    w_.splits[chosen].pc = 0;
    w_.splits[chosen].lanes = same;
    w_.splits[chosen].frame = frame;
    Frame* const caller = frame->parent;
    if (m & ~same) w_.splits.push_back({pc, m & ~same, caller});
    if (lanes & ~m) w_.splits.push_back({pc + 1, lanes & ~m, caller});
  }

  void return_from(std::size_t chosen, Mask m) {
    Frame* const frame = w_.frame;
    const Split back{frame->return_to, m, frame->parent};
    const bool all = w_.splits[chosen].lanes == m;
    if (all) {
      w_.splits[chosen] = back;
    } else {
      ++w_.splits[chosen].pc;
      w_.splits[chosen].lanes &= ~m;
      w_.splits.push_back(back);
    }
    leave_frame(w_, frame, m);
  }

  void end_lanes(std::size_t chosen, Mask m) {
    w_.alive &= ~m;
    w_.block->alive -= count(m);
    for (Frame* frame = w_.frame; frame && frame->parent; frame = frame->parent) frame->lanes &= ~m;
    ++w_.splits[chosen].pc;
    split_off(chosen, m);
    // Collectives no longer wait for them.
    for (Split& split : w_.splits) {
      if (split.wait == Wait::sync) split.wait = Wait::none;
    }
  }

  Warp& w_;
  const Code* code_ = nullptr;
  InstCounter* counts_ = nullptr;
  u64* divergent_ = nullptr;
};

// --- the block

const Inst& inst_of(const Split& split) { return split.frame->code->insts[split.pc]; }

void focus(Warp& w, const Split& split) {
  w.frame = split.frame;
  w.bases[0] = split.frame->registers;
  w.bases[1] = const_cast<u8*>(split.frame->code->constant_base());
  w.predicates = split.frame->predicates;
}

template <class F>
void each_waiting(Block& b, u32 id, F f) {
  for (Warp& w : b.warps) {
    for (Split& split : w.splits) {
      if (split.wait != Wait::barrier) continue;
      focus(w, split);
      if ((src<u32>(w, inst_of(split).a)[first(split.lanes)] & 15) == id) f(w, split);
    }
  }
}

// __syncthreads() in different places, or after some threads have ended.
void check_divergence(Block& b, u32 id) {
  std::vector<const Inst*> places;
  bool split_barrier = false;
  each_waiting(b, id, [&](Warp&, Split& split) {
    const Inst& i = inst_of(split);
    split_barrier |= (i.flags & kSplitBarrier) != 0;
    if (std::find(places.begin(), places.end(), &i) == places.end()) places.push_back(&i);
  });
  if (places.size() > 1 && id == 0 && !split_barrier) {
    each_waiting(b, id, [&](Warp& w, Split& split) {
      const Inst& i = inst_of(split);
      if (reported(w, i, Check::barrier_divergence)) return;
      report(w, i, Check::barrier_divergence, first(split.lanes),
             "threads of one block wait at different __syncthreads()");
    });
  }
  if (b.alive == b.threads || split_barrier) return;
  bool told = false;
  each_waiting(b, id, [&](Warp& w, Split& split) {
    if (told || b.barriers[id].expected) return;
    told = true;
    if (reported(w, inst_of(split), Check::barrier_divergence)) return;
    report(w, inst_of(split), Check::barrier_divergence, first(split.lanes),
           "__syncthreads() after " + std::to_string(b.threads - b.alive) +
               " threads of the block have ended: not all of them reach it");
  });
}

bool release_barriers(Block& b) {
  bool released = false;
  for (u32 id = 0; id < 16; ++id) {
    Barrier& barrier = b.barriers[id];
    if (barrier.arrived == 0) continue;
    if (barrier.arrived < (barrier.expected ? barrier.expected : b.alive)) continue;
    check_divergence(b, id);
    each_waiting(b, id, [&](Warp& w, Split& split) {
      const Inst& i = inst_of(split);
      if (i.elements == 2) {
        each(split.lanes, [&](u32 l) { dst<u32>(w, i.d)[l] = barrier.votes; });
      } else if (i.elements > 2) {
        const bool yes = i.elements == 3 ? barrier.votes == barrier.voters : barrier.votes > 0;
        w.predicates[i.d] = (w.predicates[i.d] & ~split.lanes) | (yes ? split.lanes : 0);
      }
      split.wait = Wait::none;
      ++split.pc;
    });
    barrier = {};
    advance_epoch(b);
    released = true;
  }
  return released;
}

// Whether what the lanes poll is pinned memory: a flag of the host's.
bool polls_host(const Warp& w, const Split& split) {
  const Code& code = *split.frame->code;
  for (std::size_t k = 0; k < code.insts.size(); ++k) {
    const Inst& inst = code.insts[k];
    if (!code.facts[k].memory || (inst.flags & kStrong) == 0) continue;
    const u64 address = w.worker->memos[code.index][inst.access].last;
    if (!Memory::owns(address)) continue;
    const Allocation* const found = Memory::device().below(address);
    if (found && found->kind == Allocation::Kind::pinned) return true;
  }
  return false;
}

}  // namespace

void report_stuck(Block& b, u32 unborn) {
  const std::string waits_for =
      unborn == 0 ? ""
                  : ", and " + std::to_string(unborn) +
                        " blocks of the grid cannot begin before some of these end";
  // What collectives of a warp wait for says more than where the others wait.
  for (const bool collectives : {true, false}) {
    for (Warp& w : b.warps) {
      bool told = false;
      for (const Split& split : w.splits) {
        if (told && !collectives) return;
        if (collectives != (split.wait == Wait::sync)) continue;
        told = true;
        focus(w, split);
        const Inst& i = inst_of(split);
        if (split.wait == Wait::none && polls_host(w, split)) {
          report(w, i, Check::unsupported, first(split.lanes),
                 "unsupported: a kernel that waits for what the host writes after the launch: a "
                 "launch ends before its call returns here");
          return;
        }
        if (reported(w, i, Check::deadlock)) continue;
        report(w, i, Check::deadlock, first(split.lanes),
               split.wait == Wait::barrier
                   ? "deadlock: threads wait at a barrier that the others never reach"
               : split.wait == Wait::sync
                   ? "deadlock: the mask of a *_sync operation names threads that never arrive"
               : w.awaited != 0 ? "deadlock: threads wait for a barrier in memory that " +
                                      std::to_string(w.awaited) + " more arrival" +
                                      (w.awaited == 1 ? "" : "s") + " would end" + waits_for
                                : "deadlock: threads poll memory that nobody changes" + waits_for);
      }
      if (told) return;
    }
  }
}

Progress run_block(Block& b) {
  std::vector<u32> order(b.warps.size());
  std::iota(order.begin(), order.end(), 0u);
  while (true) {
    if (b.launch->seed != 0) std::shuffle(order.begin(), order.end(), b.worker->random);
    bool ran = false, polled = false, worked = false;
    for (const u32 k : order) {
      Warp& w = b.warps[k];
      if (w.splits.empty()) continue;
      w.worker = b.worker;
      const bool moved = WarpRun(w).run();
      ran |= moved;
      const bool waits = w.fuel <= 0 && w.polled;
      polled |= waits;
      worked |= moved && !waits;
    }
    if (b.launch->failed || b.alive == 0) {
      flush_early_reads(b);
      return Progress::done;
    }
    if (release_barriers(b)) continue;
    if (!ran) {
      report_stuck(b);
      flush_early_reads(b);
      return Progress::done;
    }
    if (polled) return worked ? Progress::moved : Progress::yielded;
  }
}

}  // namespace assay::sim
