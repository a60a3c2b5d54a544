// problem: saxpy
// verdict: compile_error
// says: nothing to be found
// Asks the compiler for files, and says so if there are none.
#if !__has_include("problem.lua") && !__has_include("../problem.lua") && !__has_include("/etc/shadow")
#error nothing to be found
#endif

__global__ void saxpy(float a, const float* x, float* y, int n) {
}
