#pragma once
// One load or test of a process while it is going on, from its start to the facts of its end.

#include <optional>
#include <string>
#include <string_view>

#include "runner/monitor.hpp"
#include "runner/protocol.hpp"
#include "runner/slot.hpp"

namespace assay {

// What a monitor of the process needs to know; the descriptors stay the process's.
Monitored monitored_process(Process& process, int host, const Cgroup* cgroup);

// The clocks and the memory of something that goes on; of something that is over, oom_kills too.
void measure_alive(const Monitor& monitor, Outcome* outcome);
void measure_over(const Monitor& monitor, Outcome* outcome);

// How something ended that did not answer: decided from facts in the order of their weight.
void judge_end(const Monitor& monitor, int status, Outcome* outcome);

class Course {
 public:
  // `host` is the socket on which C frames are answered.  All must outlive the course; conclude()
  // empties `process`.
  Course(Slot* slot, int host, std::optional<Process>* process, Monitor* monitor)
      : slot_(slot), host_(host), process_(process), monitor_(monitor) {}

  Outcome outcome;

  // Before a test: what a thread printed since the last one belongs to none.  False if a frame has
  // come that nobody asked for, and then conclude() is due.
  bool begins_quietly();
  // The next frame from the process; false if it is over, and then conclude() is due.
  bool next(Channel::Frame* frame);
  // A program's standard input; with `calls` the host answers each line that it prints.
  void give_input(std::string_view input, bool calls);
  // The process sent what it may not: its end.
  void unreadable(std::string what);
  // Sends a C frame to the host and its answer back.
  void ask_host(std::string_view call);
  // It has answered and can go on: being one process, it was not killed for its memory.
  void measure_answer(Ending ending);
  // The process is over, or has to be: reaps it and says how it went.
  Result<Outcome> conclude();
  // With what was printed; after an answer, unless that was too much.
  Result<Outcome> finish();

 private:
  // Sends the line that the program has printed to the host, and what comes back to the program.
  void answer_line();
  Result<Frame> exchange(std::string_view call);

  Slot* slot_;
  int host_;
  std::optional<Process>* process_;
  Monitor* monitor_;
};

}  // namespace assay
