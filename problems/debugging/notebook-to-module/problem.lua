return problem "notebook-to-module" {
  title = "From notebook to module", round = "debugging", difficulty = 3, minutes = 30,
  tags = "python, debugging, reproducibility", skills = { debugging = 0.8, reproducibility = 0.8 },
  statement = [[
You start from a module that was exported from a notebook. In the notebook every cell was run once, in a certain order, and all was well. As a module its functions
are called often, in any order, in many processes, and somebody reports: "the same call gives other results than before". There are **five** faults: functions that depend
on something other than their arguments, or change what is not theirs. Each is mended by a line or two.

The comments in the code say what each function is meant to do; they are right. The numbers of the cells mean nothing any more. The tests call `run`: leave it as it
is. `part` is `padded`, `scaled`, `ranked`, `counted`, `labels` or `sample`. The examples pass already: what looks for the faults is hidden. What works now must go on
working: **each group of tests that you break costs 20 points**. Each fault that you mend brings 20.

Not everything that looks odd is wrong.
]],
  fn = "run(part: str in \"a-z\", values: int[n=1..30] in 1..99, names: (str)[m=1..30], seed: int in 0..1000) -> (str)[]",
  scaffold = "scaffold.py", budget = 16, regression = 20,

  example { part = "padded", values = {4, 7}, names = {"ann"}, seed = 4, returns = {"4", "7", "7", "7", "0", "4", "7"},
    "Filled up to 4 values; the 0 that the caller puts behind them does not get into its own list." },
  random { "works now", 12, part = "padded" },
  random { "fault 1", 6, part = "scaled" },
  random { "fault 2", 6, part = "ranked" },
  random { "fault 3", 6, part = "counted" },
  random { "fault 4", 6, part = "labels" },
  random { "fault 5", 6, part = "sample" },
  make = function(r, row)
    local values, names = {}, {}
    for i, value in ipairs(take(row.part == "padded" and r:int(1, 6) or r:int(9, 14), r:permutation(99))) do values[i] = value == 8 and 9 or value end
    table.sort(values)                                      -- rising: whoever sorts them in place changes them
    for i, name in ipairs({ "ann", "bob", "cleo", "dora", "emil", "finn", "gus", "hanna", "ida" }) do names[i] = name .. r:string(2, "a-z") end
    r:shuffle(names)
    for _ = 1, r:int(2, 8) do names[#names + 1] = r:pick(names) end
    return { part = row.part, values = values, names = names, seed = r:int(0, 1000) }
  end,

  bug { "fault 1", 20, "the largest value is that of a list in another cell" },
  bug { "fault 2", 20, "sorts the caller's list" },
  bug { "fault 3", 20, "the default argument keeps the counts of earlier calls" },
  bug { "fault 4", 20, "the order of a set of texts changes from process to process" },
  bug { "fault 5", 20, "draws from the generator of the whole module and ignores the seed" },

  hint { cost = 5, "Call each function twice with the same arguments, and look at the arguments afterwards." },
  hint { cost = 5, "Start Python twice with another PYTHONHASHSEED." },

  solution { "mended.py", file = "mended.py" },
  solution { "untouched.py", file = "scaffold.py", expect = "score = 0; wrong_answer on fault 1; wrong_answer on fault 2; wrong_answer on fault 3; wrong_answer on fault 4; wrong_answer on fault 5; accepted on works now",
    "What a candidate is given." },
  solution { "four-of-five.py", file = "all_but_one.py", expect = "score = 0.8; wrong_answer on fault 5; accepted on fault 4", "The samples still depend on what was drawn before." },
  solution { "one-seed.py", file = "one_seed.py", expect = "score = 0.8; wrong_answer on fault 5", "Reproducible, but the same whatever the seed." },
  solution { "mends-the-decoy.py", file = "decoy.py", expect = "score <= 0.8; wrong_answer on works now; accepted on fault 1", "Takes the length of the longer list for that of the caller's." },
  solution { "rewrites.py", file = "rewrite.py", expect = "wrong_answer; score = 0", "Right, but indented anew: more than 16 lines differ." },

  sources = { "Original." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
  equivalent { "mended.py:5", "what the notebook left: nobody needs it any more" },
  equivalent { "mended.py:6", "what the notebook left: nobody needs it any more" },
  equivalent { "mended.py:7", "what the notebook left: nobody needs it any more" },
  equivalent { "mended.py:65", "the door: some other seeds to compare with" },
  equivalent { "mended.py:67", "the door: half of the values are never all of them, and a sample of another length has others" },
}
