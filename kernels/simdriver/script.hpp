#pragma once
// What the simulated device is and how long its kernels take, from the file that
// $ASSAY_SIMULATED_GPU names.  One statement a line:
//
//   device NAME               its name (Simulated GPU)
//   compute 9 0               its compute capability (8 0)
//   memory BYTES              how much of it there is (1 GiB)
//   time KERNEL US...         of its first, second, ... launch and then again from the first, or of
//   a
//                             product of cuBLAS, by the call; one
//                             without a line takes 1, and a ns for each instruction of a warp
//   clock MHZ...              what successive reads of the clock give, likewise (1500)
//   slowed 0 1 ...            whether it says then that it is slowed
//   fail KERNEL N ERROR       launch number N, from 1, ends with that driver error
//   corrupt KERNEL N P        launch number N leaves a wrong bit where pointer parameter P points
//   no_library                there is cuBLAS, but it does not start
//   absent                    there is a driver, but no device

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace assay::simdriver {

// Values that come one after the other, and then again from the first.
struct Cycle {
  std::vector<double> values;
  std::size_t next = 0;
  double take() { return values[next++ % values.size()]; }
};

struct Fault {
  std::uint64_t launch = 0;
  int error = 0;       // of the driver; 0: a wrong bit
  int parameter = -1;  // of the wrong bit
};

struct Script {
  bool present = false, library = true;
  std::string device = "Simulated GPU";
  int major = 8, minor = 0;
  std::uint64_t memory = std::uint64_t{1} << 30;
  std::map<std::string, Cycle> times;  // µs, by the kernel's name in the source
  Cycle clock{{1500}}, slowed{{0}};
  std::multimap<std::string, Fault> faults;
};

// The script of this process, read at the first call.  Ends the process on a statement that is
// none.
Script& script();

}  // namespace assay::simdriver
