return problem "best-plane" {
  title = "The best plane through a cloud", round = "ml_coding", difficulty = 2, minutes = 25,
  tags = "ml, numpy, linear algebra", skills = { ["linear algebra"] = 0.9 },
  statement = [[
Principal component analysis, without the quarrel about signs. `x` holds `n` points with `d` coordinates. Centre them, find
the `k` orthogonal directions along which they vary most, and return two things:

- the **projector** onto these directions, a `d x d` matrix: the sum of `u u^T` over the unit vectors `u` of the directions;
- the **share** of the whole variance that each direction holds, the largest first.

There may be fewer points than coordinates (then `k` is less than `n`), and coordinates may lie a million away
from zero, where squares lose digits. The `k`-th direction always varies clearly more than the next.
]],
  fn = "plane(x: f64[n=2..80, d=1..40], k: int in 1..5) -> (f64[d, d], f64[k])",
  where = { "k <= x.shape[2] -- `k` is at most `d`", "k < x.shape[1] -- `k` is less than `n`" },
  runtimes = { "numpy" }, allow = { "numpy", "math" },
  check = tensor { rtol = 1e-5, atol = 1e-6, dtype = true, finite = true },
  unchanged = "x",

  example { x = {{0, 1}, {2, 1}, {4, 1}}, k = 1, returns = {{{1, 0}, {0, 0}}, {1}}, "All points lie on a line along the first coordinate." },
  random { "plain", 10, n = "30..80", d = "5..8", points = 25 },
  random { "more coordinates than points", 10, n = "6..12", d = "20..40", points = 35 },
  random { "far from zero", 10, n = "30..60", d = "5..8", far = true, points = 40 },

  make = function(r, row)
    local n, d = r:int(row.n), r:int(row.d)
    local k = r:int(1, math.min(3, n - 1, d))
    local x = {}
    local base = {}
    for a = 1, k do
      base[a] = {}
      for j = 1, d do base[a][j] = r:normal(0, 1) end
    end
    local shift = row.far and 1e6 or 3
    for i = 1, n do
      x[i] = {}
      for j = 1, d do x[i][j] = shift + r:normal(0, 0.02) end
      for a = 1, k do
        local s = r:normal(0, 4 ^ (k - a))
        for j = 1, d do x[i][j] = x[i][j] + s * base[a][j] end
      end
    end
    return { x = x, k = k }
  end,

  hint { cost = 5, "The right singular vectors of the centred points are the directions; the squares of the singular values are the variances." },

  solution { "svd.numpy.py", file = "svd.numpy.py" },
  solution { "not-centred.numpy.py", file = "raw.numpy.py", expect = "wrong_answer on plain", "Forgets to centre." },
  solution { "raw-moments.numpy.py", file = "moments.numpy.py", expect = "wrong_answer on far from zero; accepted on plain",
    "Takes the mean of squares minus the square of the mean: a million away nothing is left." },
  solution { "standardised.numpy.py", file = "standardised.numpy.py", expect = "wrong_answer on plain", "Divides by the deviations, which nobody asked for." },
  solution { "share-of-kept.numpy.py", file = "kept.numpy.py", expect = "wrong_answer on plain", "Divides by the variance of the directions that were kept." },
  solution { "roots.numpy.py", file = "roots.numpy.py", expect = "wrong_answer on plain", "Shares of deviations instead of variances." },
  equivalent { "svd.numpy.py:6", "full matrices have the same first rows" },

  sources = { "Original. The method is textbook." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
}
