// Theory of operation.  A test is: T, and the harness decodes; r; now the clocks are read and G
// lets it go; C frames in between go to the host and back while the wall clock stands; A, X or U
// ends it, and the clocks are read again.  Where the arguments are a memory file, it is M instead
// of T; m, and the file goes over; then r as above.  So does the socket to another test process.
// Anything else on the channel, or the end of the process, or a limit, ends it otherwise, and then
// the process is not used again.  A program that is answered as it goes sends its lines in place of
// C frames.  A batch is: B, and then as many A, X or U.

#include "runner/test_run.hpp"

#include <sys/stat.h>

#include <algorithm>

#include "runner/course.hpp"
#include "sandbox/usage.hpp"

namespace assay {
namespace {

constexpr double kDecodeMs = 10'000;
// Decoding is not timed, so it may not be a place to compute in: what it costs beyond this counts.
constexpr double kDecodeFreeMs = 5, kDecodeFreeMsPerByte = 5e-5;
constexpr std::size_t kSmallArguments = 1 << 16;
// Memory that decoded arguments may take, beyond their bytes on the wire.
constexpr std::int64_t kDecodedPerByte = 64, kDecodedFree = std::int64_t{16} << 20;
constexpr std::size_t kSmallAnswer = 1 << 20;  // of r, l and E

// The group also holds a child that may be in the making beside the test, and what earlier tests
// left.  What the test itself used is measured, so this lets nothing pass that is over its limit.
Status allow_memory(const Slot& slot, const Limits& limits) {
  constexpr std::int64_t kSpareChild = std::int64_t{6} << 20;
  if (slot.cgroup() == nullptr) return {};
  const std::int64_t beside = kSpareChild + kKeptFree;
  return slot.cgroup()->allow_memory(limits.memory_bytes > 0 ? limits.memory_bytes + beside : 0);
}

std::size_t answer_cap(const Limits& limits) {
  return limits.answer_bytes > 0 ? static_cast<std::size_t>(limits.answer_bytes)
                                 : std::size_t{1} << 31;
}

// Of a test, by the frame that ended it.
Ending ending_of(char type) {
  return type == 'A' ? Ending::answered : type == 'X' ? Ending::raised : Ending::unreadable;
}

std::size_t size_of(const Fd& file) {
  struct stat facts {};
  return ::fstat(file.get(), &facts) == 0 ? static_cast<std::size_t>(facts.st_size) : 0;
}

int open_files(const Limits& limits) { return limits.open_files > 0 ? limits.open_files : 1024; }

// The arguments themselves are not the candidate's to pay for: what they take while they are
// decoded is allowed on top, and the limit proper counts from there.
Limits while_decoding(Limits limits, std::size_t size) {
  limits.cpu_ms = 0;
  limits.wall_ms = kDecodeMs;
  if (limits.memory_bytes > 0) {
    limits.memory_bytes += kDecodedPerByte * static_cast<std::int64_t>(size) + kDecodedFree;
  }
  return limits;
}

// Gives the arguments over; true when they are decoded.
bool give(const TestText& text, Channel& channel, Course& course) {
  channel.set_cap(kSmallAnswer);
  channel.send(text.file != nullptr ? 'M' : 'T', text.arguments);
  Channel::Frame frame{};
  if (!course.next(&frame)) return false;
  if (text.file != nullptr) {
    if (frame.type != 'm' || channel.stray() || !channel.send_file(*text.file)) {
      course.unreadable("the descriptor was not asked for with m");
      return false;
    }
    if (!course.next(&frame)) return false;
  }
  if (frame.type == 'r' && !channel.stray()) return true;
  course.unreadable(frame.type == 'r' ? "a frame came before its test began"
                                      : "the test was not answered with r");
  return false;
}

}  // namespace

void TestRun::end() {
  if (process_) slot_->discard(*process_);
  process_.reset();
}

Result<Outcome> TestRun::load(std::string_view bytes, const Fd& image, const Limits& limits) {
  end();
  ASSAY_CHECK(slot_->prepare(opening_.readable));
  if (!opening_.frames) return Outcome();
  ASSAY_TRY(process_, slot_->start(opening_, image, open_files(limits), host_));
  ASSAY_CHECK(allow_memory(*slot_, limits));
  allowed_bytes_ = limits.memory_bytes;
  if (slot_->cgroup() != nullptr) oom_start_ = slot_->cgroup()->oom_kills();
  Monitor monitor(monitored_process(*process_, host_, slot_->cgroup()), limits);
  Course course(slot_, host_, &process_, &monitor);
  process_->channel.set_cap(kSmallAnswer);
  process_->channel.send('L', bytes);
  if (opening_.warm) ASSAY_CHECK(slot_->order_spare(opening_));
  Channel::Frame frame{};
  if (!course.next(&frame)) return course.conclude();
  // A later `c` could be the candidate's.
  if (opening_.looks && frame.type == 'c') {
    course.outcome.stateless = frame.payload == "\1";
    if (!course.next(&frame)) return course.conclude();
  }
  if (frame.type == 'l') {
    loaded_bytes_ = resident_bytes(process_->pid);
    course.measure_answer(Ending::answered);
    return course.finish();
  }
  if (frame.type != 'E') {
    course.unreadable("loading ended with neither l nor E");
    return course.conclude();
  }
  course.outcome.message = std::move(frame.payload);
  course.measure_answer(Ending::raised);
  Result<Outcome> outcome = course.finish();
  end();
  if (outcome.ok()) outcome->alive = false;
  return outcome;
}

Status TestRun::allow(const Limits& limits) {
  if (allowed_bytes_ == limits.memory_bytes) return {};
  allowed_bytes_ = limits.memory_bytes;
  return allow_memory(*slot_, limits);
}

Result<Outcome> TestRun::test(const TestText& text, const Fd& image, const Limits& limits) {
  if (!opening_.frames) return run_plain(text, image, limits);
  if (!process_) return invalid_argument("no process is loaded");
  Channel& channel = process_->channel;
  const std::size_t size = text.file != nullptr ? size_of(*text.file) : text.arguments.size();
  const Limits decoding = while_decoding(limits, size);
  const bool large = size > kSmallArguments;
  if (large) {
    ASSAY_CHECK(allow_memory(*slot_, decoding));
    allowed_bytes_.reset();
  } else {
    ASSAY_CHECK(allow(limits));
  }
  Monitored monitored = monitored_process(*process_, host_, slot_->cgroup());
  monitored.oom_start = oom_start_;
  monitored.loaded_bytes = loaded_bytes_;
  Monitor monitor(std::move(monitored), decoding);
  Course course(slot_, host_, &process_, &monitor);
  if (!course.begins_quietly() || !give(text, channel, course)) return course.conclude();
  const double free_ms = kDecodeFreeMs + kDecodeFreeMsPerByte * static_cast<double>(size);
  const double excess = std::max(0.0, monitor.cpu_ms() - free_ms);
  Limits going = limits;
  if (going.cpu_ms > 0) going.cpu_ms = std::max(0.1, going.cpu_ms - excess);

  channel.set_cap(answer_cap(limits));
  if (large) {
    Limits unkept = going;
    unkept.memory_bytes = std::max<std::int64_t>(1, going.memory_bytes - monitor.kept_bytes());
    ASSAY_CHECK(allow_memory(*slot_, going.memory_bytes > 0 ? unkept : going));
  }
  forget_peak(process_->pid);
  monitor.set_limits(going);
  monitor.restart_clocks();
  channel.send('G', {});
  if (opening_.program) course.give_input(text.input, text.calls);
  for (Channel::Frame frame{}; course.next(&frame);) {
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
    course.measure_answer(ending_of(frame.type));
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

Result<std::vector<Outcome>> TestRun::batch(std::string_view arguments, std::uint32_t count,
                                            const Limits& limits) {
  if (!process_) return invalid_argument("no process is loaded");
  ASSAY_CHECK(allow(limits));
  forget_peak(process_->pid);
  Channel& channel = process_->channel;
  Monitored monitored = monitored_process(*process_, host_, slot_->cgroup());
  monitored.oom_start = oom_start_;
  monitored.loaded_bytes = loaded_bytes_;
  Monitor monitor(std::move(monitored), limits);
  Course course(slot_, host_, &process_, &monitor);
  std::vector<Outcome> outcomes;
  if (course.begins_quietly()) {
    ByteWriter payload;
    payload.put(count);
    payload.append(arguments);
    channel.set_cap(answer_cap(limits));
    channel.send('B', payload.bytes());
  }
  Channel::Frame frame{};
  while (outcomes.size() < count && course.next(&frame)) {
    if (frame.type != 'A' && frame.type != 'X' && frame.type != 'U') {
      course.unreadable("a frame that does not belong in a batch");
      break;
    }
    Outcome& outcome = outcomes.emplace_back();
    outcome.ending = ending_of(frame.type);
    (frame.type == 'A' ? outcome.answer : outcome.message) = std::move(frame.payload);
  }
  if (outcomes.size() == count) course.measure_answer(Ending::answered);
  if (outcomes.size() < count || monitor.reason()) {
    ASSAY_TRY(const Outcome failed, course.conclude());
    return std::vector<Outcome>();
  }
  for (Outcome& outcome : outcomes) {
    outcome.cpu_ms = course.outcome.cpu_ms / count;
    outcome.wall_ms = course.outcome.wall_ms / count;
    outcome.memory_bytes = course.outcome.memory_bytes;
  }
  if (count > 0) outcomes[0].out = std::move(monitor.out);
  if (count > 0) outcomes[0].err = std::move(monitor.err);
  return outcomes;
}

Result<Outcome> TestRun::run_plain(const TestText& text, const Fd& image, const Limits& limits) {
  ASSAY_CHECK(slot_->prepare(opening_.readable));
  ASSAY_CHECK(allow_memory(*slot_, limits));
  ASSAY_TRY(process_, slot_->start(opening_, image, open_files(limits), host_));
  Monitored monitored = monitored_process(*process_, host_, slot_->cgroup());
  monitored.fresh = true;
  Monitor monitor(std::move(monitored), limits);
  Course course(slot_, host_, &process_, &monitor);
  course.give_input(text.input, text.calls);
  for (Channel::Frame frame{}; course.next(&frame);) {
  }
  Result<Outcome> outcome = course.conclude();
  if (!outcome.ok()) return outcome;
  if (outcome->ending == Ending::exited && outcome->code == 0) outcome->ending = Ending::answered;
  outcome->answer = std::move(outcome->out);
  outcome->alive = true;  // every test has a process of its own
  return outcome;
}

}  // namespace assay
