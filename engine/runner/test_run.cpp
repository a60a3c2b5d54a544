// Theory of operation.  A test is: T, and the harness decodes; r; now the clocks are read and G
// lets it go; C frames in between go to the host and back while the wall clock stands; A, X or U
// ends it, and the clocks are read again.  Anything else on the channel, or the end of the process,
// or a limit, ends it otherwise, and then the process is not used again.  A program that is
// answered as it goes sends its lines in place of C frames.

#include "runner/test_run.hpp"

#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>

#include "runner/monitor.hpp"
#include "runner/remove_tree.hpp"
#include "sandbox/usage.hpp"

namespace assay {
namespace {

constexpr double kDecodeMs = 10'000;
// Decoding is not timed, so it may not be a place to compute in: what it costs beyond this counts.
constexpr double kDecodeFreeMs = 50, kDecodeFreeMsPerByte = 2e-4;
constexpr std::size_t kSmallArguments = 1 << 16;
// Memory that decoded arguments may take, beyond their bytes on the wire.
constexpr std::int64_t kDecodedPerByte = 64, kDecodedFree = std::int64_t{16} << 20;
constexpr std::size_t kSmallAnswer = 1 << 20;  // of r, l and E

Monitored monitored_process(Process& process, int host, const Cgroup* cgroup) {
  Monitored monitored;
  monitored.pid = process.pid;
  monitored.ended = process.pidfd.get();
  if (process.channel.open()) monitored.channel = &process.channel;
  monitored.out = process.out.get();
  monitored.err = process.err.get();
  monitored.host = host;
  monitored.cgroup = cgroup;
  const int pidfd = process.pidfd.get();
  monitored.kill = [pidfd] { ::syscall(SYS_pidfd_send_signal, pidfd, SIGKILL, nullptr, 0); };
  return monitored;
}

void measure_alive(const Monitor& monitor, Outcome* outcome) {
  outcome->cpu_ms = monitor.cpu_ms();
  outcome->wall_ms = monitor.wall_ms();
  outcome->memory_bytes = monitor.memory_bytes();
}

void measure(const Monitor& monitor, Outcome* outcome) {
  measure_alive(monitor, outcome);
  outcome->oom_kills = monitor.oom_kills();
}

// Decided from facts in the order of their weight.
void judge_end(const Monitor& monitor, int status, Outcome* outcome) {
  outcome->alive = false;
  if (monitor.reason()) {
    outcome->ending = *monitor.reason();
  } else if (outcome->oom_kills > 0) {
    outcome->ending = Ending::memory_limit;
  } else if (WIFSIGNALED(status)) {
    outcome->code = WTERMSIG(status);
    outcome->ending = outcome->code == SIGSYS ? Ending::denied : Ending::signalled;
  } else {
    outcome->code = WEXITSTATUS(status);
    outcome->ending = Ending::exited;
  }
}

// The group also holds a child that may be in the making beside the test.  What the test itself
// used is measured, so this lets nothing pass that is over its limit.
Status allow_memory(const Slot& slot, const Limits& limits) {
  constexpr std::int64_t kSpareChild = std::int64_t{6} << 20;
  if (slot.cgroup() == nullptr) return {};
  return slot.cgroup()->allow_memory(limits.memory_bytes > 0 ? limits.memory_bytes + kSpareChild
                                                             : 0);
}

int open_files(const Limits& limits) { return limits.open_files > 0 ? limits.open_files : 1024; }

// One test while it is going on.
class Course {
 public:
  Course(Slot* slot, int host, std::optional<Process>* process, Monitor* monitor)
      : slot_(slot), host_(host), process_(process), monitor_(monitor) {}

  Outcome outcome;

  // The next frame from the process; false if it is over, and then conclude() is due.
  bool next(Channel::Frame* frame) {
    Monitor::Event event = monitor_->wait();
    for (; event == Monitor::Event::line; event = monitor_->wait()) answer_line();
    if (event != Monitor::Event::frame) return false;
    *frame = *(*process_)->channel.take();
    return true;
  }

  // A program's standard input.
  void give_input(const TestText& text) {
    if (text.calls) {
      monitor_->converse(&(*process_)->in, std::string(text.input));
    } else {
      monitor_->feed(&(*process_)->in, std::string(text.input));
    }
  }

  void unreadable(std::string what) {
    outcome.message = std::move(what);
    monitor_->stop(Ending::unreadable);
  }

  // Sends a C frame to the host and its answer back.
  void ask_host(std::string_view call) {
    Channel& channel = (*process_)->channel;
    const Result<Frame> answer = exchange(call);
    if (answer.ok() && answer->type == Message::reply) {
      channel.send('R', answer->payload);
    } else if (answer.ok() && answer->type == Message::refuse) {
      channel.send('D', answer->payload);
    } else {
      monitor_->stop(Ending::cancelled);
    }
  }

  // Sends the line that the program has printed to the host, and what comes back to the program.
  void answer_line() {
    ByteWriter call;
    call.put(std::uint16_t{0});
    call.append(monitor_->line());
    const Result<Frame> answer = exchange(call.bytes());
    if (answer.ok() && answer->type == Message::reply && !answer->payload.empty()) {
      monitor_->say(std::string_view(answer->payload).substr(1), answer->payload[0] != 0);
    } else if (answer.ok() && answer->type == Message::refuse) {
      unreadable(answer->payload);
    } else {
      monitor_->stop(Ending::cancelled);
    }
  }

  // It has answered and can go on: being one process, it was not killed for its memory.
  void measure_answer(Ending ending) {
    outcome.ending = ending;
    measure_alive(*monitor_, &outcome);
    monitor_->drain();
  }

  // The process is over, or has to be: reaps it and says how it went.
  Result<Outcome> conclude() {
    if (monitor_->reason() && !monitor_->overdue()) {
      while (monitor_->wait() == Monitor::Event::frame) {
      }
    }
    if (monitor_->overdue()) {
      slot_->close();
      process_->reset();
      return internal_error("a killed process did not end");
    }
    measure(*monitor_, &outcome);
    ASSAY_TRY(const Ended ended, slot_->end(**process_));
    process_->reset();
    outcome.memory_bytes =
        std::max(outcome.memory_bytes, ended.peak_bytes - monitor_->idle_bytes());
    judge_end(*monitor_, ended.status, &outcome);
    return finish();
  }

  // With what was printed; after an answer, unless that was too much.
  Result<Outcome> finish() {
    if (process_->has_value() && monitor_->reason()) return conclude();
    outcome.out = std::move(monitor_->out);
    outcome.err = std::move(monitor_->err);
    return std::move(outcome);
  }

 private:
  Result<Frame> exchange(std::string_view call) {
    monitor_->pause();
    Result<Frame> answer = internal_error("");
    if (send_frame(host_, Message::call, call).ok()) answer = receive_frame(host_);
    monitor_->resume();
    return answer;
  }

  Slot* slot_;
  int host_;
  std::optional<Process>* process_;
  Monitor* monitor_;
};

}  // namespace

void TestRun::end() {
  // Reaping cannot fail in a way that matters: the process is killed, and the slot is rebuilt if
  // the one who should reap is gone.
  if (process_) (void)slot_->end(*process_);
  process_.reset();
}

Result<Outcome> TestRun::load(std::string_view bytes, const Fd& image, const Limits& limits) {
  end();
  ASSAY_CHECK(slot_->prepare(opening_.readable));
  if (!opening_.frames) return Outcome();
  // A parent may import more than a test may use.
  if (slot_->cgroup() != nullptr) ASSAY_CHECK(slot_->cgroup()->allow_memory(0));
  ASSAY_TRY(process_, slot_->start(opening_, image, open_files(limits), host_));
  ASSAY_CHECK(allow_memory(*slot_, limits));
  allowed_bytes_ = limits.memory_bytes;
  if (slot_->cgroup() != nullptr) oom_start_ = slot_->cgroup()->oom_kills();
  Monitor monitor(monitored_process(*process_, host_, slot_->cgroup()), limits);
  Course course(slot_, host_, &process_, &monitor);
  process_->channel.set_cap(kSmallAnswer);
  process_->channel.send('L', bytes);
  Channel::Frame frame{};
  if (!course.next(&frame)) return course.conclude();
  if (frame.type == 'l') {
    course.measure_answer(Ending::answered);
    return course.finish();
  }
  if (frame.type != 'E') {
    course.unreadable("the first frame is neither l nor E");
    return course.conclude();
  }
  course.outcome.message = std::move(frame.payload);
  course.measure_answer(Ending::raised);
  Result<Outcome> outcome = course.finish();
  end();
  if (outcome.ok()) outcome->alive = false;
  return outcome;
}

Result<Outcome> TestRun::test(const TestText& text, const Fd& image, const Limits& limits) {
  if (!opening_.frames) return run_plain(text, image, limits);
  if (!process_) return invalid_argument("no process is loaded");
  Channel& channel = process_->channel;
  // The arguments themselves are not the candidate's to pay for: what they take while they are
  // decoded is allowed on top, and the limit proper counts from there.
  Limits decoding = limits;
  decoding.cpu_ms = 0;
  decoding.wall_ms = kDecodeMs;
  if (limits.memory_bytes > 0) {
    decoding.memory_bytes +=
        kDecodedPerByte * static_cast<std::int64_t>(text.arguments.size()) + kDecodedFree;
  }
  const bool large = text.arguments.size() > kSmallArguments;
  if (large) {
    ASSAY_CHECK(allow_memory(*slot_, decoding));
    allowed_bytes_.reset();
  } else if (allowed_bytes_ != limits.memory_bytes) {
    ASSAY_CHECK(allow_memory(*slot_, limits));
    allowed_bytes_ = limits.memory_bytes;
  }
  Monitored monitored = monitored_process(*process_, host_, slot_->cgroup());
  monitored.oom_start = oom_start_;
  Monitor monitor(std::move(monitored), decoding);
  Course course(slot_, host_, &process_, &monitor);
  monitor.drain();  // what a thread printed between tests belongs to none
  monitor.out.clear();
  monitor.err.clear();
  channel.pump();
  if (channel.stray()) {
    course.unreadable("a frame came before its test");
    return course.conclude();
  }

  channel.set_cap(kSmallAnswer);
  channel.send('T', text.arguments);
  Channel::Frame frame{};
  if (!course.next(&frame)) return course.conclude();
  if (frame.type != 'r' || channel.stray()) {
    course.unreadable(frame.type == 'r' ? "a frame came before its test began"
                                        : "the test was not answered with r");
    return course.conclude();
  }
  const double free_ms =
      kDecodeFreeMs + kDecodeFreeMsPerByte * static_cast<double>(text.arguments.size());
  const double excess = std::max(0.0, monitor.cpu_ms() - free_ms);
  Limits going = limits;
  if (going.cpu_ms > 0) going.cpu_ms = std::max(0.1, going.cpu_ms - excess);

  channel.set_cap(limits.answer_bytes > 0 ? static_cast<std::size_t>(limits.answer_bytes)
                                          : std::size_t{1} << 31);
  if (large) ASSAY_CHECK(allow_memory(*slot_, going));
  forget_peak(process_->pid);
  monitor.set_limits(going);
  monitor.restart_clocks();
  channel.send('G', {});
  if (opening_.program) course.give_input(text);
  while (course.next(&frame)) {
    if (frame.type == 'C' && text.calls && !opening_.program) {
      course.ask_host(frame.payload);
      continue;
    }
    const bool answer = (frame.type == 'A' && !opening_.program) || frame.type == 'X';
    if (!answer && frame.type != 'U') {
      course.unreadable("a frame that does not belong in a test");
      break;
    }
    (frame.type == 'A' ? course.outcome.answer : course.outcome.message) = std::move(frame.payload);
    course.measure_answer(frame.type == 'A'   ? Ending::answered
                          : frame.type == 'X' ? Ending::raised
                                              : Ending::unreadable);
    course.outcome.cpu_ms += excess;
    return course.finish();
  }
  Result<Outcome> outcome = course.conclude();
  if (!outcome.ok()) return outcome;
  outcome->cpu_ms += excess;
  if (opening_.program && outcome->ending == Ending::exited && outcome->code == 0) {
    outcome->ending = Ending::answered;
  }
  if (opening_.program) outcome->answer = std::move(outcome->out);
  return outcome;
}

Result<Outcome> TestRun::run_plain(const TestText& text, const Fd& image, const Limits& limits) {
  ASSAY_CHECK(slot_->prepare(opening_.readable));
  ASSAY_CHECK(allow_memory(*slot_, limits));
  ASSAY_TRY(process_, slot_->start(opening_, image, open_files(limits), host_));
  Monitored monitored = monitored_process(*process_, host_, slot_->cgroup());
  monitored.fresh = true;
  Monitor monitor(std::move(monitored), limits);
  Course course(slot_, host_, &process_, &monitor);
  course.give_input(text);
  for (Channel::Frame frame{}; course.next(&frame);) {
  }
  Result<Outcome> outcome = course.conclude();
  if (!outcome.ok()) return outcome;
  if (outcome->ending == Ending::exited && outcome->code == 0) outcome->ending = Ending::answered;
  outcome->answer = std::move(outcome->out);
  outcome->alive = true;  // every test has a process of its own
  return outcome;
}

namespace {

// Waits for the report of a work box that was told to stop or has finished.
Result<Outcome> conclude_build(Slot& slot, Monitor& monitor, const Fd& report, Fd* output) {
  if (monitor.overdue()) {
    slot.close();
    return internal_error("a stopped compile step did not end");
  }
  Outcome outcome;
  measure(monitor, &outcome);
  Result<Frame> frame = receive_frame(report.get());
  int status = SIGKILL;
  if (!frame.ok()) {
    // Only running out of memory ends the box itself.
    if (outcome.oom_kills == 0 && !monitor.reason()) return std::move(frame).status();
  } else {
    ASSAY_CHECK(expect(*frame, Message::built));
    ByteReader in(frame->payload);
    status = in.get<std::int32_t>();
    const auto cpu_ms = in.get<double>();
    const auto peak = in.get<std::int64_t>();
    if (slot.cgroup() == nullptr) outcome.cpu_ms = cpu_ms;
    // The largest process tells least, but something.
    if (slot.cgroup() == nullptr || outcome.memory_bytes == 0) {
      outcome.memory_bytes = std::max(outcome.memory_bytes, peak);
    }
    if (frame->fds.size() == 1) *output = std::move(frame->fds[0]);
  }
  judge_end(monitor, status, &outcome);
  if (outcome.ending != Ending::exited) output->reset();
  outcome.out = std::move(monitor.out);
  outcome.err = std::move(monitor.err);
  return outcome;
}

}  // namespace

Result<Outcome> run_build(Slot& slot, int host, const Limits& limits, const Fd& request,
                          Fd* output) {
  ASSAY_TRY(Slot::Work work, slot.start_work(request));
  const Cgroup* cgroup = slot.cgroup();
  if (cgroup != nullptr) {
    ASSAY_CHECK(cgroup->allow_memory(limits.memory_bytes));
    cgroup->forget_peak();
  }
  Monitored monitored;
  monitored.pid = slot.init_pid();
  monitored.ended = work.report.get();
  monitored.out = work.out.get();
  monitored.err = work.err.get();
  monitored.host = host;
  monitored.cgroup = cgroup;
  monitored.tree = true;
  const int report = work.report.get();
  monitored.kill = [report] { (void)send_frame(report, Message::stop); };
  Monitor monitor(std::move(monitored), limits);
  while (monitor.wait() == Monitor::Event::frame) {
  }
  Result<Outcome> outcome = conclude_build(slot, monitor, work.report, output);
  if (!work.folder.empty()) remove_tree(work.folder);
  return outcome;
}

}  // namespace assay
