return problem "naive-bells" {
  title = "Naive bells", round = "ml_coding", difficulty = 2, minutes = 25,
  tags = "ml, numpy, probability", skills = { probability = 0.8, numerics = 0.6 },
  statement = [[
Gaussian naive Bayes. `train` holds `n` rows of `d` numbers, `labels` their classes, 0 to `classes - 1`. For each row of `queries` return the probability of each class.

- The **prior** of a class is its share of the rows.
- Within a class the numbers are taken as independent, each normally distributed: with the mean of the class's rows in that column, and with their **variance**, the mean squared distance from that
  mean. A variance smaller than `floor` is raised to `floor`.
- The probabilities of a row are proportional to prior times the product of the `d` densities, and add up to 1.
- A class without rows has probability 0.

There may be 500 columns: the product of 500 densities is smaller, or larger, than any number that a double can hold. The probabilities are not.
A column may lie millions away from zero with a spread of 1; its variance is asked for all the same.
]],
  fn = "probabilities(classes: int in 1..8, train: f64[n=1..200, d=1..500] in -1e7..1e7, labels: i64[n] in 0..classes-1, queries: f64[m=1..20, d] in -1e7..1e7, floor: float in 1e-9..1) -> f64[m, classes]",
  runtimes = { "numpy" }, allow = { "numpy", "math" },
  check = tensor { rtol = 1e-7, atol = 1e-10, dtype = true, finite = true },
  unchanged = { "train", "labels", "queries" },

  example { train = {{0}, {2}, {5}}, labels = {0, 0, 1}, classes = 3, queries = {{2}}, floor = 1, returns = {{0.9909, 0.0091, 0}},
    "Class 0 has mean 1 and variance 1, class 1 mean 5 and variance 0, raised to 1: the densities are those at distances 1 and 3, the priors 2/3 and 1/3." },
  random { "few columns", 10, n = "10..60", d = "1..5", points = 25 },
  random { "constant columns", 8, n = "6..40", d = "2..5", constant = true, points = 20 },
  random { "classes without rows", 8, n = "6..40", d = "1..4", holes = true, points = 15 },
  random { "far from zero", 8, n = "10..60", d = "1..5", far = true, points = 20 },
  random { "many columns", 5, n = "40..80", d = "400..500", points = 20 },
  make = function(r, row)
    local n, d, classes, m = r:int(row.n), r:int(row.d), r:int(3, 6), r:int(3, 12)
    local near = d > 100 and 0.1 or 1.5
    local middle, train, labels, queries, spread = {}, {}, {}, {}, {}
    for c = 0, classes - 1 do
      middle[c] = {}
      for j = 1, d do middle[c][j] = r:normal(0, near) end
    end
    local unit = d > 100 and r:pick({ 0.01, 30 }) or 1
    for j = 1, d do spread[j] = unit * r:real(0.5, 2) end
    local offset = row.far and r:pick({ -1, 1 }) * r:int("1000000..4000000") or 0
    local function drawn(c)
      local list = {}
      for j = 1, d do list[j] = offset + middle[c][j] * spread[j] + r:normal(0, spread[j]) end
      return list
    end
    for i = 1, n do
      labels[i] = i <= classes and i - 1 or r:int(0, classes - 1)
      if row.holes then labels[i] = labels[i] // 2 * 2 % classes end
      train[i] = drawn(labels[i])
      if row.constant then train[i][1] = labels[i] // 2 end
    end
    for i = 1, m do
      queries[i] = drawn(r:int(0, classes - 1))
      if row.constant then queries[i][1] = r:int(0, 1) / 4 end
    end
    return { train = train, labels = labels, classes = classes, queries = queries, floor = row.constant and 0.05 or 1e-6 }
  end,

  hint { cost = 5, "Add logarithms. Before you take exp, subtract the largest sum of each row." },
  hint { cost = 5, "For a class without rows the sum of logarithms is minus infinity, and exp of that is 0." },
  follow_up { "Columns are far from independent. What happens to the probabilities, and what to the most probable class?" },

  solution { "logarithms.numpy.py", file = "ok.py" },
  solution { "products.numpy.py", file = "products.py", expect = "accepted on few columns; wrong_answer on many columns", "Multiplies densities." },
  solution { "no-floor.numpy.py", file = "no_floor.py", expect = "accepted on few columns; wrong_answer on constant columns", "Divides by variances of 0." },
  solution { "unbiased.numpy.py", file = "unbiased.py", expect = "wrong_answer on few columns", "Divides by the number of rows less one." },
  solution { "of-squares.numpy.py", file = "of_squares.py", expect = "accepted on few columns; accepted on many columns; wrong_answer on far from zero", "Takes the square of the mean from the mean of the squares: far from zero nothing is left of the variance." },
  solution { "equal-priors.numpy.py", file = "equal_priors.py", expect = "wrong_answer on few columns", "Leaves the priors out." },
  solution { "class-of-nothing.numpy.py", file = "class_of_nothing.py", expect = "accepted on few columns; wrong_answer on classes without rows", "Takes the mean of no rows." },

  sources = { "Original. The method is textbook." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
  equivalent { "logarithms.numpy.py:12", "a factor of all densities: it cancels" },
  equivalent { "logarithms.numpy.py:13", "a factor of all priors: it cancels" },
}
