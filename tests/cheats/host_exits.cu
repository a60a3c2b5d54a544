// problem: running-sums
// verdict: runtime_error
// says: exited
// Ends the process in the middle of a test.
#include <cstdlib>

extern "C" void running_sums(const int* x, int* y, int n) {
  std::_Exit(3);
}
