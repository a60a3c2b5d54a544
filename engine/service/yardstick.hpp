#pragma once

namespace assay {

// What a fixed piece of work takes this machine now, in ms of CPU time (about 2; it takes about 10
// to find out).  The ratio of two of these says how much slower the machine has become in between:
// its clock, its caches and whoever shares its cores.
double yardstick_ms();

}  // namespace assay
