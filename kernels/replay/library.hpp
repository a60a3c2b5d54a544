#pragma once
// NVIDIA's cuBLAS, found at run time, for the products of matrices that a candidate's are held
// against.  Its code runs in the process that owns the device: it is the system's, like the driver,
// and gets buffers of ours.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.hpp"
#include "replay/device.hpp"

namespace assay::replay {

using BlasHandle = struct BlasHandleObject*;

inline constexpr int kBlasSuccess = 0, kBlasNoTranspose = 0, kBlasDefaultAlgorithm = -1;
inline constexpr int kBlasF32 = 0, kBlasF16 = 2, kBlasBf16 = 14;  // types of elements
inline constexpr int kBlasComputeF32 = 68;

// The calls, with types and numbers of its binary interface (tests/driver_test.cpp holds them
// against cublas_v2.h where there is one).
struct Blas {
  int (*create)(BlasHandle* handle);
  int (*set_stream)(BlasHandle handle, CuStream stream);
  int (*set_workspace)(BlasHandle handle, void* workspace, std::size_t bytes);
  int (*sgemm)(BlasHandle handle, int of_a, int of_b, int m, int n, int k, const float* alpha,
               const float* a, int lda, const float* b, int ldb, const float* beta, float* c,
               int ldc);
  int (*gemm_ex)(BlasHandle handle, int of_a, int of_b, int m, int n, int k, const void* alpha,
                 const void* a, int type_a, int lda, const void* b, int type_b, int ldb,
                 const void* beta, void* c, int type_c, int ldc, int compute, int algorithm);
};

// c[m, n] = a[m, k] * b[k, n], row by row.
struct Product {
  std::string call;  // "cublasSgemm" or "cublasGemmEx"
  int m = 0, n = 0, k = 0;
  std::size_t a = 0, b = 0, c = 0;  // tensors, by number
  int type_a = kBlasF32, type_b = kBlasF32, type_c = kBlasF32;
};

// From {"call": "cublasSgemm", "sizes": [m, n, k], "tensors": [0, 1, 2], "elements": ["f32", ...]}.
Result<Product> read_product(std::string_view text);

class Library {
 public:
  // unavailable, with a sentence, where it is not.  Before the process is confined.
  static Result<Library> open();

  // Once there is a device, and before the first product.
  Status start(Device& device);
  // Into the device's stream.  `tensors` are addresses.
  Status multiply(Device& device, const Product& product, const std::vector<CuPointer>& tensors);

 private:
  Blas calls_{};
  BlasHandle handle_ = nullptr;
};

}  // namespace assay::replay
