-- The idea to find: decide for the moment when a server that is ordered now will be ready; count those that are on their way;
-- stop servers only once they have not been needed for a while.
local TICKS, START_UP, SPEED, PATIENCE = 240, 8, 5, 1

-- Uniform numbers; the 48-bit generator of drand48.
local function chance(seed)
  local state = seed
  return function()
    state = (state * 25214903917 + 11) & 0xffffffffffff
    return (state + 0.5) / (1 << 48)
  end
end

-- The requests that arrive in each tick.
local function arrivals(kind, seed)
  local uniform, list = chance(seed), {}
  local level, phase, jump = 50 + 40 * uniform(), 2 * math.pi * uniform(), 70 + math.floor(60 * uniform())
  for tick = 0, TICKS - 1 do
    local mean = level
    if kind == "tide" then mean = level * (1 + 0.75 * math.sin(phase + tick * 2 * math.pi / 80)) end
    if kind == "jump" and tick >= jump and tick < jump + 60 then mean = 2.2 * level end
    if kind == "pulses" and tick % 15 < 2 then mean = 1.7 * level end
    local normal = math.sqrt(-2 * math.log(uniform())) * math.cos(2 * math.pi * uniform())
    list[tick + 1] = math.max(0, math.floor(mean + math.sqrt(mean) * normal + 0.5))
  end
  return list
end

-- The service: what a policy makes of the arrivals. `ask(arrived, queue, ready, starting)` gives the number of servers wanted.
local function simulate(list, ask)
  local queue, starting, ready = {}, {}, math.ceil(list[1] / SPEED)
  local waiting, late, cost, arrived, total = 0, 0, 0, list[1], 0
  for tick = 1, #list do
    for i = #starting, 1, -1 do
      if starting[i] <= tick then
        table.remove(starting, i)
        ready = ready + 1
      end
    end
    local wanted, why = ask(arrived, waiting, ready, #starting)
    if not wanted then return nil, nil, why end
    while ready + #starting < wanted do table.insert(starting, 1, tick + START_UP) end
    while ready + #starting > wanted and #starting > 0 do table.remove(starting, 1) end
    ready = math.min(ready, wanted)
    arrived = list[tick]
    total, waiting, queue[#queue + 1] = total + arrived, waiting + arrived, { tick, arrived }
    local free = ready * SPEED
    while free > 0 and queue[1] do
      local served = math.min(free, queue[1][2])
      if tick - queue[1][1] > PATIENCE then late = late + served end
      queue[1][2], free, waiting = queue[1][2] - served, free - served, waiting - served
      if queue[1][2] == 0 then table.remove(queue, 1) end
    end
    cost = cost + ready + #starting
  end
  return (late + waiting) / total, cost
end

-- What we hold a policy against: the arrivals of the last ticks, carried forward, with some room, and slow to stop servers.
local function plain_policy()
  local seen, needs = {}, {}
  local function mean(from, to)
    local sum, count = 0, 0
    for i = math.max(1, #seen - from + 1), math.max(1, #seen - to + 1) do sum, count = sum + seen[i], count + 1 end
    return sum / count
  end
  return function(arrived, queue, ready, starting)
    seen[#seen + 1] = arrived
    local now = mean(5, 1)
    local trend = math.max(0, (now - mean(10, 6)) / 5)
    local soon = now + trend * START_UP
    needs[#needs + 1] = math.ceil((soon + 2 * math.sqrt(soon) + queue / 6) / SPEED)
    local wanted = 0
    for i = math.max(1, #needs - 15), #needs do wanted = math.max(wanted, needs[i]) end
    return wanted
  end
end

return problem "autoscaler" {
  title = "Autoscaler", round = "production_ml", difficulty = 4, minutes = 50,
  tags = "serving, control, simulation", skills = { control = 0.7, serving = 0.7 },
  statement = [[
A service answers requests of users; its servers are rented by the tick (ten seconds). Write the policy that says in every tick how many servers there should
be. A new server needs **8 ticks** to start.

A tick goes like this, 240 times:

1. Servers that were ordered 8 ticks ago become ready.
2. Your program reads a line of four numbers: how many requests arrived in the tick before (in the first tick: how many will arrive in it), how many are waiting, how many servers are
   **ready**, how many are **starting**.
3. It answers with a line: the number of servers that you **want in all**, 0 to 1000. If that is more than ready and starting ones together, the rest is ordered. If it is less,
   starting ones are cancelled first (those ordered last come first), then ready ones are stopped, at once.
4. New requests arrive. Each ready server answers 5 requests, the oldest first; the others wait.
5. You pay 1 for each server, ready or starting.

A request is **late** if it is answered more than 1 tick after the tick in which it came, or never. At the start there are just as many ready servers as the first
tick's requests need.

Arrivals scatter around a mean (of 50 to 90 at first) with a deviation of its square root. The mean is constant ("steady"), goes up and down by three quarters in 80 ticks ("tide"), jumps
to 2.2 times its value for 60 ticks ("jump"), or is 1.7 times as large in two of every 15 ticks ("pulses"). The program is not told which.

**Points.** The same arrivals are given to a plain policy of ours. A test gives

- for the **share of late requests**: 1 up to two hundredths more than with our policy, 0 from five hundredths more on;
- for the **cost**: 1 up to 1.15 times the cost of our policy, 0 from 1.4 times on;

in proportion between, and the two are multiplied. To serve everything without a server too many would cost a fifth of the number of requests. Of that our
policy costs

| arrivals | times a fifth of the requests | late requests |
|---|---|---|
| steady | 1.4 to 1.8 | up to 4 %, mostly none |
| tide | 1.7 to 2.1 | up to 10 % |
| jump | 1.5 to 1.9 | up to 9 % |
| pulses | 1.9 to 2.3 | none |

and `assay test` shows for each example how you compare with it.

The program talks with the grader, so every answer must be sent at once:

    for tick in range(240):
        arrived, waiting, ready, starting = map(int, input().split())
        ...
        print(wanted, flush=True)
]],
  program = "interactive",
  secret = "kind: str, seed: int in 0..1e12",
  interact = function(secret, read, write)
    local list = arrivals(secret.kind, secret.seed)
    local our_late, our_cost = simulate(list, plain_policy())
    local late, cost, wrong = simulate(list, function(arrived, waiting, ready, starting)
      write(("%d %d %d %d\n"):format(arrived, waiting, ready, starting))
      local answer = read()
      if not answer then return nil, "it ended too early" end
      local wanted = math.tointeger(tonumber(answer))
      if not wanted or wanted < 0 or wanted > 1000 then return nil, "an answer is not a number of servers" end
      return wanted
    end)
    if wrong then return false, wrong end
    local for_late = math.min(math.max((our_late + 0.05 - late) / 0.03, 0), 1)
    local for_cost = math.min(math.max((1.4 - cost / our_cost) / 0.25, 0), 1)
    return for_late * for_cost, ("%.1f %% late (ours %.1f %%), %.2f times our cost"):format(100 * late, 100 * our_late, cost / our_cost)
  end,

  example { secret = { kind = "steady", seed = 7 }, "A constant mean." },
  example { secret = { kind = "tide", seed = 8 }, "Up and down." },
  example { secret = { kind = "jump", seed = 9 }, "A jump." },
  example { secret = { kind = "pulses", seed = 11 }, "Pulses." },
  random { "steady", 2, points = 20 },
  random { "tide", 3, points = 30 },
  random { "jump", 3, points = 30 },
  random { "pulses", 2, points = 20 },
  make = function(r, row) return { secret = { kind = row[1], seed = r:int(0, 1000000000000) } } end,

  hint { cost = 5, "What is ordered now helps in 8 ticks. How many requests will arrive then, if it goes on like in the last 10 ticks?" },
  hint { cost = 10, "Order at once, stop late: want the largest number that you needed in the last dozen of ticks." },
  follow_up { "Starting now takes 5 minutes, and servers must be rented for an hour. Which parts of your policy change?" },
  follow_up { "Requests differ: some need a hundred times as long as others. Which number would you follow instead of the arrivals?" },

  solution { "forecast.py", file = "ok.py" },
  solution { "many.py", expect = "wrong_answer on steady; wrong_answer on tide; score = 0", "Rents so many that nothing can happen.", [=[
for _ in range(240):
    input()
    print(60, flush=True)
]=] },
  solution { "as-many-as-now.py", file = "as_now.py", expect = "wrong_answer on steady; wrong_answer on tide", "As many servers as the last tick's requests need, and no more." },
  solution { "when-they-wait.py", file = "when_they_wait.py", expect = "wrong_answer on tide; wrong_answer on jump", "Orders only when requests are waiting." },
  solution { "forgets-the-ordered.py", file = "forgets_ordered.py", expect = "wrong_answer on tide; wrong_answer on jump", "Orders what is missing again in every tick, though it is on its way." },
  solution { "never-stops.py", file = "never_stops.py", expect = "accepted on steady; wrong_answer on tide; wrong_answer on jump", "Orders well, but never stops a server." },
  solution { "stops-at-once.py", file = "stops_at_once.py", expect = "wrong_answer on tide; wrong_answer on jump", "Stops servers as soon as a tick does not need them." },

  sources = { "Original." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
  equivalent { "forecast.py:4", "a little more or less foresight" },
  equivalent { "forecast.py:6", "a tick more or less of patience" },
  equivalent { "forecast.py:15", "a window that is a tick longer or shorter" },
  equivalent { "forecast.py:21", "a window that is a tick shorter" },
  equivalent { "forecast.py:22", "a window that is a tick longer or shorter" },
  equivalent { "forecast.py:23", "a little more or less foresight" },
  equivalent { "forecast.py:24", "a little more room" },
  equivalent { "forecast.py:25", "a little more or less for those that wait" },
  equivalent { "forecast.py:33", "input() sends what was printed" },
}
