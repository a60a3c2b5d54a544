// problem: running-sums
// verdict: runtime_error
// says: launch_error
// Launches more threads in a block than there can be, and never asks.
__global__ void scan(const int* x, int* y, int n) {
  int sum = 0;
  for (int i = 0; i < n; ++i) y[i] = sum += x[i];
}

extern "C" void running_sums(const int* x, int* y, int n) {
  scan<<<1, 2048>>>(x, y, n);
}
