-- The idea to find: two heaps whose dead entries are dropped only when they reach a top, with the living counted apart; and whole-number keys,
-- as a / b in floating point makes different ratios equal.
return problem "ratio-median" {
  title = "Ratio median", round = "coding", difficulty = 5, minutes = 45,
  pattern = "heap and greedy scheduling", scale = "streaming", skills = { algorithms = 0.5, data_structures = 0.3, numerics = 0.2 },
  license = "Apache-2.0", written = "2026-11-21", review_by = "2028-11-21", ai = "forbidden",
  sources = { "Original. Two heaps for a running median are textbook; the window, the withdrawals and the exact ratios are ours." },

  statement = [[
A mint weighs its alloy all day. A reading is a ratio `a / b` of two whole numbers. Some readings turn out later to be wrong and are
withdrawn. `events` holds the day in order, as tuples `(kind, gap, a, b)`; `gap` is the number of seconds since the event before it, or
since midnight for the first one.

- kind 0: a reading `a / b`. Readings are numbered 0, 1, 2, ... as they come.
- kind 1: reading number `a` is withdrawn. If there is none with that number yet, or no longer, nothing happens. `b` means nothing.

After each event a reading **stands** if it was made less than `window` seconds ago and is not withdrawn. Order those that stand by their
exact ratio; equal ratios by number, the lower first. If there are m, the median is the one at position (m - 1) // 2, from 0: the lower of
the two in the middle if m is even.

Return the number of the median reading after each event, or -1 while no reading stands.]],

  fn = "medians(events: (int in 0..1, int in 0..1000000000, int in 0..1000000000, int in 1..1000000000)[n=1..300000], window: int in 1..1000000000) -> int[n]",
  complexity = "n log n",

  example { events = { {0, 5, 3, 4}, {0, 1, 1, 2}, {0, 1, 9, 9}, {1, 1, 0, 1}, {0, 6, 8, 1} }, window = 8, returns = {0, 1, 0, 1, 2},
    "3/4; then 1/2 is the lower of two; 3/4 is between 1/2 and 1; it is withdrawn. At second 14 the reading 1/2, made at 6, is too old: 1 and 8 stand." },
  example { events = { {1, 0, 0, 1}, {0, 0, 1, 3}, {0, 0, 2, 6}, {0, 0, 3, 9}, {1, 4, 5, 1} }, window = 4, returns = { -1, 0, 0, 1, -1 },
    "Equal ratios go by number. The withdrawal at the beginning is of a reading that does not exist yet, and changes nothing later." },

  reference = function(a)                                   -- sorts what stands after each event
    local readings, now, out = {}, 0, {}
    for _, event in ipairs(a.events) do
      now = now + event[2]
      if event[1] == 0 then
        readings[#readings + 1] = { a = event[3], b = event[4], at = now, number = #readings }
      elseif readings[event[3] + 1] then
        readings[event[3] + 1].withdrawn = true
      end
      local stand = {}
      for _, reading in ipairs(readings) do
        if not reading.withdrawn and now - reading.at < a.window then stand[#stand + 1] = reading end
      end
      table.sort(stand, function(x, y)
        if x.a * y.b ~= y.a * x.b then return x.a * y.b < y.a * x.b end
        return x.number < y.number
      end)
      out[#out + 1] = #stand > 0 and stand[(#stand - 1) // 2 + 1].number or -1
    end
    return out
  end,

  -- `ratios`: few fractions with many equals; "near": neighbours that differ by less than a float can tell; "any": anything.
  -- `late` of a hundred events withdraw; they mostly name a recent reading, sometimes one that is long gone.
  random { "small",    40, n = "1..40", window = "1..30", gap = "0..3", ratios = "few", late = "30", points = 40 },
  random { "near",      8, n = "200", window = "40..80", gap = "0..2", ratios = "near", late = "20", points = 10 },
  random { "thousand",  4, n = "1000", window = "300..400", gap = "0..2", ratios = "any", late = "25", points = 10 },
  random { "large",     4, n = "100000", window = "20000..50000", gap = "0..2", ratios = "any", late = "25", points = 30 },
  random { "huge",      2, n = "300000", window = "60000..150000", gap = "0..2", ratios = "any", late = "30", points = 10 },
  make = function(r, p)
    local n = r:int(p.n)
    local window = p.window and r:int(p.window) or n // 2
    local gaps, ratios, late = r:ints(n, p.gap or "0..2"), p.ratios or "any", r:int(p.late or "25")
    local events, made, recent = {}, 0, math.max(2, window // 2)
    for i = 1, n do
      local pause = r:int(1, 10 + n // 4) == 1 and r:int(0, window // 4 + 1) or gaps[i]
      if made > 0 and r:int(1, 100) <= late then
        local number = r:bool(0.7) and math.max(0, made - r:int(1, recent)) or r:int(0, made + 1)
        events[i] = { 1, pause, number, 1 }
      else
        made = made + 1
        local a, b
        if ratios == "few" then
          a, b = r:int(0, 6), r:int(1, 4)
        elseif ratios == "near" then
          b = r:int(999999900, 1000000000)
          a = b - 1
        else
          a, b = r:int(0, 1000000000), r:int(1, 1000000000)
        end
        events[i] = { 0, pause, a, b }
      end
    end
    return { events = events, window = window }
  end,
  edge { "a withdrawal only", events = { {1, 3, 0, 1} }, window = 1 },
  edge { "all stand for less than a second", events = { {0, 0, 5, 1}, {0, 0, 4, 1}, {0, 1, 3, 1}, {0, 0, 9, 1} }, window = 1 },
  edge { "withdrawn twice", events = { {0, 0, 1, 1}, {0, 0, 2, 1}, {0, 0, 3, 1}, {1, 0, 1, 1}, {1, 0, 1, 1}, {0, 0, 4, 1}, {0, 0, 5, 1} }, window = 9 },
  edge { "withdrawn when long gone", events = { {0, 0, 1, 1}, {0, 9, 2, 1}, {1, 0, 0, 1}, {0, 0, 3, 1}, {0, 0, 4, 1} }, window = 9 },
  edge { "zero over different numbers", events = { {0, 0, 0, 7}, {0, 0, 0, 3}, {0, 0, 0, 1000000000}, {0, 1, 1, 1000000000} }, window = 5 },
  edge { "nearest ratios", events = { {0, 0, 999999999, 1000000000}, {0, 0, 999999998, 999999999}, {0, 0, 999999997, 999999998} }, window = 5 },
  edge { "largest ratios", events = { {0, 0, 1000000000, 1}, {0, 0, 999999999, 1}, {0, 1000000000, 1000000000, 3} }, window = 1000000000 },
  grow { n = {37500, 63100, 106100, 178400, 300000} },

  idea { seconds = 120, "What happens to a reading that is withdrawn while it lies deep in a heap?",
    right = "it is marked and no longer counted, and dropped when it comes to the top",
    wrong = { "it is searched for and taken out", "nothing: it is old enough to expire soon", "both heaps are built anew" } },
  hint { cost = 5,  "How would you keep a running median if nothing ever expired? Which counts have to be right for it to stay the median?" },
  hint { cost = 10, "Count the living in each heap apart from the heap's length. A reading can die twice: it must be counted once." },
  hint { cost = 20, "Two different ratios of numbers up to 1e9 differ by at least 1e-18, so (a << 60) // b keeps the order and equals. In C++ compare a1 * b2 with a2 * b1." },
  follow_up { "The window is now a number of readings that stand, not of seconds. What becomes easier?" },

  solution { "two-heaps.py", file = "two_heaps.py" },
  solution { "ordered.cpp", file = "ordered.cpp" },
  solution { "window-mean.py", file = "window_mean.py", expect = "wrong_answer on small" },
  solution { "float-keys.py", file = "float_keys.py", expect = "accepted on small; accepted on thousand; wrong_answer on near" },
  solution { "dies-twice.py", file = "dies_twice.py", expect = "wrong_answer on small" },
  solution { "upper-median.py", file = "upper_median.py", expect = "wrong_answer on small" },
  solution { "sorts-again.py", file = "sorts_again.py", expect = "accepted on small; accepted on near; time_limit on large" },
  equivalent { "two-heaps.py:3", "any third mark tells the dead apart" },
  equivalent { "two-heaps.py:15", "one bit more keeps the order and the equals too" },
  equivalent { "two-heaps.py:18", "a new number is the highest, so with equal keys it never goes below" },
}
