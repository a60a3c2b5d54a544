return problem "leaky-pipeline" {
  title = "Too good to be true", round = "debugging", difficulty = 3, minutes = 35,
  tags = "ml, debugging, data", skills = { debugging = 0.8, ["data quality"] = 0.9 },
  statement = [[
You start from the features of a model, in plain Python. Somebody reports: "our tests promised 0.93, in production it was 0.71". Something that a model cannot know at the
moment of its answer gets into its features: labels, values and months of the rows that it is tested on. There are **five** planted leaks, each mended by a line or two.

The comments in the code say what each function is meant to do; they are right. The tests call `run`: leave it as it is. `part` is `size`, `logged`, `split`, `scaled`,
`lagged`, or `own` or `later`, which both call `encoded`. The examples pass already: what looks for the leaks is hidden. What works now must go on working: **each
group of tests that you break costs 20 points**. Each leak that you close brings 20.

Not everything that looks like a leak is one.
]],
  fn = "run(part: str in \"a-z\", month: int[n=2..40] in 0..11, shop: int[n] in 0..5, value: float[n] in -1000..1000, label: int[n] in 0..1) -> float[]",
  scaffold = "scaffold.py", budget = 14, regression = 20,

  example { part = "size", month = {0, 0, 1}, shop = {2, 3, 2}, value = {0, 0, 0}, label = {0, 1, 1}, returns = {2, 1, 2} },
  example { part = "logged", month = {0, 0}, shop = {0, 0}, value = {0, 0}, label = {0, 1}, returns = {0, 0} },
  random { "works now", 10, part = { "size", "logged" } },
  random { "fault 1", 6, part = { "split" } },
  random { "fault 2", 8, part = { "scaled" } },
  random { "fault 3", 6, part = { "lagged" } },
  random { "fault 4", 6, part = { "later" } },
  random { "fault 5", 6, part = { "own" } },
  make = function(r, row)
    local n = r:int(16, 40)
    local month, shop, value, label = r:ints(n, "0..11"), r:ints(n, "0..3"), {}, r:ints(n, "0..1")
    for i = 1, n do value[i] = r:real(-1000, 1000) end
    if row[1] == "fault 2" and r:bool(0.3) then             -- no deviation where it is learned
      for i = 1, n // 2 do value[i] = 5 end
    end
    -- So that every leak shows: late rows stand first; one shop has a row before and a row after one of its months; labels differ.
    month[1], month[2], month[3], month[4] = 9, 2, 3, 4
    for i = 2, 4 do shop[i] = 4 end
    shop[n], shop[n - 1], label[n], label[n - 1] = 5, 5, 0, 1
    return { part = r:pick(row.part), month = month, shop = shop, value = value, label = label }
  end,

  bug { "fault 1", 20, "the first rows are taken for the early ones, but rows are not in the order of months" },
  bug { "fault 2", 20, "mean and deviation come from all rows" },
  bug { "fault 3", 20, "the month after counts as the month before" },
  bug { "fault 4", 20, "labels of rows that are not for learning are encoded" },
  bug { "fault 5", 20, "a row's own label is in its encoding" },

  hint { cost = 5, "Change the label of one row. Which features may change, and which do?" },
  hint { cost = 5, "Change the value of the last month's rows. The features of all other rows should stay." },

  solution { "mended.py", file = "mended.py" },
  solution { "untouched.py", file = "scaffold.py", expect = "score = 0; wrong_answer on fault 1; wrong_answer on fault 2; wrong_answer on fault 3; wrong_answer on fault 4; wrong_answer on fault 5; accepted on works now",
    "What a candidate is given." },
  solution { "four-of-five.py", file = "all_but_one.py", expect = "score = 0.8; wrong_answer on fault 5; accepted on fault 4", "A row still sees its own label." },
  solution { "closes-what-is-none.py", file = "decoy.py", expect = "score <= 0.8; wrong_answer on works now; accepted on fault 1; accepted on fault 5", "The size of a shop looks like a leak, but is known in advance." },
  solution { "rewrites.py", file = "rewrite.py", expect = "wrong_answer; score = 0", "Right, but indented anew: more than 14 lines differ." },

  sources = { "Original." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
}
