// The calls of libcublas.so.13 that assay-replay makes, for the simulated device: products by
// their definition, column by column, that take what the script says.  For tests.

#include <cstring>
#include <string>

#include "sim/half_bits.hpp"
#include "simdriver/device.hpp"
#include "simdriver/script.hpp"

namespace {

using namespace assay::simdriver;
using assay::sim::Memory;
using assay::sim::u16;
using assay::sim::u64;

constexpr int kFailed = 13, kF16 = 2, kBf16 = 14;  // a status; types of elements
constexpr double kFlopNs = 0.001;

struct Matrix {
  u64 address = 0;
  int type = 0, columns_apart = 0;

  const void* at(int row, int column) const {
    const u64 number =
        static_cast<u64>(column) * static_cast<u64>(columns_apart) + static_cast<u64>(row);
    return Memory::view(address + number * (type == kF16 || type == kBf16 ? 2 : 4));
  }
  float read(int row, int column) const {
    if (type == kF16 || type == kBf16) {
      u16 bits = 0;
      std::memcpy(&bits, at(row, column), sizeof bits);
      return type == kF16 ? assay::sim::float_of_half(bits) : assay::sim::float_of_bfloat(bits);
    }
    float value = 0;
    std::memcpy(&value, at(row, column), sizeof value);
    return value;
  }
  void write(int row, int column, float value) const {
    void* const to = const_cast<void*>(at(row, column));
    if (type == kF16 || type == kBf16) {
      const u16 bits =
          type == kF16 ? assay::sim::half_of_double(value) : assay::sim::bfloat_of_double(value);
      std::memcpy(to, &bits, sizeof bits);
      return;
    }
    std::memcpy(to, &value, sizeof value);
  }
};

int multiply(const std::string& name, int m, int n, int k, Matrix a, Matrix b, Matrix c) {
  const int error = Device::get().enqueue([=] {
    for (int column = 0; column < n; ++column) {
      for (int row = 0; row < m; ++row) {
        float sum = 0;
        for (int i = 0; i < k; ++i) sum += a.read(row, i) * b.read(i, column);
        c.write(row, column, sum);
      }
    }
    Device::get().take_time(name, 2.0 * m * n * k * kFlopNs);
    return kSuccess;
  });
  return error == kSuccess ? 0 : kFailed;
}

u64 address_of(const void* pointer) { return reinterpret_cast<u64>(pointer); }

}  // namespace

extern "C" {

int cublasCreate_v2(void** handle) {
  *handle = &Device::get();
  return script().library ? 0 : 1;  // not initialised
}
int cublasSetStream_v2(void*, void*) { return 0; }
int cublasSetWorkspace_v2(void*, void*, std::size_t) { return 0; }

int cublasSgemm_v2(void*, int, int, int m, int n, int k, const float*, const float* a, int lda,
                   const float* b, int ldb, const float*, float* c, int ldc) {
  return multiply("cublasSgemm", m, n, k, {address_of(a), 0, lda}, {address_of(b), 0, ldb},
                  {address_of(c), 0, ldc});
}

int cublasGemmEx(void*, int, int, int m, int n, int k, const void*, const void* a, int type_a,
                 int lda, const void* b, int type_b, int ldb, const void*, void* c, int type_c,
                 int ldc, int, int) {
  return multiply("cublasGemmEx", m, n, k, {address_of(a), type_a, lda},
                  {address_of(b), type_b, ldb}, {address_of(c), type_c, ldc});
}

}  // extern "C"
