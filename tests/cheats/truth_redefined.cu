// problem: saxpy
// verdict: compile_error
// says: other parameters
// Makes every type the same as every other for whoever compares them after it.
#define false true
__global__ void saxpy(float* y) { y[0] = 0; }
