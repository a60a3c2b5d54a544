// problem: running-sums
// verdict: runtime_error
// says: SIGSEGV
// Looks at device memory from the host.
extern "C" void running_sums(const int* x, int* y, int n) {
  if (x[0] == 0) y[0] = 0;
}
