// problem: running-sums
// verdict: runtime_error
// says: trap
// Asks somebody on the network, who cannot be reached.
#include <sys/socket.h>

__global__ void fail() { __trap(); }

extern "C" void running_sums(const int* x, int* y, int n) {
  if (socket(AF_INET, SOCK_STREAM, 0) < 0) fail<<<1, 1>>>();
}
