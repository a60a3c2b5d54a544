return problem "nan-at-700" {
  title = "NaN at step 700", round = "debugging", difficulty = 3, minutes = 30,
  tags = "ml, numpy, debugging, numerics", skills = { debugging = 0.8, numerics = 0.9 },
  statement = [[
You start from a few functions in NumPy that a training loop uses. Somebody reports: "for 700 steps all is well; then a NaN or an infinity appears, and everything
is NaN". There are **four** planted faults, each in one function, each mended by a line or two. Arguments are finite; so must be every result: and it must be the right
number, up to rounding, not just any number. In between you may compute in float64.

The comments in the code say what each function is meant to do; they are right. The tests call `run`: leave it as it is. `part` is `entropy`, `softplus`, `stored`,
`norm`, `deviation` or `clipped`, and `m` is the length of what that part gives: 1, or `n`. The examples pass already: what looks for the faults is hidden. What works
now must go on working, to a relative precision of 1e-4: **each group of tests that you break costs 20 points**. Each fault that you mend brings 25.

Not everything that looks odd is wrong.
]],
  fn = "run(part: str in \"a-z\", x: f32[n=1..400] in -3e4..3e4) -> f32[m]",
  where = {
    "not (part == 'stored' or part == 'norm') or (function() for i = 1, #x do if math.abs(x[i]) > 60 then return false end end return true end)() -- where `part` is `stored` or `norm`, `x` lies in -60..60",
    "part ~= 'entropy' or (function() for i = 1, #x do if x[i] ~= 0 then return true end end return false end)() -- where `part` is `entropy`, not all of `x` are 0",
  },
  runtimes = { "numpy" }, allow = { "numpy", "math" },
  check = tensor { rtol = 1e-4, atol = 1e-7, dtype = true, finite = true },
  scaffold = "scaffold.py", budget = 12, regression = 20,

  example { part = "softplus", x = {0, 1}, returns = {0.6931, 1.3133} },
  example { part = "entropy", x = {1, 1}, returns = {0.6931}, "The distribution (1/2, 1/2)." },
  random { "works now", 12, part = { "entropy", "softplus", "deviation", "clipped" }, low = 0.2, high = 3, turn = true },
  random { "small gradients", 5, part = { "stored" }, low = 1e-7, high = 1e-6, turn = true },
  random { "fault 1", 6, part = { "entropy" }, low = 0.2, high = 3, zeros = true },
  random { "fault 2", 6, part = { "softplus" }, low = 80, high = 300, turn = true },
  random { "fault 3", 6, part = { "norm" }, low = 0.3, high = 20, many = true },
  random { "fault 4", 6, part = { "deviation" }, low = 15000, high = 15001 },
  make = function(r, row)
    local n = row.many and r:int(100, 400) or r:int(4, 60)
    local x = {}
    for i = 1, n do
      x[i] = r:real(row.low, row.high)
      if row.zeros and r:bool(0.3) or row.zeros and i == 1 then x[i] = 0 end
      if row.turn and r:bool() then x[i] = -x[i] end
    end
    if row.turn then x[1] = row.high end
    return { part = r:pick(row.part), x = x }
  end,

  bug { "fault 1", 25, "0 * log(0) is NaN" },
  bug { "fault 2", 25, "exp of a large number is infinite, although its logarithm is not" },
  bug { "fault 3", 25, "squares are added up in half precision, which ends at 65504" },
  bug { "fault 4", 25, "the difference of two large, nearly equal numbers may be negative" },

  hint { cost = 5, "Which is the largest number that float16 can hold, and which the largest x for which exp(x) is finite in float32?" },
  hint { cost = 5, "Call each function with zeros, with 300, with 15000.5 and 15000.6, and look for what is not finite." },

  solution { "mended.numpy.py", file = "mended.py" },
  solution { "untouched.numpy.py", file = "scaffold.py", expect = "score = 0; wrong_answer on fault 1; wrong_answer on fault 2; wrong_answer on fault 3; wrong_answer on fault 4; accepted on works now; accepted on small gradients",
    "What a candidate is given." },
  solution { "hides-them.numpy.py", file = "hides.py", expect = "score = 0; wrong_answer on fault 1; wrong_answer on fault 2; wrong_answer on fault 3; wrong_answer on fault 4",
    "Replaces what is not finite by some number." },
  solution { "nudges.numpy.py", file = "nudges.py", expect = "score <= 0.6; wrong_answer on fault 1; wrong_answer on works now; accepted on fault 2",
    "Adds a little before the logarithm: finite, but another number." },
  solution { "three-of-four.numpy.py", file = "all_but_one.py", expect = "score = 0.75; wrong_answer on fault 4; accepted on fault 3", "Does not try numbers far from zero." },
  solution { "mends-the-decoy.numpy.py", file = "decoy.py", expect = "score <= 0.8; wrong_answer on small gradients; accepted on fault 2", "Takes the factor 1024 out: small gradients vanish." },
  solution { "rewrites.numpy.py", file = "rewrite.py", expect = "wrong_answer; score = 0", "Right, but indented anew: more than 12 lines differ." },

  sources = { "Original." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
  equivalent { "mended.numpy.py:7", "0 times any logarithm is 0" },
  equivalent { "mended.numpy.py:38", "another number that is much smaller than any length" },
  equivalent { "mended.numpy.py:46", "the door: another unit for numbers that are near anyway" },
}
