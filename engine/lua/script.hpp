#pragma once
// The host's side of a script process: author Lua runs there, under limits, and only data comes
// back.
//
// Every call is one request and one answer over a socket.  A call that runs past its limits kills
// the process; the Status (bad_problem) names file:line and the limit, and the next call starts a
// new one.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.hpp"
#include "lua/summary.hpp"
#include "model/problem.hpp"
#include "value/value.hpp"

namespace assay {

struct ScriptLimits {
  double load_ms = 1'000;  // evaluating the file
  double call_ms = 4'000;  // one generator, model or checker call
  std::int64_t memory_bytes = std::int64_t{512} << 20;
};

// Opens a connection to a new script process (Runner::start_script, or a test's own).
using ScriptStarter = std::function<Result<int>()>;

// A test as the problem makes it.
struct Case {
  std::string arguments;  // wire bytes by the signature; class: a script (docs/wire.md)
  std::string secret;     // wire bytes by Problem::secret, or ""
  std::optional<std::string> expected;  // wire bytes, when `returns` or the model gives it
  std::string name;                     // edge cases have names of their own
  std::string key = {};  // of large arguments: names them among those of all problems; else ""
};

struct CheckResult {
  double score = 0;  // 0..1
  std::string feedback;
};

// A turn of the author's `interact`: what it says to the program, then either it reads on or it has
// judged.
struct Turn {
  std::string text;
  std::optional<CheckResult> judged;
};

// What became of one file of a batch.
struct Summarized {
  std::optional<Summary> summary;
  std::string error;  // "problem.lua:3: ...", when there is no summary
};

// One thread at a time.
class Script {
 public:
  explicit Script(ScriptStarter starter, ScriptLimits limits = {});
  Script(Script&&) noexcept;
  Script& operator=(Script&&) noexcept;
  ~Script();

  // Evaluates problem.lua.  The result is the plain data of the definition as JSON text
  // (lua/dump.hpp), with the line of every declaration; bank/reader turns it into a Problem.
  Result<std::string> load_problem(const std::string& path, std::string_view source);
  // The same for a file whose definition the caller knows: the first call that needs the process
  // evaluates it there.
  void load_problem_later(const std::string& path, std::string_view source);
  // Evaluates a language.lua; JSON text of its fields.
  Result<std::string> load_language(const std::string& path, std::string_view source);
  // Calls a text function of the loaded language ("stub", "glue") with a JSON argument.
  Result<std::string> language_text(const std::string& function, std::string_view json);

  // Evaluates many (name, source) for a list; each has load_ms.  What was loaded is gone.
  Result<std::vector<Summarized>> summarize(
      const std::vector<std::pair<std::string, std::string>>& files);

  // The rest needs a loaded problem.  `problem` is what bank/reader made of it.
  Status bind(const Problem& problem);
  Result<Case> make_case(int group, int index);
  // A drawing as make_case gives it, with the quirk of that number, from 0, left out.
  Result<Case> draw_without(int index, int quirk);
  // A case whose sizes are those of `grow` for one n.
  Result<Case> make_growth_case(std::int64_t n, int index);
  // A case of the `perf` declaration of that number, from 0.
  Result<Case> make_timing_case(int perf, int index);
  // A case of a random group in which these dims and arguments have these values.
  Result<Case> make_sized_case(int group, int index, const Bound::Names& sizes);
  // The author's reference (or the class model) on the arguments; wire bytes of the result.
  Result<std::string> reference(std::string_view arguments, std::string_view secret);
  // All `where` clauses; a message for the first that fails, "" if all hold.
  Result<std::string> check_where(std::string_view arguments);
  // For each row of a table (wire bytes) whether the Lua expression over its columns holds.
  Result<std::string> mask(std::string_view where, std::string_view table);
  // The author's checker.  `want` may be empty.
  Result<CheckResult> check(std::string_view arguments, std::string_view answer,
                            std::string_view want, std::string_view secret);
  // Begins a conversation of the author's `interact` with a program; one at a time.
  Result<Turn> interact(std::string_view secret);
  // Goes on with it: the next line that the program printed, or that it has ended.  Fails if the
  // process was lost in between.
  Result<Turn> hear(std::optional<std::string_view> line);
  // What the function that is parameter number `function` (from 0, of all parameters) answers to
  // `call`; wire bytes of its result.
  Result<std::string> answer(int function, std::string_view arguments, std::string_view secret,
                             std::string_view call);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// The script process itself: serves `socket` until it closes.  Called by assay-runner --script,
// which should first install a seccomp filter.  It needs: read, write, sendto, close, exit_group,
// rt_sigaction, rt_sigprocmask, rt_sigreturn, setitimer, prlimit64 (its own), brk, mmap, munmap,
// mremap, madvise, futex, clock_gettime.  All others should fail with EPERM rather than kill:
// libraries ask for what they can do without.
int run_script_process(int socket);

}  // namespace assay
