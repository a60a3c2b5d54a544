return problem "cache-drift" {
  title = "Cache drift", round = "debugging", difficulty = 4, minutes = 35,
  tags = "llm, numpy, debugging, inference", skills = { debugging = 0.9, inference = 0.7 },
  statement = [[
You start from one layer of attention in NumPy that works in two ways: `forward` reads whole texts, `Cache` reads them token by token and keeps what it has
computed. Both must give the same. Somebody reports: "short tests agree, but in production answers drift: in batches of unequal texts, with beam search, and
after guessed tokens are taken back". There are **three** planted faults, each in one place, each mended by a line or two. `forward` is right.

The comments in the code say what each part is meant to do; they are right. The tests call `run`: leave it as it is. `part` is `forward`, `plain`, `reordered` or
`truncated`. The examples pass already: what looks for the faults is hidden. Parts that work now must go on working: **each group of tests that you break costs 20
points**. The faults bring 34, 33 and 33 points.

Not everything that looks odd is wrong.
]],
  fn = "run(part: str in \"a-z\", x: f64[b=1..4, t=1..8, c=2..6], pads: i64[b] in 0..7, beams: i64[b] in 0..b-1, cut: int in 0..t) -> f64[b, c]",
  where = "(function() for i = 1, #pads do if pads[i] >= x.shape[2] then return false end end return true end)() -- every `pads[i]` is less than `t`",
  runtimes = { "numpy" }, allow = { "numpy", "math" },
  check = tensor { rtol = 1e-9, atol = 1e-9, dtype = true, finite = true },
  scaffold = "scaffold.py", budget = 10, regression = 20,

  example { part = "plain", x = {{{0, 0}}}, pads = {0}, beams = {0}, cut = 0, returns = {{0, 0}}, "One token: it sees itself alone." },
  random { "whole texts", 8, part = "forward", padded = true },
  random { "token by token", 8, part = "plain" },
  random { "fault 1", 8, part = "plain", padded = true },
  random { "fault 2", 8, part = "reordered", swap = true },
  random { "fault 3", 8, part = "truncated" },
  make = function(r, row)
    local b, t, c = r:int(2, 4), r:int(3, 8), r:int(2, 6)
    local pads, beams = {}, {}
    for i = 1, b do
      pads[i] = row.padded and r:int(0, t - 1) or 0
      beams[i] = i % b                                      -- everybody goes on from the next text: what is overwritten is needed later
    end
    if row.padded then pads[1] = r:int(1, t - 1) end
    if r:bool() then beams[b], beams[1], beams[2] = b - 1, 1, 0 end
    return { part = row.part, x = r:tensor("f64", { b, t, c }, normal(0, 1)), pads = pads, beams = beams, cut = r:int(1, t - 1) }
  end,

  bug { "fault 1", 34, "the cache counts padding as places of the text" },
  bug { "fault 2", 33, "the values of texts are overwritten before they are read" },
  bug { "fault 3", 33, "truncating does not set the length back, so places go on" },

  hint { cost = 5, "Compare the cache with `forward` after every step, for a batch of two texts of which one has padding." },
  hint { cost = 5, "Reorder twice with beams (1, 0): everything should be as before." },

  solution { "mended.numpy.py", file = "mended.py" },
  solution { "untouched.numpy.py", file = "scaffold.py", expect = "score = 0; wrong_answer on fault 1; wrong_answer on fault 2; wrong_answer on fault 3; accepted on whole texts; accepted on token by token",
    "What a candidate is given." },
  solution { "two-of-three.numpy.py", file = "all_but_one.py", expect = "score = 0.67; wrong_answer on fault 3; accepted on fault 1", "Does not try what happens after taking back." },
  solution { "mends-the-decoy.numpy.py", file = "decoy.py", expect = "score <= 0.6; wrong_answer on whole texts; wrong_answer on token by token", "Scales the queries by the whole root, though the keys have half of it." },
  solution { "rewrites.numpy.py", file = "rewrite.py", expect = "wrong_answer; score = 0", "Right, but indented anew: more than 10 lines differ." },

  sources = { "Original." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
  equivalent { "mended.numpy.py:29", "a softmax does not change when all scores do by the same" },
}
