local TENTH_INCH = 2.54  -- millimetres
local CRATES = { 22, 40, 70, 120 }  -- newtons, about
local TRAIN, LATER = 1600, 400  -- rows; 200 a month

-- The first row from which the vendor is in a new state, or -1.
local function moves(roles, later_at, vendor)
  return (vendor == roles.to_inches or vendor == roles.back_to_mm) and later_at[vendor] or -1
end

-- A vendor plays one part: it changes its unit in train and back later, or only later; gets smaller crates, or new springs; or nothing.
local function drawing(r, quirk)
  local parts = r:permutation(5)
  local roles = { back_to_mm = parts[1], to_inches = parts[2], small_crates = parts[3], new_springs = parts[4] }
  local first_swap = r:int(900, 1300)
  local later_at, soft, tires, used, pace = {}, {}, {}, {}, {}
  for v = 1, 5 do
    later_at[v] = r:int(110, 290)
    soft[v], tires[v] = r:real(0.5, 1.5), r:real(0.3, 0.9)
    used[v], pace[v] = r:int(0, 150), r:real(0.35, 0.6)
  end
  local rows, loads = {}, {}
  for i = 0, TRAIN + LATER - 1 do
    local v, month = r:int(1, 5), i // 200 + 1
    local late = i >= TRAIN + later_at[v]
    local crate = r:int(1, 4)
    if quirk["small crates"] and v == roles.small_crates and late and crate > 1 then crate = crate - r:int(1, crate - 1) end
    local load = CRATES[crate] * math.exp(0.35 * r:normal(0, 1))
    local cycles = math.floor(used[v] + pace[v] * i)
    if quirk["new springs"] and v == roles.new_springs and late then cycles = math.floor(pace[v] * (i - TRAIN - later_at[v])) end
    local inches = quirk.inches and ((v == roles.back_to_mm and i >= first_swap and not late) or (v == roles.to_inches and late))
    local stretch = load * soft[v] * (1 + tires[v] * cycles / 1000) * math.exp(0.02 * r:normal(0, 1))
    stretch = math.floor(stretch / (inches and TENTH_INCH or 1) * 100 + 0.5) / 100
    rows[i + 1] = { month, v - 1, crate - 1, cycles, (month <= 5 or not quirk.renamed) and stretch or -1, month > 5 and quirk.renamed and stretch or -1 }
    loads[i + 1] = math.floor(load * 10 + 0.5) / 10
  end
  local changed = {}
  for v = 1, 5 do changed[v] = quirk.inches and moves(roles, later_at, v) or -1 end
  return {
    train = table.move(rows, 1, TRAIN, 1, {}), loads = table.move(loads, 1, TRAIN, 1, {}), later = table.move(rows, TRAIN + 1, TRAIN + LATER, 1, {}),
    secret = { truth = table.move(loads, TRAIN + 1, TRAIN + LATER, 1, {}), changed = changed },
  }
end

-- The numbers of the example, in the manner of `r`.
local function dice(seed)
  local d = {}
  function d:real(low, high)
    seed = (seed * 48271) % 2147483647
    return low + (high - low) * seed / 2147483647
  end
  function d:int(low, high) return low + math.floor(d:real(0, 1) * (high - low + 1)) end
  function d:normal() return math.sqrt(-2 * math.log(d:real(0, 1))) * math.cos(2 * math.pi * d:real(0, 1)) end
  function d:permutation() return { 4, 1, 5, 2, 3 } end
  return d
end

local function shown()
  local example = drawing(dice(2026), { inches = true, ["small crates"] = true, ["new springs"] = true, renamed = true })
  example[1] = "A whole drawing: `print` from your function what you want to see of it, and `assay test` shows it."
  return example
end

return problem "spring-meters" {
  title = "Spring meters", round = "data_modeling", difficulty = 4, minutes = 75,
  tags = "ml, numpy, drift, data", skills = { modelling = 0.8, ["data quality"] = 0.9, monitoring = 0.7 },
  statement = [[
Crates hang on springs, and a meter measures how far the spring stretches. Five vendors' meters, 0 to 4, send a row for each crate; the rows stand
in the order of time, 200 a month. In months 1 to 8 (`train`) somebody has also weighed every crate: `loads`, in newtons. In months 9 and 10
(`later`) nobody has. A row has these columns:

    month  vendor  crate  cycles  travel   stretch
    5      3       2      871     61.37    -1
    6      3       0      874     -1       19.02

0. `month`;
1. `vendor`, 0 to 4; each has its own kind of spring;
2. `crate`: the size written on the crate, 0 to 3. Larger ones are heavier, but what is in them varies: by a third or so;
3. `cycles`: how often this vendor's springs have been used. A spring grows softer with use; new ones start at 0 again;
4. `travel`: how far the spring stretched, -1 where it is missing;
5. `stretch`: how far the spring stretched, -1 where it is missing.

A load stretches a spring in proportion. A meter writes the distance in **millimetres or in tenths of an inch** (2.54 mm). Which one does not
stand in the row, and an update may change it for all of a vendor's meters at once, in `train` and in `later`. A vendor begins `later` with
the unit with which it ended `train`, and changes at most once there. Other things may change as well, such as the crates that a vendor gets.

Return two arrays:

- the load of every row of `later`, in newtons;
- for each of the five vendors the first row of `later`, counted from 0 over the rows of all vendors, from which on its meters write the other
  unit than at the beginning of `later`; -1 if they keep to one unit.

**Points**, for five drawings of such data, 50 of the 100 in all, each of which gives half for the loads and half for the changes:

- loads: all if the mean of `|predicted - true|` is at most 1.8 newtons, none from 9 on, in proportion between;
- changes: a vendor is right if you say -1 and it is, or if your row is at most 48 rows (of all vendors) before or after the right one. All for five
  vendors that are right, half for four, none for fewer.
]],
  fn = "read_meters(train: f64[n=1..2000, 6], loads: f64[n], later: f64[m=1..500, 6]) -> (f64[m], i64[5])",
  secret = "truth: f64[m], changed: i64[5]",
  runtimes = { "numpy", "sklearn" },
  unchanged = { "train", "loads", "later" },
  same_bits = 2, time_limit = "5 s",

  example(shown()),
  random { "drawing", 5, points = 50 },
  make = function(r, row, quirk) return drawing(r, quirk) end,

  framing { points = 10,
    question { "target", "What is the same for a vendor's springs, whatever hangs on them, apart from wear?", choices = { "the distance", "the load", "the distance divided by the load", "the load divided by the crate's size" }, right = "the distance divided by the load" },
    question { "baseline", "Which prediction needs no meter at all?", choices = { "the usual load of a crate of this size", "the load of the row before", "zero" }, right = "the usual load of a crate of this size" },
    question { "split", "How do you find out from `train` what wear and changes of unit do to a model?", choices = { "learn from early months, and measure on later ones", "measure on rows drawn at random", "measure on the rows that were learned from" }, right = "learn from early months, and measure on later ones" },
    question { "columns", "In which month does the distance move to another column?", right = 6, within = 0 },
  },
  audit { points = 20 },
  quirk { "inches", column = { "travel", "stretch" }, kind = "unit", "A vendor's meters change between millimetres and tenths of an inch." },
  quirk { "renamed", column = { "travel", "stretch" }, kind = { "spelling", "missing" }, "`travel` is called `stretch` from month 6 on." },
  quirk { "small crates", column = "crate", kind = "drift", "A vendor gets smaller crates." },
  quirk { "new springs", column = "cycles", kind = { "drift", "missing" }, "A vendor gets new springs, and their cycles start at 0." },
  journal { points = 20, runs = 3, step = 0.02 },

  check = function(a, out, want, secret)
    local mae, why = rate("mae", secret.truth, out[1])
    if not mae then return false, why end
    local right = 0
    for v = 1, 5 do
      local said, is = out[2][v], secret.changed[v]
      if said == is or (said >= 0 and is >= 0 and math.abs(said - is) <= 48) then right = right + 1 end
    end
    local loads = math.min(math.max((9 - mae) / (9 - 1.8), 0), 1)
    local changes = math.max(right - 3, 0) / 2
    return (loads + changes) / 2, ("the loads are off by %.2f N in the mean; %d of 5 vendors' changes are right"):format(mae, right)
  end,

  hint { cost = 10, "Divide each stretch in `train` by its load and draw that by row, one line a vendor." },
  hint { cost = 10, "How far a spring stretches tells you a load, and the crate's size tells you roughly the same load. What does their quotient do when the unit changes, and what when the crates do?" },
  follow_up { "The rows of `later` come one by one, and a change must be reported while it is going on. What do you change, and what does it cost?" },
  follow_up { "A vendor may change its unit as often as it likes. How would you find all changes?" },

  solution { "reads-meters.numpy.py", file = "reads_meters.numpy.py" },
  solution { "says-not-mends.numpy.py", file = "says_not_mends.numpy.py", expect = "score >= 0.5; score <= 0.6", "Finds the changes, but reads the distances as before." },
  solution { "without-crates.numpy.py", file = "without_crates.numpy.py", expect = "score >= 0.3; score <= 0.48", "Takes smaller crates for another unit." },
  solution { "no-wear.numpy.py", file = "no_wear.numpy.py", expect = "score <= 0.6", "One stiffness a vendor, however often its springs were used." },
  solution { "one-unit-before.numpy.py", file = "one_unit_before.numpy.py", expect = "score <= 0.9", "Does not see that a vendor changed its unit in `train`." },
  solution { "looks-back-only.numpy.py", file = "looks_back_only.numpy.py", expect = "score = 0", "Cleans `train`, and trusts that nothing changes any more." },
  solution { "trees.sklearn.py", file = "trees.sklearn.py", decoy = true, expect = "score = 0", "Boosted trees of the columns: good on `train`, but they know no springs that are older, and no change." },
  solution { "crate-means.numpy.py", file = "crate_means.numpy.py", expect = "score = 0", "The usual load of a crate of this size." },

  sources = { "Original. Finding one change by least squares is textbook; meters, crates and faults are ours." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
}
