#include "replay/device.hpp"

#include <thread>

#include "replay/own_kernels.hpp"

namespace assay::replay {
namespace {

// Of one sample, or of what comes before it.
constexpr std::chrono::seconds kDeadline{20};
constexpr std::chrono::microseconds kPoll{20};
// Where the driver does not say how large the cache is.
constexpr std::size_t kFlushedBytes = std::size_t{256} << 20;

}  // namespace

Status Device::done(CuResult result, const std::string& what) {
  if (result == kCuSuccess) return {};
  trouble_ = result;
  return unavailable(what + ": " + driver_.name_of(result));
}

Result<std::unique_ptr<Device>> Device::open(const Driver& driver) {
  std::unique_ptr<Device> device(new Device(driver));
  ASSAY_CHECK(device->start());
  ASSAY_CHECK(device->start_holding());
  return device;
}

Status Device::start() {
  ASSAY_CHECK(done(driver_.init(0), "the driver does not start"));
  int count = 0;
  ASSAY_CHECK(done(driver_.device_count(&count), "the driver does not list devices"));
  if (count == 0) return unavailable("the driver has no device");
  CuDevice device = 0;
  CuContext context = nullptr;
  char text[256] = {};
  ASSAY_CHECK(done(driver_.device_get(&device, 0), "the first device"));
  ASSAY_CHECK(done(driver_.device_name(text, sizeof text, device), "the device's name"));
  name = text;
  int l2 = 0;
  const std::pair<int, int*> attributes[] = {{kCuSmCount, &sm_count},
                                             {kCuMaxThreadsPerSm, &threads_per_sm},
                                             {kCuMajor, &major},
                                             {kCuMinor, &minor},
                                             {kCuL2Bytes, &l2}};
  for (const auto& [attribute, value] : attributes) {
    ASSAY_CHECK(done(driver_.device_attribute(value, attribute, device), "an attribute"));
  }
  l2_bytes = static_cast<std::size_t>(l2);
  ASSAY_CHECK(done(driver_.driver_version(&driver_version), "the driver's version"));
  ASSAY_CHECK(done(driver_.device_memory(&memory_bytes, device), "the device's memory"));
  if (major < 8) return unavailable(name + " is older than compute capability 8.0");
  ASSAY_CHECK(done(driver_.context_retain(&context, device), "a context"));
  ASSAY_CHECK(done(driver_.context_current(context), "the context"));
  // Nothing stays in the cache on purpose.  A device without such a part of it says so, and that
  // is as good.
  (void)driver_.context_limit(kCuPersistingL2, 0);
  ASSAY_CHECK(done(driver_.stream_create(&stream_, kCuNonBlocking), "a stream"));
  ASSAY_CHECK(done(driver_.event_create(&begin_, 0), "an event"));
  return done(driver_.event_create(&end_, 0), "an event");
}

Status Device::start_holding() {
  ASSAY_CHECK(done(driver_.module_load(&own_, kOwnKernels, 0, nullptr, nullptr), "our kernels"));
  ASSAY_CHECK(done(driver_.module_function(&hold_, own_, kHoldKernel), "our kernels"));
  void* host = nullptr;
  ASSAY_CHECK(done(driver_.allocate_host(&host, sizeof *gate_, kCuHostMapped), "host memory"));
  gate_ = static_cast<volatile unsigned*>(host);
  ASSAY_CHECK(done(driver_.host_to_device_pointer(&gate_address_, host, 0), "host memory"));
  flushed_bytes_ = l2_bytes > 0 ? 2 * l2_bytes : kFlushedBytes;
  return done(driver_.allocate(&flushed_, flushed_bytes_), "memory to flush the cache");
}

Status Device::wait(const std::string& what) {
  const auto deadline = std::chrono::steady_clock::now() + kDeadline;
  for (;;) {
    const CuResult state = driver_.stream_query(stream_);
    if (state != kCuNotReady) return done(state, what);
    if (std::chrono::steady_clock::now() > deadline) {
      return done(kCuNotReady, what + " has not ended after 20 s");
    }
    std::this_thread::sleep_for(kPoll);
  }
}

Result<double> Device::time(CuGraphExec graph, const std::string& what) {
  ASSAY_CHECK(done(driver_.graph_upload(graph, stream_), what));
  ASSAY_CHECK(
      done(driver_.set_bytes(flushed_, ++flush_value_, flushed_bytes_, stream_), "the flush"));
  *gate_ = 0;
  void* parameters[] = {&gate_address_};
  ASSAY_CHECK(done(driver_.launch(hold_, 1, 1, 1, 1, 1, 1, 0, stream_, parameters, nullptr),
                   "our kernel that holds the stream"));
  ASSAY_CHECK(done(driver_.event_record(begin_, stream_), "an event"));
  ASSAY_CHECK(done(driver_.graph_launch(graph, stream_), what));
  ASSAY_CHECK(done(driver_.event_record(end_, stream_), "an event"));
  *gate_ = 1;
  ASSAY_CHECK(wait(what));
  float ms = 0;
  ASSAY_CHECK(done(driver_.event_elapsed(&ms, begin_, end_), "the time between events"));
  return static_cast<double>(ms);
}

}  // namespace assay::replay
