local unit = normal(0, 1)

return problem "masked-attention" {
  title = "Attention with two masks", round = "llm_coding", difficulty = 2, minutes = 25,
  tags = "llm, numpy, torch", skills = { attention = 0.9, numerics = 0.3 },
  statement = [[
Write multi-head attention for a batch of padded sequences.

`q`, `k` and `v` hold `b` sequences of `t` positions, each with `h` heads of width `d`. Position `i` of a
head looks at the positions `j` of the same sequence and head that it may see:

- `j <= i` (it must not look ahead), and
- `keep[b][j]` is true (the others are padding).

It weighs what it sees by the softmax of `q_i . k_j / sqrt(d)` and returns the weighted sum of the
`v_j`. A position that may see nothing at all returns zeros, not NaN.

Write the softmax yourself. Scores may be many thousands: float32 holds them, but not their `exp`. The outputs must be finite all the same.
]],
  fn = "attend(q: f32[b=1..4, h=1..4, t=1..48, d=1..32] in -400..400, k: f32[b, h, t, d] in -400..400, v: f32[b, h, t, d] in -400..400, keep: b8[b, t]) -> f32[b, h, t, d]",
  runtimes = { "numpy", "torch" }, allow = { "numpy", "torch", "math" },
  check = tensor { rtol = 1e-3, atol = 2e-3, derived = true, dtype = true, finite = true },
  unchanged = { "q", "k", "v", "keep" },
  forbid = { "torch.softmax", "torch.log_softmax", "torch.special", "torch.nn", ".softmax(", ".log_softmax(", "scaled_dot_product_attention" },

  example {
    q = {{{{1, 0}, {0, 1}}}}, k = {{{{1, 0}, {0, 1}}}}, v = {{{{1, 2}, {3, 4}}}}, keep = {{true, true}},
    returns = {{{{1, 2}, {2.3395, 3.3395}}}},
    "Position 0 sees only itself. Position 1 has the scores 0 and 1 / sqrt(2).",
  },
  tensors { "plain",     8, keep = { 1 }, t = "2..48", d = "2..32", h = "2..4", q = unit, k = unit, v = unit, points = 25 },
  tensors { "padded",   10, t = "2..48", h = "2..4", q = unit, k = unit, v = unit, points = 30 },
  tensors { "nothing to see", 6, keep = { 0 }, t = "1..6", q = unit, k = unit, v = unit, points = 15 },
  tensors { "large scores",   8, q = normal(0, 60), k = normal(0, 60), d = "8..32", t = "4..48", v = unit, points = 30 },
  edge { "one position, kept", q = {{{{2}}}}, k = {{{{-3}}}}, v = {{{{5}}}}, keep = {{true}} },
  edge { "the first position is padding", q = {{{{1}, {2}}}}, k = {{{{1}, {1}}}}, v = {{{{5}, {7}}}}, keep = {{false, true}} },

  hint { cost = 5, "Subtract the largest score of a row before exp: the weights stay the same." },
  hint { cost = 10, "Set forbidden scores to a very low number, and forbidden weights to 0 after exp; divide by the sum, or by 1 where it is 0." },

  solution { "heads.numpy.py", file = "heads.numpy.py" },
  solution { "heads.torch.py", file = "heads.torch.py" },
  solution { "no-scale.numpy.py", file = "no_scale.numpy.py", expect = "wrong_answer on plain", "Leaves out 1 / sqrt(d)." },
  solution { "all-masked-is-nan.numpy.py", file = "nan.numpy.py", expect = "wrong_answer on nothing to see; accepted on plain",
    "Divides by a sum of zeros." },
  solution { "sees-itself-only-after.numpy.py", file = "strict.numpy.py", expect = "wrong_answer on plain", "Masks the diagonal too." },
  solution { "no-maximum.numpy.py", file = "overflow.numpy.py", expect = "wrong_answer on large scores; accepted on plain",
    "exp overflows." },
  solution { "padding-counts.numpy.py", file = "padding.numpy.py", expect = "wrong_answer on padded; accepted on plain",
    "Ignores the padding." },
  solution { "masks-the-query.numpy.py", file = "query.numpy.py", expect = "wrong_answer on padded; accepted on plain",
    "Applies the padding to the rows instead of the columns." },
  solution { "changes-its-input.numpy.py", file = "in_place.numpy.py", expect = "wrong_answer on plain", "Scales q in place." },
  equivalent { "heads.numpy.py:6", "axis 2 of four is axis -2" },
  equivalent { "heads.torch.py:6", "axis 2 of four is axis -2" },
  equivalent { "heads.numpy.py:10", "where nothing is seen all weights are 0, whatever is subtracted" },
  equivalent { "heads.numpy.py:12", "where nothing is seen 0 is divided" },

  sources = { "Original. The operation is textbook." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
}
