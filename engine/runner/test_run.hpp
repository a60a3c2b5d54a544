#pragma once
// The loads and tests of one submission, from the keeper's side.

#include <string>
#include <string_view>

#include "base/fd.hpp"
#include "runner/slot.hpp"

namespace assay {

struct TestText {
  std::string_view arguments, input;
  const Fd* file = nullptr;  // TestInput::file
  bool calls = false;        // the host answers C frames, or a program's lines
};

// A loaded process of a session.
class TestRun {
 public:
  TestRun(Slot* slot, int host, const Opening& opening)
      : slot_(slot), host_(host), opening_(opening) {}
  ~TestRun() { end(); }

  Result<Outcome> load(std::string_view bytes, const Fd& image, const Limits& limits);
  Result<Outcome> test(const TestText& text, const Fd& image, const Limits& limits);
  // `arguments` is the payload of a B frame after its count.  Empty if it did not get through.
  Result<std::vector<Outcome>> batch(std::string_view arguments, std::uint32_t count,
                                     const Limits& limits);
  void end();

 private:
  // Lets the group use what the limits say, if that is not what it may now.
  Status allow(const Limits& limits);
  Result<Outcome> run_plain(const TestText& text, const Fd& image, const Limits& limits);

  Slot* slot_;
  int host_;
  Opening opening_;
  std::optional<Process> process_;
  // Of the process: the limit that the control group has for it, and the group's count of kills
  // and what was resident when it was loaded.  None is asked for again at each small test.
  std::optional<std::int64_t> allowed_bytes_, oom_start_;
  std::int64_t loaded_bytes_ = 0;
};

}  // namespace assay
