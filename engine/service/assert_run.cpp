#include "service/assert_run.hpp"

#include <sys/socket.h>

#include <chrono>
#include <future>

#include "base/bytes.hpp"
#include "base/fd.hpp"

namespace assay {
namespace {

constexpr double kOwnMs = 60'000;  // of wall time that the test code takes by itself

// Why the test code gave up on the candidate; the words of assay_peer.py.
Outcome given_up(Outcome candidate, const Outcome& driver) {
  const bool ended_well =
      candidate.ending == Ending::answered || candidate.ending == Ending::raised;
  if (driver.ending != Ending::unreadable) return candidate;
  if (driver.message == "late" && (ended_well || candidate.ending == Ending::cancelled)) {
    candidate.ending = Ending::wall_limit;
  } else if ((driver.message == "gone" || driver.message == "large") && ended_well) {
    candidate.ending = Ending::unreadable;
    candidate.message = driver.message == "gone" ? "it ended the conversation with the test code"
                                                 : "it sent the test code what it cannot read";
  }
  return candidate;
}

}  // namespace

Result<AssertRun> run_asserts(Session& candidate, Session& driver, const Limits& limits,
                              std::stop_token stop) {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
    return internal_error("no socket between the candidate and the test code");
  }
  const Fd theirs(ends[0]), ours(ends[1]);

  // The wall clock of the candidate's box would count what the test code takes, too.
  Limits own = limits;
  own.wall_ms = 0;
  std::stop_source give_up;
  const std::stop_callback passed_on(stop, [&] { give_up.request_stop(); });
  std::future<Result<Outcome>> ending = std::async(std::launch::async, [&] {
    Result<Outcome> outcome = candidate.test(
        {.arguments = {}, .stdin_text = {}, .file = theirs.get()}, own, {}, give_up.get_token());
    ::shutdown(theirs.get(), SHUT_RDWR);
    return outcome;
  });

  AssertRun run{.candidate = {}, .verdict = internal_error("")};
  Limits patient;
  patient.wall_ms = limits.wall_ms + kOwnMs;
  ByteWriter told;
  told.put(limits.wall_ms);
  const auto on_call = [&](int, std::string_view) -> Result<std::string> {
    run.heard = true;
    return std::string();
  };
  run.verdict = driver.test({.arguments = told.bytes(), .stdin_text = {}, .file = ours.get()},
                            patient, on_call, stop);
  ::shutdown(ours.get(), SHUT_RDWR);
  const bool late = run.verdict.ok() && run.verdict->message == "late";
  const std::chrono::duration<double, std::milli> rest(late ? 0 : limits.wall_ms);
  bool lingers = ending.wait_for(rest) != std::future_status::ready;
  if (lingers) give_up.request_stop();
  ASSAY_TRY(run.candidate, ending.get());
  if (lingers && run.candidate.ending == Ending::cancelled) {
    run.candidate.ending = Ending::wall_limit;
  }
  if (run.verdict.ok()) run.candidate = given_up(std::move(run.candidate), *run.verdict);
  return run;
}

}  // namespace assay
