// thrust and cub.
#include <thrust/binary_search.h>
#include <thrust/copy.h>
#include <thrust/device_vector.h>
#include <thrust/host_vector.h>
#include <thrust/inner_product.h>
#include <thrust/iterator/counting_iterator.h>
#include <thrust/iterator/transform_iterator.h>
#include <thrust/iterator/zip_iterator.h>
#include <thrust/partition.h>
#include <thrust/reduce.h>
#include <thrust/scan.h>
#include <thrust/sort.h>
#include <thrust/transform_reduce.h>
#include <thrust/unique.h>
#include <algorithm>
#include <cub/cub.cuh>
#include <cuda/std/functional>
#include <map>
#include <numeric>
#include "check.cuh"
__global__ void block_reduce(const int* x, int* y) {
  using R = cub::BlockReduce<int, 128>;
  __shared__ typename R::TempStorage s;
  const int t = R(s).Sum(x[blockIdx.x * 128 + threadIdx.x]);
  if (threadIdx.x == 0) y[blockIdx.x] = t;
}
__global__ void warp_scan(const int* x, int* y) {
  using S = cub::WarpScan<int>;
  __shared__ typename S::TempStorage s[4];
  int v;
  S(s[threadIdx.x / 32]).InclusiveSum(x[threadIdx.x], v);
  y[threadIdx.x] = v;
}
struct Less {
  __device__ bool operator()(int a, int b) const { return a < b; }
};
// Its merge reads one element past what it wrote, and drops it.
__global__ void block_merge(const int* x, int* y) {
  using Sort = cub::BlockMergeSort<int, 64, 4>;
  __shared__ typename Sort::TempStorage room;
  int mine[4];
  for (int k = 0; k < 4; ++k) mine[k] = x[threadIdx.x * 4 + k];
  Sort(room).Sort(mine, Less());
  for (int k = 0; k < 4; ++k) y[threadIdx.x * 4 + k] = mine[k];
}
__global__ void block_sort(const int* x, int* y) {
  using L = cub::BlockLoad<int, 128, 4, cub::BLOCK_LOAD_TRANSPOSE>;
  using S = cub::BlockRadixSort<int, 128, 4>;
  using T = cub::BlockStore<int, 128, 4, cub::BLOCK_STORE_TRANSPOSE>;
  __shared__ union {
    typename L::TempStorage l;
    typename S::TempStorage s;
    typename T::TempStorage t;
  } m;
  int k[4];
  L(m.l).Load(x, k);
  __syncthreads();
  S(m.s).Sort(k);
  __syncthreads();
  T(m.t).Store(y, k);
}
__global__ void block_scan(const int* x, int* y) {
  using S = cub::BlockScan<int, 256, cub::BLOCK_SCAN_WARP_SCANS>;
  __shared__ typename S::TempStorage s;
  int v;
  S(s).ExclusiveSum(x[threadIdx.x], v);
  y[threadIdx.x] = v;
}
__global__ void block_exchange(const int* x, int* y) {
  using E = cub::BlockExchange<int, 64, 4>;
  __shared__ typename E::TempStorage s;
  int k[4];
  for (int i = 0; i < 4; ++i) k[i] = x[i * 64 + threadIdx.x];
  E(s).StripedToBlocked(k);
  for (int i = 0; i < 4; ++i) y[threadIdx.x * 4 + i] = k[i];
}
__global__ void block_histo(const unsigned char* x, unsigned* y) {
  using H = cub::BlockHistogram<unsigned char, 64, 4, 256, cub::BLOCK_HISTO_SORT>;
  __shared__ typename H::TempStorage s;
  __shared__ unsigned h[256];
  unsigned char k[4];
  for (int i = 0; i < 4; ++i) k[i] = x[threadIdx.x * 4 + i];
  H(s).Histogram(k, h);
  __syncthreads();
  for (int i = threadIdx.x; i < 256; i += 64) y[i] = h[i];
}
__global__ void discontinuity(const int* x, int* y) {
  using D = cub::BlockDiscontinuity<int, 128>;
  __shared__ typename D::TempStorage s;
  int k[1] = {x[threadIdx.x]}, f[1];
  D(s).FlagHeads(f, k, cuda::std::not_equal_to<int>());
  y[threadIdx.x] = f[0];
}
int main() {
  Random r(4);
  auto x = r.ints(5000, 1000);
  std::vector<int> w = x;
  {
    thrust::device_vector<int> d(x.begin(), x.end());
    thrust::sort(d.begin(), d.end());
    std::sort(w.begin(), w.end());
    std::vector<int> g(5000);
    thrust::copy(d.begin(), d.end(), g.begin());
    expect("thrust sort", g, w);
    thrust::device_vector<int> u = d;
    auto e = thrust::unique(u.begin(), u.end());
    std::vector<int> gu(e - u.begin());
    thrust::copy(u.begin(), e, gu.begin());
    auto wu = w;
    wu.erase(std::unique(wu.begin(), wu.end()), wu.end());
    expect("unique", gu, wu);
    thrust::device_vector<int> p(3);
    std::vector<int> probe{5, 500, 999};
    thrust::device_vector<int> dp(probe.begin(), probe.end());
    thrust::lower_bound(d.begin(), d.end(), dp.begin(), dp.end(), p.begin());
    std::vector<int> gl(3), wl;
    thrust::copy(p.begin(), p.end(), gl.begin());
    for (int v : probe) wl.push_back(std::lower_bound(w.begin(), w.end(), v) - w.begin());
    expect("lower_bound", gl, wl);
  }
  {
    thrust::device_vector<float> k;
    std::vector<float> f = r.floats(3000);
    k = thrust::device_vector<float>(f.begin(), f.end());
    thrust::device_vector<int> v(3000);
    thrust::sequence(v.begin(), v.end());
    thrust::stable_sort_by_key(k.begin(), k.end(), v.begin(), thrust::greater<float>());
    std::vector<int> idx(3000), g(3000);
    std::iota(idx.begin(), idx.end(), 0);
    std::stable_sort(idx.begin(), idx.end(), [&](int a, int b) { return f[a] > f[b]; });
    thrust::copy(v.begin(), v.end(), g.begin());
    expect("stable_sort_by_key", g, idx);
    expect("reduce", std::vector<double>{thrust::reduce(k.begin(), k.end(), 0.0f)},
           std::vector<double>{std::accumulate(f.begin(), f.end(), 0.0)}, 1e-3);
    const double sq = thrust::transform_reduce(
        k.begin(), k.end(), [] __device__(float a) -> double { return double(a) * a; }, 0.0,
        thrust::plus<double>());
    double ws = 0;
    for (float a : f) ws += double(a) * a;
    expect("transform_reduce", std::vector<double>{sq}, std::vector<double>{ws}, 1e-6);
    expect("max_element", std::vector<float>{*thrust::max_element(k.begin(), k.end())},
           std::vector<float>{*std::max_element(f.begin(), f.end())});
    expect("inner", std::vector<double>{thrust::inner_product(k.begin(), k.end(), k.begin(), 0.0)},
           std::vector<double>{ws}, 1e-6);
  }
  {
    thrust::device_vector<int> k(w.begin(), w.end()), ok(5000), ov(5000);
    auto e = thrust::reduce_by_key(k.begin(), k.end(), thrust::constant_iterator<int>(1),
                                   ok.begin(), ov.begin());
    std::map<int, int> c;
    for (int v : w) ++c[v];
    std::vector<int> gk(e.first - ok.begin()), gv(gk.size()), wk, wv;
    thrust::copy(ok.begin(), e.first, gk.begin());
    thrust::copy(ov.begin(), e.second, gv.begin());
    for (auto [a, b] : c) {
      wk.push_back(a);
      wv.push_back(b);
    }
    expect("rbk keys", gk, wk);
    expect("rbk values", gv, wv);
    thrust::device_vector<int> d(x.begin(), x.end()), o(5000);
    thrust::exclusive_scan(d.begin(), d.end(), o.begin(), 10);
    std::vector<int> g(5000), ws(5000);
    std::exclusive_scan(x.begin(), x.end(), ws.begin(), 10);
    thrust::copy(o.begin(), o.end(), g.begin());
    expect("exclusive_scan", g, ws);
    auto en = thrust::copy_if(d.begin(), d.end(), o.begin(),
                              [] __device__(int v) -> bool { return v % 3 == 0; });
    std::vector<int> gc(en - o.begin()), wc;
    thrust::copy(o.begin(), en, gc.begin());
    for (int v : x)
      if (v % 3 == 0) wc.push_back(v);
    expect("copy_if", gc, wc);
    thrust::for_each(
        thrust::counting_iterator<int>(0), thrust::counting_iterator<int>(5000),
        [p = thrust::raw_pointer_cast(o.data())] __device__(int i) -> void { p[i] = i * 2; });
    thrust::copy(o.begin(), o.end(), g.begin());
    for (int i = 0; i < 5000; ++i) ws[i] = 2 * i;
    expect("for_each", g, ws);
    auto z = thrust::make_zip_iterator(thrust::make_tuple(d.begin(), o.begin()));
    thrust::device_vector<int> s(5000);
    thrust::transform(z, z + 5000, s.begin(),
                      [] __device__(const thrust::tuple<int, int>& t) -> int {
                        return thrust::get<0>(t) + thrust::get<1>(t);
                      });
    thrust::copy(s.begin(), s.end(), g.begin());
    for (int i = 0; i < 5000; ++i) ws[i] = x[i] + 2 * i;
    expect("zip", g, ws);
    thrust::partition(s.begin(), s.end(), [] __device__(int v) -> bool { return v & 1; });
    thrust::copy(s.begin(), s.end(), g.begin());
    expect("partition",
           std::vector<int>{std::is_partitioned(g.begin(), g.end(), [](int v) { return v & 1; })},
           std::vector<int>{1});
  }
  {
    Device<int> d(x), o(5000), n(1);
    void* t = nullptr;
    size_t b = 0;
    auto run = [&](auto f) {
      t = nullptr;
      b = 0;
      f();
      cudaMalloc(&t, b);
      f();
      cudaFree(t);
    };
    run([&] { cub::DeviceScan::InclusiveSum(t, b, d.get(), o.get(), 5000); });
    std::vector<int> ws(5000);
    std::partial_sum(x.begin(), x.end(), ws.begin());
    expect("DeviceScan", o.host(), ws);
    run([&] { cub::DeviceReduce::Sum(t, b, d.get(), n.get(), 5000); });
    expect("DeviceReduce", n.host(), std::vector<int>{ws.back()});
    run([&] { cub::DeviceRadixSort::SortKeys(t, b, d.get(), o.get(), 5000); });
    expect("DeviceRadixSort", o.host(), w);
    run([&] {
      cub::DeviceSelect::If(t, b, d.get(), o.get(), n.get(), 5000,
                            [] __device__(int v) -> bool { return v < 100; });
    });
    expect("DeviceSelect", n.host(),
           std::vector<int>{int(std::count_if(x.begin(), x.end(), [](int v) { return v < 100; }))});
    Device<int> h(10);
    run([&] { cub::DeviceHistogram::HistogramEven(t, b, d.get(), h.get(), 11, 0, 1000, 5000); });
    std::vector<int> wh(10);
    for (int v : x) ++wh[v / 100];
    expect("DeviceHistogram", h.host(), wh);
    std::vector<int> off{0, 100, 100, 3000, 5000};
    Device<int> doff(off), seg(4);
    run([&] {
      cub::DeviceSegmentedReduce::Max(t, b, d.get(), seg.get(), 4, doff.get(), doff.get() + 1);
    });
    std::vector<int> wseg;
    for (int i = 0; i < 4; ++i)
      wseg.push_back(off[i] == off[i + 1]
                         ? INT32_MIN
                         : *std::max_element(x.begin() + off[i], x.begin() + off[i + 1]));
    expect("DeviceSegmentedReduce", seg.host(), wseg);
    Device<int> u(5000), c(5000);
    Device<int> sd(w);
    run([&] {
      cub::DeviceRunLengthEncode::Encode(t, b, sd.get(), u.get(), c.get(), n.get(), 5000);
    });
    std::map<int, int> m;
    for (int v : w) ++m[v];
    expect("RunLength", n.host(), std::vector<int>{int(m.size())});
    run([&] {
      cub::DeviceMergeSort::SortKeys(t, b, d.get(), 5000,
                                     [] __device__(int a, int bb) -> bool { return a > bb; });
    });
    auto wd = w;
    std::reverse(wd.begin(), wd.end());
    expect("DeviceMergeSort", d.host(), wd);
  }
  {
    std::vector<int> a(x.begin(), x.begin() + 512);
    Device<int> d(a), y(512);
    block_reduce<<<4, 128>>>(d, y);
    auto g = y.host();
    g.resize(4);
    std::vector<int> wr;
    for (int i = 0; i < 4; ++i)
      wr.push_back(std::accumulate(a.begin() + i * 128, a.begin() + i * 128 + 128, 0));
    expect("BlockReduce", g, wr);
    warp_scan<<<1, 128>>>(d, y);
    g = y.host();
    g.resize(128);
    std::vector<int> wsc;
    for (int i = 0, s = 0; i < 128; ++i) {
      if (i % 32 == 0) s = 0;
      wsc.push_back(s += a[i]);
    }
    expect("WarpScan", g, wsc);
    block_sort<<<1, 128>>>(d, y);
    auto so = a;
    std::sort(so.begin(), so.end());
    expect("BlockRadixSort", y.host(), so);
    block_merge<<<1, 64>>>(d, y);
    g = y.host();
    g.resize(256);
    so.assign(a.begin(), a.begin() + 256);
    std::sort(so.begin(), so.end());
    expect("BlockMergeSort", g, so);
    block_scan<<<1, 256>>>(d, y);
    g = y.host();
    g.resize(256);
    std::vector<int> e(256);
    std::exclusive_scan(a.begin(), a.begin() + 256, e.begin(), 0);
    expect("BlockScan", g, e);
    block_exchange<<<1, 64>>>(d, y);
    g = y.host();
    g.resize(256);
    expect("BlockExchange", g, std::vector<int>(a.begin(), a.begin() + 256));
    discontinuity<<<1, 128>>>(d, y);
    g = y.host();
    g.resize(128);
    std::vector<int> fl;
    for (int i = 0; i < 128; ++i) fl.push_back(i == 0 || a[i] != a[i - 1]);
    expect("Discontinuity", g, fl);
    std::vector<unsigned char> by(256);
    for (auto& v : by) v = r.next();
    Device<unsigned char> db(by);
    Device<unsigned> hy(256);
    block_histo<<<1, 64>>>(db, hy);
    std::vector<int> hw(256);
    for (auto v : by) ++hw[v];
    expect("BlockHistogram", hy.host(), hw);
  }
  return finish();
}
