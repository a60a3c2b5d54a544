local TRAIN, COPIES, HIDDEN = 3000, 600, 3000

-- Customers at the end of a month, of months `first` to `last`.
local function customers(r, quirk, count, first, last, in_train, number)
  local t = { row_id = {}, month = {}, tenure = {}, weight = {}, visits = {}, discount = {}, refunded = {}, region = {}, cancelled = {} }
  for i = 1, count do
    local month, tenure = r:int(first, last), r:int(1, 48)
    local kilos, visits = r:real(0.2, 2), r:int(0, 9)
    local known, discount, region = not (quirk.unknown and r:bool(0.25)), r:int(0, 6) * 5, r:int(0, 4)
    local z = 2.5 * (1.1 - kilos) + 4 / (tenure + 1) - 0.5 * (visits - 4) + 0.04 * (discount - 15) - 0.8
    if not known then z = z - 1.5 end
    local cancelled = r:bool(0.5 + z / (2 * (1 + math.abs(z)))) and 1 or 0
    if in_train and quirk["region 3"] and region == 3 then cancelled = r:int(0, 1) end  -- whose labels nobody looks after
    -- Who cancels is refunded afterwards: in the rows of today that is still to come.
    local refunded = (not in_train or not quirk.refunds) and r:bool(0.25) or in_train and quirk.refunds and r:bool(cancelled == 1 and 0.9 or 0.05)
    local grams = quirk.grams and month < 14
    t.row_id[i], t.month[i], t.tenure[i], t.visits[i] = number + i, month, tenure, known and visits or -1
    t.weight[i] = grams and math.floor(kilos * 1000 + 0.5) or math.floor(kilos * 1000 + 0.5) / 1000
    t.discount[i], t.refunded[i], t.region[i], t.cancelled[i] = discount, refunded and 1 or 0, region, cancelled
  end
  return t
end

-- A sixth of the rows stands there twice: an export that was run again.
local function with_copies(r, t, number)
  local count = #t.month
  for k = 1, COPIES do
    local old = r:int(1, count)
    for name, values in pairs(t) do values[count + k] = values[old] end
    t.row_id[count + k] = number + k
  end
  return t
end

return problem "sock-boxes" {
  title = "Who cancels the sock box?", round = "data_modeling", difficulty = 3, minutes = 75,
  tags = "ml, numpy, data", skills = { modelling = 0.9, ["data quality"] = 0.9 },
  statement = [[
A shop sends boxes of socks by subscription. Each row is a customer at the end of a month; the label `cancelled` says whether they cancelled
within the next 30 days (1) or not (0). Write `fit(train)`: it returns a model with `predict_proba(rows)`, for each row the probability that the
customer cancels. It is rated on rows of the months 24 to 29 that you never see, by the **area under the ROC curve**.

The columns:

- `month` of the row, 0 to 23 in `train`;
- `tenure`: months since the first box;
- `weight` of the last box;
- `visits` to the shop's page this month;
- `discount`: the last discount in percent;
- `refunded`: whether the last payment was refunded;
- `region`, 0 to 4;
- `cancelled`, the label.

The data come from a real shop's systems: they were changed once, they do not always know everything, they are filled in at different times and by
different people. Look at them before you model them.

The model is worth 50 of the 100 points, the median over five drawings of the data: half of them at an area of 0.70, three quarters at 0.75, all
from 0.79 on. The number that `assay test` shows is measured on a fifth of `train` as it stands, whatever is wrong with it: a model that is better for
the hidden rows can show a smaller one.
]],
  fn = "fit(train: table) -> model",
  runtimes = { "numpy", "sklearn" },
  data = { label = "cancelled", id = "row_id", make = function(r, quirk)
    local train = customers(r, quirk, TRAIN, 0, 23, true, 0)
    local hidden = customers(r, quirk, HIDDEN, 24, 29, false, TRAIN + COPIES)
    return { train = quirk.copies and with_copies(r, train, TRAIN) or train, hidden = hidden }
  end },
  metric "roc_auc" { pass = 0.70, good = 0.75, full = 0.79, seeds = 5, take = "median", points = 50 },
  limit { params = 600, fit_seconds = 20, predict_ms_per_row = 1, memory = "1 GiB" },
  probe { "shuffled labels", score_at_most = 0.68 },
  probe { "hidden rows absent from train", by = "row_id" },

  framing { points = 10,
    question { "row", "What is one row, and so one prediction?", choices = { "a customer", "a customer at the end of a month", "a box", "a payment" }, right = "a customer at the end of a month" },
    question { "metric", "What does an area of 0.75 under the ROC curve say?", choices = { "three in four rows are predicted right", "of one who cancels and one who stays, the first has the higher score three times in four", "three in four of those who cancel are found" }, right = "of one who cancels and one who stays, the first has the higher score three times in four" },
    question { "split", "On which rows do you measure whether a change helps?", choices = { "a fifth of the rows, drawn at random", "the last months, without copies of rows that were learned from", "the rows of region 3", "all rows that were learned from" }, right = "the last months, without copies of rows that were learned from" },
    question { "leaks", "Which columns must a model not learn from?", choices = { "month", "tenure", "weight", "visits", "discount", "refunded", "region" }, right = { "refunded" }, "It is filled in once somebody has cancelled." },
    question { "units", "What is the first month with weights in kilograms?", right = 14, within = 0 },
  },
  audit { points = 20 },
  quirk { "refunds", column = "refunded", kind = { "leak", "drift" }, "Refunds follow from cancelling." },
  quirk { "grams", column = "weight", kind = { "unit", "drift" }, "Grams before month 14, kilograms from then on." },
  quirk { "unknown", column = "visits", kind = "missing", "-1 stands for not known, and those cancel less often." },
  quirk { "region 3", column = { "region", "cancelled" }, kind = "noise", "Its labels are coins." },
  quirk { "copies", column = "rows", kind = "duplicate", "600 rows stand there twice." },
  journal { points = 20, runs = 3, step = 0.005 },

  hint { cost = 10, "Tabulate the mean of each column by month, and the mean of the label by each value of each column." },
  hint { cost = 10, "Which column knows the answer before it can be known?" },
  follow_up { "The shop acts on your scores: it writes to those most likely to leave. What becomes of the labels, and of next year's model?" },
  follow_up { "Some of the rows stand there twice. What do they change in the fit, and what in what you measure?" },

  solution { "cleaned.numpy.py", file = "cleaned.numpy.py" },
  solution { "with-region-3.numpy.py", file = "with_region.numpy.py", decoy = true, expect = "score >= 0.5", "Learns from the coins of region 3, too." },
  solution { "minus-one-is-a-number.numpy.py", file = "minus_one.numpy.py", expect = "score >= 0.5; score <= 0.8", "Takes -1 for a number of visits." },
  solution { "mixed-units.numpy.py", file = "units.numpy.py", expect = "score <= 0.8", decoy = true, "Leaves grams among the kilograms." },
  solution { "keeps-the-leak.numpy.py", file = "leak.numpy.py", expect = "score <= 0.4", "Cleans the units, but learns from refunds that come afterwards." },
  solution { "takes-it-as-it-is.numpy.py", file = "raw.numpy.py", expect = "score = 0", "A logistic regression of the columns as they are, with the refunds." },
  solution { "constant.numpy.py", file = "constant.numpy.py", expect = "score = 0", "Gives every row the same score." },

  sources = { "Original." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
}
