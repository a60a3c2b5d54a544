#include "runner/confine.hpp"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "sandbox/drop.hpp"
#include "sandbox/landlock.hpp"
#include "sandbox/root.hpp"

namespace assay {
namespace {

constexpr std::uint64_t kMostOpenFiles = 1024;

Status confine(const BoxOptions& options, std::vector<std::string> readable,
               const std::vector<std::string>& writable, const FilterProgram& filter) {
  reset_signals();
  ::setsid();
  ASSAY_CHECK(drop_capabilities());
  ASSAY_CHECK(set_standard_limits());
  ASSAY_CHECK(set_limit(RLIMIT_NOFILE, kMostOpenFiles));
  if (::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0) return errno_status("pdeathsig");
  if (options.tier == Tier::landlock) {
    for (std::string& path : system_folders()) readable.push_back(std::move(path));
    ASSAY_CHECK(restrict_files(readable, writable));
  }
  return options.tier == Tier::none ? Status() : install_filter(filter);
}

}  // namespace

Status confine_for_tests(const BoxOptions& options, const std::vector<std::string>& readable) {
  ASSAY_CHECK(set_limit(RLIMIT_FSIZE, 0));
  return confine(options, readable, {}, options.filters->test);
}

Status confine_for_work(const BoxOptions& options, const std::vector<std::string>& readable,
                        const std::string& work_folder) {
  std::vector<std::string> writable;
  if (!work_folder.empty()) writable.push_back(work_folder);
  return confine(options, readable, writable, options.filters->build);
}

}  // namespace assay
