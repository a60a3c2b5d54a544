// problem: running-sums
// verdict: runtime_error
// says: cudaMemcpy
// A copy whose end wraps around to an address below its begin.
extern "C" void running_sums(const int* x, int* y, int n) {
  cudaMemcpy(y, x, ~0ull - 64, cudaMemcpyDeviceToDevice);
}
