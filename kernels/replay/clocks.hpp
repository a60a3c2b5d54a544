#pragma once
// The clock that a device runs at, from NVIDIA's management library, found at run time.

namespace assay::replay {

struct Clock {
  int mhz = 0;          // of the multiprocessors; 0: nobody could tell
  bool slowed = false;  // for heat, power or hardware, as the driver says
};

class Clocks {
 public:
  Clocks();  // of the first device; without the library every read is empty
  Clock read() const;

 private:
  int (*clock_info_)(void* device, int kind, unsigned* mhz) = nullptr;
  int (*reasons_)(void* device, unsigned long long* reasons) = nullptr;
  void* device_ = nullptr;
};

}  // namespace assay::replay
