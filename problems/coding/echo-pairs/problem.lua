-- The idea to find: as the bang of one log moves on, both ends of its reach in the other log only
-- move forward.
return problem "echo-pairs" {
  title = "Echo pairs", round = "coding", difficulty = 2, minutes = 15,
  pattern = "two pointers", scale = "streaming", skills = { algorithms = 0.8, complexity = 0.2 },
  license = "Apache-2.0", written = "2026-11-21", review_by = "2028-11-21", ai = "forbidden",
  sources = { "Original." },

  statement = [[
Two microphones hang under a bridge, one on the north bank and one on the south bank. Each writes down the millisecond of every bang that it
hears, in the order of time. Several bangs may share a millisecond, in one log too.

A bang of `north` and a bang of `south` form an *echo pair* if their times differ by at most `window` milliseconds, whichever came first. A
bang may belong to any number of pairs. Return how many echo pairs there are.]],

  fn = "echo_pairs(north: int[n=0..1000000] in 0..1e12, south: int[m=0..1000000] in 0..1e12, window: int in 0..1e12) -> int",
  where = {
    "(function() for i = 2, #north do if north[i - 1] > north[i] then return false end end return true end)() -- `north` is in the order of time",
    "(function() for i = 2, #south do if south[i - 1] > south[i] then return false end end return true end)() -- `south` is in the order of time",
  },
  complexity = "n",

  example { north = {10, 20, 30}, south = {12, 25}, window = 5, returns = 3,
    "10 with 12, 20 with 25 and 30 with 25. The bang at 20 came 8 after the one at 12: too far." },
  example { north = {7, 7}, south = {7, 7, 9}, window = 0, returns = 4, "Each of the two bangs at 7 pairs with each of the other two." },

  -- Half of the south log lies at, or one beside, the edge of a north bang's reach.
  make = function(r, p)
    local first, span, window = r:int(p.first), r:int(p.span), r:int(p.window)
    local times = ("%d..%d"):format(first, first + span)
    local north, south = r:ints(r:int(p.n), times), r:ints(r:int(p.m), times)
    local offsets = { -window - 1, -window, window, window + 1 }
    for i = 1, #south do
      if #north > 0 and r:bool(0.5) then
        south[i] = math.max(0, math.min(1000000000000, r:pick(north) + r:pick(offsets)))
      end
    end
    table.sort(north)
    table.sort(south)
    return { north = north, south = south, window = window }
  end,

  reference = function(a)
    local pairs_found = 0
    for _, one in ipairs(a.north) do
      for _, other in ipairs(a.south) do
        if math.abs(one - other) <= a.window then pairs_found = pairs_found + 1 end
      end
    end
    return pairs_found
  end,

  random { "small",    40, n = "0..12", m = "0..12", first = "0", span = "0..40", window = "0..8", points = 35 },
  random { "ties",      8, n = "5..40", m = "5..40", first = "0", span = "1..4", window = "0..2", points = 10 },
  random { "late",      4, n = "20..60", m = "20..60", first = "999999990000", span = "1000..10000", window = "0..400", points = 5 },
  random { "thousand",  4, n = "1000", m = "1000", first = "0", span = "100000", window = "10..5000", points = 10 },
  random { "large",     4, n = "60000", m = "60000", first = "0", span = "1000000000", window = "600000000..900000000", points = 30 },
  random { "huge",      2, n = "300000", m = "300000", first = "0", span = "500000000", window = "1000000..100000000", points = 10 },
  edge { "both silent", north = {}, south = {}, window = 5 },
  edge { "north silent", north = {}, south = {1, 2}, window = 5 },
  edge { "south silent", north = {1, 2}, south = {}, window = 5 },
  edge { "exactly at the edge", north = {100}, south = {90, 110}, window = 10 },
  edge { "just beyond the edge", north = {100}, south = {89, 111}, window = 10 },
  edge { "south first", north = {50, 60}, south = {1, 2, 3}, window = 47 },
  edge { "the widest window", north = {0, 1000000000000}, south = {0, 1000000000000}, window = 1000000000000 },
  grow { n = {20000, 33600, 56600, 95100, 160000}, m = "n", first = 0, span = 1000000000, window = 10000000 },

  idea { seconds = 90, "What makes this linear?",
    right = "both ends of the matching stretch in the other log only ever move forward",
    wrong = { "after a match, both logs move on to their next bang", "each bang is looked up in a hash table of times",
              "each bang needs only its nearest neighbour in the other log" } },
  hint { cost = 5,  "Fix one bang of `north`. Which bangs of `south` pair with it, and why are they neighbours in the log?" },
  hint { cost = 10, "Now take the next bang of `north`. In which direction can the two ends of that stretch move?" },
  hint { cost = 20, "Keep two indices into `south`: the first time >= t - window and the first time > t + window. Add their difference." },
  follow_up { "A third microphone joins. Count the triples, one bang of each log, whose earliest and latest times differ by at most `window`.",
    fn = "echo_triples(north: int[n=0..300000] in 0..1e12, south: int[m=0..300000] in 0..1e12, pier: int[k=0..300000] in 0..1e12, window: int in 0..1e12) -> int" },

  solution { "two-pointers.py", [=[
def echo_pairs(north, south, window):
    low = high = pairs = 0
    for time in north:
        while low < len(south) and south[low] < time - window:
            low += 1
        while high < len(south) and south[high] <= time + window:
            high += 1
        pairs += high - low
    return pairs]=] },
  solution { "two-pointers.cpp", file = "two_pointers.cpp" },
  solution { "bisect-twice.py", file = "bisect_twice.py" },
  solution { "each-once.py", file = "each_once.py", expect = "wrong_answer on small; wrong_answer on ties" },
  solution { "strictly-closer.py", expect = "wrong_answer on small; wrong_answer on edge", [=[
from bisect import bisect_left, bisect_right

def echo_pairs(north, south, window):
    return sum(bisect_left(south, t + window) - bisect_right(south, t - window) for t in north)]=] },
  solution { "echo-comes-after.py", expect = "wrong_answer on small", [=[
from bisect import bisect_left, bisect_right

def echo_pairs(north, south, window):
    return sum(bisect_right(south, t + window) - bisect_left(south, t) for t in north)]=] },
  solution { "one-bang-a-millisecond.py", expect = "wrong_answer on small; wrong_answer on ties", [=[
from bisect import bisect_left, bisect_right

def echo_pairs(north, south, window):
    times = sorted(set(south))
    return sum(bisect_right(times, t + window) - bisect_left(times, t - window)
               for t in sorted(set(north)))]=] },
  solution { "every-pair.py", expect = "accepted on small; accepted on ties; time_limit on large", [=[
def echo_pairs(north, south, window):
    return sum(abs(one - other) <= window for one in north for other in south)]=] },
  solution { "walks-back.py", file = "walks_back.py", expect = "accepted on small; time_limit on large" },
  solution { "int32.cpp", file = "int32.cpp", expect = "accepted on small; accepted on late; wrong_answer on large" },
}
