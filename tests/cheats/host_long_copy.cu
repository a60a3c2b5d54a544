// problem: running-sums
// verdict: runtime_error
// says: out_of_bounds
// Copies past the end of an array.
extern "C" void running_sums(const int* x, int* y, int n) {
  cudaMemcpy(y, x, (n + 1000) * sizeof(int), cudaMemcpyDeviceToDevice);
}
