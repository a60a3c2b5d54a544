#include "replay/library.hpp"

#include <dlfcn.h>

#include <nlohmann/json.hpp>

namespace assay::replay {
namespace {

using nlohmann::json;

// The second place is where the toolkit's own packages put it.
constexpr const char* kFiles[] = {"libcublas.so.13", "/usr/local/cuda/lib64/libcublas.so.13",
                                  "libcublas.so.12"};
// Its own advice for the largest devices.  Memory of ours, because what it would allocate by itself
// cannot be part of a graph.
constexpr std::size_t kWorkspaceBytes = std::size_t{32} << 20;

int type_of(const std::string& element) {
  return element == "f16" ? kBlasF16 : element == "bf16" ? kBlasBf16 : kBlasF32;
}

template <class T>
T* pointer(CuPointer address) {
  return reinterpret_cast<T*>(address);
}

Status done(int status, const std::string& call) {
  if (status == kBlasSuccess) return {};
  return unavailable(call + " ended with status " + std::to_string(status));
}

}  // namespace

Result<Product> read_product(std::string_view text) {
  const json told = json::parse(text, nullptr, false);
  if (!told.is_object()) return invalid_argument("the library's product is no JSON");
  Product product;
  product.call = told.value("call", "");
  const auto sizes = told.value("sizes", std::vector<int>());
  const auto tensors = told.value("tensors", std::vector<std::size_t>());
  const auto elements = told.value("elements", std::vector<std::string>());
  if (sizes.size() != 3 || tensors.size() != 3 || elements.size() != 3) {
    return invalid_argument("the library's product is cut short");
  }
  product.m = sizes[0];
  product.n = sizes[1];
  product.k = sizes[2];
  product.a = tensors[0];
  product.b = tensors[1];
  product.c = tensors[2];
  product.type_a = type_of(elements[0]);
  product.type_b = type_of(elements[1]);
  product.type_c = type_of(elements[2]);
  return product;
}

Result<Library> Library::open() {
  void* handle = nullptr;
  for (const char* file : kFiles) {
    handle = ::dlopen(file, RTLD_NOW | RTLD_LOCAL);
    if (handle != nullptr) break;
  }
  if (handle == nullptr) {
    return unavailable(std::string("there is no cuBLAS: ") + kFiles[0] + " was not found");
  }
  Library library;
  std::string missing;
  const auto find = [&](auto* call, const char* name) {
    *call = reinterpret_cast<std::remove_reference_t<decltype(*call)>>(::dlsym(handle, name));
    if (*call == nullptr) missing = name;
  };
  find(&library.calls_.create, "cublasCreate_v2");
  find(&library.calls_.set_stream, "cublasSetStream_v2");
  find(&library.calls_.set_workspace, "cublasSetWorkspace_v2");
  find(&library.calls_.sgemm, "cublasSgemm_v2");
  find(&library.calls_.gemm_ex, "cublasGemmEx");
  if (!missing.empty()) return unavailable("this cuBLAS lacks " + missing);
  return library;
}

Status Library::start(Device& device) {
  if (handle_ != nullptr) return {};
  ASSAY_CHECK(done(calls_.create(&handle_), "cublasCreate"));
  ASSAY_CHECK(done(calls_.set_stream(handle_, device.stream()), "cublasSetStream"));
  CuPointer workspace = 0;
  ASSAY_CHECK(
      device.done(device.calls().allocate(&workspace, kWorkspaceBytes), "memory for cuBLAS"));
  return done(calls_.set_workspace(handle_, pointer<void>(workspace), kWorkspaceBytes),
              "cublasSetWorkspace");
}

// It knows columns only: what lies row by row is the transpose, and c' = b' * a'.
Status Library::multiply(Device& device, const Product& product,
                         const std::vector<CuPointer>& tensors) {
  ASSAY_CHECK(start(device));
  const float one = 1, zero = 0;
  const int m = product.n, n = product.m, k = product.k;
  const CuPointer a = tensors.at(product.b), b = tensors.at(product.a), c = tensors.at(product.c);
  if (product.call == "cublasSgemm") {
    return done(
        calls_.sgemm(handle_, kBlasNoTranspose, kBlasNoTranspose, m, n, k, &one, pointer<float>(a),
                     m, pointer<float>(b), k, &zero, pointer<float>(c), m),
        product.call);
  }
  return done(
      calls_.gemm_ex(handle_, kBlasNoTranspose, kBlasNoTranspose, m, n, k, &one, pointer<void>(a),
                     product.type_b, m, pointer<void>(b), product.type_a, k, &zero,
                     pointer<void>(c), product.type_c, m, kBlasComputeF32, kBlasDefaultAlgorithm),
      product.call);
}

}  // namespace assay::replay
