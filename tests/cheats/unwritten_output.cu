// problem: tiled-transpose
// verdict: wrong_answer
// says: nan
// Leaves the output as it was: it holds NaN, not the last answer.
__global__ void transpose(const float* a, float* b, int rows, int cols) {
}
