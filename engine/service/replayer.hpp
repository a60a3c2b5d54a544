#pragma once
// The engine's end of assay-replay, the process of ours that times kernels on a GPU.

#include <stop_token>
#include <string>
#include <string_view>

#include "base/status.hpp"
#include "runner/channel.hpp"

namespace assay {

// The device, as its driver tells it.
struct Gpu {
  std::string name, driver, compute;  // "NVIDIA H100 80GB HBM3", "13.0", "9.0"
  int multiprocessors = 0, clock_mhz = 0;
  double memory_bytes = 0;
};

// One thread at a time.  The process ends with it.
class Replayer {
 public:
  enum class With { device, device_and_library };

  // unavailable where the program is missing.
  static Result<Replayer> start(With with, std::stop_token stop);

  // unavailable, with a sentence, where there is no GPU that can be used, or no library that
  // was asked for; then nothing can be timed.
  const Result<Gpu>& gpu() const { return gpu_; }
  // Sends a frame and waits for the answer; internal if the process ends or stays silent.
  Result<Channel::Frame> ask(char type, std::string_view payload, std::stop_token stop);

 private:
  explicit Replayer(Channel channel) : channel_(std::move(channel)) {}
  Result<Channel::Frame> receive(std::stop_token stop);

  Channel channel_;
  Result<Gpu> gpu_ = unavailable("nobody asked");
};

}  // namespace assay
