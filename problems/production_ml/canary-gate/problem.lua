-- The idea to find: compare the two versions within the same minutes and add the evidence up until it is enough in either
-- direction (a sequential likelihood ratio); a crash must not wait for that.
local MINUTES, RELEASES, SCORED, FAST = 90, 24, 12, 4

-- Uniform numbers; the 48-bit generator of drand48.
local function chance(seed)
  local state = seed
  return function()
    state = (state * 25214903917 + 11) & 0xffffffffffff
    return (state + 0.5) / (1 << 48)
  end
end

local function poisson(uniform, mean)
  if mean > 40 then
    local normal = math.sqrt(-2 * math.log(uniform())) * math.cos(2 * math.pi * uniform())
    return math.max(0, math.floor(mean + math.sqrt(mean) * normal + 0.5))
  end
  local count, product, limit = 0, uniform(), math.exp(-mean)
  while product > limit do count, product = count + 1, product * uniform() end
  return count
end

local function release(kind, seed)
  local uniform = chance(seed)
  local rate = 0.006 + 0.02 * uniform()
  local factor = ({ harmless = uniform() < 0.5 and 1 or 0.6, incident = 1, worse = 1.7, crash = 1 })[kind]
  local crash = 0.3 + 0.4 * uniform()
  local from = 5 + math.floor(uniform() * 6)
  -- Requests and errors of the old version, then of the new one.
  return function(minute)
    local now = rate * (kind == "incident" and minute >= from and minute < from + 10 and 8 or 1)
    local old, new = 5000 + math.floor(uniform() * 1000), 300 + math.floor(uniform() * 100)
    local new_rate = kind == "crash" and crash or now * factor * (minute < 5 and 3 or 1)
    return old, math.min(old, poisson(uniform, old * now)), new, math.min(new, poisson(uniform, new * new_rate))
  end
end

-- The kinds of the 24 releases: twelve of the kind that is scored, the others mixed in.
local function drawn(kind, uniform)
  local kinds, others = {}, {}
  for _, other in ipairs({ "harmless", "worse", "crash", "incident" }) do
    if other ~= kind then others[#others + 1] = other end
  end
  for i = 1, RELEASES do kinds[i] = i <= SCORED and kind or others[i % 3 + 1] end
  for i = RELEASES, 2, -1 do
    local j = 1 + math.floor(uniform() * i)
    kinds[i], kinds[j] = kinds[j], kinds[i]
  end
  return kinds
end

-- The decision on each release and its minute; or nil and what is wrong with an answer.
local function decisions(releases, read, write)
  local made = {}
  for minute = 0, MINUTES - 1 do
    for _, next_minute in ipairs(releases) do write(("%d %d %d %d\n"):format(next_minute(minute))) end
    local answer = read()
    if not answer then return nil, "it ended too early" end
    if not answer:match("^[hpr]+%s*$") or #answer:gsub("%s", "") ~= RELEASES then return nil, "an answer is not 24 letters of h, p and r" end
    for i = 1, RELEASES do
      local letter = answer:sub(i, i)
      if letter ~= "h" then made[i] = made[i] or { letter, minute } end
    end
  end
  return made
end

return problem "canary-gate" {
  title = "Canary gate", round = "production_ml", difficulty = 4, minutes = 45,
  tags = "release, statistics, streaming", skills = { statistics = 0.8, monitoring = 0.7 },
  statement = [[
A new version of a service gets a small part of the requests, the old version the rest. Write the gate that decides: **promote** the new version to all
requests, **roll back**, or **hold** and look at another minute.

Your program decides on 24 releases of different services in one run. There are 90 minutes. In each minute the input has 24 lines, one line a release, with
four numbers of that minute: `requests` and `errors` of the old version, then `requests` and `errors` of the new one. Answer each minute with **one line of 24 letters**, one for each
release in the same order: `h` hold, `p` promote, `r` roll back. For each release the first letter that is not `h` is its decision; its lines go on to the end,
in any case.

What is known of the services:

- The old version has about 5500 requests a minute, the new one 350. Between 0.6 % and 2.6 % of the requests of the old version fail; every service has a
  rate of its own. Requests fail independently.
- In its first five minutes (0 to 4) every new version fails three times as often as it will later: its caches are empty. That is normal.
- Sometimes a data base is in trouble for ten minutes. Then **both** versions fail eight times as often as otherwise. That is no fault of the new version.
  Only releases of the kind `incident` (below) meet this trouble.

And of the new versions:

| kind | after the first five minutes | right is |
|---|---|---|
| `harmless` | it fails as often as the old one, or 0.6 times as often | `p`, at any minute |
| `incident` | it fails as often as the old one, and the data base has its trouble | `p`, at any minute |
| `worse` | it fails 1.7 times as often as the old one | `r`, at any minute |
| `crash` | from minute 0 on it fails 30 % to 70 % of its requests | `r` by minute 3 |

No decision within the 90 minutes is wrong, too. **Points.** Every test mixes all kinds, but counts only the twelve releases of the kind that its group is
called by: all of its points for 11 right decisions, none for 7 or fewer, in proportion between.

The program talks with the grader, so every answer must be sent at once:

    for minute in range(90):
        rows = [[int(text) for text in input().split()] for _ in range(24)]
        ...
        print("".join(letters), flush=True)
]],
  program = "interactive",
  secret = "kind: str, seed: int in 0..1e12",
  interact = function(secret, read, write)
    local kinds, releases = drawn(secret.kind, chance(secret.seed)), {}
    for i, kind in ipairs(kinds) do releases[i] = release(kind, secret.seed + i) end
    local made, wrong = decisions(releases, read, write)
    if wrong then return false, wrong end
    local letter = (secret.kind == "worse" or secret.kind == "crash") and "r" or "p"
    local right = 0
    for i, kind in ipairs(kinds) do
      local decision = made[i]
      local in_time = decision and (kind ~= "crash" or decision[2] < FAST)
      if kind == secret.kind and in_time and decision[1] == letter then right = right + 1 end
    end
    return math.min(math.max((right - 7) / 4, 0), 1), ("%d of 12 right"):format(right)
  end,

  example { secret = { kind = "harmless", seed = 7 }, "Of the 24 releases only the harmless ones count." },
  random { "harmless", 3, points = 20 },
  random { "incident", 3, points = 20 },
  random { "worse", 3, points = 35 },
  random { "crash", 2, points = 25 },
  make = function(r, row) return { secret = { kind = row[1], seed = r:int(0, 1000000000000) } } end,

  hint { cost = 5, "Given how many errors there were in a minute in all, how many should be the new version's if both are equally good?" },
  hint { cost = 10, "Add up, minute by minute, the logarithm of how much likelier the errors are if the new version is 1.7 times as bad. Decide when the sum leaves a band around 0." },
  idea { seconds = 60, "After every minute you test for a difference at the 5 % level, and roll back at the first that you see. How many good releases are rolled back in 90 minutes?",
    right = "far more than 5 %: there are many chances to be wrong", wrong = { "5 %", "fewer than 5 %: the counts grow" } },
  follow_up { "The metric is now latency at the 99th percentile instead of an error rate. What changes in your gate?" },
  follow_up { "How would you show, before the gate is trusted, which share of good releases it stops?" },

  solution { "sequential.py", file = "ok.py" },
  solution { "always-promote.py", expect = "score <= 0.4; accepted on harmless; wrong_answer on worse; wrong_answer on crash", "Trusts the tests before the release.", [=[
for _ in range(90):
    for _ in range(24):
        input()
    print("p" * 24, flush=True)
]=] },
  solution { "looks-too-often.py", file = "looks_too_often.py", expect = "wrong_answer on harmless; accepted on worse", "A test at the 5 % level after every minute." },
  solution { "waits-for-the-end.py", file = "waits.py", expect = "accepted on harmless; accepted on worse; wrong_answer on crash", "One test with all the data, after 90 minutes." },
  solution { "own-past.py", file = "own_past.py", expect = "accepted on harmless; wrong_answer on incident", "Compares the new version with what the old one did in the first five minutes." },
  solution { "cold-caches.py", file = "cold_caches.py", expect = "wrong_answer on harmless", "Counts the first five minutes like all others." },
  solution { "skips-the-start.py", file = "skips_the_start.py", expect = "accepted on harmless; accepted on worse; wrong_answer on crash", "Looks at nothing before minute 5." },

  sources = { "Original. Sequential tests are textbook (Wald 1945); the services are ours." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
  equivalent { "sequential.py:5", "holding a minute longer costs nothing" },
  equivalent { "sequential.py:13", "no release is exactly at a limit of a crash" },
  equivalent { "sequential.py:15", "holding a minute longer costs nothing" },
  equivalent { "sequential.py:19", "the new version has few of the requests: the share of all is nearly the same" },
  equivalent { "sequential.py:22", "the evidence is never exactly at the limit" },
  equivalent { "sequential.py:24", "the evidence is never exactly at the limit" },
  equivalent { "sequential.py:32", "input() sends what was printed" },
}
