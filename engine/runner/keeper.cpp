#include "runner/keeper.hpp"

#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cassert>
#include <memory>

#include "runner/build_run.hpp"
#include "runner/protocol.hpp"
#include "runner/slot.hpp"
#include "runner/test_run.hpp"
#include "sandbox/drop.hpp"

namespace assay {
namespace {

class Keeper {
 public:
  Keeper(Fd host, const BoxOptions& options, const std::string& name)
      : host_(std::move(host)), slot_(options, name) {}

  void serve() {
    for (;;) {
      Result<Frame> frame = receive_frame(host_.get());
      if (!frame.ok()) return;
      if (frame->type == Message::cancel) continue;  // came too late
      const Status status = handle(frame.value());
      if (!status.ok() && !send_failure(host_.get(), status).ok()) return;
    }
  }

 private:
  // Answers, or returns the failure that is the answer.
  Status handle(Frame& frame) {
    ByteReader in(frame.payload);
    switch (frame.type) {
      case Message::open:
        return open(frame, in);
      case Message::load: {
        const Limits limits = get_limits(in);
        if (!run_) return invalid_argument("nothing is open");
        return answer(run_->load(in.get_string(), image_, limits));
      }
      case Message::test: {
        const Limits limits = get_limits(in);
        TestText text;
        text.calls = in.get<bool>();
        text.arguments = in.get_string();
        text.input = in.get_string();
        if (!frame.fds.empty()) text.file = &frame.fds[0];
        if (!run_) return invalid_argument("nothing is open");
        return answer(run_->test(text, image_, limits));
      }
      case Message::batch:
        return batch(in);
      case Message::build:
        return build(frame, in);
      case Message::finish:
        finish();
        return send_frame(host_.get(), Message::ok);
      default:
        return internal_error("a keeper got a frame that it does not know");
    }
  }

  Status open(Frame& frame, ByteReader& in) {
    finish();
    const Opening opening = get_opening(in);
    if (!frame.fds.empty()) image_ = std::move(frame.fds[0]);
    ASSAY_CHECK(slot_.prepare(opening.readable));
    if (opening.warm) ASSAY_CHECK(slot_.warm_up(opening));
    run_ = std::make_unique<TestRun>(&slot_, host_.get(), opening);
    return send_frame(host_.get(), Message::ok,
                      slot_.cgroup() != nullptr ? slot_.cgroup()->description() : "");
  }

  Status batch(ByteReader& in) {
    const Limits limits = get_limits(in);
    const auto count = in.get<std::uint32_t>();
    if (!run_) return invalid_argument("nothing is open");
    ASSAY_TRY(const std::vector<Outcome> outcomes, run_->batch(in.rest(), count, limits));
    ByteWriter out;
    out.put(static_cast<std::uint32_t>(outcomes.size()));
    for (const Outcome& outcome : outcomes) put_outcome(out, outcome);
    return send_frame(host_.get(), Message::outcomes, out.bytes());
  }

  Status build(Frame& frame, ByteReader& in) {
    finish();
    const Limits limits = get_limits(in);
    const std::vector<std::string> readable = get_strings(in);
    if (frame.fds.size() != 1) return internal_error("a build without its request");
    ASSAY_CHECK(slot_.prepare(readable));
    Fd output;
    ASSAY_TRY(const Outcome outcome, run_build(slot_, host_.get(), limits, frame.fds[0], &output));
    ByteWriter out;
    put_outcome(out, outcome);
    const int fd = output.get();
    return send_frame(host_.get(), Message::outcome, out.bytes(),
                      output.valid() ? std::span<const int>(&fd, 1) : std::span<const int>());
  }

  Status answer(const Result<Outcome>& outcome) {
    if (!outcome.ok()) return {outcome.status().code(), outcome.status().message()};
    ByteWriter out;
    put_outcome(out, *outcome);
    return send_frame(host_.get(), Message::outcome, out.bytes());
  }

  void finish() {
    run_.reset();
    image_.reset();
  }

  Fd host_, image_;
  Slot slot_;
  std::unique_ptr<TestRun> run_;
};

}  // namespace

void run_keeper(Fd socket, const BoxOptions& options, const std::string& name) {
  sigset_t ended;
  ::sigemptyset(&ended);
  ::sigaddset(&ended, SIGCHLD);
  ::sigprocmask(SIG_UNBLOCK, &ended, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
  if (const Status status = keep_keeper_capabilities(); !status.ok()) {
    (void)send_failure(socket.get(), status);
    _exit(1);
  }
  {
    Keeper keeper(std::move(socket), options, name);
    keeper.serve();
  }
  _exit(0);
}

}  // namespace assay
