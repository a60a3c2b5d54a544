return problem "rank-report" {
  title = "How good is the order?", round = "ml_coding", difficulty = 2, minutes = 25,
  tags = "ml, numpy, metrics", skills = { metrics = 0.9 },
  statement = [[
A model gave each of `n` rows a score; `labels` says which rows are positive (1) or negative (0). There is at
least one of each. Return three numbers:

1. the **area under the ROC curve**: the share of all pairs of a positive and a negative row in which the positive one
   has the larger score. A pair with equal scores counts half;
2. the **average precision**: going down through the different scores, from the largest, add up
   `(recall now - recall before) * precision now`, where rows with one score are taken together;
3. the **log loss** of the scores as probabilities: the mean of `-log(score)` of positives and `-log(1 - score)` of
   negatives, with scores first moved into `1e-15 .. 1 - 1e-15`.

Many rows have equal scores. `n` goes up to 200,000: looking at all pairs is too slow.
]],
  fn = "rank_report(labels: i64[n=2..200000] in 0..1, scores: f64[n] in 0..1) -> f64[3]",
  runtimes = { "numpy" }, allow = { "numpy", "math" },
  check = tensor { rtol = 1e-9, atol = 1e-12, dtype = true, finite = true },
  unchanged = { "labels", "scores" },

  example { labels = {1, 0, 1, 0}, scores = {0.75, 0.5, 0.5, 0.25}, returns = {0.875, 0.8333, 0.4904},
    "Of the four pairs three are right and one is equal." },
  random { "distinct", 10, n = "2..300", points = 20 },
  random { "equal scores", 14, n = "2..200", grid = 1, points = 50 },
  random { "many rows", 2, n = "200000", grid = 2, points = 30 },
  edge { "all scores equal", labels = {0, 1, 1}, scores = {0.5, 0.5, 0.5} },
  edge { "certain and wrong", labels = {0, 1}, scores = {1, 0} },
  edge { "certain and right", labels = {0, 1}, scores = {0, 1} },

  make = function(r, row)
    local n = r:int(row.n)
    local labels, scores = r:ints(n, "0..1"), {}
    labels[1], labels[2] = 0, 1
    local steps = row.grid == 1 and r:int(2, 12) or 5000
    for i = 1, n do
      local u = labels[i] == 1 and r:real(0.2, 0.99) or r:real(0.01, 0.8)
      scores[i] = row.grid and math.floor(u * steps + 0.5) / steps or u
    end
    return { labels = labels, scores = scores }
  end,

  solution { "sorted.numpy.py", file = "sorted.numpy.py" },
  solution { "plain.numpy.py", file = "plain.numpy.py" },
  solution { "row-by-row.numpy.py", file = "row_by_row.numpy.py", expect = "wrong_answer on equal scores; accepted on distinct", "Takes rows with one score one after the other." },
  solution { "equal-is-right.numpy.py", file = "equal_right.numpy.py", expect = "wrong_answer on equal scores; accepted on distinct", "Counts a pair with equal scores as right." },
  solution { "all-pairs.numpy.py", file = "all_pairs.numpy.py", expect = "time_limit on many rows; accepted on equal scores", "Looks at all pairs." },
  solution { "trapezoids.numpy.py", file = "trapezoids.numpy.py", expect = "wrong_answer on equal scores; wrong_answer on distinct", "Joins the points of precision and recall by straight lines." },
  solution { "unclipped.numpy.py", file = "unclipped.numpy.py", expect = "wrong_answer on edge; accepted on distinct", "Lets log(0) through." },

  sources = { "Original. The metrics are textbook." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
}
