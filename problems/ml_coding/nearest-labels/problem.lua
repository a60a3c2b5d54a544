return problem "nearest-labels" {
  title = "Labels of the nearest", round = "ml_coding", difficulty = 2, minutes = 25,
  tags = "ml, numpy, memory", skills = { numpy = 0.8, memory = 0.5 },
  statement = [[
k nearest neighbours. `train` holds `n` points with a label each, `queries` holds `m` points. For each query find
the `k` training points that are nearest to it (squared distance: the sum of the squared differences; of equally
near ones the one with the lower index comes first), and return the label that is most frequent among them; of
equally frequent ones the smallest.

Coordinates are whole numbers, so distances are exact: there is exactly one right answer.

All distances at once do not fit: beside its arguments your function may take **24 MiB**, a real limit, in
the group "large". Take the queries in chunks.
]],
  fn = "labels_of(train: i32[n=1..4000, d=1..8] in -50..50, labels: i64[n] in 0..9, queries: i32[m=1..4000, d] in -50..50, k: int in 1..n) -> i64[m]",
  runtimes = { "numpy" }, allow = { "numpy", "math" },
  check = tensor { dtype = true },
  unchanged = { "train", "labels", "queries" },

  example { train = {{0}, {2}, {4}}, labels = {1, 0, 1}, queries = {{1}, {4}}, k = 1, returns = {1, 1},
    "Points 0 and 1 are equally near to the first query: the lower index wins." },
  example { train = {{0}, {2}, {4}}, labels = {1, 0, 1}, queries = {{2}}, k = 2, returns = {0},
    "The labels 0 and 1 come once each: the smaller one wins." },
  tensors { "plain", 12, n = "20..200", m = "1..60", d = "2..6", k = "1..20", points = 30 },
  tensors { "equal distances", 12, n = "10..80", m = "5..40", d = "1..2", train = "-2..2", queries = "-2..2", k = "1..10", points = 40 },
  tensors { "large", 2, n = 4000, m = 4000, d = 3, k = "3..9", memory = "24 MiB", points = 30 },
  edge { "every point counts", train = {{1}, {1}, {5}}, labels = {7, 3, 3}, queries = {{1}}, k = 3 },

  hint { cost = 5, "A stable argsort of a row of distances puts lower indices first among equals." },

  solution { "chunks.numpy.py", file = "chunks.numpy.py" },
  solution { "all-at-once.numpy.py", file = "all_at_once.numpy.py", expect = "memory_limit on large; accepted on plain", "Builds the whole m x n matrix." },
  solution { "unstable.numpy.py", file = "unstable.numpy.py", expect = "wrong_answer on equal distances",
    "Of equally near points it takes the one with the higher index." },
  solution { "largest-label.numpy.py", file = "largest.numpy.py", expect = "wrong_answer on equal distances", "Of equally frequent labels it takes the largest." },
  solution { "first-label.numpy.py", file = "first.numpy.py", expect = "wrong_answer on plain", "Takes the label of the nearest point alone." },
  solution { "absolute.numpy.py", file = "absolute.numpy.py", expect = "wrong_answer on plain", "Adds absolute differences instead of squares." },
  equivalent { "chunks.numpy.py:3", "how many rows at once changes no answer" },

  sources = { "Original. The method is textbook." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
}
