-- The idea to find: sort each column once per node and move rows from right to left one at a time; compare impurities as
-- fractions of whole numbers, because floats do not know what a tie is.
-- One feature tells two halves apart. Within a half every other feature cuts the rows into parts with equal shares of labels, so
-- that no split gains anything; the rounding of floats sees gains.
local function equal_sums(r, row)
  local d, rows = r:int(row.d), {}
  local telling = r:int(1, d)
  local zeros, ones = r:int(1, 4), r:int(1, 4)
  for half = 0, 1 do
    for _ = 1, r:int(row.units) do
      local values = r:ints(d, "0..5")
      values[telling] = half
      for i = 1, zeros + ones do rows[#rows + 1] = { values, i > zeros and 1 or 0 } end
    end
    ones = ones + 3 * zeros
  end
  local x, y = {}, {}
  for i, each in ipairs(r:shuffle(rows)) do x[i], y[i] = each[1], each[2] end
  return { x = x, y = y, depth = r:int(row.depth) }
end

-- Two sides whose shares of labels differ as little as they can: the split gains 2 / (4m (4m^2 - 1)), about 1e-10.
local function small_gain(r, row)
  local m, rows = r:int(row.m), {}
  for value, counts in ipairs({ { m, m - 1 }, { m + 1, m } }) do
    for i = 1, counts[1] + counts[2] do rows[#rows + 1] = { value, i > counts[1] and 1 or 0 } end
  end
  local x, y = {}, {}
  for i, each in ipairs(r:shuffle(rows)) do x[i], y[i] = { each[1] }, each[2] end
  return { x = x, y = y, depth = r:int("1..6") }
end

return problem "exact-tree" {
  title = "One tree, exactly", round = "ml_coding", difficulty = 3, minutes = 40,
  tags = "ml, trees", skills = { algorithms = 0.7, ["machine learning"] = 0.7 },
  statement = [[
Grow a decision tree for two classes. Features are whole numbers, labels are 0 and 1, and every rule is exact, so there is exactly one right tree.

A node has a set of rows. Its **impurity** is `rows * (1 - p0^2 - p1^2)`, where `p0` and `p1` are the shares of its labels (Gini, times the number of rows). A split by
feature `f` and threshold `t` sends rows with `x[f] <= t` to the left and the others to the right; `t` is a value that the feature has in a row of the node, and no side may be empty.

- The best split is the one with the smallest sum of the impurities of both sides. **Ties**: the lowest feature, then the lowest threshold.
- The node becomes a leaf if it is at the depth `depth` (the root has depth 0), if no split is possible, or if the best split does not make the sum **smaller** than the node's own impurity.
- A leaf answers with its most frequent label; 0 if both are equally frequent.

Return the tree as a list of pairs: the root first, then its left subtree, then its right one. An inner node is `(f, t)`, a leaf is `(-1, label)`.

Equal sums must be seen as equal, also where floats would differ in the last digit, and different ones as different, however little they differ. In the group "large" there are up to 4000 rows with many different values: trying each threshold with
a pass over all rows is too slow.
]],
  fn = "grow_tree(x: int[n=1..4000, d=1..6] in -100000..100000, y: int[n] in 0..1, depth: int in 0..6) -> (int, int)[]",
  complexity = "n log n",

  example { x = {{1, 5}, {2, 5}, {3, 7}, {4, 7}}, y = {0, 0, 1, 0}, depth = 2, returns = { {0, 2}, {-1, 0}, {0, 3}, {-1, 1}, {-1, 0} },
    "`x[0] <= 2` and `x[1] <= 5` are equally good: the lower feature wins." },
  example { x = {{0}, {1}, {0}, {1}}, y = {0, 0, 1, 1}, depth = 3, returns = { {-1, 0} }, "No split makes the sum smaller." },
  random { "small", 24, n = "1..12", d = "1..3", x = "-3..3", depth = "0..4", points = 30 },
  random { "ties", 12, n = "20..60", d = "2..6", x = "0..2", depth = "2..6", points = 20 },
  random { "equal sums", 12, d = "3..5", units = "5..9", depth = "2..4", equal = true, points = 20 },
  random { "small gains", 3, m = "800..1000", gain = true, points = 5 },
  random { "large", 3, n = "3500..4000", d = "3..4", x = "-100000..100000", depth = "5..6", points = 25 },
  edge { "one class", x = {{1}, {2}}, y = {1, 1}, depth = 3 },
  edge { "a tie in a leaf", x = {{1}, {1}}, y = {1, 0}, depth = 3 },
  edge { "no split gains, whatever floats say", x = {{11}, {8}, {8}, {1}}, y = {0, 0, 1, 1}, depth = 1 },
  edge { "depth 0", x = {{1}, {2}}, y = {0, 1}, depth = 0 },

  make = function(r, row)
    if row.equal then return equal_sums(r, row) end
    if row.gain then return small_gain(r, row) end
    local n, d = r:int(row.n), r:int(row.d)
    local x, y = {}, {}
    for i = 1, n do
      x[i] = r:ints(d, row.x)
      -- Some structure for the tree to find, and noise.
      y[i] = (r:bool(0.25) and r:int(0, 1)) or (x[i][1] + 2 * x[i][d] > 1 and 1 or 0)
    end
    return { x = x, y = y, depth = r:int(row.depth) }
  end,

  hint { cost = 5, "With a of n rows in class 0 and b in class 1 the impurity is n - (a*a + b*b) / n. Which part of it is the same for all splits?" },
  hint { cost = 10, "Compare sums of fractions by multiplying out, or with `fractions.Fraction`. Take a new split only if it is strictly better." },
  follow_up { "A column has a missing value in a third of the rows. Which rules for them keep the tree exact?" },

  solution { "sorted.py", file = "ok.py" },
  solution { "fractions.py", file = "fractions.py" },
  solution { "floats.py", file = "floats.py", expect = "wrong_answer on equal sums", "Compares impurities as floats: of equal splits it takes one by chance." },
  solution { "shares.py", file = "shares.py", expect = "wrong_answer on equal sums; wrong_answer on edge", "Computes impurities from the shares, as floats: it sees gains where there are none." },
  solution { "near-enough.py", file = "near_enough.py", expect = "accepted on ties; accepted on equal sums; wrong_answer on small gains", "Takes what differs by less than 1e-9 for equal." },
  solution { "products.py", file = "products.py", expect = "wrong_answer on equal sums", "Computes impurities as `2 * zeros * ones / rows`, as floats." },
  solution { "last-of-ties.py", file = "last_of_ties.py", expect = "wrong_answer on ties", "Of equal splits it takes the last." },
  solution { "averages.py", file = "averages.py", expect = "wrong_answer on small; wrong_answer on ties", "Adds the impurities of the sides without weighing them by their rows." },
  solution { "always-splits.py", file = "always_splits.py", expect = "wrong_answer on small; wrong_answer on edge", "Splits although nothing is gained." },
  solution { "between-equals.py", file = "between_equals.py", expect = "wrong_answer on small", "Puts a threshold between rows that have the same value." },
  solution { "every-threshold.py", file = "every_threshold.py", expect = "accepted on small; accepted on ties; time_limit on large", "A pass over all rows for each threshold." },

  sources = { "Original. The method is textbook (CART); the exact rules are ours." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
  equivalent { "fractions.py:6", "a factor of all impurities" },
}
