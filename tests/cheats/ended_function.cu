// problem: saxpy
// verdict: wrong_answer
// says: differ
// Ends its function in inline assembly and begins another one.
__global__ void saxpy(float a, const float* x, float* y, int n) {
  asm volatile("ret; } .visible .entry accepted(.param .u64 y) { ret;");
}
