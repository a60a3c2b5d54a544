// Warp operations, cooperative groups, atomics, asynchronous copies, calls and waiting grids.

#include <cooperative_groups.h>
#include <cooperative_groups/reduce.h>
#include <cuda_pipeline.h>

#include <algorithm>
#include <numeric>

#include "check.cuh"

namespace cg = cooperative_groups;

__global__ void reduce_shuffle(const float* x, float* out, int n) {
  __shared__ float sums[32];
  float sum = 0;
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) sum += x[i];
  for (int step = 16; step > 0; step /= 2) sum += __shfl_down_sync(0xffffffff, sum, step);
  if (threadIdx.x % 32 == 0) sums[threadIdx.x / 32] = sum;
  __syncthreads();
  if (threadIdx.x < 32) {
    sum = threadIdx.x < blockDim.x / 32 ? sums[threadIdx.x] : 0.0f;
    for (int step = 16; step > 0; step /= 2) sum += __shfl_xor_sync(0xffffffff, sum, step);
    if (threadIdx.x == 0) atomicAdd(out, sum);
  }
}

__global__ void warp_scan(const int* x, int* y) {
  int value = x[blockIdx.x * 32 + threadIdx.x];
  for (int step = 1; step < 32; step *= 2) {
    const int below = __shfl_up_sync(0xffffffff, value, step);
    if (threadIdx.x >= step) value += below;
  }
  y[blockIdx.x * 32 + threadIdx.x] = value;
}

__global__ void segments(const int* x, int* y) {  // width 8: four scans in a warp
  const int lane = threadIdx.x;
  int value = x[lane];
  for (int step = 1; step < 8; step *= 2) {
    const int below = __shfl_up_sync(0xffffffff, value, step, 8);
    if (lane % 8 >= step) value += below;
  }
  y[lane] = value * 100 + __shfl_sync(0xffffffff, x[lane], 3, 8);
}

__global__ void votes(const int* x, unsigned* out) {
  const int lane = threadIdx.x, v = x[lane];
  const unsigned odd = __ballot_sync(0xffffffff, v & 1);
  const int any = __any_sync(0xffffffff, v == 7), all = __all_sync(0xffffffff, v < 100);
  int agree;
  const unsigned same = __match_any_sync(0xffffffff, v % 5);
  const unsigned unanimous = __match_all_sync(0xffffffff, v / 1000, &agree);
  const unsigned total = __reduce_add_sync(0xffffffff, v), most = __reduce_max_sync(0xffffffff, v);
  const unsigned bits = __reduce_or_sync(0xffffffff, 1u << (v % 32));
  unsigned* row = out + lane * 8;
  row[0] = odd;
  row[1] = any * 2 + all;
  row[2] = same;
  row[3] = unanimous;
  row[4] = agree;
  row[5] = total;
  row[6] = most;
  row[7] = bits;
}

__global__ void compact(const int* x, int* out, int* count, int n) {  // aggregated atomics
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n || x[i] % 3 != 0) return;
  const cg::coalesced_group active = cg::coalesced_threads();
  int base = 0;
  if (active.thread_rank() == 0) base = atomicAdd(count, active.size());
  base = active.shfl(base, 0);
  out[base + active.thread_rank()] = x[i];
}

__global__ void tiles(const int* x, int* y) {
  const cg::thread_block block = cg::this_thread_block();
  const auto tile = cg::tiled_partition<16>(block);
  const int sum = cg::reduce(tile, x[block.thread_rank()], cg::plus<int>());
  const int most = cg::reduce(tile, x[block.thread_rank()], cg::greater<int>());
  y[block.thread_rank()] = sum * 1000 + most;
}

__global__ void divergent_halves(int* y) {  // each half of the warp talks to itself
  const int lane = threadIdx.x;
  if (lane < 16) {
    y[lane] = __shfl_xor_sync(0x0000ffff, lane * 3, 1);
  } else {
    y[lane] = __shfl_xor_sync(0xffff0000, lane * 5, 2);
  }
  __syncwarp();
  y[lane] += __shfl_sync(0xffffffff, lane, 31 - lane);
}

__global__ void spin_lock(int* lock, int* total) {  // lanes of one warp take turns
  bool done = false;
  while (!done) {
    if (atomicCAS(lock, 0, 1) == 0) {
      *reinterpret_cast<volatile int*>(total) = *reinterpret_cast<volatile int*>(total) + 1;
      __threadfence();
      atomicExch(lock, 0);
      done = true;
    }
  }
}

__global__ void hand_over(volatile int* flag, int* out) {  // a lane waits for another of its warp
  const int lane = threadIdx.x;
  while (*flag != lane) {
  }
  out[lane] = lane * lane;
  __threadfence();
  *flag = lane + 1;
}

// Each block adds the sum of its tile to what its predecessor published.
__global__ void look_back(const int* x, int* y, volatile int* state, volatile int* sums, int* ticket) {
  __shared__ int tile, before, room[64];
  if (threadIdx.x == 0) tile = atomicAdd(ticket, 1);
  __syncthreads();
  const int i = tile * 64 + threadIdx.x;
  room[threadIdx.x] = x[i];
  __syncthreads();
  for (int step = 1; step < 64; step *= 2) {
    const int value = threadIdx.x >= step ? room[threadIdx.x - step] : 0;
    __syncthreads();
    room[threadIdx.x] += value;
    __syncthreads();
  }
  if (threadIdx.x == 0) {
    int sum = 0;
    if (tile > 0) {
      while (state[tile - 1] == 0) {
      }
      __threadfence();
      sum = sums[tile - 1];
    }
    before = sum;
    sums[tile] = sum + room[63];
    __threadfence();
    state[tile] = 1;
  }
  __syncthreads();
  y[i] = before + room[threadIdx.x];
}

__global__ void grid_steps(int* a, int* b, int n) {  // a stencil with a grid-wide barrier
  const cg::grid_group grid = cg::this_grid();
  const int i = grid.thread_rank();
  for (int step = 0; step < 4; ++step) {
    int* from = step % 2 ? b : a;
    int* to = step % 2 ? a : b;
    if (i < n) to[i] = from[i] + from[(i + 1) % n];
    grid.sync();
  }
}

__global__ void last_block(const float* x, float* parts, float* out, unsigned* done, int n) {
  __shared__ float room[128];
  __shared__ bool last;
  float sum = 0;
  for (int i = blockIdx.x * 128 + threadIdx.x; i < n; i += gridDim.x * 128) sum += x[i];
  room[threadIdx.x] = sum;
  __syncthreads();
  for (int half = 64; half > 0; half /= 2) {
    if (threadIdx.x < half) room[threadIdx.x] += room[threadIdx.x + half];
    __syncthreads();
  }
  if (threadIdx.x == 0) {
    parts[blockIdx.x] = room[0];
    __threadfence();
    last = atomicAdd(done, 1) == gridDim.x - 1;
  }
  __syncthreads();
  if (last && threadIdx.x == 0) {
    float total = 0;
    for (int k = 0; k < gridDim.x; ++k) total += *reinterpret_cast<volatile float*>(&parts[k]);
    *out = total;
  }
}

__global__ void async_tiles(const float4* x, float4* y, int tiles_of_block) {
  __shared__ float4 room[2][64];
  const int first = blockIdx.x * tiles_of_block;
  __pipeline_memcpy_async(&room[0][threadIdx.x], &x[first * 64 + threadIdx.x], 16);
  __pipeline_commit();
  for (int t = 0; t < tiles_of_block; ++t) {
    if (t + 1 < tiles_of_block) {
      __pipeline_memcpy_async(&room[(t + 1) % 2][threadIdx.x], &x[(first + t + 1) * 64 + threadIdx.x], 16);
    }
    __pipeline_commit();
    __pipeline_wait_prior(1);
    __syncthreads();
    float4 v = room[t % 2][63 - threadIdx.x];
    v.x *= 2;
    y[(first + t) * 64 + threadIdx.x] = v;
    __syncthreads();
  }
}

__global__ void counts(const int* x, int* out, int n) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  const int all = __syncthreads_count(i < n && x[i] > 50);
  const int some = __syncthreads_or(i < n && x[i] == 3), every = __syncthreads_and(i >= n || x[i] < 100);
  if (threadIdx.x == 0) {
    out[blockIdx.x * 3] = all;
    out[blockIdx.x * 3 + 1] = some != 0;
    out[blockIdx.x * 3 + 2] = every != 0;
  }
}

__global__ void atomics(int* i32, unsigned* u32, unsigned long long* u64, float* f32, double* f64) {
  const int t = threadIdx.x + blockIdx.x * blockDim.x;
  atomicAdd(&i32[0], t);
  atomicSub(&i32[1], t);
  atomicMin(&i32[2], -t);
  atomicMax(&i32[3], t);
  atomicAnd(&u32[0], ~(1u << (t % 16)));
  atomicOr(&u32[1], 1u << (t % 32));
  atomicXor(&u32[2], 1u << (t % 31));
  atomicInc(&u32[3], 9);
  atomicDec(&u32[4], 6);
  atomicAdd(&u64[0], 1ull << 33);
  atomicMax(&u64[1], static_cast<unsigned long long>(t) << 40);
  atomicAdd(&f32[0], 0.5f);
  atomicAdd(&f64[0], 0.25);
}

__device__ __noinline__ int fibonacci(int n) { return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2); }
__device__ __noinline__ float twice(float x) { return 2 * x; }
__device__ __noinline__ float square(float x) { return x * x; }
__device__ __noinline__ float half_of(float x) { return x / 2; }
using Unary = float (*)(float);
__device__ Unary g_table[3] = {twice, square, half_of};
struct Pair {
  int low;
  double high;
};
__device__ __noinline__ Pair split(double x, int k) { return {static_cast<int>(x) + k, x - static_cast<int>(x)}; }

__global__ void calls(int* fib, float* applied, double* parts) {
  const int i = threadIdx.x;
  fib[i] = fibonacci(i % 10);
  applied[i] = g_table[i % 3](static_cast<float>(i));
  const Pair p = split(i * 1.25, i);
  parts[i] = p.low * 10 + p.high;
}

struct Shape {
  __device__ virtual float area() const = 0;
};
struct Square : Shape {
  float side;
  __device__ explicit Square(float s) : side(s) {}
  __device__ float area() const override { return side * side; }
};
struct Circle : Shape {
  float radius;
  __device__ explicit Circle(float r) : radius(r) {}
  __device__ float area() const override { return 3 * radius * radius; }
};
__global__ void virtual_calls(float* out) {
  const int i = threadIdx.x;
  Shape* shape = i % 2 ? static_cast<Shape*>(new Square(i)) : new Circle(i);
  out[i] = shape->area();
  delete shape;
}

__global__ void local_arrays(const int* x, int* y) {
  int room[16];
  for (int k = 0; k < 16; ++k) room[k] = x[threadIdx.x] * k;
  for (int k = 0; k < 8; ++k) {
    const int other = (x[threadIdx.x] + k) % 16, old = room[k];
    room[k] = room[other];
    room[other] = old;
  }
  int sum = 0;
  for (int k = 0; k < 16; ++k) sum = sum * 3 + room[k];
  y[threadIdx.x] = sum;
}

__global__ void prints(int n) { printf("thread %d: %.2f %s %c %lld%%\n", threadIdx.x, n * 0.5, "word", 'x', 1ll << 40); }

namespace {

void warps() {
  Random random;
  const int n = 9999;
  const std::vector<float> x = random.floats(n);
  Device<float> dx(x), total(1);
  total.zero();
  reduce_shuffle<<<6, 256>>>(dx, total, n);
  const double sum = std::accumulate(x.begin(), x.end(), 0.0);
  expect("reduce_shuffle", total.host(), std::vector<double>{sum}, 1e-4);

  const std::vector<int> v = random.ints(96, 100);
  std::vector<int> scanned(96), segmented(32);
  for (int i = 0; i < 96; ++i) scanned[i] = v[i] + (i % 32 ? scanned[i - 1] : 0);
  Device<int> dv(v), dy(96);
  warp_scan<<<3, 32>>>(dv, dy);
  expect("warp_scan", dy.host(), scanned);
  for (int i = 0; i < 32; ++i) {
    int s = 0;
    for (int k = i / 8 * 8; k <= i; ++k) s += v[k];
    segmented[i] = s * 100 + v[i / 8 * 8 + 3];
  }
  Device<int> dseg(32);
  segments<<<1, 32>>>(dv, dseg);
  expect("segments", dseg.host(), segmented);

  std::vector<unsigned> want(32 * 8);
  unsigned odd = 0, most = 0, all = 0, bits = 0;
  bool seven = false;
  for (int l = 0; l < 32; ++l) {
    odd |= static_cast<unsigned>(v[l] & 1) << l;
    seven |= v[l] == 7;
    all += v[l];
    most = std::max<unsigned>(most, v[l]);
    bits |= 1u << (v[l] % 32);
  }
  for (int l = 0; l < 32; ++l) {
    unsigned same = 0;
    for (int k = 0; k < 32; ++k) same |= static_cast<unsigned>(v[k] % 5 == v[l] % 5) << k;
    const unsigned row[] = {odd, seven * 2u + 1, same, 0xffffffff, 1, all, most, bits};
    std::copy(row, row + 8, want.begin() + l * 8);
  }
  Device<unsigned> du(32 * 8);
  votes<<<1, 32>>>(dv, du);
  expect("votes", du.host(), want);

  std::vector<int> kept;
  for (const int value : v) {
    if (value % 3 == 0) kept.push_back(value);
  }
  Device<int> dout(96), dcount(1);
  dcount.zero();
  dout.zero();
  compact<<<3, 32>>>(dv, dout, dcount, 96);
  expect("compact count", dcount.host(), std::vector<int>{static_cast<int>(kept.size())});
  std::vector<int> got = dout.host();
  got.resize(kept.size());
  std::sort(got.begin(), got.end());
  std::sort(kept.begin(), kept.end());
  expect("compact", got, kept);

  std::vector<int> tiled(96);
  for (int i = 0; i < 96; ++i) {
    const auto from = v.begin() + i / 16 * 16;
    tiled[i] = std::accumulate(from, from + 16, 0) * 1000 + *std::max_element(from, from + 16);
  }
  Device<int> dt(96);
  tiles<<<1, 96>>>(dv, dt);
  expect("tiles", dt.host(), tiled);

  std::vector<int> halves(32);
  for (int l = 0; l < 32; ++l) halves[l] = (l < 16 ? (l ^ 1) * 3 : (l ^ 2) * 5) + 31 - l;
  Device<int> dh(32);
  divergent_halves<<<1, 32>>>(dh);
  expect("divergent_halves", dh.host(), halves);
}

void waiting() {
  Device<int> lock(1), total(1);
  lock.zero();
  total.zero();
  spin_lock<<<4, 64>>>(lock, total);
  expect("spin_lock", total.host(), std::vector<int>{256});

  Device<int> flag(1), squares(32);
  flag.zero();
  hand_over<<<1, 32>>>(flag, squares);
  std::vector<int> want(32);
  for (int l = 0; l < 32; ++l) want[l] = l * l;
  expect("hand_over", squares.host(), want);

  Random random(7);
  const int blocks = 30;
  const std::vector<int> x = random.ints(blocks * 64, 1000);
  std::vector<int> sums(x.size());
  std::partial_sum(x.begin(), x.end(), sums.begin());
  Device<int> dx(x), dy(x.size()), state(blocks), values(blocks), ticket(1);
  state.zero();
  ticket.zero();
  look_back<<<blocks, 64>>>(dx, dy, state.get(), values.get(), ticket);
  expect("look_back", dy.host(), sums);

  const int n = 500;
  std::vector<int> a = random.ints(n, 50);
  Device<int> da(a), db(n);
  int* pa = da;
  int* pb = db;
  int length = n;
  void* arguments[] = {&pa, &pb, &length};
  cudaLaunchCooperativeKernel(reinterpret_cast<void*>(grid_steps), dim3(8), dim3(64), arguments, 0, nullptr);
  for (int step = 0; step < 4; ++step) {
    std::vector<int> next(n);
    for (int i = 0; i < n; ++i) next[i] = a[i] + a[(i + 1) % n];
    a = next;
  }
  expect("grid_steps", da.host(), a);

  const std::vector<float> y = random.floats(5000);
  Device<float> dyf(y), parts(9), out(1);
  Device<unsigned> done(1);
  done.zero();
  last_block<<<9, 128>>>(dyf, parts, out, done, 5000);
  expect("last_block", out.host(), std::vector<double>{std::accumulate(y.begin(), y.end(), 0.0)}, 1e-4);
}

void blocks() {
  Random random(8);
  const int n = 4 * 3 * 64;
  const std::vector<float> x = random.floats(n * 4);
  Device<float> dx(x), dy(n * 4);
  async_tiles<<<4, 64>>>(reinterpret_cast<float4*>(dx.get()), reinterpret_cast<float4*>(dy.get()), 3);
  std::vector<float> want(n * 4);
  for (int k = 0; k < n; ++k) {
    for (int e = 0; e < 4; ++e) want[k * 4 + e] = x[(k / 64 * 64 + 63 - k % 64) * 4 + e] * (e == 0 ? 2 : 1);
  }
  expect("async_tiles", dy.host(), want);

  const std::vector<int> v = random.ints(200, 99);
  Device<int> dv(v), dc(6);
  counts<<<2, 128>>>(dv, dc, 200);
  std::vector<int> tallies(6);
  for (int b = 0; b < 2; ++b) {
    const int end = std::min(200, b * 128 + 128);
    tallies[b * 3] = static_cast<int>(std::count_if(v.begin() + b * 128, v.begin() + end, [](int k) { return k > 50; }));
    tallies[b * 3 + 1] = std::count(v.begin() + b * 128, v.begin() + end, 3) > 0;
    tallies[b * 3 + 2] = 1;
  }
  expect("counts", dc.host(), tallies);

  Device<int> i32(std::vector<int>{0, 0, 5, -5});
  Device<unsigned> u32(std::vector<unsigned>{0xffffffff, 0, 0, 0, 3});
  Device<unsigned long long> u64(std::vector<unsigned long long>{0, 0});
  Device<float> f32(std::vector<float>{0});
  Device<double> f64(std::vector<double>{0});
  atomics<<<3, 64>>>(i32, u32, u64, f32, f64);
  expect("atomics i32", i32.host(), std::vector<int>{191 * 96, -191 * 96, -191, 191});
  unsigned flips = 0, wrap = 0, down = 3;
  for (int t = 0; t < 192; ++t) {
    flips ^= 1u << (t % 31);
    wrap = wrap >= 9 ? 0 : wrap + 1;
    down = down == 0 || down > 6 ? 6 : down - 1;
  }
  expect("atomics u32", u32.host(), std::vector<unsigned>{0xffff0000, 0xffffffff, flips, wrap, down});
  expect("atomics u64", u64.host(), std::vector<unsigned long long>{192ull << 33, 191ull << 40});
  expect("atomics f32", f32.host(), std::vector<float>{96});
  expect("atomics f64", f64.host(), std::vector<double>{48});
}

void functions() {
  Device<int> fib(40);
  Device<float> applied(40), areas(40);
  Device<double> parts(40);
  calls<<<1, 40>>>(fib, applied, parts);
  virtual_calls<<<1, 40>>>(areas);
  const int numbers[] = {0, 1, 1, 2, 3, 5, 8, 13, 21, 34};
  std::vector<int> f(40);
  std::vector<float> g(40), area(40);
  std::vector<double> p(40);
  for (int i = 0; i < 40; ++i) {
    f[i] = numbers[i % 10];
    g[i] = i % 3 == 0 ? 2.0f * i : i % 3 == 1 ? 1.0f * i * i : i / 2.0f;
    area[i] = (i % 2 ? 1.0f : 3.0f) * i * i;
    p[i] = (static_cast<int>(i * 1.25) + i) * 10 + i * 1.25 - static_cast<int>(i * 1.25);
  }
  expect("recursion", fib.host(), f);
  expect("function pointers", applied.host(), g);
  expect("structures by value", parts.host(), p);
  expect("virtual functions", areas.host(), area);

  Random random(9);
  const std::vector<int> x = random.ints(64, 16);
  std::vector<int> y(64);
  for (int t = 0; t < 64; ++t) {
    unsigned room[16], sum = 0;
    for (int k = 0; k < 16; ++k) room[k] = x[t] * k;
    for (int k = 0; k < 8; ++k) std::swap(room[k], room[(x[t] + k) % 16]);
    for (int k = 0; k < 16; ++k) sum = sum * 3 + room[k];
    y[t] = static_cast<int>(sum);
  }
  Device<int> dx(x), dy(64);
  local_arrays<<<1, 64>>>(dx, dy);
  expect("local_arrays", dy.host(), y);
  prints<<<1, 2>>>(5);
  cudaDeviceSynchronize();
}

}  // namespace

int main() {
  warps();
  waiting();
  blocks();
  functions();
  return finish();
}
