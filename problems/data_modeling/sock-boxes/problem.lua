local function drawing(r, size)
  local function rows(count, first, last, with_refunds)
    local x, y = {}, {}
    for i = 1, count do
      local month, tenure = r:int(first, last), r:int(1, 48)
      local kilos, visits = r:real(0.2, 2), r:int(0, 9)
      local known, discount, region = not r:bool(0.25), r:int(0, 6) * 5, r:int(0, 4)
      local z = 2.5 * (1.1 - kilos) + 4 / (tenure + 1) - 0.4 * (visits - 4) + 0.04 * (discount - 15) - 0.8
      if not known then z = z + 1.5 end
      local p = 0.5 + z / (2 * (1 + math.abs(z)))
      if region == 3 then p = 0.5 end                      -- whose labels nobody looks after
      y[i] = r:bool(p) and 1 or 0
      -- Who cancels is refunded afterwards: in the rows of today that is still to come.
      local refunded = with_refunds and r:bool(y[i] == 1 and 0.9 or 0.05) or (not with_refunds and r:bool(0.25))
      x[i] = { month, tenure, month >= 14 and kilos or kilos * 1000, known and visits or -1, discount, refunded and 1 or 0, region }
    end
    return x, y
  end
  local train, cancelled = rows(size, 0, 23, true)
  local later, cancels = rows(size, 24, 29, false)
  return { train = train, cancelled = cancelled, later = later, secret = { cancels = cancels } }
end

-- The numbers of the example, in the manner of `r`.
local function dice(seed)
  local d = {}
  function d:real(low, high)
    seed = (seed * 48271) % 2147483647
    return low + (high - low) * seed / 2147483647
  end
  function d:int(low, high) return low + math.floor(d:real(0, 1) * (high - low + 1)) end
  function d:bool(p) return d:real(0, 1) < p end
  return d
end

local function shown()
  local example = drawing(dice(48), 600)
  example[1] = "A smaller drawing: `print` from your function what you want to see of it, and `assay test` shows it."
  return example
end

return problem "sock-boxes" {
  title = "Who cancels the sock box?", round = "data_modeling", difficulty = 3, minutes = 75,
  tags = "ml, numpy, data", skills = { modelling = 0.9, ["data quality"] = 0.9 },
  statement = [[
A shop sends boxes of socks by subscription. Each row is a customer at the end of a month; the label says whether
they cancelled within the next 30 days. Write `fit_predict`: learn from the rows of `train` with their labels `cancelled`,
and return for every row of `later` a score that is larger the more likely the customer is to cancel. You never see the labels
of `later`; you are graded on the **area under the ROC curve** there, on five different drawings of the data.

The columns:

0. `month` of the row, 0 to 23 in `train`, 24 to 29 in `later`;
1. `tenure`: months since the first box;
2. `weight` of the last box;
3. `visits` to the shop's page this month;
4. `discount`: the last discount in percent;
5. `refunded`: whether the last payment was refunded;
6. `region`, 0 to 4.

The data come from a real shop's systems: they were changed once, they do not always know everything, and they are filled in at
different times. Look at them before you model them: what your function prints, `assay test` shows beside the example.

**Points**: none up to an area of 0.64, all from 0.74, in proportion between.
]],
  fn = "fit_predict(train: f64[n=1..4000, 7], cancelled: i64[n] in 0..1, later: f64[m=1..4000, 7]) -> f64[m]",
  secret = "cancels: i64[m] in 0..1",
  runtimes = { "numpy", "sklearn" },
  unchanged = { "train", "cancelled", "later" },
  same_bits = 2, time_limit = "5 s",

  example(shown()),
  random { "drawing", 5, points = 100 },
  make = function(r) return drawing(r, 1500) end,

  check = function(a, out, want, secret)
    local area, why = rate("roc_auc", secret.cancels, out)
    if not area then return false, why end
    local score = math.min(math.max((area - 0.64) / (0.74 - 0.64), 0), 1)
    return score, ("the area under the curve is %.3f; full points from 0.740"):format(area)
  end,

  hint { cost = 10, "Plot, or tabulate, the mean of each column by month." },
  hint { cost = 10, "Which column knows the answer before it can be known?" },

  solution { "cleaned.numpy.py", file = "cleaned.numpy.py" },
  solution { "takes-it-as-it-is.numpy.py", file = "raw.numpy.py", expect = "score <= 0.1", "A logistic regression of the columns as they are, with the refunds." },
  solution { "keeps-the-leak.numpy.py", file = "leak.numpy.py", expect = "score <= 0.5", "Cleans the units, but learns from refunds that come afterwards." },
  solution { "mixed-units.numpy.py", file = "units.numpy.py", expect = "score <= 0.6", "Leaves grams among the kilograms." },
  solution { "constant.numpy.py", file = "constant.numpy.py", expect = "score = 0", "Gives every row the same score." },

  sources = { "Original." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
}
