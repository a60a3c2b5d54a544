// What compute_100 adds to ordinary kernels.
#include <algorithm>
#include "check.cuh"

// Pairs of floats in a 64-bit register.
__global__ void pairs(const float2* a, const float2* b, float2* y) {
  const unsigned t = threadIdx.x;
  y[t] = __fadd2_rn(a[t], b[t]);
  y[t + 64] = __fmul2_rz(a[t], b[t]);
  y[t + 128] = __ffma2_ru(a[t], b[t], make_float2(1, -1));
}
__global__ void flushed_pairs(const float2* a, float2* y) {
  unsigned long long r, x = reinterpret_cast<const unsigned long long*>(a)[threadIdx.x];
  asm("add.rn.ftz.f32x2 %0, %1, %1;" : "=l"(r) : "l"(x));
  reinterpret_cast<unsigned long long*>(y)[threadIdx.x] = r;
}
// The least and the most of three.
__global__ void of_three(const float* x, float* y) {
  const unsigned t = threadIdx.x;
  const float a = x[t], b = x[t + 1], c = x[t + 2];
  asm("min.f32 %0, %1, %2, %3;" : "=f"(y[t]) : "f"(a), "f"(b), "f"(c));
  asm("max.f32 %0, %1, %2, %3;" : "=f"(y[t + 32]) : "f"(a), "f"(b), "f"(c));
  asm("max.NaN.f32 %0, %1, %2, %3;" : "=f"(y[t + 64]) : "f"(a), "f"(b), "f"(c));
}

int main() {
  Random random;
  std::vector<float2> a(64), b(64);
  std::vector<double> want, got;
  for (int k = 0; k < 64; ++k) {
    a[k] = make_float2(random.uniform(), random.uniform());
    b[k] = make_float2(random.uniform() / 3, random.uniform() / 3);
  }
  Device<float2> x(a), z(b), y(192);
  pairs<<<1, 64>>>(x, z, y);
  const std::vector<float2> pair = y.host();
  for (int k = 0; k < 192; ++k) {
    const float2 p = a[k % 64], q = b[k % 64];
    for (int side = 0; side < 2; ++side) {
      const double u = side ? p.y : p.x, v = side ? q.y : q.x, exact = u * v + (side ? -1 : 1);
      float product = static_cast<float>(u * v), sum = static_cast<float>(exact);
      if (std::fabs(product) > std::fabs(u * v)) product = std::nextafter(product, 0.0f);
      if (sum < exact) sum = std::nextafter(sum, INFINITY);
      want.push_back(k < 64 ? static_cast<float>(u + v) : k < 128 ? product : sum);
      got.push_back(side ? pair[k].y : pair[k].x);
    }
  }
  expect("pairs", got, want);

  Device<float2> small(std::vector<float2>(1, make_float2(1e-40f, 3))), doubled(1);
  flushed_pairs<<<1, 1>>>(small, doubled);
  expect("flushed pairs", std::vector<float>{doubled.host()[0].x, doubled.host()[0].y},
         std::vector<float>{0, 6});

  const std::vector<float> three = random.floats(34);
  Device<float> from(three), to(96);
  of_three<<<1, 32>>>(from, to);
  std::vector<float> ends;
  for (int k = 0; k < 96; ++k) {
    const auto at = three.begin() + k % 32;
    ends.push_back(k < 32 ? *std::min_element(at, at + 3) : *std::max_element(at, at + 3));
  }
  expect("the least and the most of three", to.host(), ends);
  return finish();
}
