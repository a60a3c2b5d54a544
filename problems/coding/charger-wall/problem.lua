-- The idea to find: the number of busy chargers changes only where a car comes or a charger has
-- cooled; walk both in order, frees before arrivals.
return problem "charger-wall" {
  title = "Charger wall", round = "coding", difficulty = 3, minutes = 20,
  pattern = "intervals and sweep", scale = "events", skills = { algorithms = 0.7, complexity = 0.3 },
  license = "Apache-2.0", written = "2026-11-21", review_by = "2028-11-21", ai = "forbidden",
  sources = { "Original." },

  statement = [[
A car park plans its wall of chargers from last year's charging sessions. There are three plug types, 0, 1 and 2, and a session
`(plug, start, minutes)` needs a charger of its own type from minute `start` for `minutes` minutes. Afterwards that charger must cool down for
`cooling[plug]` minutes before the next car; a car that arrives in the very minute when the cooling is over may use it. No car waits.

For each of the three types, return two numbers: the fewest chargers of that type with which all sessions would have been served, and the
first minute in which all of them are busy or cooling. A type without a session needs 0 chargers; its minute is -1.]],

  fn = "chargers(sessions: (int in 0..2, int in 0..1e9, int in 1..1000000)[n=0..200000], cooling: int[3] in 0..1000000) -> (int, int)[3]",
  complexity = "n log n",

  example { sessions = { {0, 10, 20}, {0, 25, 10}, {0, 35, 5}, {2, 0, 60} }, cooling = {5, 0, 10}, returns = { {2, 25}, {0, -1}, {1, 0} },
    "Type 0: the first charger is busy until 30 and cool at 35, just in time for the third car. Only the second car needs another one." },
  example { sessions = { {1, 0, 5}, {1, 5, 5}, {1, 10, 5} }, cooling = {0, 1, 0}, returns = { {0, -1}, {2, 5}, {0, -1} },
    "Without the minute of cooling one charger would do." },

  -- A third of the cars arrive when some earlier charger has just cooled, or a minute off.
  make = function(r, p)
    local cooling = { r:int(p.cooling or "0..1000"), r:int(p.cooling or "0..1000"), r:int(p.cooling or "0..1000") }
    local sessions, plugs = {}, p.plugs or { 0, 1, 2 }
    for i = 1, r:int(p.n) do
      local plug, start, minutes = r:pick(plugs), r:int(p.start or "0..10000000"), r:int(p.minutes or "1..100000")
      if i > 1 and r:bool(0.33) then
        local other = sessions[r:int(1, i - 1)]
        start = math.min(1000000000, math.max(0, other[2] + other[3] + cooling[other[1] + 1] + r:int(-1, 1)))
        if r:bool(0.7) then plug = other[1] end
      end
      sessions[i] = { plug, start, minutes }
    end
    r:shuffle(sessions)
    return { sessions = sessions, cooling = cooling }
  end,

  reference = function(a)
    local answer = {}
    for plug = 0, 2 do
      local peak, first = 0, -1
      for _, arrival in ipairs(a.sessions) do
        local now, busy = arrival[2], 0
        for _, session in ipairs(a.sessions) do
          local free = session[2] + session[3] + a.cooling[plug + 1]
          if session[1] == plug and session[2] <= now and now < free then busy = busy + 1 end
        end
        if busy > peak or (busy == peak and busy > 0 and now < first) then peak, first = busy, now end
      end
      answer[plug + 1] = { peak, first }
    end
    return answer
  end,

  random { "small",     40, n = "0..12", start = "0..25", minutes = "1..8", cooling = "0..4", points = 35 },
  random { "one-type",   8, n = "10..30", start = "0..40", minutes = "1..6", cooling = "0..3", plugs = {1}, points = 10 },
  random { "long-cooling", 4, n = "20..60", start = "0..300", minutes = "1..5", cooling = "30..60", points = 5 },
  random { "thousand",   4, n = "1000", start = "0..3000", minutes = "1..90", cooling = "0..15", points = 10 },
  random { "large",      4, n = "60000", start = "0..10000000", minutes = "1..100000", cooling = "0..1000", points = 30 },
  random { "huge",       2, n = "200000", start = "0..1000000000", minutes = "1..1000000", cooling = "0..1000000", points = 10 },
  edge { "no session", sessions = {}, cooling = {1, 2, 3} },
  edge { "one session", sessions = { {2, 1000000000, 1000000} }, cooling = {0, 0, 1000000} },
  edge { "cool just in time", sessions = { {0, 0, 5}, {0, 8, 5} }, cooling = {3, 0, 0} },
  edge { "one minute too early", sessions = { {0, 0, 5}, {0, 7, 5} }, cooling = {3, 0, 0} },
  edge { "the peak comes twice", sessions = { {1, 50, 9}, {1, 55, 9}, {1, 10, 9}, {1, 15, 9} }, cooling = {0, 0, 0} },
  edge { "all at once", sessions = { {0, 4, 1}, {0, 4, 2}, {0, 4, 3}, {1, 4, 1} }, cooling = {0, 0, 0} },
  edge { "cooling of the right type", sessions = { {0, 0, 2}, {0, 3, 2}, {1, 0, 2}, {1, 3, 2}, {2, 0, 2}, {2, 3, 2} }, cooling = {0, 1, 2} },
  grow { n = {10000, 16800, 28300, 47600, 80000} },

  idea { seconds = 90, "When can the number of busy chargers of a type change?",
    right = "only when a car arrives or a charger has cooled; sort both and walk through them",
    wrong = { "in every minute, so count minute by minute", "only when two sessions of neighbouring cars overlap",
              "at the longest session, so look only there" } },
  hint { cost = 5,  "Turn each session into the stretch of minutes in which its charger cannot be given away." },
  hint { cost = 10, "In which minutes can the number of overlapping stretches rise, and in which fall?" },
  hint { cost = 20, "Per type: sort the arrivals and, apart from them, the minutes when chargers are free again. Before each arrival, take back every charger that is free by then." },
  follow_up { "Cars may now wait up to ten minutes. Is the peak still enough to know how many chargers are needed?" },

  solution { "two-pointers.py", file = "two_pointers.py" },
  solution { "heap.py", file = "heap.py" },
  solution { "sweep.cpp", file = "sweep.cpp" },
  solution { "no-cooling.py", file = "no_cooling.py", expect = "wrong_answer on small; wrong_answer on edge" },
  solution { "busy-at-the-end.py", file = "busy_at_the_end.py", expect = "wrong_answer on small; wrong_answer on edge" },
  solution { "last-minute.py", file = "last_minute.py", expect = "wrong_answer on small; wrong_answer on edge" },
  solution { "cools-before.py", file = "cools_before.py", expect = "wrong_answer on small; wrong_answer on long-cooling" },
  solution { "shared.py", file = "shared.py", expect = "wrong_answer on small; wrong_answer on thousand" },
  solution { "each-start.py", file = "each_start.py", expect = "accepted on small; accepted on one-type; time_limit on large" },
  solution { "each-minute.py", file = "each_minute.py", expect = "accepted on small; accepted on thousand; time_limit on huge" },
}
