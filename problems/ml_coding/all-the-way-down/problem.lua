-- The idea to find: the loss is convex, so a gradient near zero proves that the weights are right, whatever the method. Newton's
-- method does not care about scales, but its whole steps do not always arrive.
local function chance_of(z)
  if z >= 0 then return 1 / (1 + math.exp(-z)) end
  local e = math.exp(z)
  return e / (1 + e)
end

-- The largest partial derivative of the loss, in the unit that its column has, and the weight that it belongs to.
local function steepest(a, w)
  local n, d = a.x.shape[1], a.x.shape[2]
  local slopes, units = {}, {}
  for j = 1, d do slopes[j], units[j] = a.penalty * w:at(j), 1 end
  for i = 1, n do
    local z = 0
    for j = 1, d do z = z + a.x:at(i, j) * w:at(j) end
    local error = chance_of(z) - a.y:at(i)
    for j = 1, d do
      slopes[j] = slopes[j] + error * a.x:at(i, j) / n
      units[j] = math.max(units[j], math.abs(a.x:at(i, j)))
    end
  end
  local worst, which = 0, 1
  for j = 1, d do
    local slope = math.abs(slopes[j]) / units[j]
    if not (slope <= worst) then worst, which = slope, j end
  end
  return worst, which
end

return problem "all-the-way-down" {
  title = "All the way down", round = "ml_coding", difficulty = 3, minutes = 30,
  tags = "ml, numpy, optimisation", skills = { optimisation = 0.8, numerics = 0.7 },
  statement = [[
Logistic regression, fitted to the end. With `z[i]` the dot product of row `i` of `x` and the weights `w` (there is no intercept), the loss is

    mean over i of  log(1 + exp(z[i])) - y[i] * z[i]     +     penalty / 2 * (sum of the squares of w)

It has exactly one minimum. Return the weights there. You are not compared with other weights: the grader computes the partial derivatives of the loss at your weights, each **divided by
the largest absolute value of its column of `x` (at least 1)**, and every one must be at most **1e-9**.

The columns have very different scales: one may go up to 0.01, another one up to 10,000. So have the rows: a few may be a thousand times as large as the others. The classes may be separable by a plane; the penalty keeps the weights finite, but `z` may become
large.
]],
  fn = "fit(x: f64[n=2..200, d=1..6] in -10000..10000, y: i64[n] in 0..1, penalty: float in 0.0001..1) -> f64[d]",
  runtimes = { "numpy", "torch" }, allow = { "numpy", "torch", "math" },
  unchanged = { "x", "y" }, time_limit = "1 s",

  example { x = {{1}, {-1}}, y = {1, 0}, penalty = 0.5, returns = { 0.6748 }, "Here 1 / (1 + exp(w)) = w / 2." },
  random { "one scale", 10, n = "20..120", d = "1..4", points = 30 },
  random { "scales", 10, n = "40..150", d = "2..6", scales = true, points = 25 },
  random { "separable", 8, n = "20..100", d = "2..4", separable = true, points = 15 },
  random { "far away", 6, n = "20..80", d = "1..2", separable = true, far = true, points = 15 },
  random { "a few large rows", 8, n = "40..80", d = "4..6", separable = true, large = 10, points = 15 },
  make = function(r, row)
    local n, d = r:int(row.n), r:int(row.d)
    local x, y, scale = {}, {}, {}
    for j = 1, d do scale[j] = row.scales and r:pick({ 0.01, 1, 100, 2000 }) or 1 end
    if row.scales then scale[1], scale[2] = 2000, 0.01 end
    for i = 1, n do
      x[i] = {}
      local z = 0
      for j = 1, d do
        local v = r:normal(0, 1) * (row.far and 10 ^ r:real(-2, 3.5) or i <= (row.large or 0) and 1000 or 1)
        x[i][j] = math.max(-10000, math.min(10000, v * scale[j]))
        z = z + (j % 2 == 0 and -v or v)
      end
      if row.separable then
        y[i] = z > 0 and 1 or 0
      else
        y[i] = r:bool(chance_of(1.5 * z)) and 1 or 0
      end
    end
    y[1], y[2] = 0, 1
    return { x = x, y = y, penalty = row.separable and 0.0001 or r:pick({ 0.001, 0.01, 0.1 }) }
  end,
  check = function(a, out)
    local slope, which = steepest(a, out)
    if slope <= 1e-9 then return true end
    return false, ("the partial derivative by weight %d is too large: %.2g in the unit of its column"):format(which - 1, slope)
  end,

  hint { cost = 5, "exp(-|z|) never overflows. Write the chance of label 1 with it." },
  hint { cost = 10, "The matrix of second derivatives is X' diag(p (1 - p)) X / n + penalty * I. Newton's step solves it against the gradient. If the loss is larger there, halve the step." },
  follow_up { "Now there are a million columns, and most entries are 0. Which method do you take, and how do you know that it is done?" },

  solution { "newton.numpy.py", file = "ok.py" },
  solution { "fixed-rate.numpy.py", file = "fixed_rate.py", expect = "wrong_answer on scales; wrong_answer on separable", "Gradient descent, 200 steps of one rate for all columns." },
  solution { "overflows.numpy.py", file = "overflows.py", expect = "accepted on one scale; wrong_answer on far away", "Writes the chance as exp(z) / (1 + exp(z)), which overflows where z is large." },
  solution { "no-penalty.numpy.py", file = "no_penalty.py", expect = "wrong_answer on one scale; wrong_answer on scales; wrong_answer on separable", "Forgets the penalty." },
  solution { "sum-of-losses.numpy.py", file = "sum_of_losses.py", expect = "wrong_answer on one scale; wrong_answer on scales; wrong_answer on separable", "Adds the losses up instead of taking their mean: the penalty weighs too little." },
  solution { "whole-steps.numpy.py", file = "undamped.py", expect = "accepted on one scale; accepted on scales; wrong_answer on a few large rows", "Newton's method with whole steps, which leap over the minimum and away." },
  solution { "few-steps.numpy.py", file = "few_steps.py", expect = "wrong_answer on separable", "Five steps of Newton's method, whatever happens." },

  sources = { "Original. The method is textbook." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
  equivalent { "newton.numpy.py:6", "both formulas give 1/2 at 0" },
  equivalent { "newton.numpy.py:17", "it has arrived long before" },
  equivalent { "newton.numpy.py:23", "that the loss rises by exactly the margin no test can say: it is computed" },
  equivalent { "newton.numpy.py:24", "a shorter step goes downhill, too" },
}
