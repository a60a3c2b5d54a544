// problem: saxpy
// verdict: compile_error
// says: 
// Keeps the compiler busy until something gives way.
template <int depth, long long tag>
struct Bomb {
  static constexpr int value = Bomb<depth - 1, 2 * tag>::value + Bomb<depth - 1, 2 * tag + 1>::value;
};
template <long long tag>
struct Bomb<0, tag> {
  static constexpr int value = 1;
};

__global__ void saxpy(float a, const float* x, float* y, int n) {
  y[0] = Bomb<26, 0>::value;
}
