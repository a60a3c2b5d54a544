#include "runner/course.hpp"

#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>

namespace assay {

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

void measure_over(const Monitor& monitor, Outcome* outcome) {
  measure_alive(monitor, outcome);
  outcome->oom_kills = monitor.oom_kills();
}

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

bool Course::begins_quietly() {
  monitor_->drain();
  monitor_->out.clear();
  monitor_->err.clear();
  Channel& channel = (*process_)->channel;
  channel.pump();
  if (channel.stray()) unreadable("a frame came before its test");
  return !channel.stray();
}

bool Course::next(Channel::Frame* frame) {
  Monitor::Event event = monitor_->wait();
  for (; event == Monitor::Event::line; event = monitor_->wait()) answer_line();
  if (event != Monitor::Event::frame) return false;
  *frame = *(*process_)->channel.take();
  return true;
}

void Course::give_input(std::string_view input, bool calls) {
  if (calls) {
    monitor_->converse(&(*process_)->in, std::string(input));
  } else {
    monitor_->feed(&(*process_)->in, std::string(input));
  }
}

void Course::unreadable(std::string what) {
  outcome.message = std::move(what);
  monitor_->stop(Ending::unreadable);
}

void Course::ask_host(std::string_view call) {
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

void Course::answer_line() {
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

Result<Frame> Course::exchange(std::string_view call) {
  monitor_->pause();
  Result<Frame> answer = internal_error("");
  if (send_frame(host_, Message::call, call).ok()) {
    monitor_->await(host_);
    answer = receive_frame(host_);
  }
  monitor_->resume();
  return answer;
}

void Course::measure_answer(Ending ending) {
  outcome.ending = ending;
  measure_alive(*monitor_, &outcome);
  monitor_->drain();
}

Result<Outcome> Course::conclude() {
  if (monitor_->reason() && !monitor_->overdue()) {
    while (monitor_->wait() == Monitor::Event::frame) {
    }
  }
  if (monitor_->overdue()) {
    slot_->close();
    process_->reset();
    return internal_error("a killed process did not end");
  }
  measure_over(*monitor_, &outcome);
  ASSAY_TRY(const Ended ended, slot_->end(**process_));
  process_->reset();
  if (!ended.told && !monitor_->reason() && outcome.oom_kills == 0) {
    return internal_error("the parent of a test process has ended");
  }
  if (outcome.oom_kills > 0) {
    // Its page tables are given back late, and what starts next would be killed for them.  Until
    // load() sets the limit again, nothing of the candidate's runs.
    ASSAY_CHECK(slot_->cgroup()->allow_memory(0));
  }
  outcome.memory_bytes = std::max(outcome.memory_bytes, ended.peak_bytes - monitor_->idle_bytes());
  judge_end(*monitor_, ended.status, &outcome);
  return finish();
}

Result<Outcome> Course::finish() {
  if (process_->has_value() && monitor_->reason()) return conclude();
  outcome.out = std::move(monitor_->out);
  outcome.err = std::move(monitor_->err);
  return std::move(outcome);
}

}  // namespace assay
