// assay-runner: the processes that the library starts beside its host.  Not for people.

#include <cstdio>
#include <string_view>

#include "lua/script.hpp"
#include "runner/launcher.hpp"

namespace {
constexpr int kSocket = 3;
}

int main(int argc, char** argv) {
  const std::string_view mode = argc == 2 ? argv[1] : "";
  if (mode == "--launch") return assay::run_launcher(kSocket);
  if (mode == "--script") return assay::run_script_process(kSocket);
  std::fputs("assay-runner is started by the Assay library, not by hand\n", stderr);
  return 2;
}
