-- The idea to find: small evidence must be added up over hours (a cumulative sum for each direction and for the spread),
-- after what single odd values can do has been limited.
local HOURS, VALUES, DELAY = 60, 12, 15

-- Standard normal numbers; the 48-bit generator of drand48.
local function noise(seed)
  local state = seed
  local function uniform()
    state = (state * 25214903917 + 11) & 0xffffffffffff
    return (state + 0.5) / (1 << 48)
  end
  return function() return math.sqrt(-2 * math.log(uniform())) * math.cos(2 * math.pi * uniform()) end, uniform
end

local function line(values)
  local texts = {}
  for i, value in ipairs(values) do texts[i] = ("%.2f"):format(value) end
  return table.concat(texts, " ") .. "\n"
end

-- A stream: when it changes, and `values(count, hour)`.
local function stream(kind, seed)
  local normal, uniform = noise(seed)
  local level, spread = uniform() * 200 - 100, 1 + uniform() * 20
  local up = uniform() < 0.5 and 1 or -1
  local change = 12 + math.floor(uniform() * 28)
  local function value(hour)
    local x, odd = normal(), uniform() < 0.02
    if hour >= change and kind == "shift" then x = x + 0.65 * up end
    if hour >= change and kind == "spread" then x = x * 1.7 end
    if odd then x = uniform() < 0.5 and -12 or 12 end
    return level + spread * x
  end
  return {
    change = change,
    values = function(count, hour)
      local list = {}
      for i = 1, count do list[i] = value(hour) end
      return list
    end,
  }
end

-- The hour of the first alarm of each stream; or nil and what is wrong with an answer.
local function first_alarms(streams, read, write)
  local first = {}
  for _, s in ipairs(streams) do write(line(s.values(600, -1))) end
  for hour = 0, HOURS - 1 do
    for _, s in ipairs(streams) do write(line(s.values(VALUES, hour))) end
    local answer = read()
    if not answer then return nil, "it ended too early" end
    for word in answer:gmatch("%S+") do
      local number = math.tointeger(tonumber(word))
      if not number or not streams[number + 1] then return nil, "an answer holds what is not the number of a stream" end
      first[number + 1] = first[number + 1] or hour
    end
  end
  return first
end

return problem "drift-alarm" {
  title = "Drift alarm", round = "production_ml", difficulty = 4, minutes = 45,
  tags = "monitoring, statistics, streaming", skills = { monitoring = 0.8, statistics = 0.7 },
  statement = [[
A model's input is measured all the time; every hour brings 12 values. As long as nothing happens, they are independent draws of one normal
distribution, whose mean and deviation you do not know. Sometimes something happens, and from then on, for good, either

- the mean has moved **up or down** by 0.65 deviations, or
- the deviation is 1.7 times as large, with the same mean.

Besides, the sensor stutters: before and after the change about one value in 50 is nonsense, twelve deviations off on either side. That alone is no
reason to wake anybody.

Write a program that watches 12 streams, 0 to 11. Its input begins with 12 lines of 600 values, one line a stream: these are from before any
change. Then come 60 hours. Each hour is 12 lines of 12 values, again one line a stream. Answer each hour with **one line**: the numbers of the
streams for which you raise the alarm now, with spaces between them; an empty line if there are none. For each stream only the first alarm counts.
Its lines go on to the end, in any case.

A change comes at one of the hours 12 to 39, counted from 0, or never; a stream has one at most, in its mean or in its deviation. An alarm is **in time** in the
hour of the change and in the 14 hours after it.

**Points.** The 12 streams of a test are of one kind. Where nothing changes (group "quiet"), a test gives all of its points if there are at most two alarms and
none from 5 on. Where the mean moves ("shift") or the deviation grows ("spread"), it gives all points if at least 10 of the 12 alarms are in time and
none if 6 are or fewer. In between, in proportion.

The program talks with the grader, so every answer must be sent at once:

    def stream():
        return [float(text) for text in input().split()]

    past = [stream() for _ in range(12)]
    for hour in range(60):
        values = [stream() for _ in range(12)]
        alarms = []
        ...
        print(*alarms, flush=True)
]],
  program = "interactive",
  secret = "kind: str, seed: int in 0..1e12",
  interact = function(secret, read, write)
    local streams, in_time, alarms = {}, 0, 0
    for i = 1, 12 do streams[i] = stream(secret.kind, secret.seed + i) end
    local first, wrong = first_alarms(streams, read, write)
    if wrong then return false, wrong end
    for i, hour in sorted(first) do
      local change = streams[i].change
      alarms = alarms + 1
      if hour >= change and hour < change + DELAY then in_time = in_time + 1 end
    end
    if secret.kind == "quiet" then
      return math.min(math.max((5 - alarms) / 3, 0), 1), ("alarms for nothing: %d, 2 allowed"):format(alarms)
    end
    return math.min(math.max((in_time - 6) / 4, 0), 1), ("in time: %d of 12 alarms, 10 wanted"):format(in_time)
  end,

  example { secret = { kind = "quiet", seed = 7 }, "Nothing changes here: two false alarms in the 12 streams are forgiven." },
  random { "quiet", 5, points = 40 },
  random { "shift", 4, points = 35 },
  random { "spread", 3, points = 25 },
  make = function(r, row) return { secret = { kind = row[1], seed = r:int(0, 1000000000000) } } end,

  hint { cost = 5, "One hour alone says little. What could you add up over hours so that it stays near 0 while nothing happens?" },
  hint { cost = 10, "Cumulative sum: s = max(0, s + z - k), alarm when s > h. Here z is the hour's mean in its own standard errors." },
  hint { cost = 10, "Cut every value at three deviations, and learn mean and deviation of `past` by median and quartiles. The spread is the mean of |value|." },
  idea { seconds = 60, "You halve the threshold of an alarm that looks at each hour alone, to be faster. What does it cost?",
    right = "false alarms become many times as frequent", wrong = { "false alarms double", "nothing: the values are independent", "changes are missed more often" } },
  follow_up { "5000 streams are watched by one team that can look at 10 alarms a day. What changes?" },
  follow_up { "The values follow the hour of the day and the day of the week. What do you compare with?" },

  solution { "cumulative.py", file = "ok.py" },
  solution { "never.py", expect = "accepted on quiet; wrong_answer on shift; score <= 0.4", "No alarm is no false alarm.", [=[
for _ in range(12):
    input()
for _ in range(60):
    for _ in range(12):
        input()
    print(flush=True)
]=] },
  solution { "each-hour-alone.py", file = "each_hour_alone.py", expect = "wrong_answer on quiet", "Alarms as soon as one hour's mean or spread is 2.5 standard errors off." },
  solution { "four-errors.py", file = "four_errors.py", expect = "accepted on quiet; wrong_answer on shift", "Each hour alone, at 4.5 standard errors: no false alarms, but the changes pass." },
  solution { "upwards.py", file = "upwards.py", expect = "accepted on quiet; wrong_answer on shift", "Adds up evidence for a larger mean only." },
  solution { "means-only.py", file = "means_only.py", expect = "accepted on quiet; accepted on shift; wrong_answer on spread", "Does not look at the spread." },
  solution { "believes-all.py", file = "believes_all.py", expect = "wrong_answer", "Lets a stuttering sensor weigh twelve deviations." },

  sources = { "Original. Cumulative sums are textbook (Page 1954); streams, costs and budgets are ours." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
  equivalent { "cumulative.py:23", "no sum is exactly at the limit" },
  equivalent { "cumulative.py:29", "another quantile near the middle" },
  equivalent { "cumulative.py:31", "other quantiles: the deviation comes out a little larger or smaller" },
  equivalent { "cumulative.py:53", "input() sends what was printed" },
}
