-- The idea to find: each stump is fitted to what the sum so far still gets wrong, and its two values are a cautious Newton step.
local function log_loss(scores, y)
  local sum = 0
  for i, f in ipairs(scores) do
    local z = y:at(i) == 1 and -f or f
    sum = sum + math.max(z, 0) + math.log(1 + math.exp(-math.abs(z)))
  end
  return sum / #scores
end

-- The loss after the last stump; or nil and why the stumps are none. Losses may not rise on the way.
local function loss_of(a, stumps)
  local n, d, rounds = a.x.shape[1], a.x.shape[2], a.rounds
  local scores, before = {}, nil
  for i = 1, n do scores[i] = 0 end
  before = log_loss(scores, a.y)
  for round = 1, rounds do
    local feature = math.tointeger(stumps:at(round, 1))
    if not feature or feature < 0 or feature >= d then return nil, ("stump %d asks for a feature that is not there"):format(round - 1) end
    for i = 1, n do
      scores[i] = scores[i] + stumps:at(round, a.x:at(i, feature + 1) <= stumps:at(round, 2) and 3 or 4)
      if scores[i] ~= scores[i] or math.abs(scores[i]) > 1e6 then return nil, ("after stump %d a score is not a number, or huge"):format(round - 1) end
    end
    local now = log_loss(scores, a.y)
    if now > before + 1e-9 then return nil, ("stump %d makes the loss rise"):format(round - 1) end
    before = now
  end
  return before
end

return problem "many-stumps" {
  title = "Many stumps", round = "ml_coding", difficulty = 3, minutes = 40,
  tags = "ml, numpy, boosting", skills = { ["machine learning"] = 0.8, optimisation = 0.5 },
  statement = [[
Gradient boosting with the smallest trees. A **stump** is `(feature, threshold, low, high)`: it adds `low` to the score of a row whose `x[feature]` is at most `threshold`, and `high` to that of any other row.
Scores begin at 0. The loss is the mean log loss of the probabilities `1 / (1 + exp(-score))`:

    mean over the rows of  log(1 + exp(score)) - label * score

Return `rounds` stumps, one after the other, so that

- the loss on the given rows **never rises** from one stump to the next, and
- after the last stump it is at most 1.05 times the loss that our plain booster reaches with as many stumps, plus 0.002.

Ours looks in each round at the derivative of the loss by every score, tries for each feature the values that it has in the rows as thresholds, takes the stump that fits the derivatives best in the sense of least
squares, and sets `low` and `high` to half a Newton step of the rows on that side. How you find your stumps is up to you. Some sides soon hold rows of one class only: no score may run away (above 1,000,000).
]],
  fn = "boost(x: f64[n=10..200, d=1..5], y: i64[n] in 0..1, rounds: int in 5..60) -> f64[rounds, 4]",
  runtimes = { "numpy" }, allow = { "numpy", "math" },
  unchanged = { "x", "y" }, time_limit = "2 s",

  example { x = {{1}, {2}, {3}, {4}, {5}, {6}, {7}, {8}, {9}, {10}}, y = {0, 0, 0, 1, 0, 0, 1, 1, 1, 1}, rounds = 5 },
  random { "a slope", 5, n = "60..120", d = "1..3", rounds = "10..30", points = 35 },
  random { "a checkerboard", 5, n = "120..200", d = "2..4", rounds = "40..60", pattern = "bands", points = 40 },
  random { "separable", 4, n = "20..60", d = "1..2", rounds = "40..60", pattern = "clean", points = 25 },
  edge { "columns with equal values", rounds = 12, points = 0,
    x = {{0, 1}, {5, 1}, {5, 1}, {5, 1}, {5, 0}, {5, 1}, {5, 0}, {5, 0}, {5, 0}, {5, 1}, {5, 0}, {5, 0}},
    y = {1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0} },
  edge { "one value everywhere", rounds = 5, points = 0, x = {{3}, {3}, {3}, {3}, {3}, {3}, {3}, {3}, {3}, {3}}, y = {1, 1, 1, 0, 1, 1, 1, 0, 1, 1} },
  make = function(r, row)
    local n, d = r:int(row.n), r:int(row.d)
    local x, y = {}, {}
    for i = 1, n do
      x[i] = {}
      for j = 1, d do x[i][j] = r:normal(0, 1) end
      local z = x[i][1] - 0.7 * x[i][d]
      if row.pattern == "bands" then z = math.sin(4 * x[i][1]) + 0.8 * math.cos(3 * x[i][2]) end
      if row.pattern == "clean" then
        z = x[i][1] * 100
      else
        z = z * 2 + r:normal(0, 0.7)
      end
      y[i] = z > 0 and 1 or 0
    end
    y[1], y[2] = 0, 1
    if row.pattern == "clean" then x[1][1], x[2][1] = -0.5, 0.5 end
    return { x = x, y = y, rounds = r:int(row.rounds) }
  end,
  check = function(a, out, want)
    local loss, why = loss_of(a, out)
    if not loss then return false, why end
    local most = 1.05 * loss_of(a, want) + 0.002
    return loss <= most, ("the loss is %.4f, it may be %.4f"):format(loss, most)
  end,

  hint { cost = 5, "With p the probability, the derivative by a score is p - label, and the second derivative p * (1 - p)." },
  hint { cost = 10, "A Newton step of a side is sum(label - p) / sum(p * (1 - p)) over its rows. Keep the denominator away from 0." },
  follow_up { "On other rows the loss falls at first and then rises. What do you change, and how do you find the number of rounds?" },

  solution { "newton.numpy.py", file = "ok.py" },
  solution { "same-stump-again.numpy.py", file = "same_again.py", expect = "wrong_answer on a slope; wrong_answer on a checkerboard", "Fits the labels in every round, not what is left." },
  solution { "first-feature.numpy.py", file = "first_feature.py", expect = "wrong_answer on a checkerboard", "Looks at one feature only." },
  solution { "tiny-steps.numpy.py", file = "tiny_steps.py", expect = "wrong_answer on a slope; wrong_answer on a checkerboard", "Takes a tenth of the mean of what is left, not a Newton step." },
  solution { "medians.numpy.py", file = "medians.py", expect = "wrong_answer on a checkerboard", "Splits at the medians alone." },
  solution { "runs-away.numpy.py", file = "runs_away.py", expect = "accepted on a slope; wrong_answer on separable", "Divides by second derivatives that become 0." },
  equivalent { "newton.numpy.py:6", "only used where all values are equal, and there the lowest is the highest" },
  equivalent { "newton.numpy.py:16", "of two stumps that fit equally well either will do" },
  equivalent { "newton.numpy.py:29", "how small a curvature may become is free, as long as no score runs away" },

  sources = { "Original. The method is textbook (Friedman 2001)." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
}
