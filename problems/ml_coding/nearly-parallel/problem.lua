return problem "nearly-parallel" {
  title = "Least squares with nearly parallel columns", round = "ml_coding", difficulty = 2, minutes = 25,
  tags = "ml, numpy, numerics", skills = { numerics = 0.8, ["linear algebra"] = 0.7 },
  statement = [[
Fit `y` by `x w` and predict: among all `w` for which `|x w - y|^2 + penalty * |w|^2` is smallest take the shortest
one, and return `queries w`. There is no intercept.

Some columns of `x` are nearly the same: they differ by about one part in a hundred million. Forming `x^T x`
squares that ratio, and nothing of the difference is left in float64. Use a method that works on `x` itself. Singular
values below `1e-12` times the largest count as zero.
]],
  fn = "predict(x: f64[n=1..120, d=1..12], y: f64[n], penalty: float in 0..100, queries: f64[m=1..20, d]) -> f64[m]",
  runtimes = { "numpy" }, allow = { "numpy", "math" },
  check = tensor { rtol = 1e-5, atol = 1e-5, dtype = true, finite = true },
  unchanged = { "x", "y", "queries" },

  example { x = {{1, 0}, {0, 1}, {1, 1}}, y = {1, 2, 3}, penalty = 0, queries = {{2, 1}}, returns = {4} },
  example { x = {{1}, {1}}, y = {1, 3}, penalty = 2, queries = {{1}}, returns = {1}, "(1 + 3) / (2 + 2) = 1." },
  random { "plain", 10, n = "15..120", d = "1..12", penalty = 0, points = 10 },
  random { "ridge", 10, n = "5..60", d = "1..12", penalty = 1, points = 25 },
  random { "nearly parallel", 10, n = "30..80", d = "4..8", penalty = 0, parallel = true, points = 35 },
  random { "more columns than rows", 8, n = "1..6", d = "8..12", penalty = 0, points = 20 },
  random { "at the cut", 6, n = "4..10", d = "3..8", penalty = 0, cut = true, points = 10 },

  edge { "a singular value above the cut", x = {{1, 0}, {0, 3e-12}}, y = {1, 6e-12}, penalty = 0, queries = {{1, 1}} },
  edge { "a singular value below the cut", x = {{1, 0}, {0, 3e-13}}, y = {1, 6e-13}, penalty = 0, queries = {{1, 1}} },
  edge { "a column twice", x = {{1, 1, 0}, {2, 2, 1}, {3, 3, 5}, {4, 4, 2}}, y = {1, 3, 2, 5}, penalty = 0, queries = {{1, 0, 0}, {1, 2, 3}} },

  make = function(r, row)
    local n, d, m = r:int(row.n), r:int(row.d), r:int(1, 20)
    local x, y, queries, w = {}, {}, {}, {}
    if row.cut then d = math.min(n, d) end
    for j = 1, d do w[j] = r:normal(0, 1) end
    for i = 1, n do
      x[i] = {}
      for j = 1, d do x[i][j] = r:normal(0, 1) end
      if row.cut then
        -- Columns at right angles, whose singular values are 1, a little above the cut and a little below it.
        for j = 1, d do x[i][j] = i == j and ({ 2.5e-13, 1, 4e-12 })[j % 3 + 1] or 0 end
      end
      if row.parallel then x[i][2] = x[i][1] + 1e-8 * x[i][2] end
      y[i] = 0
      for j = 1, d do y[i] = y[i] + x[i][j] * w[j] end
      -- Without noise where it would be blown up by 1e8 or more.
      if not row.parallel and not row.cut then y[i] = y[i] + r:normal(0, 0.3) end
    end
    for i = 1, m do
      queries[i] = {}
      for j = 1, d do queries[i][j] = r:normal(0, 1) end
    end
    return { x = x, y = y, queries = queries, penalty = row.penalty == 0 and 0 or r:real(0.1, 50) }
  end,

  hint { cost = 10, "With x = U S V^T, the answer is V (s / (s^2 + penalty)) U^T y, leaving out what is zero." },

  solution { "svd.numpy.py", file = "svd.numpy.py" },
  solution { "normal-equations.numpy.py", file = "normal.numpy.py", expect = "wrong_answer on nearly parallel; accepted on plain; accepted on ridge",
    "Forms x^T x: with nearly parallel columns nothing is left." },
  solution { "no-penalty.numpy.py", file = "no_penalty.numpy.py", expect = "wrong_answer on ridge; accepted on plain", "Ignores the penalty." },
  solution { "coarse-cut.numpy.py", file = "coarse.numpy.py", expect = "wrong_answer on nearly parallel; accepted on plain",
    "Counts singular values under a millionth as zero." },
  solution { "machine-cut.numpy.py", file = "machine.numpy.py", expect = "accepted on plain; wrong_answer on at the cut",
    "Counts only those singular values as zero that are rounding errors." },
  solution { "penalty-squared.numpy.py", file = "squared.numpy.py", expect = "wrong_answer on ridge; accepted on plain", "Adds the square of the penalty." },
  solution { "intercept.numpy.py", file = "intercept.numpy.py", expect = "wrong_answer on plain", "Subtracts the means first, as if there were an intercept." },
  solution { "no-cut.numpy.py", file = "any.numpy.py", expect = "wrong_answer on more columns than rows; accepted on plain",
    "Solves with the first rows only as many columns as there are rows." },
  equivalent { "svd.numpy.py:6", "that a singular value is exactly the cut no test can say: it is computed" },

  sources = { "Original. The numerics are textbook." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
}
