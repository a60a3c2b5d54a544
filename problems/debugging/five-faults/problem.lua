return problem "five-faults" {
  title = "Five faults in a transformer", round = "debugging", difficulty = 3, minutes = 40,
  tags = "llm, numpy, debugging", skills = { debugging = 0.9, attention = 0.5 },
  statement = [[
You start from a small transformer in NumPy. Somebody reports: "it trains, but it is worse than it should be, and it goes
wrong when a text is continued". There are **five** planted faults, each in one place, each mended by a line or two.

The comments in the code say what each part is meant to do; they are right. The tests call `run`: leave it as it is. `part` is
`softmax`, `norm`, `weights`, `last` (the last row of the weights), `positions`, `block` or `head`, and `r` and `s` are the
lengths of what that part gives. The examples pass already: what looks for the faults is hidden. Parts that work now must go on
working: **each group of tests that you break costs 20 points**. Each fault that you mend brings 20.

Not everything that looks odd is wrong.
]],
  fn = "run(part: str in \"a-z\", x: f32[t=1..10, c=2..8], w: f32[c, c], start: int in 0..20) -> f32[r, s]",
  runtimes = { "numpy" }, allow = { "numpy", "math" },
  check = tensor { rtol = 1e-4, atol = 1e-5, dtype = true, finite = true },
  scaffold = "scaffold.py", budget = 12, regression = 20,

  example { part = "norm", x = {{3, 4}}, w = {{0, 0}, {0, 0}}, start = 0, returns = {{0.8485, 1.1314}} },
  example { part = "softmax", x = {{0, 0}}, w = {{0, 0}, {0, 0}}, start = 0, returns = {{0.5, 0.5}} },
  random { "works now", 10, part = { "softmax", "norm" } },
  -- With weights of zero all that may be seen counts alike, so only the mask shows.
  random { "fault 1", 6, part = { "weights" }, still = true },
  -- The last position sees everything, whatever the mask.
  random { "fault 2", 6, part = { "last" } },
  random { "fault 3", 6, part = { "positions" } },
  random { "fault 4", 6, part = { "block" } },
  random { "fault 5", 6, part = { "head" } },

  make = function(r, row)
    local t, c, part = r:int(2, 10), r:int(2, 8), r:pick(row.part)
    local spread = part == "softmax" and 40 or 1.5  -- far enough for exp to overflow if nothing is taken off
    return { part = part, x = r:tensor("f32", { t, c }, normal(0, spread)),
      w = r:tensor("f32", { c, c }, row.still and 0 or normal(0, 1)), start = r:int(1, 20) }
  end,

  bug { "fault 1", 20, "the mask lets a position see the next one: triu from 2 instead of 1" },
  bug { "fault 2", 20, "scores are not divided by sqrt(c)" },
  bug { "fault 3", 20, "places start at 0 whatever `start` says" },
  bug { "fault 4", 20, "the block normalises after adding, and feeds the layer what is not normalised" },
  bug { "fault 5", 20, "the output layer keeps a copy of the embedding, which does not learn" },

  hint { cost = 5, "Feed zeros for the weights: then attention is uniform over what may be seen." },
  hint { cost = 5, "Which part behaves differently with `start` 0 and `start` 5? Which should?" },

  solution { "mended.numpy.py", file = "mended.py" },
  solution { "untouched.numpy.py", file = "scaffold.py", expect = "score = 0; wrong_answer on fault 1; wrong_answer on fault 2; wrong_answer on fault 3; wrong_answer on fault 4; wrong_answer on fault 5; accepted on works now",
    "What a candidate is given." },
  solution { "four-of-five.numpy.py", file = "four.py", expect = "score = 0.8; wrong_answer on fault 5; accepted on fault 1", "All but the tied weights." },
  solution { "mends-the-decoy.numpy.py", file = "decoy.py", expect = "score = 0.2; wrong_answer on works now; accepted on fault 1",
    "Centres the norm, which was right: the tests that it breaks cost more than its mendings bring." },
  solution { "rewrites.numpy.py", file = "rewrite.py", expect = "wrong_answer; score = 0", "Right, but written anew: more than 12 lines differ." },

  equivalent { "mended.numpy.py:6", "axis -1 of a matrix is its axis 1; that the largest is taken off is tested" },
  equivalent { "mended.numpy.py:7", "axis -1 of a matrix is its axis 1" },
  equivalent { "mended.numpy.py:12", "axis -1 of a matrix is its axis 1" },

  sources = { "Original." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
}
