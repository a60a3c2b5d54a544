local unit = normal(0, 1)

return problem "tiled-attention" {
  title = "Attention without the big matrix", round = "llm_coding", difficulty = 4, minutes = 45,
  tags = "llm, numpy, memory", skills = { attention = 0.8, memory = 0.8 },
  statement = [[
One head of attention over `n` positions: `softmax(q k^T / sqrt(d)) v`, every position sees every other.

The matrix of scores has `n * n` entries. At 4,000 positions that is 64 MB of float32, and you may not
have it: beside its arguments your function may take **24 MiB**, a real limit of the process. So take the
queries a row, or the keys and values a tile at a time. With tiles, keep for every row what is needed to go
on: the largest score so far, the sum of the weights so far, and the weighted sum of values so far. When
a tile brings a larger score, what was summed before must be scaled down.

Write the softmax yourself. Scores may be many thousands: float32 holds them, but not their `exp`. The outputs must be finite all the same.
]],
  fn = "attend(q: f32[n=1..4000, d=1..64] in -600..600, k: f32[n, d] in -600..600, v: f32[n, d] in -600..600) -> f32[n, d]",
  runtimes = { "numpy" }, allow = { "numpy", "math" },
  check = tensor { derived = true, rtol = 1e-3, atol = 2e-3, dtype = true, finite = true },
  unchanged = { "q", "k", "v" },

  example { q = {{1, 0}, {0, 1}}, k = {{1, 0}, {0, 1}}, v = {{1, 2}, {3, 4}}, returns = {{1.6605, 2.6605}, {2.3395, 3.3395}} },
  tensors { "small",  10, n = "1..40", d = "1..16", q = unit, k = unit, v = unit, points = 20 },
  tensors { "odd",     6, n = "65..700", d = "2..24", q = unit, k = unit, v = unit, points = 20 },
  tensors { "large scores", 6, n = "70..400", d = "8..16", q = normal(0, 100), k = normal(0, 100), v = unit, points = 30 },
  tensors { "long",    2, n = 4000, d = 8, q = unit, k = unit, v = unit, memory = "24 MiB", points = 30 },

  hint { cost = 10, "New maximum m' = max(m, tile's maximum). What was summed before is multiplied by exp(m - m')." },

  solution { "online.numpy.py", file = "online.numpy.py" },
  solution { "rows.numpy.py", file = "rows.numpy.py" },
  solution { "whole-matrix.numpy.py", file = "whole.numpy.py", expect = "memory_limit on long; accepted on odd",
    "Right, but it builds the n x n matrix." },
  solution { "no-rescale.numpy.py", file = "no_rescale.numpy.py", expect = "wrong_answer on odd; wrong_answer on large scores; accepted on small",
    "Forgets to scale down what was summed under the old maximum." },
  solution { "no-scale.numpy.py", file = "no_scale.numpy.py", expect = "wrong_answer on small", "Leaves out 1 / sqrt(d)." },
  solution { "forgets-the-tail.numpy.py", file = "tail.numpy.py", expect = "wrong_answer on odd",
    "Leaves out the keys after the last whole tile." },
  solution { "no-maximum.numpy.py", file = "overflow.numpy.py", expect = "wrong_answer on large scores; accepted on odd",
    "Sums exp of the scores as they are." },
  solution { "mean-of-tiles.numpy.py", file = "mean.numpy.py", expect = "wrong_answer on odd",
    "Normalises each tile by itself and takes the mean." },
  equivalent { "online.numpy.py:3", "how wide a tile is changes no answer" },

  sources = { "Original. The method is that of the published flash attention; the statement and the tests are ours." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
}
