// problem: saxpy
// verdict: compile_error
// says: no kernel
// Renames the kernel behind the check's back.
__global__ void other(float a, const float* x, float* y, int n) {}
#define saxpy other
