return problem "centres" {
  title = "Far-flung centres", round = "ml_coding", difficulty = 3, minutes = 30,
  tags = "ml, numpy, clustering", skills = { numpy = 0.7, ["machine learning"] = 0.6 },
  statement = [[
k-means with a careful start (k-means++), where everything that is left to chance comes in `u`: `k` numbers from 0 to 1.

**Start.** The first centre is row `floor(u[0] * n)` of `x`. For every further centre `c` let `D[i]` be the **squared** distance of row `i` to the nearest centre so far. The new centre is the
first row `i` for which `D[0] + ... + D[i]` is greater than `u[c]` times the sum of all of `D`. (If all of `D` is zero, it is row 0.)

**Rounds.** Then again and again:

1. every row goes to its nearest centre, of equally near ones to the one with the lower index;
2. the **inertia** of the round is the sum of the squared distances of the rows to the centres that they went to (before these move);
3. if every row went where it was in the round before, that is the end (not so in the first round); otherwise each centre moves to the mean of its rows. A centre without rows stays where it is.

Return the index of the centre of each row, the centres, and the inertia of every round, the last one included.
]],
  fn = "cluster(x: f64[n=1..300, d=1..6], u: f64[k=1..12] in 0..0.999999) -> (i64[n], f64[k, d], f64[s])",
  where = "u.shape[1] <= x.shape[1] -- `k` is at most `n`",
  runtimes = { "numpy" }, allow = { "numpy", "math" },
  check = tensor { rtol = 1e-9, atol = 1e-9, dtype = true, finite = true },
  unchanged = { "x", "u" }, time_limit = "500 ms",

  example { x = {{0}, {1}, {10}}, u = {0.5, 0.9}, returns = { {0, 0, 1}, {{0.5}, {10}}, {1, 0.5} },
    "The first centre is row 1. The squared distances are 1, 0 and 81: 0.9 of their sum is passed at row 2." },
  random { "clouds", 12, n = "20..150", k = "2..8", points = 40 },
  random { "many centres", 8, n = "12..30", k = "8..12", points = 30 },
  random { "equal rows", 8, n = "6..30", k = "3..6", few = true, points = 30 },
  edge { "rows are all alike", x = {{2, 2}, {2, 2}, {2, 2}}, u = {0.9, 0.5} },
  edge { "the last row alone is far", x = {{0}, {1}}, u = {0.1, 0.9} },
  edge { "a row like a centre, drawn at 0", x = {{0}, {0}, {1}}, u = {0, 0} },
  edge { "one row", x = {{3}}, u = {0.2} },
  make = function(r, row)
    local n, k, d = r:int(row.n), r:int(row.k), r:int(1, 4)
    local x, u, middle = {}, {}, {}
    for c = 1, 5 do
      middle[c] = {}
      for j = 1, d do middle[c][j] = r:normal(0, 6) end
    end
    for i = 1, n do
      local m = r:pick(middle)
      x[i] = {}
      for j = 1, d do x[i][j] = m[j] + r:normal(0, 1) end
    end
    if row.few then
      -- Whole numbers, and no more different rows than centres: then every mean is exact, and only equal centres tie.
      local kinds = {}
      for c = 1, r:int(2, k) do kinds[c] = r:ints(d, "-9..9") end
      for i = 1, n do x[i] = take(d, r:pick(kinds)) end
    end
    for c = 1, k do u[c] = r:int(0, 7) / 8 + r:pick({ 0.03125, 0.09375 }) end
    -- A row that is a centre already has no share in the draw, even if that begins at 0.
    if row.few then
      for c = 1, k do u[c] = r:bool(0.4) and 0 or u[c] end
    end
    return { x = x, u = u }
  end,

  hint { cost = 5, "((x[:, None, :] - centres) ** 2).sum(-1) gives all squared distances; argmin takes the first of equals." },
  hint { cost = 5, "np.searchsorted(np.cumsum(D), u[c] * D.sum(), side=\"right\") is the row." },
  follow_up { "Show that the inertia never rises from one round to the next. Which of the rules above would break that if they were changed?" },

  solution { "rounds.numpy.py", file = "ok.py" },
  solution { "reaches.numpy.py", file = "reaches.py", expect = "accepted on clouds; wrong_answer on equal rows; wrong_answer on edge", "Takes the first row whose sum reaches the draw: at 0 one that is a centre already." },
  solution { "plain-distances.numpy.py", file = "plain_distances.py", expect = "wrong_answer on clouds", "Starts with distances that are not squared." },
  solution { "farthest-row.numpy.py", file = "farthest.py", expect = "wrong_answer on clouds", "Always takes the farthest row as the next centre." },
  solution { "mean-of-nothing.numpy.py", file = "mean_of_nothing.py", expect = "accepted on clouds; wrong_answer on equal rows", "A centre without rows becomes NaN." },
  solution { "last-centre.numpy.py", file = "last_centre.py", expect = "wrong_answer on clouds; wrong_answer on many centres", "Looks at the distances to the newest centre alone." },
  solution { "inertia-afterwards.numpy.py", file = "inertia_after.py", expect = "wrong_answer on clouds; wrong_answer on many centres", "Measures the inertia after the centres have moved." },
  solution { "higher-of-equals.numpy.py", file = "higher.py", expect = "accepted on clouds; wrong_answer on equal rows; wrong_answer on edge", "Of equally near centres it takes the last." },

  sources = { "Original. The method is textbook (Arthur and Vassilvitskii 2007)." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
}
