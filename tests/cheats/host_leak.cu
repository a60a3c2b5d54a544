// problem: running-sums
// verdict: runtime_error
// says: leak
// Allocates a table for the next test and keeps it.
__global__ void scan(const int* x, int* y, int n) {
  int sum = 0;
  for (int i = 0; i < n; ++i) y[i] = sum += x[i];
}

extern "C" void running_sums(const int* x, int* y, int n) {
  int* kept = nullptr;
  cudaMalloc(&kept, 4096);
  scan<<<1, 1>>>(x, y, n);
}
