#include "sim/frames.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "sim/schedule.hpp"
#include "sim/stamps.hpp"

namespace assay::sim {
namespace {

u8* aligned(u8* at) {
  return reinterpret_cast<u8*>((reinterpret_cast<std::uintptr_t>(at) + 63) & ~std::uintptr_t{63});
}

u64 up(u64 value) { return (value + 63) / 64 * 64; }

void give_storage(Frame& frame, const Code& code) {
  frame.code = &code;
  const u64 registers = up(code.register_bytes), predicates = up(code.predicates * sizeof(Mask));
  frame.storage = std::make_unique<u8[]>(registers + predicates + code.param_bytes * kLanes + 64);
  frame.registers = aligned(frame.storage.get());
  frame.predicates = reinterpret_cast<Mask*>(frame.registers + registers);
  frame.parameters = frame.registers + registers + predicates;
}

void number_threads(Warp& w, const u32* size) {
  for (u32 l = 0; l < kLanes; ++l) {
    const u32 thread = w.id * kLanes + l;
    w.tid[0][l] = thread % size[0];
    w.tid[1][l] = thread / size[0] % size[1];
    w.tid[2][l] = thread / size[0] / size[1];
  }
}

void start_warp(Block& b, u32 id) {
  Warp& w = b.warps[id];
  w.block = &b;
  w.worker = b.worker;
  w.id = id;
  const u32 threads = b.threads - id * kLanes;
  w.alive = threads >= kLanes ? kAll : (1u << threads) - 1;
  w.sync_epoch = 0;
  w.copies.clear();
  w.frames.clear();
  std::memset(w.copy_groups, 0, sizeof w.copy_groups);
  const Code& code = *b.launch->kernel->codes[0];
  if (w.root.code != &code) {  // a new block; a used one is of the same launch
    give_storage(w.root, code);
    number_threads(w, b.launch->shape.block);
  }
  w.root.lanes = w.alive;
  w.splits.assign(1, {0, w.alive, &w.root});
  if (b.local_bytes != 0) {
    w.local = b.local.get() + static_cast<u64>(id) * kLanes * b.local_bytes;
    w.local_state = w.local + static_cast<u64>(b.warps.size()) * kLanes * b.local_bytes;
    for (u32 l = 0; l < kLanes; ++l) {
      std::memset(w.local_state + static_cast<u64>(l) * b.local_bytes, 0, code.local_bytes);
    }
  }
}

void give_shared(Block& b) {
  const Launch& launch = *b.launch;
  const u32 granule = launch.kernel->granule;
  const u64 cells = launch.races ? b.shared_bytes / granule + 64 : 0;
  const u64 bytes = up(b.shared_bytes) + 2 * up(cells * 4) + 64;
  if (b.storage.size() < bytes) b.storage.resize(bytes);
  b.shared = aligned(b.storage.data());
  b.writers = reinterpret_cast<u32*>(b.shared + up(b.shared_bytes));
  b.readers = b.writers + up(cells * 4) / 4;
  // A pattern that is no likely number, so that a read too early is seen in the results.
  std::memset(b.shared, 0xcd, b.shared_bytes);
  if (launch.witness) b.trail.cells.assign(cells, {});
  if (launch.races) std::memset(b.writers, 0, 2 * up(cells * 4));
  const u32 reserved = launch.kernel->reserved_shared;
  std::memset(b.shared, 0, reserved);
  if (!launch.races) return;
  std::fill(b.writers, b.writers + reserved / granule, kLongAgo);
  // What lies in no array is marked as what is looked at closely: see owned_by_nobody().
  const std::vector<SharedArray>& arrays = launch.kernel->shared_arrays;
  for (std::size_t k = 0; k + 1 < arrays.size(); ++k) {
    if (arrays[k].bytes == 0) continue;  // dynamic: nothing follows
    const u32 end = (arrays[k].offset + arrays[k].bytes + granule - 1) / granule;
    std::fill(b.writers + end, b.writers + std::max(end, arrays[k + 1].offset / granule), kPending);
  }
}

}  // namespace

void prepare_block(Block& b, Launch& launch, Worker& worker, u32 index) {
  const LaunchShape& shape = launch.shape;
  const u32 threads = shape.block[0] * shape.block[1] * shape.block[2];
  const u32 warps = (threads + kLanes - 1) / kLanes;
  b.launch = &launch;
  b.worker = &worker;
  b.index = index;
  b.at[0] = index % shape.grid[0];
  b.at[1] = index / shape.grid[0] % shape.grid[1];
  b.at[2] = index / shape.grid[0] / shape.grid[1];
  b.threads = b.alive = threads;
  b.shared_bytes = launch.shared_bytes + launch.kernel->shared_gaps;
  b.epoch = 1;
  b.early_reads.clear();
  for (Barrier& barrier : b.barriers) barrier = {};
  give_shared(b);
  if (b.warps.size() != warps) b.warps = std::vector<Warp>(warps);
  const u32 local =
      launch.kernel->codes[0]->local_bytes + (launch.kernel->calls ? launch.stack_bytes : 0);
  if (!b.local || b.local_bytes != local) {
    b.local_bytes = local;
    // Never touched pages cost nothing.
    b.local.reset(static_cast<u8*>(std::calloc(2ull * warps * kLanes, local + 1)));
  }
  for (u32 k = 0; k < warps; ++k) start_warp(b, k);
}

bool find_function(const Kernel& kernel, u64 address, u32* callee) {
  for (const auto& [known, index] : kernel.addresses) {
    if (known == address && index != 0) {
      *callee = index;
      return true;
    }
  }
  return false;
}

Frame* push_frame(Warp& w, const Inst& inst, const CallSite& site, u32 callee, u32 return_to,
                  Mask mask) {
  const Code& code = *w.block->launch->kernel->codes[callee];
  Frame* const parent = w.frame;
  const u32 base = parent->local_base + parent->code->local_bytes;
  if (base + code.local_bytes > w.block->local_bytes || parent->depth > 10000) {
    if (!reported(w, inst, Check::out_of_bounds)) {
      report(w, inst, Check::out_of_bounds, first(mask),
             "stack overflow: calls are nested too deep (" + std::to_string(parent->depth) +
                 ") for a stack of " + std::to_string(w.block->launch->stack_bytes) +
                 " bytes; cudaDeviceSetLimit(cudaLimitStackSize, ...) gives more");
    }
    w.block->launch->failed = true;
    return nullptr;
  }
  std::unique_ptr<Frame> frame;
  for (auto& spare : w.spare_frames) {
    if (spare->code != &code) continue;
    frame = std::move(spare);
    spare = std::move(w.spare_frames.back());
    w.spare_frames.pop_back();
    break;
  }
  if (!frame) {
    frame = std::make_unique<Frame>();
    give_storage(*frame, code);
  }
  frame->parent = parent;
  frame->return_to = return_to;
  frame->site = &site;
  frame->lanes = mask;
  frame->local_base = base;
  frame->depth = parent->depth + 1;
  const u32 from_stride = parent->code->param_bytes, to_stride = code.param_bytes;
  const std::size_t given = std::min(site.arguments.size(), code.parameters.size());
  each(mask, [&](u32 l) {
    for (std::size_t k = 0; k < given; ++k) {
      std::memcpy(frame->parameters + l * to_stride + code.parameters[k].offset,
                  parent->parameters + l * from_stride + site.arguments[k].offset,
                  std::min(code.parameters[k].bytes, site.arguments[k].bytes));
    }
    if (code.local_bytes) {
      std::memset(w.local_state + static_cast<u64>(l) * w.block->local_bytes + base, 0,
                  code.local_bytes);
    }
  });
  w.frames.push_back(std::move(frame));
  return w.frames.back().get();
}

void leave_frame(Warp& w, Frame* frame, Mask mask) {
  const CallSite& site = *frame->site;
  const Code& code = *frame->code;
  const u32 from_stride = code.param_bytes, to_stride = frame->parent->code->param_bytes;
  const std::size_t given = std::min(site.results.size(), code.returns.size());
  each(mask, [&](u32 l) {
    for (std::size_t k = 0; k < given; ++k) {
      std::memcpy(frame->parent->parameters + l * to_stride + site.results[k].offset,
                  frame->parameters + l * from_stride + code.returns[k].offset,
                  std::min(code.returns[k].bytes, site.results[k].bytes));
    }
  });
  frame->lanes &= ~mask;
  if (frame->lanes != 0) return;
  for (auto& known : w.frames) {
    if (known.get() != frame) continue;
    w.spare_frames.push_back(std::move(known));
    known = std::move(w.frames.back());
    w.frames.pop_back();
    return;
  }
}

}  // namespace assay::sim
