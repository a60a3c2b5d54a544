// problem: running-sums
// verdict: runtime_error
// says: host_dereference
// Copies to the host, computes there, and copies back.
#include <vector>

extern "C" void running_sums(const int* x, int* y, int n) {
  std::vector<int> all(n);
  cudaMemcpy(all.data(), x, n * sizeof(int), cudaMemcpyDeviceToHost);
  for (int i = 1; i < n; ++i) all[i] += all[i - 1];
  cudaMemcpy(y, all.data(), n * sizeof(int), cudaMemcpyHostToDevice);
}
