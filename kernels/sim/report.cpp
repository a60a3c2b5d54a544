// What handlers call when something is wrong, and the functions of the device runtime.

#include <cstdio>
#include <cstring>

#include "ptx/places.hpp"
#include "sim/device_printf.hpp"
#include "sim/machine.hpp"

namespace assay::sim {
namespace {

u32 pc_of(const Warp& w, const Inst& inst) {
  return static_cast<u32>(&inst - w.frame->code->insts.data());
}

// What a finding is charged to: the instruction, or the call of the toolkit's function that it is
// in, where that was not inlined (-G).
const InstFacts& charged(const Warp& w, const Inst& inst) {
  const ptx::Module& module = *w.block->launch->kernel->module;
  const Frame* frame = w.frame;
  u32 pc = pc_of(w, inst);
  for (;; pc = frame->return_to - 1, frame = frame->parent) {
    const InstFacts& facts = frame->code->facts[pc];
    const ptx::Place place = module.places[facts.place];
    if (place.line != 0 && !ptx::of_toolkit(module.files[place.file])) return facts;
    if (!frame->parent) return w.frame->code->facts[pc_of(w, inst)];
  }
}

}  // namespace

void report(Warp& w, const Inst& inst, Check check, u32 lane, const std::string& message) {
  const Block& b = *w.block;
  const ptx::Module& module = *b.launch->kernel->module;
  // CUB's merges read an element past what they wrote, and drop it.
  const ptx::Place own = module.places[w.frame->code->facts[pc_of(w, inst)].place];
  const bool of_cub = module.files[own.file].find("/cccl/") != std::string::npos;
  if (check == Check::uninitialised_read && of_cub) return;
  const InstFacts& facts = charged(w, inst);
  const ptx::Place place = module.places[facts.place];
  Finding finding;
  finding.check = check;
  finding.kernel = b.launch->kernel->name;
  if (place.line != 0) finding.file = module.files[place.file];
  finding.line = place.line;
  finding.ptx_line = facts.ptx_line;
  for (u32 k = 0; k < 3; ++k) {
    finding.block[k] = b.at[k];
    finding.thread[k] = w.tid[k][lane];
  }
  finding.message = message;
  b.launch->findings->mark(check, &facts, std::move(finding));
}

bool in_toolkit(const Warp& w, const Inst& inst) {
  const ptx::Module& module = *w.block->launch->kernel->module;
  const ptx::Place own = module.places[w.frame->code->facts[pc_of(w, inst)].place];
  return ptx::of_toolkit(module.files[own.file]);
}

bool reported(Warp& w, const Inst& inst, Check check) {
  return w.block->launch->findings->seen(check, &charged(w, inst));
}

// Undefined in C++, and silent on a device.  A compiler moves no division before what guards it.
void divided_by_zero(Warp& w, const Inst& inst, Mask mask) {
  if (w.block->launch->checks == Checks::none || reported(w, inst, Check::division_by_zero)) return;
  const std::string_view opcode = w.frame->code->facts[pc_of(w, inst)].opcode;
  report(w, inst, Check::division_by_zero, first(mask),
         std::string(opcode.starts_with("rem") ? "remainder of an " : "") +
             "integer division by zero: what it gives is undefined");
}

namespace {

template <class T>
T argument(const Warp& w, const CallSite& site, u32 lane, std::size_t k) {
  T value{};
  const u8* const from = w.frame->parameters + lane * w.frame->code->param_bytes;
  std::memcpy(&value, from + site.arguments[k].offset, sizeof value);
  return value;
}

template <class T>
void give_result(Warp& w, const CallSite& site, u32 lane, T value) {
  if (site.results.empty()) return;
  u8* const to = w.frame->parameters + lane * w.frame->code->param_bytes;
  std::memcpy(to + site.results[0].offset, &value, sizeof value);
}

void assertion(Warp& w, const CallSite& site, u32 lane) {
  const std::string what = device_string(w, lane, argument<u64>(w, site, lane, 0));
  const std::string file = device_string(w, lane, argument<u64>(w, site, lane, 1));
  const auto line = argument<u32>(w, site, lane, 2);
  Launch& launch = *w.block->launch;
  Finding finding;
  finding.check = Check::assertion;
  finding.kernel = launch.kernel->name;
  finding.file = file;
  finding.line = line;
  for (u32 k = 0; k < 3; ++k) {
    finding.block[k] = w.block->at[k];
    finding.thread[k] = w.tid[k][lane];
  }
  finding.message = "assertion failed: " + what;
  if (!launch.findings->seen(Check::assertion, &site)) {
    launch.findings->mark(Check::assertion, &site, std::move(finding));
  }
  launch.asserted = true;
  launch.failed = true;
}

}  // namespace

void system_call(Warp& w, const Inst& inst, const CallSite& site, Mask mask) {
  each(mask, [&](u32 l) {
    if (site.system == "vprintf") {
      const std::string text =
          device_printf(w, l, argument<u64>(w, site, l, 0), argument<u64>(w, site, l, 1));
      // A launch that is watched was made before.
      if (!w.block->launch->witness) std::fwrite(text.data(), 1, text.size(), stdout);
      give_result(w, site, l, static_cast<u32>(text.size()));
    } else if (site.system == "malloc") {
      const auto bytes = argument<u64>(w, site, l, 0);
      give_result(w, site, l,
                  Memory::device().allocate(bytes, Allocation::Kind::heap,
                                            w.block->launch->checks != Checks::all));
    } else if (site.system == "free") {
      const auto address = argument<u64>(w, site, l, 0);
      if (address != 0 && !Memory::device().release(address) &&
          !reported(w, inst, Check::invalid_free)) {
        report(w, inst, Check::invalid_free, l,
               "free() in a kernel of what malloc() did not give, or was freed before");
      }
    } else {
      assertion(w, site, l);
    }
  });
}

}  // namespace assay::sim
