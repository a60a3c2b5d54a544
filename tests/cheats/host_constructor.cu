// problem: saxpy
// verdict: compile_error or wrong_answer
// says: : error: or differ
// A host constructor that would run before main: host code is not compiled into anything that runs.
#include <cstdio>
#include <cstdlib>

struct Early {
  Early() {
    std::puts("accepted");
    std::_Exit(0);
  }
} early;

__global__ void saxpy(float a, const float* x, float* y, int n) {
}
