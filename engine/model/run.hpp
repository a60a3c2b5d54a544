#pragma once
// What is run, and the bare facts of how it went.  Judging them is grade/'s work.

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/verdict.hpp"

namespace assay {

// 0 means no limit of that kind, except where a comment says otherwise.
struct Limits {
  double cpu_ms = 10'000;                               // of everything the test runs
  double wall_ms = 30'000;                              // generous: catches sleepers
  std::int64_t memory_bytes = std::int64_t{512} << 20;  // above the idle harness
  std::int64_t output_bytes = 1 << 20;                  // stdout and stderr, each
  std::int64_t answer_bytes = std::int64_t{64} << 20;
  std::int64_t file_bytes = std::int64_t{64} << 20;  // a file it writes; compile steps only
  int open_files = 64;
  int processes = 1;  // compile steps need more
};

// The step that turns source into something to run.
struct CompileStep {
  std::vector<std::string> argv;                           // run as is; no shell ever sees it
  std::vector<std::pair<std::string, std::string>> files;  // name -> bytes, laid in the box
  std::string output;  // the file that it must leave, relative to the box
  Limits limits;
};

enum class Ending : std::uint8_t {
  answered,    // an answer frame arrived (a program: it exited by itself)
  raised,      // the harness reports an exception in the candidate's code
  unreadable,  // the answer was not of the promised type, or not a frame at all
  exited,      // ended without answering; `code` is the exit status
  signalled,   // `code` is the signal
  cpu_limit,   // from here on: the engine ended it
  wall_limit,
  memory_limit,
  output_limit,
  denied,  // a forbidden system call killed it
  cancelled,
};

std::string_view name(Ending ending);
Result<Ending> ending_from(std::string_view text);

// One test, or one load, as it went.
struct Outcome {
  Ending ending = Ending::answered;
  int code = 0;
  std::string answer;    // wire bytes; a program: its stdout
  std::string message;   // exception text, or what was unreadable; from the candidate's side
  std::string out, err;  // what it printed during this test, cut at output_bytes
  double cpu_ms = 0;
  double wall_ms = 0;
  std::int64_t memory_bytes = 0;  // peak above the idle harness
  std::int64_t oom_kills = 0;
  std::string raised_class;  // `raised`: the exception's class, as the candidate's side tells it
  int raised_line = 0;       // and the line of the candidate's source, 0 if unknown
  bool syntax = false;       // `raised` while loading: the source does not parse
  bool stateless = false;    // loading: the language proves that no test can leave anything behind
  bool alive = true;         // the process can take another test
};

}  // namespace assay
