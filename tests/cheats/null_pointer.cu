// problem: saxpy
// verdict: runtime_error
// says: out_of_bounds
// Reads through a null pointer.
__global__ void saxpy(float a, const float* x, float* y, int n) {
  y[0] = *reinterpret_cast<volatile float*>(a == 12345.0f ? 16ull : 0ull) + n;
}
