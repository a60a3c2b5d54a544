// Threads that share queues, tables, trees and graphs.

#include <algorithm>
#include <numeric>
#include <queue>

#include "check.cuh"

// level-synchronous BFS with frontier queues
__global__ void bfs_step(const int* start, const int* edges, int* dist, const int* in, int n,
                         int* out, int* count, int level) {
  for (int k = blockIdx.x * blockDim.x + threadIdx.x; k < n; k += gridDim.x * blockDim.x) {
    const int v = in[k];
    for (int e = start[v]; e < start[v + 1]; ++e) {
      const int u = edges[e];
      if (atomicCAS(&dist[u], -1, level) == -1) out[atomicAdd(count, 1)] = u;
    }
  }
}

// open-addressing hash table: counts words
__global__ void hash_insert(const unsigned* keys, int n, unsigned long long* table, unsigned mask) {
  const int k = blockIdx.x * blockDim.x + threadIdx.x;
  if (k >= n) return;
  const unsigned key = keys[k];
  unsigned slot = key * 2654435761u & mask;
  for (;;) {
    unsigned long long old = *(volatile unsigned long long*)&table[slot];
    if ((old >> 32) == key + 1ull) {
      atomicAdd(&table[slot], 1ull);
      return;
    }
    if (old == 0) {
      old = atomicCAS(&table[slot], 0ull, (key + 1ull) << 32 | 1);
      if (old == 0) return;
      if ((old >> 32) == key + 1ull) {
        atomicAdd(&table[slot], 1ull);
        return;
      }
    }
    slot = (slot + 1) & mask;
  }
}
__global__ void hash_lookup(const unsigned* keys, int n, const unsigned long long* table,
                            unsigned mask, int* out) {
  const int k = blockIdx.x * blockDim.x + threadIdx.x;
  if (k >= n) return;
  unsigned slot = keys[k] * 2654435761u & mask;
  while (table[slot] && (table[slot] >> 32) != keys[k] + 1ull) slot = (slot + 1) & mask;
  out[k] = (int)(unsigned)table[slot];
}

// persistent threads: tasks are split and pushed to a queue that all take from (adaptive
// quadrature)
struct Task {
  float lo, hi;
};
__global__ void persistent(Task* queue, int* ready, int* head, int* tail, int* pending, double* sum,
                           int* splits, int room) {
  __shared__ int mine;
  __shared__ Task task;
  for (;;) {
    if (threadIdx.x == 0) {
      mine = -1;
      while (atomicAdd(pending, 0) > 0) {
        const int h = atomicAdd(head, 0);
        if (h < min(atomicAdd(tail, 0), room) && atomicCAS(head, h, h + 1) == h) {
          mine = h;
          break;
        }
      }
      if (mine >= 0) {
        while (atomicAdd(&ready[mine], 0) == 0) {
        }
        __threadfence();
        task.lo = ((volatile Task*)queue)[mine].lo;
        task.hi = ((volatile Task*)queue)[mine].hi;
      }
    }
    __syncthreads();
    if (mine < 0) return;
    const float w = task.hi - task.lo;
    if (w > 0.0625f) {
      if (threadIdx.x < 2) {
        const int at = atomicAdd(tail, 1);
        queue[at] = threadIdx.x ? Task{task.lo + w / 2, task.hi} : Task{task.lo, task.lo + w / 2};
        atomicAdd(pending, 1);
        __threadfence();
        atomicExch(&ready[at], 1);
      }
      __syncwarp();
      if (threadIdx.x == 0) atomicAdd(splits, 1);
    } else {
      float v = 0;
      const float h = w / blockDim.x, x = task.lo + h * (threadIdx.x + 0.5f);
      v = h * x * x;
      for (int d = 16; d; d /= 2) v += __shfl_down_sync(~0u, v, d);
      if (threadIdx.x == 0) atomicAdd(sum, (double)v);
    }
    __syncthreads();
    if (threadIdx.x == 0) atomicSub(pending, 1);
  }
}

// SpMV, a group of V lanes for a row
template <int V>
__global__ void spmv_vector(const int* start, const int* cols, const float* val, const float* x,
                            float* y, int rows) {
  const int row = (blockIdx.x * blockDim.x + threadIdx.x) / V, lane = threadIdx.x % V;
  const unsigned group = (V == 32 ? ~0u : ((1u << (V & 31)) - 1)) << (threadIdx.x % 32 / V * V);
  if (row >= rows) return;
  float s = 0;
  for (int e = start[row] + lane; e < start[row + 1]; e += V)
    s = fmaf(val[e], __ldg(&x[cols[e]]), s);
  for (int d = V / 2; d; d /= 2) s += __shfl_xor_sync(group, s, d, V);
  if (lane == 0) y[row] = s;
}

// connected components: lock-free union-find
__device__ int find(int* parent, int v) {
  int p = ((volatile int*)parent)[v];
  while (p != v) {
    v = p;
    p = ((volatile int*)parent)[v];
  }
  return v;
}
__global__ void unite(int* parent, const int2* edges, int n) {
  const int k = blockIdx.x * blockDim.x + threadIdx.x;
  if (k >= n) return;
  int a = edges[k].x, b = edges[k].y;
  for (;;) {
    a = find(parent, a);
    b = find(parent, b);
    if (a == b) return;
    if (a < b) {
      int t = a;
      a = b;
      b = t;
    }
    if (atomicCAS(&parent[a], a, b) == a) return;
  }
}
__global__ void flatten(int* parent, int* out, int n) {
  const int k = blockIdx.x * blockDim.x + threadIdx.x;
  if (k < n) out[k] = find(parent, k);
}

// blocked Floyd-Warshall, three phases
constexpr int kT = 16, kFar = 1 << 20;
__global__ void fw(int* d, int n, int round, int phase) {
  __shared__ int own[kT][kT + 1], row[kT][kT + 1], col[kT][kT + 1];
  const int tx = threadIdx.x, ty = threadIdx.y;
  int bx = blockIdx.x, by = blockIdx.y;
  if (phase == 1) bx = by = round;
  if (phase == 2) {
    if (bx == round) return;
    if (by == 0) {
      by = round;
    } else {
      by = bx;
      bx = round;
    }
  }
  if (phase == 3 && (bx == round || by == round)) return;
  int* at = &d[(by * kT + ty) * n + bx * kT + tx];
  own[ty][tx] = *at;
  row[ty][tx] = d[(by * kT + ty) * n + round * kT + tx];
  col[ty][tx] = d[(round * kT + ty) * n + bx * kT + tx];
  __syncthreads();
  int best = own[ty][tx];
  if (phase == 3) {
    for (int k = 0; k < kT; ++k) best = min(best, row[ty][k] + col[k][tx]);
  } else {
    auto& r = bx == round ? own : row;
    auto& c = by == round ? own : col;
    for (int k = 0; k < kT; ++k) {
      const int v = r[ty][k] + c[k][tx];
      __syncthreads();
      best = min(best, v);
      own[ty][tx] = best;
      __syncthreads();
    }
  }
  *at = best;
}

// top-k per warp by a sorted list in registers and shuffles
__global__ void topk(const float* x, int n, float* out) {
  float mine = -INFINITY;  // lane l holds the l-th largest
  const int lane = threadIdx.x;
  const float* row = x + (size_t)blockIdx.x * n;
  for (int at = 0; at < n; at += 32) {
    const float v = at + lane < n ? row[at + lane] : -INFINITY;
    unsigned todo = __ballot_sync(~0u, v > __shfl_sync(~0u, mine, 31));
    while (todo) {
      const int from = __ffs(todo) - 1;
      todo &= todo - 1;
      const float c = __shfl_sync(~0u, v, from);
      const unsigned bigger = __ballot_sync(~0u, mine >= c);
      const int pos = __popc(bigger);
      const float up = __shfl_up_sync(~0u, mine, 1);
      if (lane == pos)
        mine = c;
      else if (lane > pos)
        mine = up;
    }
  }
  if (lane < 8) out[blockIdx.x * 8 + lane] = mine;
}

namespace {

void levels_of_a_graph() {
  Random random(3);
  const int n = 600;
  std::vector<std::vector<int>> g(n);
  for (int k = 0; k < 2 * n; ++k) {
    int a = random.next() % n, b = random.next() % n;
    g[a].push_back(b);
    g[b].push_back(a);
  }
  std::vector<int> start{0}, edges;
  for (auto& e : g) {
    edges.insert(edges.end(), e.begin(), e.end());
    start.push_back((int)edges.size());
  }
  std::vector<int> want(n, -1);
  std::queue<int> todo;
  todo.push(0);
  want[0] = 0;
  while (!todo.empty()) {
    int v = todo.front();
    todo.pop();
    for (int u : g[v])
      if (want[u] < 0) want[u] = want[v] + 1, todo.push(u);
  }
  std::vector<int> dist(n, -1);
  dist[0] = 0;
  Device<int> ds(start), de(edges), dd(dist), q0(n), q1(n), count(1);
  int one = 1;
  int* in = q0;
  int* out = q1;
  cudaMemset(in, 0, 4);
  for (int level = 1; one; ++level) {
    count.zero();
    bfs_step<<<4, 128>>>(ds, de, dd, in, one, out, count, level);
    cudaMemcpy(&one, count.get(), 4, cudaMemcpyDeviceToHost);
    std::swap(in, out);
  }
  expect("bfs", dd.host(), want);
}

void hash_table() {
  Random random(3);
  const int n = 3000;
  const unsigned mask = 1023;
  std::vector<unsigned> keys;
  for (int v : random.ints(n, 500)) keys.push_back(v * 7919u);
  Device<unsigned> dk(keys);
  Device<unsigned long long> table(mask + 1);
  table.zero();
  Device<int> out(n);
  hash_insert<<<(n + 127) / 128, 128>>>(dk, n, table, mask);
  hash_lookup<<<(n + 127) / 128, 128>>>(dk, n, table, mask, out);
  std::vector<int> want;
  for (unsigned k : keys) want.push_back((int)std::count(keys.begin(), keys.end(), k));
  expect("hash", out.host(), want);
}

void queue_of_tasks() {
  const int room = 256;
  Device<Task> queue(room);
  Device<int> ready(room), head(1), tail(std::vector<int>{1}), pending(std::vector<int>{1}),
      splits(1);
  Device<double> sum(1);
  ready.zero();
  head.zero();
  splits.zero();
  sum.zero();
  Task first{0, 2};
  int one = 1;
  cudaMemcpy(queue, &first, sizeof first, cudaMemcpyHostToDevice);
  cudaMemcpy(ready, &one, 4, cudaMemcpyHostToDevice);
  persistent<<<6, 32>>>(queue, ready, head, tail, pending, sum, splits, room);
  expect("persistent", sum.host(), std::vector<double>{8.0 / 3}, 1e-3);
  expect("splits", splits.host(), std::vector<int>{31});
}

void sparse_rows() {
  Random random(3);
  const int rows = 203, n = 150;
  std::vector<int> start{0}, cols;
  std::vector<float> val, x = random.floats(n), want;
  for (int r = 0; r < rows; ++r) {
    float s = 0;
    for (int k = random.next() % 40; k > 0; --k) {
      int c = random.next() % n;
      float v = random.uniform();
      cols.push_back(c);
      val.push_back(v);
      s += v * x[c];
    }
    start.push_back((int)cols.size());
    want.push_back(s);
  }
  Device<int> ds(start), dc(cols);
  Device<float> dv(val), dx(x), dy(rows);
  spmv_vector<8><<<(rows * 8 + 127) / 128, 128>>>(ds, dc, dv, dx, dy, rows);
  expect("spmv8", dy.host(), want, 1e-4);
  spmv_vector<32><<<(rows * 32 + 127) / 128, 128>>>(ds, dc, dv, dx, dy, rows);
  expect("spmv32", dy.host(), want, 1e-4);
}

void connected() {
  Random random(3);
  const int n = 500, m = 420;
  std::vector<int2> e;
  std::vector<int> want(n), parent(n);
  std::iota(want.begin(), want.end(), 0);
  parent = want;
  for (int k = 0; k < m; ++k) e.push_back({(int)(random.next() % n), (int)(random.next() % n)});
  for (bool again = true; again;) {
    again = false;
    for (auto [a, b] : e) {
      int l = std::min(want[a], want[b]);
      if (want[a] != l || want[b] != l) want[a] = want[b] = l, again = true;
    }
  }
  Device<int> dp(parent), out(n);
  Device<int2> de(e);
  unite<<<4, 128>>>(dp, de, m);
  flatten<<<4, 128>>>(dp, out, n);
  expect("components", out.host(), want);
}

void shortest_paths() {
  Random random(3);
  const int n = 64;
  std::vector<int> d(n * n, kFar);
  for (int k = 0; k < 400; ++k)
    d[random.next() % n * n + random.next() % n] = 1 + random.next() % 100;
  for (int k = 0; k < n; ++k) d[k * n + k] = 0;
  Device<int> dd(d);
  for (int r = 0; r < n / kT; ++r) {
    fw<<<1, dim3(kT, kT)>>>(dd, n, r, 1);
    fw<<<dim3(n / kT, 2), dim3(kT, kT)>>>(dd, n, r, 2);
    fw<<<dim3(n / kT, n / kT), dim3(kT, kT)>>>(dd, n, r, 3);
  }
  for (int k = 0; k < n; ++k)
    for (int i = 0; i < n; ++i)
      for (int j = 0; j < n; ++j)
        d[i * n + j] = std::min(d[i * n + j], d[i * n + k] + d[k * n + j]);
  expect("floyd_warshall", dd.host(), d);
}

void largest() {
  Random random(3);
  const int n = 333, rows = 5;
  auto x = random.floats(n * rows);
  std::vector<float> want;
  for (int r = 0; r < rows; ++r) {
    std::vector<float> v(x.begin() + r * n, x.begin() + (r + 1) * n);
    std::sort(v.rbegin(), v.rend());
    want.insert(want.end(), v.begin(), v.begin() + 8);
  }
  Device<float> dx(x), out(8 * rows);
  topk<<<rows, 32>>>(dx, n, out);
  expect("topk", out.host(), want);
}

}  // namespace

int main() {
  levels_of_a_graph();
  hash_table();
  queue_of_tasks();
  sparse_rows();
  connected();
  shortest_paths();
  largest();
  return finish();
}
