// problem: running-sums
// verdict: no_answer
// says: 
// Answers with bytes that are no plan.
#include <unistd.h>

extern "C" void running_sums(const int* x, int* y, int n) {
  const char frame[] = {4, 0, 0, 0, 'A', 99, 1, 2};
  write(3, frame, sizeof frame);
  _exit(0);
}
