#include "service/replayer.hpp"

#include <poll.h>
#include <chrono>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <vector>

#include "plan/graders.hpp"
#include "runner/start_process.hpp"

namespace assay {
namespace {

using nlohmann::json;

constexpr char kProgram[] = "assay-replay";
// It has deadlines of its own for what a device does; this is for a driver that hangs, and for the
// rounds of others who hold the device.
constexpr std::chrono::minutes kPatience{20};
constexpr int kLookForStopMs = 50;
// Results of a few rounds.
constexpr std::size_t kMostBytes = (std::size_t{1} << 32) - 16;

// Where its library and its lock are; and which device a container may use, or what a test's is.
constexpr const char* kPassedOn[] = {"LD_LIBRARY_PATH", "HOME", "XDG_CACHE_HOME",
                                     "CUDA_VISIBLE_DEVICES", "ASSAY_SIMULATED_GPU"};

std::vector<std::string> environment() {
  std::vector<std::string> variables;
  for (const char* name : kPassedOn) {
    if (const char* value = std::getenv(name)) variables.push_back(std::string(name) + '=' + value);
  }
  return variables;
}

Result<Gpu> read_gpu(const std::string& hello) {
  const json told = json::parse(hello, nullptr, false);
  if (!told.is_object()) return internal_error("assay-replay said nothing of its device");
  return Gpu{.name = told.value("device", ""),
             .driver = told.value("driver", ""),
             .compute = told.value("compute", ""),
             .multiprocessors = told.value("multiprocessors", 0),
             .clock_mhz = told.value("clock_mhz", 0),
             .memory_bytes = told.value("memory_bytes", 0.0)};
}

}  // namespace

Result<Replayer> Replayer::start(With with, std::stop_token stop) {
  const std::string program = find_own_program(kProgram);
  if (program.empty()) return unavailable("assay-replay is not installed");
  const char* const option = with == With::device ? "--serve" : "--serve-with-library";
  std::vector<std::string> variables = environment();
  std::vector<char*> pointers;
  for (std::string& variable : variables) pointers.push_back(variable.data());
  pointers.push_back(nullptr);
  ASSAY_TRY(Fd socket, start_process(program, option, pointers.data()));
  Channel channel(std::move(socket));
  channel.set_cap(kMostBytes);
  Replayer replayer(std::move(channel));
  ASSAY_TRY(const Channel::Frame hello, replayer.receive(std::move(stop)));
  replayer.gpu_ = hello.type == 'N' ? unavailable(hello.payload) : read_gpu(hello.payload);
  return replayer;
}

Result<Channel::Frame> Replayer::ask(char type, std::string_view payload, std::stop_token stop) {
  channel_.send(type, payload);
  return receive(std::move(stop));
}

Result<Channel::Frame> Replayer::receive(std::stop_token stop) {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  for (;;) {
    channel_.pump();
    if (std::optional<Channel::Frame> frame = channel_.take()) return std::move(*frame);
    if (!channel_.open() || channel_.malformed()) return internal_error("assay-replay has ended");
    if (stop.stop_requested()) return Status(Code::cancelled, "cancelled");
    if (std::chrono::steady_clock::now() > deadline) {
      return internal_error("assay-replay has not answered in 20 minutes");
    }
    pollfd polled{channel_.fd(), channel_.events(), 0};
    ::poll(&polled, 1, kLookForStopMs);
  }
}

}  // namespace assay
