return problem "training-loop" {
  title = "It trains, but badly", round = "debugging", difficulty = 3, minutes = 35,
  tags = "ml, debugging, training", skills = { debugging = 0.9, training = 0.6 },
  statement = [[
You start from the training loop of a small model, in plain Python. Somebody reports: "the loss falls, but not far; it looks too good on padded data; later epochs
change nothing; and the finished model answers otherwise than it should". There are **five** planted faults, each in one place, each mended by a line or two.

The comments in the code say what each part is meant to do; they are right. A label of -1 marks a row of padding. The tests call `run`: leave it as it is. `part` is
`probability`, `order`, `pairs`, `once`, `steps`, `epoch`, `rates`, `predict` or `loss`. The examples pass already: what looks for the faults is hidden. Parts that
work now must go on working: **each group of tests that you break costs 20 points**. Each fault that you mend brings 20.

Not everything that looks odd is wrong.
]],
  fn = "run(part: str in \"a-z\", x: float[n=1..9, d=1..5] in -3..3, y: int[n] in -1..1, weights: float[d] in -3..3, batch: int in 1..9) -> float[]",
  where = {
    "batch <= #x -- `batch` is at most `n`",
    "(function() for _, label in ipairs(y) do if label >= 0 then return true end end return false end)() -- at least one row is no padding",
  },
  scaffold = "scaffold.py", budget = 12, regression = 20,

  example { part = "probability", x = {{1}}, y = {1}, weights = {0}, batch = 1, returns = {0.5} },
  example { part = "once", x = {{1, 2, 3}}, y = {1}, weights = {0, 0, 0}, batch = 1, returns = {0.375, 0.75, 0},
    "One step of learning rate 0.5 from one row, as step 1: the last input is dropped, the others count 1.5 times." },
  random { "works now", 16, part = { "probability", "order", "once", "epoch" } },
  random { "fault 1", 6, part = { "pairs" } },
  random { "fault 2", 6, part = { "steps" } },
  random { "fault 3", 6, part = { "rates" } },
  random { "fault 4", 6, part = { "predict" } },
  random { "fault 5", 6, part = { "loss" } },
  make = function(r, row)
    local n, d = r:int(4, 9), r:int(3, 5)
    local x, y, weights = {}, {}, {}
    for i = 1, n do
      x[i], y[i] = {}, r:int(0, 1)
      for j = 1, d do x[i][j] = r:real(0.2, 3) * r:pick({ -1, 1 }) end
    end
    for j = 1, d do weights[j] = r:real(0.2, 1.5) * r:pick({ -1, 1 }) end
    y[1], y[2], y[3] = 0, 1, r:int(0, 1)
    if row[1] ~= "fault 1" then y[4] = -1 end               -- a row of padding
    return { part = r:pick(row.part), x = x, y = y, weights = weights, batch = r:int(1, 4) }
  end,

  bug { "fault 1", 20, "the rows are shuffled, their labels are not" },
  bug { "fault 2", 20, "the gradient of the last step is never cleared" },
  bug { "fault 3", 20, "the learning rate halves with every step instead of every epoch" },
  bug { "fault 4", 20, "predicting leaves dropout on" },
  bug { "fault 5", 20, "the loss is divided by all rows, padding included" },

  hint { cost = 5, "Take the same step twice. What should be the same, and is not?" },
  hint { cost = 5, "Print what goes into each function and what comes out, for three rows and two epochs." },

  solution { "mended.py", file = "mended.py" },
  solution { "untouched.py", file = "scaffold.py", expect = "score = 0; wrong_answer on fault 1; wrong_answer on fault 2; wrong_answer on fault 3; wrong_answer on fault 4; wrong_answer on fault 5; accepted on works now",
    "What a candidate is given." },
  solution { "four-of-five.py", file = "all_but_one.py", expect = "score = 0.8; wrong_answer on fault 5; accepted on fault 2", "Does not see that padding makes the loss look small." },
  solution { "mends-the-decoy.py", file = "decoy.py", expect = "score <= 0.6; wrong_answer on works now; accepted on fault 1", "Takes the factor 1.5 of dropout for a fault." },
  solution { "rewrites.py", file = "rewrite.py", expect = "wrong_answer; score = 0", "Right, but indented anew: more than 12 lines differ." },

  sources = { "Original." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
  equivalent { "mended.py:36", "outside of training the step changes nothing" },
  equivalent { "mended.py:97", "the door: rows that are alike have the same mean, however many there are" },
}
