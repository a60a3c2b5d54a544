// The two 8-bit floats, as instructions of compute_89, against the host functions of cuda_fp8.h.

#include <cuda_fp8.h>

#include "check.cuh"

namespace {

using Words = std::vector<unsigned short>;

template <int kind>  // 0: e4m3, 1: e5m2, each also with relu (2, 3)
__global__ void pack(const float* a, const float* b, unsigned short* d) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (kind == 0) asm("cvt.rn.satfinite.e4m3x2.f32 %0, %1, %2;" : "=h"(d[i]) : "f"(a[i]), "f"(b[i]));
  if (kind == 1) asm("cvt.rn.satfinite.e5m2x2.f32 %0, %1, %2;" : "=h"(d[i]) : "f"(a[i]), "f"(b[i]));
  if (kind == 2) asm("cvt.rn.satfinite.relu.e4m3x2.f32 %0, %1, %2;" : "=h"(d[i]) : "f"(a[i]), "f"(b[i]));
  if (kind == 3) asm("cvt.rn.satfinite.relu.e5m2x2.f32 %0, %1, %2;" : "=h"(d[i]) : "f"(a[i]), "f"(b[i]));
}
__global__ void unpack(const unsigned short* a, unsigned* e4m3, unsigned* e5m2) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  asm("cvt.rn.f16x2.e4m3x2 %0, %1;" : "=r"(e4m3[i]) : "h"(a[i]));
  asm("cvt.rn.f16x2.e5m2x2 %0, %1;" : "=r"(e5m2[i]) : "h"(a[i]));
}
__global__ void pack_halves(const unsigned* a, unsigned short* e4m3, unsigned short* e5m2) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  asm("cvt.rn.satfinite.e4m3x2.f16x2 %0, %1;" : "=h"(e4m3[i]) : "r"(a[i]));
  asm("cvt.rn.satfinite.e5m2x2.f16x2 %0, %1;" : "=h"(e5m2[i]) : "r"(a[i]));
}

// Every value of a format, the middles between neighbours and their neighbours, and beyond.
std::vector<float> numbers() {
  std::vector<float> result;
  for (const auto format : {__NV_E4M3, __NV_E5M2}) {
    for (unsigned k = 0; k < 255; ++k) {
      const float low = __half2float(__half(__nv_cvt_fp8_to_halfraw(static_cast<unsigned char>(k), format)));
      const float high = __half2float(__half(__nv_cvt_fp8_to_halfraw(static_cast<unsigned char>(k + 1), format)));
      const float middle = (low + high) / 2;
      for (const float value : {low, middle, std::nextafterf(middle, low), std::nextafterf(middle, high)}) {
        result.push_back(value);
      }
    }
  }
  for (const float value : {449.0f, 463.9f, 464.0f, 1e6f, -1e6f, 57345.0f, 61440.0f, 1e-9f, -1e-9f, INFINITY, -INFINITY}) {
    result.push_back(value);
  }
  while (result.size() % 128 != 0) result.push_back(std::nanf(""));
  return result;
}

unsigned short encoded(float x, __nv_fp8_interpretation_t format, bool relu) {
  if (relu && x < 0) x = 0;
  if (relu && x == 0) x = 0.0f;
  return __nv_cvt_float_to_fp8(x, __NV_SATFINITE, format);
}

template <int kind>
void packs(const char* name, __nv_fp8_interpretation_t format) {
  const std::vector<float> high = numbers();
  std::vector<float> low(high.rbegin(), high.rend());
  Device<float> a(high), b(low);
  Device<unsigned short> d(high.size());
  pack<kind><<<high.size() / 128, 128>>>(a, b, d);
  Words want;
  for (std::size_t k = 0; k < high.size(); ++k) {
    want.push_back(static_cast<unsigned short>(encoded(high[k], format, kind > 1) << 8 | encoded(low[k], format, kind > 1)));
  }
  expect(name, d.host(), want);
}

unsigned decoded(unsigned char bits, __nv_fp8_interpretation_t format) { return __nv_cvt_fp8_to_halfraw(bits, format).x; }

}  // namespace

int main() {
  packs<0>("f32 to e4m3", __NV_E4M3);
  packs<1>("f32 to e5m2", __NV_E5M2);
  packs<2>("f32 to e4m3, relu", __NV_E4M3);
  packs<3>("f32 to e5m2, relu", __NV_E5M2);

  Words pairs;
  std::vector<unsigned> want4, want5;
  for (unsigned k = 0; k < 256; ++k) {
    const unsigned other = 255 - k;
    pairs.push_back(static_cast<unsigned short>(k << 8 | other));
    want4.push_back(decoded(static_cast<unsigned char>(k), __NV_E4M3) << 16 | decoded(static_cast<unsigned char>(other), __NV_E4M3));
    want5.push_back(decoded(static_cast<unsigned char>(k), __NV_E5M2) << 16 | decoded(static_cast<unsigned char>(other), __NV_E5M2));
  }
  Device<unsigned short> from(pairs);
  Device<unsigned> four(256), five(256);
  unpack<<<2, 128>>>(from, four, five);
  expect("e4m3 to f16", four.host(), want4);
  expect("e5m2 to f16", five.host(), want5);

  std::vector<unsigned> halves;
  Words packed4, packed5;
  for (unsigned k = 0; k < 65536; k += 2) {
    halves.push_back(k << 16 | (k + 1));
    unsigned short both[2] = {};
    for (const unsigned bits : {k, k + 1}) {
      const __half_raw half{static_cast<unsigned short>(bits)};
      both[0] = static_cast<unsigned short>(both[0] << 8 | __nv_cvt_halfraw_to_fp8(half, __NV_SATFINITE, __NV_E4M3));
      both[1] = static_cast<unsigned short>(both[1] << 8 | __nv_cvt_halfraw_to_fp8(half, __NV_SATFINITE, __NV_E5M2));
    }
    packed4.push_back(both[0]);
    packed5.push_back(both[1]);
  }
  Device<unsigned> wide(halves);
  Device<unsigned short> d4(halves.size()), d5(halves.size());
  pack_halves<<<halves.size() / 128, 128>>>(wide, d4, d5);
  expect("f16 to e4m3", d4.host(), packed4);
  expect("f16 to e5m2", d5.host(), packed5);
  return finish();
}
