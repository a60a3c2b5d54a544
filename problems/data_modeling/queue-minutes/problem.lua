local BRANCHES, PURPOSES = { "market", "harbour", "station", "mill" }, { "passport", "parking", "address", "business" }
local LONGER = { passport = 0.3, parking = -0.3, address = 0, business = 0.1 }
local SPREAD = { passport = 0.13, parking = 0.1, address = 0.18, business = 0.36 }
local AT = { market = 0, harbour = 0.3, station = 0.3, mill = -0.2 }
local PATIENCE = { market = 14, harbour = 20, station = 6, mill = 14 }  -- minutes, in the mean
local CLOSES = 15  -- the harbour's program ends what is still open then

local function asked(r, first, last)
  return { week = r:int(first, last), weekday = r:int(0, 4), hour = r:int(8, 17), branch = r:pick(BRANCHES), purpose = r:pick(PURPOSES), desks = r:int(1, 4), ahead = r:int(0, 24) }
end

-- The minutes until the number is called: a share u of the people like these waits less.
local function wait(q, u)
  local log = 1.4 + 0.7 * math.log((q.ahead + 1) / q.desks) + LONGER[q.purpose] + AT[q.branch]
  if q.hour == 12 then log = log + 0.35 end
  if q.weekday == 0 then log = log + 0.2 end
  return math.min(math.exp(log + SPREAD[q.purpose] * math.log(u / (1 - u))), 240)
end

-- What becomes of a wait in the books of the branch.
local function written(r, quirk, q, called)
  local gone = -PATIENCE[q.branch] * math.log(r:real(1e-9, 1))
  local gives_back = quirk.left and gone < called and r:bool(0.8)
  if quirk.closes and q.branch == "harbour" and called > CLOSES and not (gives_back and gone < CLOSES) then return CLOSES, "served" end
  if gives_back then return gone, quirk.spellings and r:pick({ "left", "left", "Left", "LEFT", " left" }) or "left" end
  if gone < called then return called, r:pick({ "no show", "No show" }) end
  return called, r:pick({ "served", "served", "Served" })
end

local function add(t, q)
  q.minutes = math.max(math.floor(q.minutes * 10 + 0.5) / 10, 0.1)
  for name, value in pairs(q) do
    t[name] = t[name] or {}
    t[name][#t[name] + 1] = value
  end
end

local function past(r, quirk, count)
  local t = {}
  for i = 1, count do
    local q = asked(r, 0, 19)
    q.level = r:pick({ 0.5, 0.9 })
    q.minutes, q.outcome = written(r, quirk, q, wait(q, r:real(0.001, 0.999)))
    add(t, q)
  end
  return t
end

-- Every length of the queue once at every branch for every purpose, and luck dealt evenly: one drawing is as hard as another.
local function watched(r, quirk)
  local t = {}
  for _, branch in ipairs(BRANCHES) do
    for _, purpose in ipairs(PURPOSES) do
      for _, level in ipairs({ 0.5, 0.9 }) do
        local luck = r:int(0, 199)
        for i = 0, 199 do
          local q = asked(r, 20, 23)
          q.branch, q.purpose, q.level, q.outcome, q.ahead, q.desks = branch, purpose, level, quirk["told afterwards"] and "" or "served", i % 25, i // 25 % 4 + 1
          q.minutes = wait(q, ((77 * i + luck) % 200 + 0.5) / 200)
          add(t, q)
        end
      end
    end
  end
  return t
end

return problem "queue-minutes" {
  title = "How long will it take?", round = "data_modeling", difficulty = 3, minutes = 60,
  tags = "ml, numpy, censoring, quantiles", skills = { modelling = 0.9, ["data quality"] = 0.8, statistics = 0.7 },
  statement = [[
Four offices of a town hand out numbers. A sign shall tell everybody who draws one two things: "half of the people like you wait at most A
minutes", and "nine in ten wait at most B minutes". You have the numbers of 20 weeks. A line of `train`:

    week  weekday  hour  branch   purpose   desks  ahead  level  outcome  minutes
    4     0        12    station  passport  2      9      0.9    left     11.2

- `week` 0 to 19, `weekday` (0 is Monday), `hour` 8 to 17: when the number was drawn;
- `branch`: `market`, `harbour`, `station` or `mill`; `purpose`: `passport`, `parking`, `address` or `business`;
- `desks` that were open, and people who were `ahead`;
- `outcome`, as the offices' programs and clerks write it: served; or "no show", the number was called after `minutes`, but nobody
  came; or left, the person gave the number back after `minutes`, **before it was called**;
- `minutes`, the label: from drawing the number to the outcome;
- `level`, 0.5 or 0.9: see below. In `train` it is drawn at random and says nothing.

Write `fit(train)`. It returns a model with `predict(rows)`: for each row the minutes that the wait **until the number is called** does not
exceed with probability `level`. The hidden rows are of weeks 20 to 23. Somebody sat there with a watch, and nobody left: their `minutes` are
all true, up to the call. Their `outcome`, which nobody knows when the number is drawn, is `""`.

The four programs differ, and nobody has checked what they write. Look at the data before you trust them.

**Points.** The pinball loss at level `q` of a prediction `f` for `y` minutes is `q (y - f)` if `y >= f`, else `(1 - q) (f - y)`. It is rated in
means over hidden rows, for three different drawings of the data, of which the middle one counts; together they are worth 50 of the 100 points:

| hidden rows | half of the points from | all of them from |
|---|---|---|
| `level` 0.5 | 3.30 | 2.84 |
| `level` 0.9 | 2.00 | 1.86 |
| `level` 0.9 in `harbour` | 2.45 | 2.15 |

A row must get the same prediction whatever rows it comes with. `assay test` rates on a fifth of the rows of `train`: the losses that it shows are
those for what was written down, not for what was waited.
]],
  fn = "fit(train: table) -> model",
  runtimes = { "numpy", "sklearn" },
  data = { label = "minutes", make = function(r, quirk)
    return { train = past(r, quirk, 4000), hidden = watched(r, quirk) }
  end },

  slice { "the median", where = "level == 0.5", metric = "pinball", parameter = 0.5, pass = 3.3, full = 2.84, seeds = 3, points = 18 },
  slice { "nine in ten", where = "level == 0.9", metric = "pinball", parameter = 0.9, pass = 2, full = 1.86, seeds = 3, points = 18 },
  slice { "nine in ten at the harbour", where = "level == 0.9 and branch == 'harbour'", metric = "pinball", parameter = 0.9, pass = 2.45, full = 2.15, seeds = 3, points = 14 },
  framing { points = 10,
    question { "target", "What does the sign tell?", choices = { "how long it takes until the number is called, for whoever waits that long", "how long people stay in the office", "the mean of the waits in the books" }, right = "how long it takes until the number is called, for whoever waits that long" },
    question { "level", "A constant f makes the pinball loss at level 0.9 least. What is f?", choices = { "nine tenths of the mean", "the value that nine in ten waits do not exceed", "the mean of the longest tenth" }, right = "the value that nine in ten waits do not exceed" },
    question { "left", "What does a row of somebody who left after 11 minutes say of the wait?", choices = { "it was 11 minutes", "it was longer than 11 minutes", "it was at most 11 minutes", "nothing at all" }, right = "it was longer than 11 minutes" },
    question { "closing", "At which number of minutes does one of the programs end what is still open?", right = 15, within = 0 },
    question { "leaks", "Which columns does nobody know when the number is drawn?", choices = { "week", "weekday", "hour", "branch", "purpose", "desks", "ahead", "outcome" }, right = { "outcome" } },
  },
  audit { points = 20 },
  quirk { "left", column = { "minutes", "outcome" }, kind = "censored", also = { minutes = "selection", rows = "censored" }, "Who left would have waited longer." },
  quirk { "closes", column = "branch", kind = { "censored", "noise", "drift", "selection" }, also = { minutes = { "noise", "missing" }, outcome = "noise" }, "The harbour's program writes \"served\" after 15 minutes, whatever happens." },
  quirk { "spellings", column = "outcome", kind = "spelling", "left, Left, LEFT, with a blank before it." },
  quirk { "told afterwards", column = "outcome", kind = { "leak", "missing", "drift" }, "Empty in the rows to predict." },
  journal { points = 20, runs = 3, step = 0.01 },
  limit { params = 2000, fit_seconds = 20, predict_ms_per_row = 1, memory = "1 GiB" },
  probe { "hidden rows absent from train" },

  hint { cost = 10, "Count the different texts in `outcome`, and how often each number of minutes comes, branch by branch." },
  hint { cost = 10, "Of somebody who left after 11 minutes you know that the wait was longer than 11 minutes. Rows without these people have too few long waits: what is the likelihood of such a row?" },
  follow_up { "Suppose those leave who see that the queue does not move. What does your model get wrong then, and which data would show it?" },
  follow_up { "How would you watch after the launch whether nine in ten really wait no longer than the sign says?" },

  solution { "until-called.numpy.py", file = "until_called.numpy.py" },
  solution { "drops-all-cut.numpy.py", file = "drops_all.numpy.py", expect = "score >= 0.6; score <= 0.95", "Knows every row that was cut short, and throws them away: long waits are too few." },
  solution { "one-spread.numpy.py", file = "one_spread.numpy.py", expect = "score >= 0.3; score <= 0.5", "One spread for all purposes: right in the middle, wrong at nine in ten." },
  solution { "trusts-served.numpy.py", file = "trusts_served.numpy.py", expect = "score >= 0.15; score <= 0.3", "Knows that who left would have waited longer, but not that the harbour closes at 15 minutes what is still open." },
  solution { "drops-who-left.numpy.py", file = "drops.numpy.py", decoy = true, expect = "score = 0", "Looks only at what is called served or no show." },
  solution { "as-written.numpy.py", file = "as_written.numpy.py", expect = "score = 0", "Takes every row for a whole wait." },
  solution { "one-spelling.numpy.py", file = "one_spelling.numpy.py", expect = "score = 0", "Only the exact text \"left\" means that somebody left." },
  solution { "one-number.numpy.py", file = "one_number.numpy.py", expect = "score <= 0.4", "Predicts the median at either level." },
  solution { "constant.numpy.py", file = "constant.numpy.py", expect = "score = 0", "The same two numbers for everybody." },

  sources = { "Original. Regression with censored labels is textbook; the offices and their faults are ours." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
}
