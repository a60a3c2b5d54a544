// Textures and surfaces against the formulas of the programming guide.
#include <algorithm>
#include "check.cuh"
template <class T>
__global__ void along(cudaTextureObject_t t, const float* x, T* y, int n) {
  const int i = threadIdx.x;
  if (i < n) y[i] = tex1D<T>(t, x[i]);
}
template <class T>
__global__ void over(cudaTextureObject_t t, const float* x, const float* y, T* out) {
  out[threadIdx.x] = tex2D<T>(t, x[threadIdx.x], y[threadIdx.x]);
}
__global__ void fetched(cudaTextureObject_t t, float* out, int n) {
  out[threadIdx.x] = tex1Dfetch<float>(t, int(threadIdx.x) - 2);
}
__global__ void inside(cudaTextureObject_t t, float* out) {
  out[threadIdx.x] =
      tex3D<float>(t, threadIdx.x % 4 + 0.5f, threadIdx.x / 4 % 4 + 0.5f, threadIdx.x / 16 + 0.5f);
}
__global__ void layers(cudaTextureObject_t t, float* out) {
  out[threadIdx.x] =
      tex2DLayered<float>(t, threadIdx.x % 4 + 0.5f, threadIdx.x / 4 % 4 + 0.5f, threadIdx.x / 16);
}
__global__ void cube(cudaTextureObject_t t, float* out) {
  const float d[6][3] = {{1, 0, 0}, {-1, 0, 0}, {0, 1, 0}, {0, -1, 0}, {0, 0, 1}, {0, 0, -1}};
  const int i = threadIdx.x;
  out[i] = texCubemap<float>(t, d[i][0], d[i][1], d[i][2]);
}
__global__ void surfaces(cudaSurfaceObject_t in, cudaSurfaceObject_t out, int w) {
  const int x = threadIdx.x, y = threadIdx.y;
  float v = surf2Dread<float>(in, x * 4, y);
  v += surf2Dread<float>(in, (x + 1) * 4, y, cudaBoundaryModeClamp);
  v += surf2Dread<float>(in, (x - 1) * 4, y, cudaBoundaryModeZero);
  surf2Dwrite(v, out, x * 4, y);
}
cudaTextureObject_t object(const cudaResourceDesc& r, cudaTextureAddressMode mode, bool linear,
                           bool normalised, cudaTextureReadMode read = cudaReadModeElementType) {
  cudaTextureDesc d = {};
  for (auto& m : d.addressMode) m = mode;
  d.filterMode = linear ? cudaFilterModeLinear : cudaFilterModePoint;
  d.readMode = read;
  d.normalizedCoords = normalised;
  cudaTextureObject_t t = 0;
  cudaCreateTextureObject(&t, &r, &d, nullptr);
  return t;
}
cudaResourceDesc of(cudaArray_t a) {
  cudaResourceDesc r = {};
  r.resType = cudaResourceTypeArray;
  r.res.array.array = a;
  return r;
}
int index_of(int i, int n, cudaTextureAddressMode mode, bool normalised) {
  if (i >= 0 && i < n) return i;
  if (!normalised && mode != cudaAddressModeBorder) mode = cudaAddressModeClamp;
  if (mode == cudaAddressModeBorder) return -1;
  if (mode == cudaAddressModeClamp) return i < 0 ? 0 : n - 1;
  if (mode == cudaAddressModeWrap) return ((i % n) + n) % n;
  const int p = ((i % (2 * n)) + 2 * n) % (2 * n);
  return p < n ? p : 2 * n - 1 - p;
}
int main() {
  Random r(8);
  const int n = 16;
  auto v = r.floats(n);
  std::vector<float> x;
  for (int k = 0; k < 100; ++k) x.push_back((int(r.next() % 4096) - 1024) / 64.0f);
  cudaChannelFormatDesc f = cudaCreateChannelDesc<float>();
  cudaArray_t a;
  cudaMallocArray(&a, &f, n);
  cudaMemcpy2DToArray(a, 0, 0, v.data(), n * 4, n * 4, 1, cudaMemcpyHostToDevice);
  Device<float> dx(x), y(100);
  for (auto mode :
       {cudaAddressModeClamp, cudaAddressModeBorder, cudaAddressModeWrap, cudaAddressModeMirror})
    for (int linear = 0; linear < 2; ++linear)
      for (int norm = 0; norm < 2; ++norm) {
        auto xs = x;
        if (norm)
          for (auto& q : xs) q /= n;
        Device<float> d(xs);
        auto t = object(of(a), mode, linear, norm);
        along<float><<<1, 128>>>(t, d.get(), y.get(), 100);
        std::vector<double> w;
        auto at = [&](int i) {
          const int k = index_of(i, n, mode, norm);
          return k < 0 ? 0.0 : double(v[k]);
        };
        for (float q : x) {
          if (!linear)
            w.push_back(at(std::floor(q)));
          else {
            const double b = q - 0.5, i = std::floor(b), al = std::floor((b - i) * 256 + 0.5) / 256;
            w.push_back((1 - al) * at(i) + al * at(i + 1));
          }
        }
        expect("1D", y.host(), w, 1e-5);
        cudaDestroyTextureObject(t);
      }
  {
    const int W = 8, H = 6;
    std::vector<unsigned char> img(W * H * 4);
    for (auto& b : img) b = r.next();
    cudaChannelFormatDesc c4 = cudaCreateChannelDesc<uchar4>();
    cudaArray_t b;
    cudaMallocArray(&b, &c4, W, H);
    cudaMemcpy2DToArray(b, 0, 0, img.data(), W * 4, W * 4, H, cudaMemcpyHostToDevice);
    std::vector<float> px, py;
    for (int k = 0; k < W * H; ++k) {
      px.push_back(k % W + 0.5f);
      py.push_back(k / W + 0.5f);
    }
    Device<float> dpx(px), dpy(py);
    Device<uchar4> o(W * H);
    auto t = object(of(b), cudaAddressModeClamp, false, false);
    over<uchar4><<<1, W * H>>>(t, dpx.get(), dpy.get(), o.get());
    std::vector<int> g, w;
    for (auto q : o.host())
      for (int e : {q.x, q.y, q.z, q.w}) g.push_back(e);
    for (auto e : img) w.push_back(e);
    expect("uchar4", g, w);
    auto t2 = object(of(b), cudaAddressModeClamp, true, false, cudaReadModeNormalizedFloat);
    for (auto& q : px) q += 0.25f;
    Device<float> dpx2(px);
    Device<float4> o4(W * H);
    over<float4><<<1, W * H>>>(t2, dpx2.get(), dpy.get(), o4.get());
    std::vector<float> g4, w4;
    for (auto q : o4.host())
      for (float e : {q.x, q.y, q.z, q.w}) g4.push_back(e);
    for (int k = 0; k < W * H; ++k)
      for (int c = 0; c < 4; ++c) {
        const int xx = k % W, nx = std::min(xx + 1, W - 1);
        w4.push_back((0.75 * img[(k / W * W + xx) * 4 + c] + 0.25 * img[(k / W * W + nx) * 4 + c]) /
                     255);
      }
    expect("normalised uchar4", g4, w4, 1e-5);
    cudaDestroyTextureObject(t);
    cudaDestroyTextureObject(t2);
    cudaFreeArray(b);
  }
  {
    Device<float> mem(v), o(20);
    cudaResourceDesc l = {};
    l.resType = cudaResourceTypeLinear;
    l.res.linear.devPtr = mem.get();
    l.res.linear.desc = f;
    l.res.linear.sizeInBytes = n * 4;
    auto t = object(l, cudaAddressModeClamp, false, false);
    fetched<<<1, 20>>>(t, o, n);
    std::vector<float> w(20);
    for (int k = 0; k < 20; ++k) w[k] = k >= 2 && k < 18 ? v[k - 2] : 0;
    expect("fetch", o.host(), w);
    cudaDestroyTextureObject(t);
    float* p;
    size_t pitch;
    auto img = r.floats(30);
    cudaMallocPitch(&p, &pitch, 24, 5);
    cudaMemcpy2D(p, pitch, img.data(), 24, 24, 5, cudaMemcpyHostToDevice);
    cudaResourceDesc q = {};
    q.resType = cudaResourceTypePitch2D;
    q.res.pitch2D.devPtr = p;
    q.res.pitch2D.desc = f;
    q.res.pitch2D.width = 6;
    q.res.pitch2D.height = 5;
    q.res.pitch2D.pitchInBytes = pitch;
    auto t2 = object(q, cudaAddressModeClamp, false, false);
    std::vector<float> px, py;
    for (int k = 0; k < 30; ++k) {
      px.push_back(k % 6);
      py.push_back(k / 6);
    }
    Device<float> dpx(px), dpy(py), o2(30);
    over<float><<<1, 30>>>(t2, dpx.get(), dpy.get(), o2.get());
    expect("pitch2D", o2.host(), img);
    cudaDestroyTextureObject(t2);
    cudaFree(p);
  }
  {
    auto vol = r.floats(64);
    Device<float> o(64);
    for (unsigned flags : {0u, unsigned(cudaArrayLayered)}) {
      cudaArray_t b;
      cudaExtent e = make_cudaExtent(4, 4, 4);
      cudaMalloc3DArray(&b, &f, e, flags);
      cudaMemcpy3DParms c = {};
      c.srcPtr = make_cudaPitchedPtr(vol.data(), 16, 4, 4);
      c.dstArray = b;
      c.extent = e;
      c.kind = cudaMemcpyHostToDevice;
      cudaMemcpy3D(&c);
      auto t = object(of(b), cudaAddressModeClamp, true, false);
      if (flags)
        layers<<<1, 64>>>(t, o);
      else
        inside<<<1, 64>>>(t, o);
      expect(flags ? "layered" : "3D", o.host(), vol, 1e-6);
      cudaDestroyTextureObject(t);
      cudaFreeArray(b);
    }
    cudaArray_t b;
    cudaMalloc3DArray(&b, &f, make_cudaExtent(2, 2, 6), cudaArrayCubemap);
    std::vector<float> faces;
    for (int k = 0; k < 24; ++k) faces.push_back(k / 4);
    cudaMemcpy3DParms c = {};
    c.srcPtr = make_cudaPitchedPtr(faces.data(), 8, 2, 2);
    c.dstArray = b;
    c.extent = make_cudaExtent(2, 2, 6);
    c.kind = cudaMemcpyHostToDevice;
    cudaMemcpy3D(&c);
    auto t = object(of(b), cudaAddressModeClamp, false, true);
    Device<float> o6(6);
    cube<<<1, 6>>>(t, o6);
    expect("cube", o6.host(), std::vector<float>{0, 1, 2, 3, 4, 5});
    cudaDestroyTextureObject(t);
    cudaFreeArray(b);
  }
  {
    const int W = 8, H = 4;
    auto img = r.floats(W * H);
    cudaArray_t b[2];
    cudaSurfaceObject_t s[2];
    for (int k = 0; k < 2; ++k) {
      cudaMallocArray(&b[k], &f, W, H, cudaArraySurfaceLoadStore);
      auto res = of(b[k]);
      cudaCreateSurfaceObject(&s[k], &res);
    }
    cudaMemcpy2DToArray(b[0], 0, 0, img.data(), W * 4, W * 4, H, cudaMemcpyHostToDevice);
    surfaces<<<1, dim3(W, H)>>>(s[0], s[1], W);
    std::vector<float> o(W * H), w;
    cudaMemcpy2DFromArray(o.data(), W * 4, b[1], 0, 0, W * 4, H, cudaMemcpyDeviceToHost);
    for (int k = 0; k < W * H; ++k) {
      const int q = k % W;
      w.push_back(img[k] + img[q + 1 < W ? k + 1 : k] + (q ? img[k - 1] : 0));
    }
    expect("surfaces", o, w, 1e-6);
    for (int k = 0; k < 2; ++k) {
      cudaDestroySurfaceObject(s[k]);
      cudaFreeArray(b[k]);
    }
  }
  cudaFreeArray(a);
  return finish();
}
