// problem: saxpy
// verdict: output_limit
// says: 
// Prints without end.
#include <cstdio>

__global__ void saxpy(float a, const float* x, float* y, int n) {
  for (int k = 0; k < 1000000; ++k) printf("%d %d %d %d %d %d %d %d\n", k, k, k, k, k, k, k, k);
}
