#pragma once
// Runs programs of candidates in boxes.  Facts come back, never verdicts.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/fd.hpp"
#include "base/status.hpp"
#include "model/run.hpp"
#include "model/verdict.hpp"

namespace assay {

// How a submission is started.
struct Program {
  std::string language;               // slots are kept by language: one warm parent each
  std::vector<std::string> argv;      // the harness, or with `image` argv[0] is only its name
  std::vector<std::string> env;       // the whole environment; nothing is inherited
  std::vector<std::string> readable;  // host folders that it may read beside the system's own
  bool warm = false;                  // argv is started once per slot and forks (docs/wire.md)
  bool maps = false;                  // takes TestInput::file (docs/wire.md)
  std::string image;                  // bytes of an executable to run instead of argv[0], or ""
  bool frames = true;                 // speaks docs/wire.md; false: a plain stdin-to-stdout program
  std::string load;                   // payload of the `L` frame
};

// What a test gives: wire bytes of the arguments, or with frames == false or kind program the text
// on standard input.
struct TestInput {
  std::string_view arguments;
  std::string_view stdin_text;
  // A sealed memory file with the arguments (value/wire.hpp), or a socket to another test process.
  int file = -1;
};

// Answers a `C` frame (function index, argument bytes) with the reply's wire bytes.  A Status of
// code invalid_argument refuses the call with its message (`D`); any other ends the test with it.
// Of a plain program it answers each line that the program prints (function 0): u8 whether standard
// input ends here, then text for it; a refusal kills the program (Ending::unreadable).
using OnCall = std::function<Result<std::string>(int function, std::string_view arguments)>;

struct CompileOutcome {
  Outcome facts;       // ending `exited` with code 0 is success
  std::string output;  // bytes of CompileStep::output, if it was left as a plain file
};

// One loaded submission in one slot; gives the slot back when it goes.  One thread at a time.
class Session {
 public:
  Session(Session&&) noexcept;
  Session& operator=(Session&&) noexcept;
  ~Session();

  // Starts a process and loads the source.  Ending `answered` means loaded.  Call again after an
  // Outcome with alive == false, or for a fresh process.
  Result<Outcome> load(const Limits& limits, std::stop_token stop = {});
  // Runs one test in the loaded process.
  Result<Outcome> test(const TestInput& input, const Limits& limits, const OnCall& on_call = {},
                       std::stop_token stop = {});
  // Runs tests that take next to nothing one after the other, on one message and one reply.  The
  // limits hold for all of them together, what they used is shared out evenly, and all that they
  // printed stands in the first one's outcome.  Empty if they did not get through: then the process
  // is gone, and test() tells which one failed.
  Result<std::vector<Outcome>> batch(std::span<const std::string_view> arguments,
                                     const Limits& limits, std::stop_token stop = {});

 private:
  friend class Runner;
  struct State;
  explicit Session(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

struct RunnerOptions {
  // The assay-runner program; empty: beside the library or the running program, then libexec.
  std::filesystem::path program;
  std::optional<Tier> force;  // use exactly this tier, or fail
  int slots = 2;              // boxes at work at once
  bool warm = true;           // whether test processes may be forked from a warm parent
};

// The strongest isolation that works here, or the one that was asked for.
struct Isolation {
  Tier tier = Tier::none;
  // What this machine offers and lacks, for `assay doctor`: "cgroup v1 (memory, pids, cpuacct)".
  std::vector<std::string> features, missing;
};

// Threads: every method may be called from any thread; open() waits while all slots are taken.
class Runner {
 public:
  // Starts the launcher, and a look at which isolation works; what needs a box waits for it.
  static Result<std::unique_ptr<Runner>> start(const RunnerOptions& options);
  ~Runner();

  // Fails (unavailable) if none but tier `none` works, as do compile() and open(); the message
  // says what is missing.
  Result<Isolation> isolation() const;
  // `none` if that fails.
  Tier tier() const;

  Result<CompileOutcome> compile(const CompileStep& step, const std::vector<std::string>& env,
                                 const std::vector<std::string>& readable,
                                 std::stop_token stop = {});
  Result<Session> open(const Program& program, std::stop_token stop = {});
  // For who needs both at once.
  Result<std::pair<Session, Session>> open_both(const Program& first, const Program& second,
                                                std::stop_token stop = {});

  // A sealed memory file of what `make` gives, made at the first call with this key and kept for
  // later ones as long as there is room.
  Result<std::shared_ptr<const Fd>> kept_file(const std::string& key,
                                              const std::function<Result<std::string>()>& make);

  // A connected socket to a new `assay-runner --script` process, started by the launcher so that
  // the host never has children of its own to reap.
  Result<int> start_script();

 private:
  struct State;
  explicit Runner(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
  friend class Session;
};

}  // namespace assay
