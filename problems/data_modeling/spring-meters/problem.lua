local TENTH_INCH = 2.54  -- millimetres
local CRATES = { 22, 40, 70, 120 }  -- newtons, about
local TRAIN, LATER = 1600, 400  -- rows; 200 a month

local COLUMNS = { "month", "vendor", "crate", "cycles", "travel", "stretch", "load", "since" }

-- A vendor plays one part: it changes its unit in train and back later, or only later; gets smaller crates from a row of train on; gets new springs in both; or nothing.
local function drawing(r, quirk)
  local parts = r:permutation(5)
  local roles = { back_to_mm = parts[1], to_inches = parts[2], small_crates = parts[3], new_springs = parts[4] }
  local first_swap = r:int(1330, 1450)  -- in the last fifth, which `assay test` holds out
  local smaller_at, renewed_at = r:int(1000, 1250), r:int(600, 1000)
  local later_at, soft, tires, used, pace = {}, {}, {}, {}, {}
  for v = 1, 5 do
    later_at[v] = TRAIN + r:int(110, 290)
    soft[v], tires[v] = r:real(0.5, 1.5), r:real(0.3, 0.9)
    used[v], pace[v] = r:int(0, 150), r:real(0.35, 0.6)
  end
  local tables = { train = {}, hidden = {} }
  for _, name in ipairs(COLUMNS) do tables.train[name], tables.hidden[name] = {}, {} end
  for i = 0, TRAIN + LATER - 1 do
    local v, month = r:int(1, 5), i // 200 + 1
    local late = i >= later_at[v]
    local crate = r:int(1, 4)
    if quirk["small crates"] and v == roles.small_crates and i >= smaller_at and crate > 1 then crate = crate - r:int(1, crate - 1) end
    local load = CRATES[crate] * math.exp(0.35 * r:normal(0, 1))
    local cycles = math.floor(used[v] + pace[v] * i)
    if quirk["new springs"] and v == roles.new_springs and i >= renewed_at then cycles = math.floor(pace[v] * (i - (late and later_at[v] or renewed_at))) end

    local swapped = quirk.inches and v == roles.back_to_mm and i >= first_swap
    local changed = quirk.inches and late and (v == roles.back_to_mm or v == roles.to_inches)
    local inches = swapped and not changed or changed and not swapped
    local stretch = load * soft[v] * (1 + tires[v] * cycles / 1000) * math.exp(0.02 * r:normal(0, 1))
    stretch = math.floor(stretch / (inches and TENTH_INCH or 1) * 100 + 0.5) / 100
    -- How many rows ago this vendor's unit changed, in this table.
    local since = changed and i - later_at[v] or swapped and i < TRAIN and i - first_swap or -1
    local old_name = month <= 5 or not quirk.renamed
    local t = i < TRAIN and tables.train or tables.hidden
    for k, value in ipairs({ month, v - 1, crate - 1, cycles, old_name and stretch or -1, old_name and -1 or stretch, math.floor(load * 10 + 0.5) / 10, since }) do
      t[COLUMNS[k]][#t[COLUMNS[k]] + 1] = value
    end
  end
  return tables
end

return problem "spring-meters" {
  title = "Spring meters", round = "data_modeling", difficulty = 4, minutes = 75,
  tags = "ml, numpy, drift, data", skills = { modelling = 0.8, ["data quality"] = 0.9, monitoring = 0.7 },
  statement = [[
Crates hang on springs, and a meter measures how far the spring stretches. Five vendors' meters, 0 to 4, send a row for each crate; the rows stand
in the order of time, 200 a month. In months 1 to 8 (`train`) somebody has also weighed every crate. From month 9 on nobody does, and the loads are to
be read from the meters, row by row, as they come in. Write `fit(train)`: it returns a model with `predict(rows)`, the load of each row in newtons.

    month  vendor  crate  cycles  travel   stretch  load
    5      3       2      871     61.37    -1       66.1
    6      3       0      874     -1       19.02    20.3

- `month`;
- `vendor`, 0 to 4; each has its own kind of spring;
- `crate`: the size written on the crate, 0 to 3. Larger ones are heavier, but what is in them varies: by a third or so;
- `cycles`: how often this vendor's springs have been used. A spring grows softer with use; new ones start at 0 again;
- `travel`: how far the spring stretched, -1 where it is missing;
- `stretch`: how far the spring stretched, -1 where it is missing;
- `load` in newtons, the label. A load stretches a spring in proportion.

A meter writes the distance in **millimetres or in tenths of an inch** (2.54 mm). Which one does not stand in the row, and an update may change it for
all of a vendor's meters at once, in `train` and afterwards. A vendor begins month 9 with the unit with which it ended month 8, and changes at most once in the
hidden months 9 and 10. Other things may change as well, such as the crates that a vendor gets.

**Rows come in order.** `predict` is called again and again, each time with the next rows in the order of time: one, or some dozens, you cannot know
how many. Your model may keep in `self` what it has seen. What it says of a row may depend on that row and all before it, and must not depend on any after
it, not even on one in the same call: who reads meters cannot wait for the next month. (The rows are sent once more to a fresh copy of your model, in
other portions, and it must say the same.)

**Points** for the model, 50 of the 100: the mean of `|predicted - true|` in newtons, the median over five drawings of the data,

- over all hidden rows, 25 points: half of them at 9 N, three quarters at 4 N, all from 2.6 N on;
- over the rows of a vendor that has changed its unit 48 rows ago or more (rows of all vendors count; that is about ten of its own), 25 points: half of them
  at 10 N, three quarters at 5 N, all from 2 N on. By then a change should have been noticed.

`assay test` fits your model to the first four fifths of `train`, and rates it on the last one, in order.
]],
  fn = "fit(train: table) -> model",
  runtimes = { "numpy", "sklearn" },
  data = { label = "load", id = "since", in_order = true, make = drawing },
  metric "mae" { pass = 9, good = 4, full = 2.6, seeds = 5, take = "median", points = 25 },
  slice { "after a change", where = "since >= 48", metric = "mae", pass = 10, good = 5, full = 2, take = "median", points = 25 },
  limit { fit_seconds = 20, predict_ms_per_row = 5, memory = "1 GiB" },

  framing { points = 10,
    question { "target", "What is the same for a vendor's springs, whatever hangs on them, apart from wear?", choices = { "the distance", "the load", "the distance divided by the load", "the load divided by the crate's size" }, right = "the distance divided by the load" },
    question { "baseline", "Which prediction needs no meter at all?", choices = { "the usual load of a crate of this size", "the load of the row before", "zero" }, right = "the usual load of a crate of this size" },
    question { "split", "How do you find out from `train` what wear and changes of unit do to a model?", choices = { "learn from early months, and measure on later ones", "measure on rows drawn at random", "measure on the rows that were learned from" }, right = "learn from early months, and measure on later ones" },
    question { "columns", "In which month does the distance move to another column?", right = 6, within = 0 },
  },
  audit { points = 20 },
  quirk { "inches", column = { "travel", "stretch", "vendor" }, kind = { "unit", "drift" }, "A vendor's meters change between millimetres and tenths of an inch." },
  quirk { "renamed", column = { "travel", "stretch" }, kind = { "spelling", "missing", "turned" }, "`travel` is called `stretch` from month 6 on." },
  quirk { "small crates", column = { "crate", "load" }, kind = "drift", "A vendor gets smaller crates." },
  quirk { "new springs", column = "cycles", kind = { "drift", "missing" }, "A vendor gets new springs, and their cycles start at 0." },
  journal { points = 20, runs = 3, step = 0.2 },

  hint { cost = 10, "Divide each stretch in `train` by its load and draw that by row, one line a vendor." },
  hint { cost = 10, "How far a spring stretches tells you a load, and the crate's size tells you roughly the same load. What does their quotient do when the unit changes, and what when the crates do?" },
  follow_up { "Somebody is called out for every change that you report. What does a false alarm cost, what a late one, and where do you put the threshold?" },
  follow_up { "A vendor may change its unit as often as it likes. How would you find all changes?" },

  solution { "reads-meters.numpy.py", file = "reads_meters.numpy.py" },
  solution { "too-hasty.numpy.py", file = "too_hasty.numpy.py", expect = "score >= 0.3; score <= 0.75", "Believes in a change after an odd crate or two: too many alarms." },
  solution { "without-crates.numpy.py", file = "without_crates.numpy.py", expect = "score <= 0.2", "Takes smaller crates for another unit." },
  solution { "no-wear.numpy.py", file = "no_wear.numpy.py", expect = "score <= 0.3", "One stiffness a vendor, however often its springs were used." },
  solution { "one-unit-before.numpy.py", file = "one_unit_before.numpy.py", expect = "score = 0", "Does not see that a vendor changed its unit in `train`." },
  solution { "looks-back-only.numpy.py", file = "looks_back_only.numpy.py", expect = "score = 0", "Cleans `train`, and trusts that nothing changes any more." },
  solution { "batch-at-once.numpy.py", file = "batch_at_once.numpy.py", expect = "wrong_answer; score = 0", "Looks for the change among all rows of a call, those after it too." },
  solution { "trees.sklearn.py", file = "trees.sklearn.py", decoy = true, expect = "score = 0", "Boosted trees of the columns: good on `train`, but they know no springs that are older, and no change." },
  solution { "crate-means.numpy.py", file = "crate_means.numpy.py", expect = "score = 0", "The usual load of a crate of this size." },

  sources = { "Original. Finding a change by cumulative sums is textbook (Page 1954); meters, crates and faults are ours." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
}
