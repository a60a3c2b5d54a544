#include "replay/clocks.hpp"

#include <dlfcn.h>

namespace assay::replay {
namespace {

constexpr int kMultiprocessors = 1;  // NVML_CLOCK_SM
// Hardware slowdown, heat by software and by hardware, power brake: not the idle state, and not the
// power cap, under which a device may always work.
constexpr unsigned long long kSlowed = 0x8 | 0x20 | 0x40 | 0x80;

}  // namespace

Clocks::Clocks() {
  void* const library = ::dlopen("libnvidia-ml.so.1", RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) return;
  const auto init = reinterpret_cast<int (*)()>(::dlsym(library, "nvmlInit_v2"));
  const auto find = reinterpret_cast<int (*)(unsigned, void**)>(
      ::dlsym(library, "nvmlDeviceGetHandleByIndex_v2"));
  if (init == nullptr || find == nullptr || init() != 0 || find(0, &device_) != 0) return;
  clock_info_ = reinterpret_cast<decltype(clock_info_)>(::dlsym(library, "nvmlDeviceGetClockInfo"));
  reasons_ = reinterpret_cast<decltype(reasons_)>(
      ::dlsym(library, "nvmlDeviceGetCurrentClocksThrottleReasons"));
}

Clock Clocks::read() const {
  Clock clock;
  unsigned mhz = 0;
  unsigned long long reasons = 0;
  if (clock_info_ != nullptr && clock_info_(device_, kMultiprocessors, &mhz) == 0) {
    clock.mhz = static_cast<int>(mhz);
  }
  if (reasons_ != nullptr && reasons_(device_, &reasons) == 0) {
    clock.slowed = (reasons & kSlowed) != 0;
  }
  return clock;
}

}  // namespace assay::replay
