-- The idea to find: keep the sensors in the order in which they were last heard, one entry for each; the front is what may be forgotten.
-- A set of all sensors leaks, and so does a queue of all alarms: one sensor that chatters fills it.
return problem "slow-leak" {
  title = "Slow leak", round = "coding", difficulty = 5, minutes = 35,
  pattern = "monotonic queue", scale = "streaming", skills = { algorithms = 0.4, memory = 0.6 },
  license = "Apache-2.0", written = "2026-11-21", review_by = "2028-11-21", ai = "forbidden",
  sources = { "Original." },

  statement = [[
A water works hears alarms from millions of leak sensors. `alarms` gives them one at a time, once, as tuples `(gap, sensor)`: `gap` seconds
after the alarm before (after midnight for the first one), this sensor called. A sensor that calls again and again means one leak: an alarm
is a *repeat* if the same sensor's alarm before it, itself a repeat or not, came **at most** `quiet` seconds earlier. All others are new.

Return the number of new alarms and the sum of their positions in the stream (from 0).

The program runs on a small gateway for months, so memory counts: what it keeps may grow with the number of **different** sensors that
called within the last `quiet` seconds, not with the number of alarms, and not with the number of sensors ever heard. On the longest stream
it may take 8 MiB more than our own solution.]],

  fn = "new_alarms(alarms: stream[(int in 0..1000000, int in 0..1000000000000)], quiet: int in 1..1000000) -> (int, int)",
  complexity = "n",

  example { alarms = { {0, 7}, {5, 7}, {5, 8}, {1, 7}, {6, 7} }, quiet = 5, returns = {4, 9},
    "7 calls at 0, at 5 (a repeat, just in time), at 11 and at 17: 6 seconds are too long twice. With 8, alarms 0, 2, 3 and 4 are new." },
  example { alarms = { {3, 1}, {4, 1}, {4, 1}, {4, 1} }, quiet = 4, returns = {1, 0}, "A repeat keeps the quiet time going: one alarm is new, at position 0." },
  example { alarms = {}, quiet = 1, returns = {0, 0}, "Nobody calls." },

  reference = function(a)                                   -- looks back through all alarms
    local times, now, count, sum = {}, 0, 0, 0
    for i, alarm in ipairs(a.alarms) do
      now = now + alarm[1]
      times[i] = now
      local before = i - 1
      while before > 0 and a.alarms[before][2] ~= alarm[2] do before = before - 1 end
      if before == 0 or now - times[before] > a.quiet then
        count, sum = count + 1, sum + i - 1
      end
    end
    return { count, sum }
  end,

  -- Sensors come and go: `awake` of them call in turns, and now and then one gives way to a sensor never heard before. In a burst of
  -- `burst` alarms a few sensors chatter and no time passes. One gap in `pauses` is within a second of `quiet`.
  random { "small",   40, n = "0..40", quiet = "1..6", gap = "0..2", awake = "2..5", change = "10", pauses = "5", points = 40 },
  random { "thousand", 6, n = "1000", quiet = "20..60", gap = "0..3", awake = "10..20", change = "10", pauses = "30", points = 10 },
  random { "chatter",  4, n = "10000", quiet = "200", gap = "0..1", awake = "100", change = "5", pauses = "500", burst = "3000", points = 10 },
  random { "large",    4, n = "100000", quiet = "3600", gap = "0..2", awake = "4000", change = "3", pauses = "20000", burst = "30000", points = 30 },
  random { "huge",     2, n = "1000000", quiet = "3600", gap = "0..2", awake = "3000", change = "2", pauses = "200000", burst = "400000", points = 10,
           memory = "reference + 8 MiB" },
  make = function(r, p)
    local n, quiet = r:int(p.n), r:int(p.quiet or "3600")
    local change, pauses, burst = r:int(p.change or "3"), r:int(p.pauses or "20000"), r:int(p.burst or "0")
    local awake, alarms = r:ints(r:int(p.awake or "2000"), "0..1000000000000"), {}
    local gaps, places, dice = r:ints(n, p.gap or "0..2"), r:ints(n, "1.." .. #awake), r:ints(n, "1.." .. change * pauses)
    local burst_from = n - burst - n // 10
    for i = 1, n do
      if burst > 0 and i > burst_from and i <= burst_from + burst then
        alarms[i] = { 0, awake[i % 3 + 1] }
      else
        local place = places[i]
        alarms[i] = { dice[i] <= change and math.max(0, quiet + r:int(-1, 1)) or gaps[i], awake[place] }
        if dice[i] % change == 0 then awake[place] = r:int(0, 1000000000000) end
      end
    end
    return { alarms = alarms, quiet = quiet }
  end,
  edge { "just in time", alarms = { {9, 4}, {1, 4}, {1, 4} }, quiet = 1 },
  edge { "just too late", alarms = { {9, 4}, {2, 4}, {2, 4} }, quiet = 1 },
  edge { "all at once", alarms = { {0, 4}, {0, 5}, {0, 4}, {0, 5}, {0, 6} }, quiet = 1 },
  edge { "the first alarm comes late", alarms = { {1000000, 0}, {1000000, 0}, {1000000, 0} }, quiet = 1000000 },
  edge { "heard again in the middle of the queue", alarms = { {0, 1}, {1, 2}, {1, 3}, {1, 2}, {2, 1}, {1, 2}, {0, 3} }, quiet = 3 },
  grow { n = {125000, 210200, 353600, 594600, 1000000} },

  idea { seconds = 120, "A sensor calls again. What must happen to what is kept of its call before?",
    right = "it is moved to the back of the order, so that each sensor is kept once",
    wrong = { "nothing: it expires in its turn", "nothing: only new alarms are kept", "all is forgotten every `quiet` seconds" } },
  hint { cost = 5,  "Which sensors can still make an alarm a repeat? All others may be forgotten: how do you find them without looking through all?" },
  hint { cost = 10, "A queue of all alarms finds them. How long does it get while one sensor calls a thousand times in a second?" },
  hint { cost = 20, "Keep a hash map in the order of the last call: take a sensor out when it calls and put it in at the back; drop from the front what is too old." },
  follow_up { "An answer that is right for 99 % of the alarms would do. How little memory is enough?" },

  solution { "last-heard.py", file = "last_heard.py" },
  solution { "generations.cpp", file = "generations.cpp" },
  solution { "remembers-all.py", file = "remembers_all.py", expect = "accepted on small; accepted on thousand; memory_limit on huge" },
  solution { "queue-of-alarms.py", file = "queue_of_alarms.py", expect = "accepted on small; accepted on thousand; memory_limit on huge" },
  solution { "forgets-all.py", file = "forgets_all.py", expect = "wrong_answer on small" },
  solution { "since-the-new-one.py", file = "since_the_new_one.py", expect = "wrong_answer on small" },
  solution { "too-early.py", file = "too_early.py", expect = "wrong_answer on small" },
  solution { "looks-through-all.py", file = "looks_through_all.py", expect = "accepted on small; accepted on thousand; time_limit on large" },
}
