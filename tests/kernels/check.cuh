#pragma once
// What the programs of this folder share: a case is a kernel with its reference on the CPU.

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

inline int g_failed = 0, g_cases = 0;

// Device memory with the contents of a vector; freed with its owner.
template <class T>
class Device {
 public:
  explicit Device(std::size_t size) : size_(size) { cudaMalloc(&data_, size * sizeof(T)); }
  explicit Device(const std::vector<T>& values) : Device(values.size()) {
    cudaMemcpy(data_, values.data(), size_ * sizeof(T), cudaMemcpyHostToDevice);
  }
  ~Device() { cudaFree(data_); }
  Device(const Device&) = delete;
  operator T*() { return data_; }
  T* get() { return data_; }
  void zero() { cudaMemset(data_, 0, size_ * sizeof(T)); }
  std::vector<T> host() {
    std::vector<T> values(size_);
    cudaMemcpy(values.data(), data_, size_ * sizeof(T), cudaMemcpyDeviceToHost);
    return values;
  }

 private:
  T* data_ = nullptr;
  std::size_t size_;
};

// Numbers that repeat from run to run.
class Random {
 public:
  explicit Random(std::uint32_t seed = 1) : state_(seed) {}
  std::uint32_t next() {
    state_ = state_ * 1664525u + 1013904223u;
    return state_ >> 8;
  }
  float uniform() { return static_cast<float>(next() % 20001) / 10000.0f - 1.0f; }
  std::vector<float> floats(std::size_t size) {
    std::vector<float> values(size);
    for (float& value : values) value = uniform();
    return values;
  }
  std::vector<int> ints(std::size_t size, int below) {
    std::vector<int> values(size);
    for (int& value : values) value = static_cast<int>(next() % static_cast<std::uint32_t>(below));
    return values;
  }

 private:
  std::uint32_t state_;
};

template <class T, class U>
void expect(const char* name, const std::vector<T>& got, const std::vector<U>& want,
            double tolerance = 0) {
  ++g_cases;
  const cudaError_t error = cudaDeviceSynchronize();
  if (error != cudaSuccess) std::printf("%s: %s\n", name, cudaGetErrorString(error));
  int wrong = error != cudaSuccess || got.size() != want.size();
  for (std::size_t k = 0; k < got.size() && k < want.size(); ++k) {
    const double g = static_cast<double>(got[k]), w = static_cast<double>(want[k]);
    const bool same = g == w || std::fabs(g - w) <= tolerance * (1 + std::fabs(w));
    if (same) continue;
    if (wrong++ < 3) std::printf("%s[%zu]: got %.9g, want %.9g\n", name, k, g, w);
  }
  if (wrong) ++g_failed;
}

inline int finish() {
  std::printf("%d cases, %d failed\n", g_cases, g_failed);
  return g_failed != 0;
}
