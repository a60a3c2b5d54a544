// problem: saxpy
// verdict: compile_error or wrong_answer
// says: only device code or differ
// Host code that writes an answer frame to the channel: it never runs.
#include <unistd.h>

static int forged = [] {
  return static_cast<int>(write(3, "A", 1));
}();

__global__ void saxpy(float a, const float* x, float* y, int n) {
}
