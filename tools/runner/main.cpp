// assay-runner: the processes that the library starts beside its host.  Not for people.

#include <signal.h>
#include <sys/prctl.h>

#include <cstdio>
#include <string_view>

#include "lua/script.hpp"
#include "runner/launcher.hpp"
#include "sandbox/filter.hpp"

namespace {

constexpr int kSocket = 3;

// No author's line is read before the filter stands.
assay::Status lock_script() {
  ASSAY_TRY(const assay::FilterProgram filter, assay::make_filter(assay::FilterUse::script));
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return assay::errno_status("no_new_privs");
  return assay::install_filter(filter);
}

int run_script() {
  if (const assay::Status locked = lock_script(); !locked.ok()) {
    std::fprintf(stderr, "assay-runner: %s\n", locked.message().c_str());
    return 1;
  }
  return assay::run_script_process(kSocket);
}

}  // namespace

#ifdef __SANITIZE_ADDRESS__
// Looking for leaks takes calls that boxes refuse.
extern "C" const char* __asan_default_options() { return "detect_leaks=0"; }

// At every throw the sanitizer asks where signals have their stack, by a call that script processes
// may not make; it ends them if it gets no answer.  They have none.
extern "C" int sigaltstack(const stack_t*, stack_t* old) noexcept {
  if (old != nullptr) *old = stack_t{nullptr, SS_DISABLE, 0};
  return 0;
}
#endif

int main(int argc, char** argv) {
  const std::string_view mode = argc == 2 ? argv[1] : "";
  if (mode == "--launch") return assay::run_launcher(kSocket);
  if (mode == "--script") return run_script();
  std::fputs("assay-runner is started by the Assay library, not by hand\n", stderr);
  return 2;
}
