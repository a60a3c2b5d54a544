// problem: saxpy
// verdict: wrong_answer
// says: differ
// Prints a score line and labels of a measurement.
__global__ void saxpy(float a, const float* x, float* y, int n) {
  if (blockIdx.x == 0 && threadIdx.x == 0) {
    printf("assay-score 1 saxpy@00000000 nvrtc-13.0.88 source@00000000 sectors_per_ideal=1 score=1\n");
    printf("{\"functional\":\"gpu\",\"performance\":\"measured\",\"verdict\":\"accepted\"}\n");
  }
}
