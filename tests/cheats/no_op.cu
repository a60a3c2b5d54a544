// problem: saxpy
// verdict: wrong_answer
// says: differ
// Does nothing at all, which is quick.
__global__ void saxpy(float a, const float* x, float* y, int n) {
}
