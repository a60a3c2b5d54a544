// `assay simulate -- PROGRAM ARGS`: runs a program built by `nvcc -cudart shared` against our own
// libcudart, which simulates, and prints what it found.

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/fd.hpp"
#include "base/file.hpp"
#include "simulate.hpp"
#include "verbs.hpp"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

// Our libcudart lies in a folder of its own, beside the programs.
fs::path runtime_folder() {
  std::error_code error;
  const fs::path here = fs::read_symlink("/proc/self/exe", error).parent_path();
  for (const char* place : {"../lib/assay-cudart", "../../lib/assay-cudart"}) {
    const fs::path folder = here / place;
    if (fs::exists(folder / "libcudart.so.13", error)) return fs::canonical(folder, error);
  }
  return {};
}

std::vector<std::string> environment(const SimulateOptions& options, const fs::path& folder,
                                     const std::string& report) {
  std::vector<std::string> result;
  std::string libraries = folder.string();
  for (char** entry = environ; *entry; ++entry) {
    const std::string_view text = *entry;
    if (text.starts_with("LD_LIBRARY_PATH=")) {
      libraries += ":" + std::string(text.substr(16));
    } else if (!text.starts_with("ASSAY_REPORT=") && !text.starts_with("ASSAY_CHECKS=") &&
               !text.starts_with("ASSAY_SEED=") && !text.starts_with("ASSAY_OCCUPANCY=")) {
      result.emplace_back(text);
    }
  }
  result.push_back("LD_LIBRARY_PATH=" + libraries);
  result.push_back("ASSAY_REPORT=" + report);
  result.push_back("ASSAY_CHECKS=" + options.checks);
  result.push_back("ASSAY_SEED=" + std::to_string(options.seed));
  return result;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (std::string& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

// In the program's process: becomes the program, or writes why it cannot be.  The program dies with
// us, however we die.
[[noreturn]] void become(char* const* argv, char** envp, pid_t us, int errors) {
  environ = envp;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  if (::getppid() == us) ::execvp(argv[0], argv);
  const int error = errno;
  (void)!::write(errors, &error, sizeof error);
  ::_exit(127);
}

// Its wait status.  Who interrupts us, ends it.
Result<int> run(std::vector<std::string> arguments, std::vector<std::string> variables,
                const std::stop_token& stop) {
  const std::vector<char*> argv = pointers(arguments);
  std::vector<char*> envp = pointers(variables);
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return errno_status("a pipe");
  const Fd read_end(ends[0]);
  Fd write_end(ends[1]);
  const pid_t us = ::getpid(), child = ::fork();
  if (child < 0) return errno_status("start " + arguments[0]);
  if (child == 0) become(argv.data(), envp.data(), us, write_end.get());
  write_end.reset();
  int error = 0, status = 0;
  const bool failed = ::read(read_end.get(), &error, sizeof error) == sizeof error;
  {
    const std::stop_callback on_interrupt(stop, [child] { ::kill(child, SIGTERM); });
    siginfo_t ended;  // it keeps its number until it is reaped
    while (::waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOWAIT) < 0) {
      if (errno != EINTR) break;
    }
  }
  while (::waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return errno_status("wait for " + arguments[0]);
  }
  if (!failed) return status;
  const std::string what = "cannot start " + arguments[0] + ": " + std::strerror(error);
  return error == ENOENT || error == EACCES ? not_found(what) : Status(Code::io, what);
}

// A terminal tells the program, too, and it may be faster than we are.
bool was_stopped(const App& app, int status) {
  const int signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  return app.stop.stop_requested() || signal == SIGINT || signal == SIGTERM;
}

// What a shell would say of the program itself.
int own_exit(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int exit_status(const json& report, int status) {
  bool unsupported = false;
  for (const json& finding : report.at("findings")) {
    if (finding.at("check") != "unsupported") return kNotAccepted;
    unsupported = true;
  }
  if (unsupported) return kUnavailable;
  return own_exit(status);
}

}  // namespace

int simulate(App& app, const SimulateOptions& options) {
  app.bank_is_optional();
  const fs::path folder = runtime_folder();
  if (folder.empty()) {
    return app.fail(
        unavailable("this build has no simulated libcudart: it needs the CUDA toolkit"));
  }
  // A file without a name, so that nothing stays behind however we end.  Its path is by our number:
  // programs may close what they inherit.
  const Fd file(::memfd_create("assay-report", MFD_CLOEXEC));
  if (!file.valid()) return app.fail(errno_status("memfd_create"));
  const std::string path =
      "/proc/" + std::to_string(::getpid()) + "/fd/" + std::to_string(file.get());
  std::vector<std::string> variables = environment(options, folder, path);
  // The toolkit's assembler takes its time: only for who reads.
  if (app.text()) variables.push_back("ASSAY_OCCUPANCY=1");
  const Result<int> status = run(options.command, std::move(variables), app.stop);
  if (!status.ok()) return app.fail(status.status());
  const Result<std::string> text = read_file(path);
  if (!text.ok()) return app.fail(text.status());
  json report = json::parse(*text, nullptr, false);
  const bool stopped = was_stopped(app, *status);
  if (report.is_discarded()) {
    if (stopped) return app.fail({Code::cancelled, options.command[0] + " was stopped"});
    if (WIFSIGNALED(*status)) {
      return app.fail(unavailable(options.command[0] + " was ended by signal " +
                                  std::to_string(WTERMSIG(*status)) + " (" +
                                  ::strsignal(WTERMSIG(*status)) +
                                  ") before it told what was found: does its host code write past "
                                  "its own memory?"));
    }
    return app.fail(unavailable(
        options.command[0] +
        " did not use our libcudart: build it with `nvcc -lineinfo -cudart shared -gencode "
        "arch=compute_80,code=compute_80`, and let it end by itself"));
  }
  report["exit"] = own_exit(*status);
  if (app.text()) {
    print_simulation(app.out, report, "");
  } else {
    app.print_json(report);
  }
  return stopped ? kInterrupted : exit_status(report, *status);
}

}  // namespace assay::cli
