#pragma once
// The device that is timed on, and how one graph is timed on it.
//
// Theory of operation.  One process, one context, one stream.  A sample: the second-level cache is
// overwritten twice over, a kernel of ours holds the stream, then an event, the graph and a second
// event are queued, and only then the stream is let go.  So the time between the events holds no
// work of the host's, and the inputs come from memory.  Whoever runs longer than the deadline has
// lost the device: this process ends then, and takes the context with it.

#include <chrono>
#include <memory>
#include <string>

#include "base/status.hpp"
#include "replay/driver.hpp"

namespace assay::replay {

class Device {
 public:
  // unavailable: no device, or one that it cannot use.
  static Result<std::unique_ptr<Device>> open(const Driver& driver);

  const Driver& calls() const { return driver_; }
  CuStream stream() const { return stream_; }

  std::string name;
  int driver_version = 0;  // 13020 is 13.2
  int sm_count = 0, threads_per_sm = 0, major = 0, minor = 0;
  std::size_t l2_bytes = 0, memory_bytes = 0;

  // What the driver said last that was no success; kCuNotReady: past the deadline.
  CuResult trouble() const { return trouble_; }
  // Success, or `what` with the driver's name of the error.
  Status done(CuResult result, const std::string& what);

  // Waits for the stream.
  Status wait(const std::string& what);
  // Milliseconds between the events around the graph.
  Result<double> time(CuGraphExec graph, const std::string& what);

 private:
  explicit Device(const Driver& driver) : driver_(driver) {}
  Status start();
  Status start_holding();

  Driver driver_;
  CuResult trouble_ = kCuSuccess;
  CuStream stream_ = nullptr;
  CuEvent begin_ = nullptr, end_ = nullptr;
  CuPointer flushed_ = 0;  // twice the second-level cache
  std::size_t flushed_bytes_ = 0;
  unsigned char flush_value_ = 0;
  CuModule own_ = nullptr;
  CuFunction hold_ = nullptr;
  volatile unsigned* gate_ = nullptr;  // host memory that `hold_` watches
  CuPointer gate_address_ = 0;
};

}  // namespace assay::replay
