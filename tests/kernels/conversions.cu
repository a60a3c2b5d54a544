// Conversions and directed rounding, over many values, against the host's own arithmetic: its
// rounding modes, and the host functions of the toolkit's cuda_fp16.h and cuda_bf16.h.

#include <cuda_bf16.h>
#include <cuda_fp16.h>

#include <cfenv>
#include <cstring>
#include <limits>

#include "check.cuh"

namespace {

constexpr int kModes[] = {FE_TONEAREST, FE_TOWARDZERO, FE_UPWARD, FE_DOWNWARD};

// Floats of every size, borders of the integer types, halves, and what is no number.
std::vector<double> numbers() {
  std::vector<double> result = {0.0, -0.0, 0.5, -0.5, 1.5, 2.5, -1.5, -2.5, 0.49999997, 1e-45, -1e-40, INFINITY, -INFINITY};
  for (const int bits : {7, 8, 15, 16, 31, 32, 63, 64}) {
    const double edge = std::ldexp(1.0, bits);
    for (const double step : {-2.0, -1.0, -0.5, 0.0, 0.5, 1.0}) {
      result.push_back(edge + step);
      result.push_back(-edge - step);
    }
    result.push_back(std::nextafter(edge, 0));
    result.push_back(std::nextafterf(static_cast<float>(edge), 0));
  }
  Random random(7);
  for (int k = 0; k < 400; ++k) {
    result.push_back(std::ldexp(random.uniform(), static_cast<int>(random.next() % 140) - 70));
  }
  return result;
}

template <class T>
std::vector<T> as(const std::vector<double>& values) {
  return {values.begin(), values.end()};
}

// Equal bit by bit, but any NaN equals any other.
template <class T>
void same(const char* name, const std::vector<T>& got, const std::vector<T>& want) {
  std::vector<int> right(got.size()), ones(want.size(), 1);
  for (std::size_t k = 0; k < got.size() && k < want.size(); ++k) {
    right[k] = std::memcmp(&got[k], &want[k], sizeof(T)) == 0 || (got[k] != got[k] && want[k] != want[k]);
    if (!right[k]) std::printf("%s[%zu]: got %.17g, want %.17g\n", name, k, double(got[k]), double(want[k]));
  }
  expect(name, right, ones);
}

template <class From, class To, class F>
__global__ void map_one(const From* a, To* d, int n, F f) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) d[i] = f(a[i]);
}
template <class T, class F>
__global__ void map_two(const T* a, const T* b, T* d, int n, F f) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) d[i] = f(a[i], b[i]);
}

template <class To, class From, class F>
std::vector<To> on_device(const std::vector<From>& values, F f) {
  Device<From> a(values);
  Device<To> d(values.size());
  map_one<<<(values.size() + 127) / 128, 128>>>(a.get(), d.get(), static_cast<int>(values.size()), f);
  return d.host();
}

// To an integer as PTX says: rounded, then clamped; what is no number gives 0.
template <class To>
To clamped(double x, int mode) {
  if (x != x) return 0;
  std::fesetround(kModes[mode]);
  const long double whole = std::nearbyint(static_cast<long double>(x));
  std::fesetround(FE_TONEAREST);
  if (whole < static_cast<long double>(std::numeric_limits<To>::min())) return std::numeric_limits<To>::min();
  if (whole > static_cast<long double>(std::numeric_limits<To>::max())) return std::numeric_limits<To>::max();
  return static_cast<To>(whole);
}

template <class To, class From, class F>
void to_integer(const char* name, int mode, F f) {
  const std::vector<From> values = as<From>(numbers());
  std::vector<To> want;
  for (const From value : values) want.push_back(clamped<To>(static_cast<double>(value), mode));
  same(name, on_device<To>(values, f), want);
}

template <class To, class From>
To rounded(From value, int mode) {
  std::fesetround(kModes[mode]);
  volatile const From source = value;
  volatile const To result = static_cast<To>(source);
  std::fesetround(FE_TONEAREST);
  return result;
}

template <class From>
std::vector<From> integers() {
  std::vector<From> result = {0, 1, std::numeric_limits<From>::max(), std::numeric_limits<From>::min()};
  Random random(3);
  for (int k = 0; k < 500; ++k) {
    const unsigned long long wide = (static_cast<unsigned long long>(random.next()) << 40) ^
                                    (static_cast<unsigned long long>(random.next()) << 20) ^ random.next();
    result.push_back(static_cast<From>(wide >> (random.next() % 60)));
  }
  return result;
}

template <class To, class From, class F>
void from_integer(const char* name, int mode, F f) {
  const std::vector<From> values = integers<From>();
  std::vector<To> want;
  for (const From value : values) want.push_back(rounded<To>(value, mode));
  same(name, on_device<To>(values, f), want);
}

template <class T, class F, class G>
void two(const char* name, int mode, F on_gpu, G on_host) {
  std::vector<T> a = as<T>(numbers()), b = a, want(a.size());
  for (std::size_t k = 0; k < b.size(); ++k) b[k] = a[(k * 37 + 11) % a.size()];
  std::fesetround(kModes[mode]);
  for (std::size_t k = 0; k < a.size(); ++k) {
    volatile T x = a[k], y = b[k];
    want[k] = on_host(x, y);
  }
  std::fesetround(FE_TONEAREST);
  Device<T> da(a), db(b), d(a.size());
  map_two<<<(a.size() + 127) / 128, 128>>>(da.get(), db.get(), d.get(), static_cast<int>(a.size()), on_gpu);
  same(name, d.host(), want);
}

#define TO_INTEGER(suffix, mode)                                                                                         \
  to_integer<int, float>("float2int_" #suffix, mode, [] __device__(float x) { return __float2int_##suffix(x); });        \
  to_integer<unsigned, float>("float2uint_" #suffix, mode, [] __device__(float x) { return __float2uint_##suffix(x); }); \
  to_integer<long long, float>("float2ll_" #suffix, mode, [] __device__(float x) { return __float2ll_##suffix(x); });    \
  to_integer<unsigned long long, float>("float2ull_" #suffix, mode,                                                      \
                                        [] __device__(float x) { return __float2ull_##suffix(x); });                     \
  to_integer<int, double>("double2int_" #suffix, mode, [] __device__(double x) { return __double2int_##suffix(x); });    \
  to_integer<unsigned, double>("double2uint_" #suffix, mode,                                                             \
                               [] __device__(double x) { return __double2uint_##suffix(x); });                           \
  to_integer<long long, double>("double2ll_" #suffix, mode,                                                              \
                                [] __device__(double x) { return __double2ll_##suffix(x); })

#define FROM_INTEGER(suffix, mode)                                                                                       \
  from_integer<float, int>("int2float_" #suffix, mode, [] __device__(int x) { return __int2float_##suffix(x); });        \
  from_integer<float, unsigned>("uint2float_" #suffix, mode, [] __device__(unsigned x) { return __uint2float_##suffix(x); }); \
  from_integer<float, long long>("ll2float_" #suffix, mode, [] __device__(long long x) { return __ll2float_##suffix(x); });   \
  from_integer<float, unsigned long long>("ull2float_" #suffix, mode,                                                    \
                                          [] __device__(unsigned long long x) { return __ull2float_##suffix(x); });      \
  from_integer<double, long long>("ll2double_" #suffix, mode,                                                            \
                                  [] __device__(long long x) { return __ll2double_##suffix(x); })

#define ARITHMETIC(suffix, mode)                                                                                         \
  two<float>("fadd_" #suffix, mode, [] __device__(float x, float y) { return __fadd_##suffix(x, y); },                   \
             [](float x, float y) { return x + y; });                                                                    \
  two<float>("fmul_" #suffix, mode, [] __device__(float x, float y) { return __fmul_##suffix(x, y); },                   \
             [](float x, float y) { return x * y; });                                                                    \
  two<float>("fmaf_" #suffix, mode, [] __device__(float x, float y) { return __fmaf_##suffix(x, y, x); },                \
             [](float x, float y) { return std::fmaf(x, y, x); });                                                       \
  two<float>("fdiv_" #suffix, mode, [] __device__(float x, float y) { return __fdiv_##suffix(x, y); },                   \
             [](float x, float y) { return x / y; });                                                                    \
  two<float>("fsqrt_" #suffix, mode, [] __device__(float x, float) { return __fsqrt_##suffix(x); },                      \
             [](float x, float) { return std::sqrt(x); });                                                               \
  two<double>("dadd_" #suffix, mode, [] __device__(double x, double y) { return __dadd_##suffix(x, y); },                \
              [](double x, double y) { return x + y; });                                                                 \
  two<double>("dmul_" #suffix, mode, [] __device__(double x, double y) { return __dmul_##suffix(x, y); },                \
              [](double x, double y) { return x * y; });                                                                 \
  two<double>("fma_" #suffix, mode, [] __device__(double x, double y) { return __fma_##suffix(x, y, y); },               \
              [](double x, double y) { return std::fma(x, y, y); });                                                     \
  two<double>("ddiv_" #suffix, mode, [] __device__(double x, double y) { return __ddiv_##suffix(x, y); },                \
              [](double x, double y) { return x / y; })

std::vector<unsigned short> all_halves() {
  std::vector<unsigned short> result(65536);
  for (unsigned k = 0; k < 65536; ++k) result[k] = static_cast<unsigned short>(k);
  return result;
}

void halves() {
  const std::vector<unsigned short> all = all_halves();
  std::vector<float> want, want_brain;
  for (const unsigned short bits : all) {
    want.push_back(__half2float(__half(__half_raw{bits})));
    want_brain.push_back(__bfloat162float(__nv_bfloat16(__nv_bfloat16_raw{bits})));
  }
  same("half to float", on_device<float>(all, [] __device__(unsigned short x) {
         return __half2float(__ushort_as_half(x));
       }), want);
  same("bfloat16 to float", on_device<float>(all, [] __device__(unsigned short x) {
         return __bfloat162float(__ushort_as_bfloat16(x));
       }), want_brain);
}

#define TO_HALF(suffix)                                                                                                  \
  {                                                                                                                      \
    std::vector<float> values = as<float>(numbers()), want;                                                              \
    for (unsigned k = 0; k < 65536; k += 7) { /* values between two halves, and on the middle */                         \
      const float low = __half2float(__half(__half_raw{static_cast<unsigned short>(k)}));                                \
      const float high = __half2float(__half(__half_raw{static_cast<unsigned short>(k + 1)}));                           \
      values.push_back((low + high) / 2);                                                                                \
      values.push_back(low + (high - low) / 3);                                                                          \
    }                                                                                                                    \
    for (const float value : values) want.push_back(__half2float(__float2half_##suffix(value)));                         \
    same("float2half_" #suffix, on_device<float>(values, [] __device__(float x) {                                        \
           return __half2float(__float2half_##suffix(x));                                                                \
         }), want);                                                                                                      \
    want.clear();                                                                                                        \
    for (const float value : values) want.push_back(__bfloat162float(__float2bfloat16_##suffix(value)));                 \
    same("float2bfloat16_" #suffix, on_device<float>(values, [] __device__(float x) {                                    \
           return __bfloat162float(__float2bfloat16_##suffix(x));                                                        \
         }), want);                                                                                                      \
  }

}  // namespace

int main() {
  TO_INTEGER(rn, 0);
  TO_INTEGER(rz, 1);
  TO_INTEGER(ru, 2);
  TO_INTEGER(rd, 3);
  FROM_INTEGER(rn, 0);
  FROM_INTEGER(rz, 1);
  FROM_INTEGER(ru, 2);
  FROM_INTEGER(rd, 3);
  ARITHMETIC(rn, 0);
  ARITHMETIC(rz, 1);
  ARITHMETIC(ru, 2);
  ARITHMETIC(rd, 3);
  halves();
  TO_HALF(rn)
  TO_HALF(rz)
  TO_HALF(ru)
  TO_HALF(rd)
  return finish();
}
