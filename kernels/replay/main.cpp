// assay-replay: times kernels on a GPU.  It is ours; of a candidate it gets PTX and a plan, which
// are data.  Started by the engine outside of any box, because it needs the devices, with a socket
// on descriptor 3.  It leaves its parent at once and ends when the socket does, so that nobody has
// to wait for it, and a kernel that never ends is ended with it.

#include <dlfcn.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <thread>

#include "base/fd.hpp"
#include "base/file.hpp"
#include "harness/channel.hpp"
#include "replay/contest.hpp"

namespace {

using namespace assay;
using namespace assay::replay;

constexpr int kChannel = 3;

void end_with_the_engine() {
  pollfd channel{kChannel, POLLRDHUP, 0};
  while (::poll(&channel, 1, -1) < 0) {
  }
  ::_exit(0);
}

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

// Of NVRTC, "13.0"; "" if it is not here.
std::string compiler_version() {
  for (const char* library :
       {"libnvrtc.so.13", "libnvrtc.so.12", "libnvrtc.so", "/usr/local/cuda/lib64/libnvrtc.so"}) {
    void* const handle = ::dlopen(library, RTLD_LAZY | RTLD_LOCAL);
    if (handle == nullptr) continue;
    const auto version = reinterpret_cast<int (*)(int*, int*)>(::dlsym(handle, "nvrtcVersion"));
    int major = 0, minor = 0;
    if (version != nullptr && version(&major, &minor) == 0) {
      return std::to_string(major) + "." + std::to_string(minor);
    }
  }
  return "";
}

// One process of a user at a time uses the device; the lock goes with the process.
void take_turn() {
  const std::filesystem::path file = cache_dir() / "gpu.lock";
  std::error_code error;
  std::filesystem::create_directories(file.parent_path(), error);
  static const Fd lock(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!lock.valid()) harness::give_up(errno_status(file.string()).message().c_str());
  while (::flock(lock.get(), LOCK_EX) < 0 && errno == EINTR) {
  }
}

[[noreturn]] void give_up_on(const Status& why) { harness::give_up(why.message().c_str()); }

void answer(const harness::Frame& frame, Contest* contest) {
  switch (frame.type) {
    case 'L': {
      take_turn();
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

int serve() {
  if (::fork() != 0) return 0;
  std::thread(end_with_the_engine).detach();
  const Result<std::unique_ptr<Device>> device = Device::open();
  std::optional<Contest> contest;
  if (device.ok()) contest.emplace(**device);
  harness::write_frame(contest ? 'h' : 'N', contest ? hello(**device) : device.status().message());
  for (harness::Frame frame = harness::read_frame(); frame.type != 0;
       frame = harness::read_frame()) {
    if (frame.type == 'V') {
      harness::write_frame('v', compiler_version());
    } else if (contest) {
      answer(frame, &*contest);
    } else {
      harness::give_up("rounds without a device");
    }
  }
  ::_exit(0);  // what the device still does must not be waited for
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 2 && std::strcmp(argv[1], "--serve") == 0) return serve();
  std::fputs("assay-replay is started by the Assay library, not by hand\n", stderr);
  return 2;
}
