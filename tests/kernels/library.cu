// libcu++, fences and flags, wide atomics, pointers to functions, memory of every kind.

#include <cuda_bf16.h>
#include <cuda_fp16.h>

#include <algorithm>
#include <cassert>
#include <cuda/atomic>
#include <cuda/barrier>
#include <cuda/latch>
#include <cuda/semaphore>
#include <cuda/std/array>
#include <cuda/std/complex>
#include <cuda/std/tuple>
#include <functional>

#include "check.cuh"

__global__ void atomic_refs(int* x, float* f, long long* l) {
  cuda::atomic_ref<int, cuda::thread_scope_device> a(*x);
  a.fetch_add(threadIdx.x, cuda::memory_order_relaxed);
  cuda::atomic_ref<int, cuda::thread_scope_block> m(x[1]);
  m.fetch_max(threadIdx.x * 3);
  cuda::atomic_ref<float, cuda::thread_scope_device> g(*f);
  g.fetch_add(0.5f);
  cuda::atomic_ref<long long> q(*l);
  long long old = q.load();
  while (!q.compare_exchange_weak(old, old * 1 + 7)) {
  }
  cuda::atomic_ref<int, cuda::thread_scope_system> s(x[2]);
  s.fetch_xor(1 << threadIdx.x % 31);
  if (threadIdx.x == 0) cuda::atomic_ref<int>(x[3]).exchange(99);
}
__device__ cuda::atomic<int, cuda::thread_scope_device> g_flag;
__device__ int g_payload;
__global__ void message(int* out) {  // acquire and release between blocks
  if (blockIdx.x == 1 && threadIdx.x == 0) {
    g_payload = 42;
    g_flag.store(1, cuda::memory_order_release);
  }
  if (blockIdx.x == 0 && threadIdx.x == 0) {
    while (g_flag.load(cuda::memory_order_acquire) == 0) {
    }
    *out = g_payload;
  }
}
__device__ cuda::atomic<int, cuda::thread_scope_device> g_wait;
__global__ void wait_notify(int* out) {
  if (blockIdx.x == 0) {
    if (threadIdx.x == 0) {
      g_wait.wait(0);
      out[0] = g_wait.load();
    }
  } else if (threadIdx.x == 0) {
    g_wait.store(5);
    g_wait.notify_all();
  }
}
__device__ cuda::counting_semaphore<cuda::thread_scope_device, 3> g_sem(3);
__device__ cuda::binary_semaphore<cuda::thread_scope_device> g_bin(1);
__global__ void semaphores(int* inside, int* most, int* plain) {
  g_sem.acquire();
  const int now = atomicAdd(inside, 1) + 1;
  atomicMax(most, now);
  atomicSub(inside, 1);
  g_sem.release();
  g_bin.acquire();
  *plain += 1;
  g_bin.release();
}
__global__ void barriers(int* y) {
  __shared__ cuda::barrier<cuda::thread_scope_block> bar;
  __shared__ int room[128];
  if (threadIdx.x == 0) init(&bar, 128);
  __syncthreads();
  int v = threadIdx.x;
  for (int k = 0; k < 3; ++k) {
    room[threadIdx.x] = v;
    auto token = bar.arrive();
    bar.wait(std::move(token));
    v += room[(threadIdx.x + 1) % 128];
    bar.arrive_and_wait();
  }
  y[threadIdx.x] = v;
}
__global__ void barrier_async(const int* x, int* y) {
  __shared__ cuda::barrier<cuda::thread_scope_block> bar;
  __shared__ alignas(16) int room[256];
  if (threadIdx.x == 0) init(&bar, blockDim.x);
  __syncthreads();
  cuda::memcpy_async(room + threadIdx.x * 4, x + threadIdx.x * 4, cuda::aligned_size_t<16>(16),
                     bar);
  bar.arrive_and_wait();
  for (int k = 0; k < 4; ++k) y[threadIdx.x * 4 + k] = room[255 - threadIdx.x * 4 - k];
}
struct Completion {
  int* n;
  __device__ void operator()() const { ++*n; }
};
__global__ void barrier_completion(int* y) {
  __shared__ int count, values[64];
  using Bar = cuda::barrier<cuda::thread_scope_block, Completion>;
  __shared__ alignas(Bar) unsigned char store[sizeof(Bar)];
  Bar* bar = reinterpret_cast<Bar*>(store);
  if (threadIdx.x == 0) {
    count = 0;
    new (bar) Bar(64, Completion{&count});
  }
  __syncthreads();
  for (int k = 0; k < 4; ++k) {
    values[threadIdx.x] = k;
    bar->arrive_and_wait();
  }
  y[threadIdx.x] = count * 10 + values[63 - threadIdx.x];
}
__global__ void latches(int* y) {
  __shared__ cuda::latch<cuda::thread_scope_block>* dummy;
  __shared__ alignas(cuda::latch<cuda::thread_scope_block>) unsigned char
      store[sizeof(cuda::latch<cuda::thread_scope_block>)];
  __shared__ int v;
  auto* l = reinterpret_cast<cuda::latch<cuda::thread_scope_block>*>(store);
  if (threadIdx.x == 0) {
    new (l) cuda::latch<cuda::thread_scope_block>(1);
    dummy = l;
  }
  __syncthreads();
  if (threadIdx.x == 5) {
    v = 17;
    dummy->count_down();
  }
  dummy->wait();
  y[threadIdx.x] = v;
}
__global__ void complex_array(float* y) {
  cuda::std::array<cuda::std::complex<float>, 4> z;
  for (int k = 0; k < 4; ++k) z[k] = {float(threadIdx.x), float(k)};
  cuda::std::complex<float> p(1, 0);
  for (auto& v : z) p = p * v;
  auto t = cuda::std::make_tuple(p.real(), p.imag());
  y[2 * threadIdx.x] = cuda::std::get<0>(t);
  y[2 * threadIdx.x + 1] = cuda::std::get<1>(t);
}
__global__ void wide_atomics(unsigned long long* u, double* d, long long* s, unsigned short* h) {
  const unsigned long long t = threadIdx.x + blockIdx.x * blockDim.x;
  atomicAdd(&u[0], t << 30);
  atomicMax(&u[1], t * 1000000007ull);
  atomicMin(&u[2], t + 5);
  atomicOr(&u[3], 1ull << (t % 64));
  atomicAnd(&u[4], ~(1ull << (t % 60)));
  atomicXor(&u[5], t << 8);
  atomicExch(&u[6], 77ull);
  atomicCAS(&u[7], 3ull, 9ull);
  atomicAdd(d, 0.25);
  unsigned long long* w = reinterpret_cast<unsigned long long*>(d + 1);
  unsigned long long old = *w, seen;  // product by CAS
  do {
    seen = old;
    old = atomicCAS(w, seen, __double_as_longlong(__longlong_as_double(seen) * 1.0078125));
  } while (old != seen);
  atomicMin(&s[0], -(long long)t);
  atomicMax(&s[1], -(long long)t - 4);
  atomicCAS(h, (unsigned short)7, (unsigned short)8);
  atomicInc(reinterpret_cast<unsigned*>(&u[8]), 10u);
  atomicDec(reinterpret_cast<unsigned*>(&u[8]) + 1, 12u);
}
__global__ void half_atomics(__half* h, __half2* h2, __nv_bfloat16* b, float4* f4) {
  atomicAdd(h, __float2half(0.25f));
  atomicAdd(h2, __floats2half2_rn(0.5f, 1.0f));
  atomicAdd(b, __float2bfloat16(1.0f));
}
__device__ volatile int g_turn;
__global__ void turns(int* log) {  // blocks go one after the other, by volatile and fences
  if (threadIdx.x == 0) {
    while (g_turn != static_cast<int>(blockIdx.x)) {
    }
    __threadfence();
    log[blockIdx.x] = (blockIdx.x ? log[blockIdx.x - 1] : 0) + blockIdx.x + 1;
    __threadfence();
    g_turn = blockIdx.x + 1;
  }
}
__device__ int g_lock;
__global__ void locked(int* count) {  // a lock for each thread in turn
  bool done = false;
  while (!done) {
    if (atomicCAS(&g_lock, 0, 1) == 0) {
      __threadfence();
      *count = *count + 1;
      __threadfence();
      atomicExch(&g_lock, 0);
      done = true;
    }
  }
}
__constant__ float c_weights[16];
__constant__ struct {
  int a;
  double b;
  short c[3];
} c_mixed = {7, 2.5, {1, 2, 3}};
__device__ int d_table[5] = {5, 4, 3, 2, 1};
__device__ int* d_pointer = &d_table[2];
__global__ void constants(float* y) {
  const int t = threadIdx.x;
  y[t] =
      c_weights[t % 16] * c_mixed.a + c_mixed.b * c_mixed.c[t % 3] + d_table[t % 5] + d_pointer[-1];
}
__device__ int fact(int n) { return n < 2 ? 1 : n * fact(n - 1); }
__device__ __noinline__ int ack(int m, int n) {
  return m == 0 ? n + 1 : n == 0 ? ack(m - 1, 1) : ack(m - 1, ack(m, n - 1));
}
__global__ void recursion(int* y) {
  y[threadIdx.x] = fact(threadIdx.x % 12) + ack(2, threadIdx.x % 5);
}
typedef float (*Op)(float, float);
__device__ float f_add(float a, float b) { return a + b; }
__device__ float f_mul(float a, float b) { return a * b; }
__device__ float f_max(float a, float b) { return fmaxf(a, b); }
__device__ Op d_ops[3] = {f_add, f_mul, f_max};
__global__ void pointers(const float* x, float* y, Op op) {
  const int t = threadIdx.x;
  y[t] = d_ops[t % 3](x[t], 2.0f) + op(x[t], x[t]);
}
template <class F>
__global__ void apply(F f, int* y) {
  y[threadIdx.x] = f(threadIdx.x);
}
struct Base {
  __device__ virtual ~Base() {}
  __device__ virtual int f(int) const = 0;
};
struct A : Base {
  int k;
  __device__ A(int v) : k(v) {}
  __device__ int f(int x) const override { return x * k; }
};
struct B : A {
  __device__ B(int v) : A(v) {}
  __device__ int f(int x) const override { return A::f(x) + 1; }
};
__global__ void virtuals(int* y) {
  A a(3);
  B b(4);
  const Base* const all[2] = {&a, &b};
  int s = 0;
  for (int i = 0; i < 6; ++i) s += all[(i + threadIdx.x) % 2]->f(i);
  y[threadIdx.x] = s;
  Base* h = threadIdx.x % 3 ? static_cast<Base*>(new B(5)) : new A(6);
  y[threadIdx.x] += h->f(10);
  delete h;
}
__global__ void heap(int* y, int n) {
  int* p = static_cast<int*>(malloc(n * sizeof(int)));
  for (int k = 0; k < n; ++k) p[k] = k * threadIdx.x;
  int s = 0;
  for (int k = 0; k < n; ++k) s += p[k];
  y[threadIdx.x] = s;
  free(p);
  int* q = new int[4]();
  y[threadIdx.x] += q[3];
  delete[] q;
}
extern __shared__ __align__(16) unsigned char g_dynamic[];
__global__ void carved(const double* x, double* y, int n) {
  double* d = reinterpret_cast<double*>(g_dynamic);
  int* idx = reinterpret_cast<int*>(d + n);
  unsigned char* flag = reinterpret_cast<unsigned char*>(idx + n);
  const int t = threadIdx.x;
  d[t] = x[t];
  idx[t] = n - 1 - t;
  flag[t] = t & 1;
  __syncthreads();
  y[t] = flag[idx[t]] ? d[idx[t]] : -d[idx[t]];
}
__global__ void __launch_bounds__(128, 4) bounded(int* y) { y[threadIdx.x] = threadIdx.x; }
__global__ void asserts(int n) {
  assert(n > 0 && "right");
  if (threadIdx.x == 0) printf("said %d %5.2f %s %llx %c\n", n, 1.5, "yes", 0xabcdefull, 'q');
}

int main() {
  Random r(9);
  {
    Device<int> x(4);
    Device<float> f(1);
    Device<long long> l(1);
    x.zero();
    f.zero();
    l.zero();
    atomic_refs<<<1, 64>>>(x, f, l);
    int q = 0;
    for (int i = 0; i < 64; ++i) q ^= 1 << i % 31;
    expect("atomic_refs", x.host(), std::vector<int>{2016, 189, q, 99});
    expect("refs_f", f.host(), std::vector<float>{32});
    expect("refs_l", l.host(), std::vector<long long>{448});
    Device<int> o(2);
    message<<<2, 32>>>(o);
    wait_notify<<<2, 32>>>(o + 1);
    expect("message", o.host(), std::vector<int>{42, 5});
    Device<int> s(3);
    s.zero();
    semaphores<<<4, 8>>>(s, s + 1, s + 2);
    auto g = s.host();
    expect("semaphores", std::vector<int>{g[0], g[1] >= 1 && g[1] <= 3, g[2]},
           std::vector<int>{0, 1, 32});
  }
  {
    Device<int> y(128);
    barriers<<<1, 128>>>(y);
    std::vector<int> v(128), w(128);
    for (int i = 0; i < 128; ++i) v[i] = i;
    for (int k = 0; k < 3; ++k) {
      for (int i = 0; i < 128; ++i) w[i] = v[i] + v[(i + 1) % 128];
      v = w;
    }
    expect("barriers", y.host(), w);
    auto x = r.ints(256, 999);
    auto e = x;
    std::reverse(e.begin(), e.end());
    Device<int> dx(x), dy(256);
    barrier_async<<<1, 64>>>(dx, dy);
    expect("barrier_async", dy.host(), e);
    Device<int> c(64);
    barrier_completion<<<1, 64>>>(c);
    expect("barrier_completion", c.host(), std::vector<int>(64, 43));
    latches<<<1, 64>>>(c);
    expect("latches", c.host(), std::vector<int>(64, 17));
  }
  {
    Device<float> y(64);
    complex_array<<<1, 32>>>(y);
    std::vector<float> w;
    for (int t = 0; t < 32; ++t) {
      double re = 1, im = 0;
      for (int k = 0; k < 4; ++k) {
        double a = re * t - im * k, b = re * k + im * t;
        re = a;
        im = b;
      }
      w.push_back(re);
      w.push_back(im);
    }
    expect("complex", y.host(), w, 1e-6);
  }
  {
    std::vector<unsigned long long> u{0, 0, ~0ull, 0, ~0ull, 0, 0, 3, 0};
    std::vector<double> d{0, 1};
    std::vector<long long> s{0, -1000000};
    std::vector<unsigned short> hh{7, 1};
    Device<unsigned long long> du(u);
    Device<double> dd(d);
    Device<long long> ds(s);
    Device<unsigned short> dh(hh);
    wide_atomics<<<2, 64>>>(du, dd, ds, dh);
    unsigned long long x = 0;
    for (unsigned long long t = 0; t < 128; ++t) x ^= t << 8;
    unsigned inc = 0, dec = 0;
    for (int t = 0; t < 128; ++t) {
      inc = inc >= 10 ? 0 : inc + 1;
      dec = dec == 0 || dec > 12 ? 12 : dec - 1;
    }
    auto g = du.host();
    std::vector<unsigned long long> w{8128ull << 30,
                                      127 * 1000000007ull,
                                      5,
                                      ~0ull,
                                      ~((1ull << 60) - 1),
                                      x,
                                      77,
                                      9,
                                      inc | (unsigned long long)dec << 32};
    std::vector<int> eq;
    for (int k = 0; k < 9; ++k) eq.push_back(g[k] == w[k]);
    expect("wide_atomics", eq, std::vector<int>(9, 1));
    double p = 1;
    for (int i = 0; i < 128; ++i) p *= 1.0078125;
    expect("double_atomics", dd.host(), std::vector<double>{32, p}, 1e-12);
    expect("signed", ds.host(), std::vector<long long>{-127, -4});
    expect("u16", dh.host(), std::vector<int>{8, 1});
    Device<__half> h1(2);
    Device<__half2> h2(1);
    Device<__nv_bfloat16> b(2);
    Device<float4> f4(1);
    h1.zero();
    h2.zero();
    b.zero();
    f4.zero();
    half_atomics<<<1, 64>>>(h1, h2, b, f4);
    auto hh2 = h2.host()[0];
    expect("half_atomics",
           std::vector<float>{__half2float(h1.host()[0]), __low2float(hh2), __high2float(hh2),
                              __bfloat162float(b.host()[0])},
           std::vector<float>{16, 32, 64, 64});
  }
  {
    Device<int> l(20);
    turns<<<20, 32>>>(l);
    std::vector<int> w;
    for (int i = 0, s = 0; i < 20; ++i) w.push_back(s += i + 1);
    expect("turns", l.host(), w);
    Device<int> c(1);
    c.zero();
    locked<<<3, 64>>>(c);
    expect("locked", c.host(), std::vector<int>{192});
  }
  {
    std::vector<float> c = r.floats(16);
    cudaMemcpyToSymbol(c_weights, c.data(), 64);
    Device<float> y(64);
    constants<<<1, 64>>>(y);
    std::vector<float> w;
    for (int t = 0; t < 64; ++t) w.push_back(c[t % 16] * 7 + 2.5 * (t % 3 + 1) + (5 - t % 5) + 4);
    expect("constants", y.host(), w, 1e-6);
  }
  {
    Device<int> y(64);
    recursion<<<1, 64>>>(y);
    std::vector<int> w;
    std::function<int(int, int)> ak = [&](int m, int n) {
      return m == 0 ? n + 1 : n == 0 ? ak(m - 1, 1) : ak(m - 1, ak(m, n - 1));
    };
    for (int t = 0; t < 64; ++t) {
      int f = 1;
      for (int k = 2; k <= t % 12; ++k) f *= k;
      w.push_back(f + ak(2, t % 5));
    }
    expect("recursion", y.host(), w);
    Op op;
    cudaMemcpyFromSymbol(&op, d_ops, sizeof op, sizeof op);
    auto x = r.floats(64);
    Device<float> dx(x), dy(64);
    pointers<<<1, 64>>>(dx, dy, op);
    std::vector<float> wf;
    for (int t = 0; t < 64; ++t)
      wf.push_back((t % 3 == 0   ? x[t] + 2
                    : t % 3 == 1 ? x[t] * 2
                                 : std::max(x[t], 2.0f)) +
                   x[t] * x[t]);
    expect("pointers", dy.host(), wf, 1e-6);
    const int k = 5;
    apply<<<1, 64>>>([=] __device__(int i) { return i * k + 1; }, y.get());
    std::vector<int> wl;
    for (int t = 0; t < 64; ++t) wl.push_back(t * 5 + 1);
    expect("lambda", y.host(), wl);
    virtuals<<<1, 64>>>(y);
    std::vector<int> wv;
    for (int t = 0; t < 64; ++t) {
      int s = 0;
      for (int i = 0; i < 6; ++i) s += (i + t) % 2 ? i * 4 + 1 : i * 3;
      wv.push_back(s + (t % 3 ? 51 : 60));
    }
    expect("virtuals", y.host(), wv);
    heap<<<1, 64>>>(y, 10);
    std::vector<int> wh;
    for (int t = 0; t < 64; ++t) wh.push_back(45 * t);
    expect("heap", y.host(), wh);
    bounded<<<1, 128>>>(Device<int>(128));
    asserts<<<1, 32>>>(3);
  }
  {
    std::vector<double> x(100), w(100);
    for (auto& v : x) v = r.uniform();
    Device<double> d(x), y(100);
    carved<<<1, 100, 1300>>>(d, y, 100);
    for (int t = 0; t < 100; ++t) w[t] = (99 - t) & 1 ? x[99 - t] : -x[99 - t];
    expect("carved", y.host(), w);
  }
  return finish();
}
