// assay-replay: times kernels on a GPU.  It is ours; of a candidate it gets PTX and a plan, which
// are data.  Started by the engine with a socket on descriptor 3, outside of the boxes, because it
// needs the devices; replay/confine.cpp says what holds it.  It leaves its parent at once and ends
// when the socket does, so that nobody has to wait for it, and a kernel that never ends is ended
// with it.

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/fd.hpp"
#include "base/file.hpp"
#include "harness/channel.hpp"
#include "replay/confine.hpp"
#include "replay/contest.hpp"

namespace {

using namespace assay;
using namespace assay::replay;

constexpr int kChannel = 3;

std::string hello(const Device& device) {
  return nlohmann::json{
      {"device", device.name},
      {"driver", std::to_string(device.driver_version / 1000) + "." +
                     std::to_string(device.driver_version % 1000 / 10)},
      {"multiprocessors", device.sm_count},
      {"compute", std::to_string(device.major) + "." + std::to_string(device.minor)},
      {"memory_bytes", device.memory_bytes},
      {"l2_bytes", device.l2_bytes},
      {"clock_mhz", Clocks().read().mhz}}
      .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

// What a process of this user holds while it uses the device; the lock goes with the process.
Fd open_lock() {
  const std::filesystem::path file = cache_dir() / "gpu.lock";
  std::error_code error;
  std::filesystem::create_directories(file.parent_path(), error);
  return Fd(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
}

void take_turn(const Fd& lock) {
  if (!lock.valid()) harness::give_up("the lock of the device cannot be opened");
  while (::flock(lock.get(), LOCK_EX) < 0 && errno == EINTR) {
  }
}

[[noreturn]] void give_up_on(const Status& why) { harness::give_up(why.message().c_str()); }

void answer(const harness::Frame& frame, Contest* contest, const Fd& lock) {
  switch (frame.type) {
    case 'L': {
      take_turn(lock);
      const Result<std::string> misfit = contest->load(frame.payload);
      if (!misfit.ok()) give_up_on(misfit.status());
      return harness::write_frame(misfit->empty() ? 'l' : 'E', *misfit);
    }
    case 'T':
      if (const Status bad = contest->add_case(frame.payload); !bad.ok()) give_up_on(bad);
      return harness::write_frame('r', {});
    case 'R': {
      const Result<std::string> rounds = contest->run(frame.payload);
      if (!rounds.ok()) give_up_on(rounds.status());
      return harness::write_frame('A', *rounds);
    }
    default:
      harness::give_up("a frame is out of place");
  }
}

// The device, found from within the confinement; libraries are opened before it.
Result<std::unique_ptr<Device>> open_device(std::optional<Library>* library) {
  ASSAY_TRY(const Driver driver, open_driver());
  if (library != nullptr) {
    ASSAY_TRY(*library, Library::open());
  }
  ASSAY_CHECK(confine(driver));
  return Device::open(driver);
}

int serve(bool with_library) {
  if (::fork() != 0) return 0;
  fork_with_keeper(kChannel);
  const Fd lock = open_lock();
  std::optional<Library> library;
  const Result<std::unique_ptr<Device>> device = open_device(with_library ? &library : nullptr);
  if (!device.ok()) {
    harness::write_frame('N', device.status().message());
    return 0;
  }
  Contest contest(**device, library ? &*library : nullptr);
  harness::write_frame('h', hello(**device));
  for (harness::Frame frame = harness::read_frame(); frame.type != 0;
       frame = harness::read_frame()) {
    answer(frame, &contest, lock);
  }
  ::_exit(0);  // what the device still does must not be waited for
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 2 && std::strcmp(argv[1], "--serve") == 0) return serve(false);
  if (argc == 2 && std::strcmp(argv[1], "--serve-with-library") == 0) return serve(true);
  std::fputs("assay-replay is started by the Assay library, not by hand\n", stderr);
  return 2;
}
