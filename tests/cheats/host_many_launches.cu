// problem: running-sums
// verdict: too_slow
// says: by counters
// One launch for every element of a thousand.
__global__ void piece(const int* x, int* y, int from, int to) {
  if (from >= to) return;
  int sum = from == 0 ? 0 : y[from - 1];
  for (int i = from; i < to; ++i) y[i] = sum += x[i];
}

extern "C" void running_sums(const int* x, int* y, int n) {
  int each = (n + 19) / 20;
  for (int k = 0; k < 20; ++k) piece<<<1, 1>>>(x, y, k * each, min((k + 1) * each, n));
}
