// problem: saxpy
// verdict: compile_error
// says: must define
// Takes the input as writable.
__global__ void saxpy(float a, float* x, float* y, int n) {}
