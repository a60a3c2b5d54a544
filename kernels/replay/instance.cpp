#include "replay/instance.hpp"

#include <algorithm>
#include <cstring>

#include "sim/summary.hpp"

namespace assay::replay {
namespace {

using harness::kPlanBase;
using harness::kPlanMost;
using harness::kPlanWindow;
using harness::Step;

// Without a call of its own a kernel gets no more dynamic shared memory.
constexpr std::uint32_t kSharedWithoutAsking = 48 << 10;
constexpr std::uint64_t kMostBytes = std::uint64_t{1}
                                     << 40;  // of an allocation; no device has them

std::uint64_t words(std::uint64_t bytes) { return (bytes + 3) / 4; }

}  // namespace

Instance::~Instance() {
  const Driver& calls = device_.calls();
  if (exec_ != nullptr) (void)calls.graph_exec_destroy(exec_);
  if (graph_ != nullptr) (void)calls.graph_destroy(graph_);
  for (const std::vector<Buffer>* all : {&buffers_, &staged_}) {
    for (const Buffer& buffer : *all) (void)calls.release(buffer.address);
  }
  if (module_ != nullptr) (void)calls.module_unload(module_);
}

Status Instance::make(const std::vector<Step>& plan, const std::vector<Placed>& placed,
                      std::uint32_t pattern, const Extra& extra) {
  pattern_ = pattern;
  for (const Placed& tensor : placed) ASSAY_CHECK(place(tensor));
  for (const Step& step : plan) ASSAY_CHECK(prepare(step));
  std::vector<CuPointer> tensors;
  for (std::size_t k = 0; k < placed.size(); ++k) tensors.push_back(buffers_[k].address);
  // Once before: what it loads and chooses at first is not its work.
  if (extra) ASSAY_CHECK(extra(tensors));
  ASSAY_CHECK(device_.wait(what_));
  const Driver& calls = device_.calls();
  ASSAY_CHECK(done(calls.capture_begin(device_.stream(), kCuCaptureThreadLocal)));
  Status recorded = record_all(plan);
  if (recorded.ok() && extra) recorded = extra(tensors);
  const CuResult ended = calls.capture_end(device_.stream(), &graph_);
  ASSAY_CHECK(std::move(recorded));
  ASSAY_CHECK(done(ended));
  return done(calls.graph_instantiate(&exec_, graph_, 0));
}

Result<std::string> Instance::read(std::size_t tensor) const {
  const Buffer& buffer = buffers_[tensor];
  std::string bytes(buffer.bytes, '\0');
  ASSAY_CHECK(
      device_.done(device_.calls().download(bytes.data(), buffer.address, bytes.size()), what_));
  return bytes;
}

Status Instance::place(const Placed& placed) {
  ASSAY_CHECK(allocate(placed.bytes));
  if (placed.data == nullptr || placed.data->empty()) return {};
  // In the stream, behind the poison and before all that follows.
  return done(device_.calls().upload(buffers_.back().address, placed.data->data(),
                                     placed.data->size(), device_.stream()));
}

Status Instance::allocate(std::uint64_t bytes) {
  if (bytes > kMostBytes) return unavailable(what_ + ": " + std::to_string(bytes) + " bytes");
  Buffer buffer;
  buffer.bytes = bytes;
  const std::uint64_t count = std::max<std::uint64_t>(1, words(bytes));
  const Driver& calls = device_.calls();
  ASSAY_CHECK(device_.done(calls.allocate(&buffer.address, 4 * count),
                           what_ + ": " + std::to_string(bytes) + " bytes of device memory"));
  buffers_.push_back(buffer);
  return done(calls.set_words(buffer.address, pattern_, count, device_.stream()));
}

Status Instance::load(std::string_view ptx) {
  if (module_ != nullptr) return {};
  // Text only: what a device would run without its compiler is nobody's to hand in.
  if (ptx.find(".version") == std::string_view::npos) return unavailable(what_ + ": no PTX");
  char log[1024] = {};
  int options[] = {kCuErrorLog, kCuErrorLogBytes};
  void* values[] = {log, reinterpret_cast<void*>(sizeof log)};
  const std::string text(ptx);  // ends with a zero
  const CuResult result = device_.calls().module_load(&module_, text.c_str(), 2, options, values);
  return device_.done(result, what_ + ": " + std::string(log).substr(0, sizeof log - 1));
}

Status Instance::prepare(const Step& step) {
  const bool brings = step.kind == Step::Kind::upload || step.kind == Step::Kind::to_symbol;
  if (step.kind == Step::Kind::allocate) return allocate(step.bytes);
  if (step.kind == Step::Kind::module) return load(step.data);
  if (!brings || step.data.empty()) return {};
  const Driver& calls = device_.calls();
  Buffer buffer;
  buffer.bytes = step.data.size();
  ASSAY_CHECK(done(calls.allocate(&buffer.address, buffer.bytes)));
  staged_.push_back(buffer);
  return done(calls.upload(buffer.address, step.data.data(), step.data.size(), device_.stream()));
}

Status Instance::record_all(const std::vector<Step>& plan) {
  for (const Step& step : plan) ASSAY_CHECK(record(step));
  return {};
}

Status Instance::record(const Step& step) {
  const Driver& calls = device_.calls();
  switch (step.kind) {
    case Step::Kind::set: {
      ASSAY_TRY(const CuPointer to, real(step.to, step.bytes, "cudaMemset"));
      return done(calls.set_bytes(to, step.value, step.bytes, device_.stream()));
    }
    case Step::Kind::copy: {
      ASSAY_TRY(const CuPointer to, real(step.to, step.bytes, "cudaMemcpy"));
      ASSAY_TRY(const CuPointer from, real(step.from, step.bytes, "cudaMemcpy"));
      return done(calls.copy(to, from, step.bytes, device_.stream()));
    }
    case Step::Kind::upload: {
      if (step.data.empty()) return {};
      ASSAY_TRY(const CuPointer to, real(step.to, step.data.size(), "cudaMemcpy"));
      return done(
          calls.copy(to, staged_[next_staged_++].address, step.data.size(), device_.stream()));
    }
    case Step::Kind::to_symbol: {
      if (step.data.empty()) return {};
      CuPointer variable = 0;
      std::size_t size = 0;
      ASSAY_CHECK(
          done(calls.module_global(&variable, &size, module_, std::string(step.name).c_str())));
      if (step.bytes > size || step.data.size() > size - step.bytes) {
        return unavailable(what_ + ": cudaMemcpyToSymbol past the end of the variable");
      }
      return done(calls.copy(variable + step.bytes, staged_[next_staged_++].address,
                             step.data.size(), device_.stream()));
    }
    case Step::Kind::launch:
      return launch(step);
    case Step::Kind::lacking:
      return unavailable(what_ + ": " + std::string(step.name));
    case Step::Kind::host_read:
      return unavailable(what_ + ": host code copies device memory to itself");
    case Step::Kind::allocate:
    case Step::Kind::release:  // when the sample is over: memory comes and goes outside of the time
    case Step::Kind::module:
      return {};
  }
  return {};
}

Status Instance::launch(const Step& step) {
  const Driver& calls = device_.calls();
  CuFunction function = nullptr;
  const std::string name(step.name);
  if (module_ == nullptr) return unavailable(what_ + ": there is no device code");
  ASSAY_CHECK(done(calls.module_function(&function, module_, name.c_str())));
  if (step.shared > kSharedWithoutAsking) {
    ASSAY_CHECK(
        done(calls.function_attribute(function, kCuDynamicShared, static_cast<int>(step.shared))));
  }
  std::vector<std::string> arguments(step.arguments.begin(), step.arguments.end());
  std::vector<void*> pointers;
  for (std::string& argument : arguments) {
    // Addresses, also inside of structures.
    for (std::size_t at = 0; at + 8 <= argument.size(); at += 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, argument.data() + at, sizeof word);
      word = relocated(word);
      std::memcpy(argument.data() + at, &word, sizeof word);
    }
    pointers.push_back(argument.data());
  }
  return device_.done(
      calls.launch(function, step.grid[0], step.grid[1], step.grid[2], step.block[0], step.block[1],
                   step.block[2], step.shared, device_.stream(), pointers.data(), nullptr),
      what_ + ": the launch of " + sim::demangled(name));
}

CuPointer Instance::relocated(std::uint64_t word) const {
  if (word < kPlanBase || word >= kPlanBase + kPlanMost * kPlanWindow) return word;
  const std::uint64_t number = (word - kPlanBase) / kPlanWindow;
  if (number >= buffers_.size()) return word;
  return buffers_[number].address + (word - kPlanBase) % kPlanWindow;
}

Result<CuPointer> Instance::real(std::uint64_t told, std::uint64_t bytes, const char* call) const {
  const std::uint64_t number = (told - kPlanBase) / kPlanWindow;
  const std::uint64_t offset = (told - kPlanBase) % kPlanWindow;
  const bool inside = told >= kPlanBase && number < buffers_.size() &&
                      offset <= buffers_[number].bytes && bytes <= buffers_[number].bytes - offset;
  if (inside) return buffers_[number].address + offset;
  return unavailable(what_ + ": " + call + " of " + std::to_string(bytes) +
                     " bytes runs past its allocation");
}

}  // namespace assay::replay
