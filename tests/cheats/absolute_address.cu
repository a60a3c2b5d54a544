// problem: saxpy
// verdict: runtime_error
// says: out_of_bounds
// Reads an address that it made up.
__global__ void saxpy(float a, const float* x, float* y, int n) {
  y[0] = *reinterpret_cast<volatile float*>(0x200000000010ull);
}
