#include "cudart/runtime.hpp"

#include <signal.h>
#include <ucontext.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "base/file.hpp"
#include "cudart/host_place.hpp"

namespace assay::cudart {
namespace {

struct sigaction g_before;

// Whether the access that trapped is a write; where the processor does not say, it counts as none.
bool is_write([[maybe_unused]] const void* context) {
#ifdef __x86_64__
  constexpr int kWrite = 2;  // in the page fault's error code
  return (static_cast<const ucontext_t*>(context)->uc_mcontext.gregs[REG_ERR] & kWrite) != 0;
#else
  return false;
#endif
}

// The instruction that trapped; nullptr where the processor's registers are not known here.
const void* instruction_of([[maybe_unused]] const void* context) {
#ifdef __x86_64__
  return reinterpret_cast<const void*>(
      static_cast<const ucontext_t*>(context)->uc_mcontext.gregs[REG_RIP]);
#else
  return nullptr;
#endif
}

// What is said of memory that the host may not touch, ever.
sim::Finding trespass(u64 address) {
  using enum sim::Allocation::Kind;
  sim::Finding finding;
  const sim::Allocation* const found = sim::Memory::device().below(address);
  const bool was_open = found && (found->kind == managed || found->kind == pinned);
  if (was_open && found->freed && address < found->address + found->bytes) {
    finding.check = sim::Check::use_after_free;
    finding.message = std::string("host code touched ") +
                      (found->kind == managed ? "managed" : "pinned") + " memory, " +
                      std::to_string(address - found->address) + " bytes into an allocation of " +
                      std::to_string(found->bytes) + " bytes that was freed";
  } else {
    finding.check = sim::Check::host_dereference;
    const u64 base = found ? found->address : sim::kGlobalBase;
    finding.message =
        "host code dereferenced a device pointer (" + std::to_string(address - base) +
        " bytes into " +
        (found ? "an allocation of " + std::to_string(found->bytes) + " bytes" : "device memory") +
        "): copy the data with cudaMemcpy first";
  }
  return finding;
}

// The program dies of its own fault: what was found until then is told nevertheless.
void on_death(int) {
  ::alarm(30);  // a broken heap may hang whoever allocates
  Runtime::get().stopped = true;
  Runtime::get().finish();
}

// The host touched closed memory.  Of pinned and managed memory it may go on; that it touched the
// device's is said, then the program ends.
void on_fault(int signal, siginfo_t* info, void* context) {
  const auto address = reinterpret_cast<u64>(info->si_addr);
  if (!sim::Memory::owns(address)) {
    if (g_before.sa_handler == SIG_DFL) on_death(signal);
    ::sigaction(signal, &g_before, nullptr);  // the fault comes again, and is the program's own
    return;
  }
  Runtime& runtime = Runtime::get();
  {
    const Lock lock(runtime.mutex);
    if (runtime.order &&
        runtime.order->host_touches(address, is_write(context), instruction_of(context))) {
      return;
    }
  }
  sim::Finding finding = trespass(address);
  runtime.tell(std::move(finding), host_calls(instruction_of(context)));
  runtime.stopped = true;
  runtime.finish();
  std::fflush(stdout);
  ::_exit(1);
}

sim::Checks checks_of(const char* word) {
  if (!word || std::strcmp(word, "all") == 0 || std::strcmp(word, "races") == 0) {
    return sim::Checks::all;
  }
  return std::strcmp(word, "none") == 0 ? sim::Checks::none : sim::Checks::fast;
}

}  // namespace

Runtime& Runtime::get() {
  static Runtime* const runtime = new Runtime;  // outlives the program's own exit handlers
  return *runtime;
}

Runtime::Runtime() {
  const char* const word = std::getenv("ASSAY_CHECKS");
  checks = checks_of(word);
  global_races = word && std::strcmp(word, "races") == 0;
  if (global_races) order = std::make_unique<StreamOrder>(&findings);
  const char* const number = std::getenv("ASSAY_SEED");
  host_calls();  // loads what it needs: a handler of signals could not
  seed = number ? std::strtoull(number, nullptr, 10) : 0;
  struct sigaction action = {};
  action.sa_sigaction = on_fault;
  action.sa_flags = SA_SIGINFO | SA_NODEFER;
  ::sigaction(SIGSEGV, &action, &g_before);
  struct sigaction death = {};
  death.sa_handler = on_death;
  death.sa_flags = static_cast<int>(SA_RESETHAND);
  for (const int signal : {SIGABRT, SIGBUS, SIGFPE, SIGILL}) {
    struct sigaction before = {};
    ::sigaction(signal, &death, &before);
    if (before.sa_handler != SIG_DFL) ::sigaction(signal, &before, nullptr);
  }
}

cudaError_t Runtime::fail(cudaError_t error) {
  if (error != cudaSuccess) last = error;
  return error;
}

void Runtime::unsupported(const std::string& what) {
  sim::Finding finding;
  finding.check = sim::Check::unsupported;
  finding.message = what;
  tell(std::move(finding));
  stopped = true;
}

sim::Program* Runtime::program(Binary& binary) {
  if (binary.program) return binary.program.get();
  if (binary.problem.empty()) {
    Result<std::unique_ptr<sim::Program>> loaded = sim::Program::load(std::move(binary.ptx));
    if (loaded.ok()) {
      binary.program = std::move(loaded).value();
      for (auto& [host, variable] : variables) {
        sim::Program::Variable found;
        if (variable.binary != &binary || !variable.managed) continue;
        if (!binary.program->variable(variable.name, &found)) continue;
        *variable.managed = reinterpret_cast<void*>(found.address);
      }
      return binary.program.get();
    }
    binary.problem = loaded.status().message();
  }
  unsupported(binary.problem);
  return nullptr;
}

const sim::Kernel* Runtime::kernel(const void* function, cudaError_t* error) {
  const auto found = functions.find(function);
  *error = cudaErrorInvalidDeviceFunction;
  if (found == functions.end()) return nullptr;
  sim::Program* const program = this->program(*found->second.binary);
  *error = cudaErrorNotSupported;
  if (!program) return nullptr;
  const Result<const sim::Kernel*> kernel = program->kernel(found->second.name);
  if (kernel.ok()) {
    *error = cudaSuccess;
    return *kernel;
  }
  if (kernel.status().code() == Code::not_found) {
    *error = cudaErrorInvalidDeviceFunction;
  } else {
    unsupported(sim::demangled(found->second.name) + ": " + kernel.status().message());
  }
  return nullptr;
}

u64 Runtime::symbol(const void* symbol, u64* bytes) {
  const auto found = variables.find(symbol);
  if (found == variables.end()) return 0;
  sim::Program* const program = this->program(*found->second.binary);
  sim::Program::Variable variable;
  if (!program || !program->variable(found->second.name, &variable)) return 0;
  *bytes = std::max(variable.bytes, found->second.bytes);
  return variable.address;
}

void Runtime::tell(sim::Finding finding) { tell(std::move(finding), host_calls()); }

void Runtime::tell(sim::Finding finding, std::vector<u64> calls) {
  const Lock lock(mutex);
  told_at.try_emplace({finding.check, finding.message}, std::move(calls));
  findings.add(std::move(finding));
}

void Runtime::launch_failed(const std::string& words) {
  unread_launch = words;
  launched_at = host_calls();
}

void Runtime::tell_leak(const sim::Allocation& left) {
  sim::Finding finding;
  finding.check = sim::Check::leak;
  finding.message = "an allocation of " + std::to_string(left.bytes) + " bytes was never freed";
  tell(std::move(finding), allocated_at[left.address]);
}

void Runtime::finish() {
  const Lock lock(mutex);
  if (finished_) return;
  finished_ = true;
  for (const sim::Allocation& left : sim::Memory::device().live()) {
    if (!tells_leaks()) break;
    tell_leak(left);
  }
  if (!unread_launch.empty()) {
    sim::Finding finding;
    finding.check = sim::Check::launch_error;
    finding.message = unread_launch + "; the program never asked (cudaGetLastError)";
    tell(std::move(finding), launched_at);
  }
  const char* const path = std::getenv("ASSAY_REPORT");
  if (!path) return;
  if (Status written = overwrite_file(path, report_json(*this)); !written.ok()) {
    std::fprintf(stderr, "assay: %s\n", written.message().c_str());
  }
}

// Called by the stubs of lacking.def.
int lacking(const char* name);
int lacking(const char* name) {
  Runtime& runtime = Runtime::get();
  const Lock lock(runtime.mutex);
  runtime.unsupported(std::string("call of ") + name);
  return runtime.fail(cudaErrorNotSupported);
}

namespace {

[[gnu::destructor]] void at_end() { Runtime::get().finish(); }

}  // namespace

}  // namespace assay::cudart
