return problem "train-serve-skew" {
  title = "Not what it was trained on", round = "debugging", difficulty = 3, minutes = 30,
  tags = "ml, debugging, serving, data", skills = { debugging = 0.9, serving = 0.6 },
  statement = [[
You start from code that computes the features of a payment twice: `offline`, for training, and `online_...`, in the service. Somebody reports: "the model is fine on
stored data, but in the service it answers as if it saw other payments. For most payments all features agree." There are **four** planted faults in the functions
`online_...`, each mended by a line or two. `offline` is right, and all features must be **the same**, for every payment.

The comments in the code are right. The tests call `run`: leave it as it is. `part` is `offline`, `hour`, `weekday`, `amount`, `bucket` or `tier`. The examples pass
already: what looks for the faults is hidden. What works now must go on working: **each group of tests that you break costs 20 points**. Each fault that you mend brings
25.

Not everything that is computed in another way is wrong.
]],
  fn = "run(part: str in \"a-z\", minute: int in 0..40000000, offset: int in -720..840, amount: float? in 0..1e6, changes: (int, int)[0..8]) -> float[]",
  where = "(function() for i = 2, #changes do if changes[i][1] < changes[i - 1][1] then return false end end return true end)() -- `changes` are in the order of their minutes",
  scaffold = "scaffold.py", budget = 10, regression = 20,

  example { part = "offline", minute = 1000, offset = 60, amount = null, changes = { {500, 2}, {2000, 3} }, returns = {17, 3, 37.5, 2, 2},
    "17:40 on a Thursday; 37.50 stands for the missing amount and reaches two edges; the tier becomes 3 only later." },
  example { part = "weekday", minute = 1400, offset = 60, amount = 5, changes = {}, returns = {4}, "For the customer it is Friday already." },
  random { "works now", 16, part = { "offline", "weekday" } },
  random { "fault 1", 8, part = { "hour" }, half = true },
  random { "fault 2", 6, part = { "amount" }, zero = true },
  random { "fault 3", 10, part = { "bucket" }, round = true },
  random { "fault 4", 8, part = { "tier" } },
  make = function(r, row)
    local minute = r:int(1000000, 30000000)
    local offset = r:int(-12, 14) * 60
    -- Some clocks go half an hour apart from the others; then the hour is another one where the two parts add up to more than one.
    if row.half then offset, minute = r:int(-11, 13) * 60 + 30, minute - minute % 60 + r:int(30, 59) end
    local amount = r:real(0.5, 400)
    if r:bool(0.3) then amount = null end
    if row.zero then amount = r:pick({ 0, 0, null }) end
    if row.round then amount = r:pick({ 0.5, 1, 10, 50, 200, 200, 300 }) end
    local changes, at = {}, minute - r:int(100, 5000)
    for i = 1, r:int(2, 5) do
      changes[i] = { at, r:int(1, 4) }
      at = at + r:int(1, 100)
    end
    if row[1] == "fault 4" or r:bool(0.6) then              -- one takes place in this very minute, one later: all tiers differ
      changes = { { minute - 9000, 4 }, { minute - r:int(1, 5000), 1 }, { minute, 2 }, { minute + r:int(1, 5000), 3 } }
      if r:bool() then changes = { changes[4] } end
    end
    return { part = r:pick(row.part), minute = minute, offset = offset, amount = amount, changes = changes }
  end,

  bug { "fault 1", 25, "hours of the clock and of the offset are cut off one by one: wrong where an offset has half hours" },
  bug { "fault 2", 25, "an amount of 0 is taken for a missing one" },
  bug { "fault 3", 25, "an amount that is exactly an edge does not reach it" },
  bug { "fault 4", 25, "the newest known tier is taken, although it may begin later" },

  hint { cost = 5, "Call both with the same random payments and print those that differ. Then with odd payments: half hours, zeros, round amounts, changes still to come." },
  follow_up { "How would you find out, in production, that features differ, without computing everything twice?" },

  solution { "mended.py", file = "mended.py" },
  solution { "untouched.py", file = "scaffold.py", expect = "score = 0; wrong_answer on fault 1; wrong_answer on fault 2; wrong_answer on fault 3; wrong_answer on fault 4; accepted on works now", "What a candidate is given." },
  solution { "three-of-four.py", file = "all_but_one.py", expect = "score = 0.75; wrong_answer on fault 4; accepted on fault 3", "Tests with customers whose tier does not change any more." },
  solution { "a-minute-late.py", file = "a_minute_late.py", expect = "score = 0.75; wrong_answer on fault 4", "A change that takes place in the payment's minute comes too late." },
  solution { "mends-the-decoy.py", file = "decoy.py", expect = "score <= 0.8; wrong_answer on works now; accepted on fault 1", "Makes the two formulas of the weekday look alike: + 4 instead of + 3." },
  solution { "rewrites.py", file = "rewrite.py", expect = "wrong_answer; score = 0", "Right, but indented anew: more than 10 lines differ." },

  sources = { "Original." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
}
