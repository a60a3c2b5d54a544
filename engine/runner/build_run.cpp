#include "runner/build_run.hpp"

#include "runner/course.hpp"
#include "runner/protocol.hpp"
#include "runner/remove_tree.hpp"

#include <signal.h>

#include <algorithm>

namespace assay {
namespace {

// Waits for the report of a work box that was told to stop or has finished.
Result<Outcome> conclude_build(Slot& slot, Monitor& monitor, const Fd& report, Fd* output) {
  if (monitor.overdue()) {
    slot.close();
    return internal_error("a stopped compile step did not end");
  }
  Outcome outcome;
  measure_over(monitor, &outcome);
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
    if (Status allowed = cgroup->allow_memory(limits.memory_bytes); !allowed.ok()) {
      slot.close();  // the work has begun
      return allowed;
    }
    cgroup->forget_peak();
  }
  Monitored monitored;
  monitored.pid = work.box;
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
