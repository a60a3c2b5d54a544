// problem: running-sums
// verdict: runtime_error
// says: use_after_free
// Frees the input and uses it.
__global__ void scan(const int* x, int* y, int n) {
  int sum = 0;
  for (int i = 0; i < n; ++i) y[i] = sum += x[i];
}

extern "C" void running_sums(const int* x, int* y, int n) {
  cudaFree(const_cast<int*>(x));
  scan<<<1, 1>>>(x, y, n);
}
