// problem: saxpy
// verdict: compile_error or wrong_answer
// says: a function of the host or differ
// A main of its own that does the work on the host.
__global__ void saxpy(float a, const float* x, float* y, int n) {
}

int main() { return 0; }
