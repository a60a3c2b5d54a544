-- The idea to find: the cost of a stretch that starts behind layer c is a line in its end i, with slope -S[c]. Slopes and ends both
-- rise in order, so each of the k rounds is one walk along a lower hull.
local function cost(a, plan)
  local total, next_stored, since = 0, 1, 0
  for i = 1, #a.work do
    if plan[next_stored] == i - 1 then
      total, next_stored, since = total + a.size[i], next_stored + 1, 0
    else
      since = since + a.work[i]
      total = total + since
    end
  end
  return total
end

return problem "checkpoint-plan" {
  title = "Checkpoint plan", round = "coding", difficulty = 4, minutes = 35,
  pattern = "dynamic programming", scale = "scheduling", skills = { algorithms = 0.7, proof = 0.3 },
  license = "Apache-2.0", written = "2026-11-21", review_by = "2028-11-21", ai = "forbidden",
  sources = { "Original. Recomputation from checkpoints is common practice in training; the lower hull of lines is textbook." },

  statement = [[
A network has layers 0 to n-1. On the way forward at most `k` of them may store their output. On the way back the output of each layer is
needed once, from the last to the first. A stored one is at hand; one that is not stored is computed anew, from the nearest stored layer
before it, or from the input (which is always at hand) if there is none. Nothing else is kept between two layers.

Storing layer `i` costs `size[i]`. Computing layer `i` anew costs the work of all layers after the nearest stored one, up to and including
`i`. With nothing stored, layers of work 2, 3, 4 cost 2 + (2 + 3) + (2 + 3 + 4) = 16; with layer 1 stored they cost 2 + `size[1]` + 4.

Return the layers to store, in rising order, so that the sum of all costs is least. Any best plan will do.]],

  fn = "plan(work: int[n=1..50000] in 0..1000000, size: int[n] in 0..1000000000000, k: int in 0..20) -> int[]",
  complexity = "n",

  example { work = {2, 3, 4}, size = {9, 9, 9}, k = 2, returns = {1}, "2 + 9 + 4 = 15. Storing two of the three costs 2 * 9 and at least 2 more." },
  example { work = {5, 5, 5, 5}, size = {100, 100, 100, 100}, k = 4, returns = {}, "Storing is dearer than 5 + 10 + 15 + 20 = 50." },
  example { work = {3, 1, 4, 1, 5}, size = {20, 3, 9, 2, 0}, k = 2, returns = {1, 4}, "3 + 3 + 4 + (4 + 1) + 0 = 15; the two cheapest, 3 and 4, come to 17." },

  reference = function(a)                                   -- all plans, for small inputs
    local best, best_cost = {}, cost(a, {})
    local plan = {}
    local function extend(from)
      if #plan == a.k then return end
      for i = from, #a.work - 1 do
        plan[#plan + 1] = i
        local c = cost(a, plan)
        if c < best_cost then best, best_cost = table.move(plan, 1, #plan, 1, {}), c end
        extend(i + 1)
        plan[#plan] = nil
      end
    end
    extend(0)
    return best
  end,

  check = function(a, out, want)                            -- any best plan
    if #out > a.k then return false, "more layers stored than k allows" end
    for i, layer in ipairs(out) do
      if layer < 0 or layer >= #a.work then return false, "there is no such layer" end
      if i > 1 and out[i - 1] >= layer then return false, "the layers must rise" end
    end
    return cost(a, out) <= cost(a, want), "a cheaper plan exists"
  end,

  -- The dearest size is the work of all layers times n, over `cheap`: the higher that is, the more layers are worth storing.
  random { "small",    40, n = "1..10", k = "0..4", work = "0..9", cheap = "1..20", points = 40 },
  random { "even",      8, n = "9..12", k = "2..4", work = "4", cheap = "10..30", points = 5 },
  random { "extreme",   4, n = "40000..50000", k = "2..3", work = "900000..1000000", cheap = "4000..9000", points = 5 },
  random { "thousand",  4, n = "1000", k = "8", work = "0..99", cheap = "50..200", points = 10 },
  random { "large",     4, n = "10000", k = "10", work = "0..1000", cheap = "60..400", points = 30 },
  random { "huge",      2, n = "50000", k = "12", work = "0..1000", cheap = "100..400", points = 10 },
  make = function(r, p)
    local n = r:int(p.n)
    local work, size, all = r:ints(n, p.work or "0..1000"), {}, 0
    for i = 1, n do all = all + work[i] end
    local dearest = math.min(1000000000000, all * n // r:int(p.cheap or "60..400"))
    for i = 1, n do size[i] = r:int(r:bool(0.2) and 0 or dearest // 2, dearest) end
    return { work = work, size = size, k = r:int(p.k or "10") }
  end,
  edge { "one layer, dearer stored than computed", work = {3}, size = {4}, k = 1 },
  edge { "one layer, free to store", work = {3}, size = {0}, k = 1 },
  edge { "nothing may be stored", work = {1, 2, 3}, size = {0, 0, 0}, k = 0 },
  edge { "more allowed than there are", work = {1, 2, 3}, size = {0, 0, 0}, k = 20 },
  edge { "no work at all", work = {0, 0, 0, 0}, size = {5, 0, 1, 0}, k = 2 },
  edge { "all the work in one layer", work = {0, 0, 100, 0, 0}, size = {1, 1, 90, 250, 1}, k = 1 },
  edge { "an idle layer is cheaper to store than the one before", work = {2, 1, 0}, size = {12, 10, 1}, k = 2 },
  edge { "an idle layer at the end, free to store", work = {1, 9, 0}, size = {5, 12, 0}, k = 1 },
  grow { n = {6250, 10500, 17700, 29700, 50000} },

  idea { seconds = 180, "The best last stretch that ends at layer i: how is it found quickly?",
    right = "as the lowest of many lines at i, on a hull that is only walked forwards",
    wrong = { "by trying all beginnings", "by halving the network at the middle", "by storing where one more layer saves most, k times" } },
  hint { cost = 5,  "Let f(j, i) be the least cost of layers 0 to i if i is the j-th one stored. Which f(j-1, c) does it need?" },
  hint { cost = 10, "With prefix sums of work, and prefix sums of those, the cost between c and i has four terms. Which one holds both c and i?" },
  hint { cost = 20, "f(j-1, c) + cost(c, i) is a line in i with slope -S[c]. S never falls and i rises, so a pointer on a monotonic hull finds the lowest line." },
  follow_up { "What if `k` may be as large as n? (The best cost is convex in k.)" },

  solution { "hull.py", file = "hull.py" },
  solution { "halves.cpp", file = "halves.cpp" },
  solution { "exactly-k.py", file = "exactly_k.py", expect = "wrong_answer on small" },
  solution { "one-at-a-time.py", file = "one_at_a_time.py", expect = "wrong_answer on even" },
  solution { "recomputes-once.py", file = "recomputes_once.py", expect = "wrong_answer on small" },
  solution { "overflow.cpp", file = "overflow.cpp", expect = "accepted on small; accepted on thousand; wrong_answer on extreme" },
  solution { "all-pairs.py", file = "all_pairs.py", expect = "accepted on small; accepted on even; time_limit on large" },
  equivalent { "hull.py:8", "without a stored layer nothing is read but that it is negative" },
  equivalent { "hull.py:12", "places before the first possible one are never read" },
  equivalent { "hull.py:13", "places before the first possible one are never read" },
  equivalent { "hull.py:19", "a line through the crossing of its neighbours is never the only best one" },
  equivalent { "hull.py:25", "a second line of equal slope is dropped when the next one comes" },
  equivalent { "hull.py:29", "equal lines: any best plan will do" },
  equivalent { "hull.py:35", "equal values: any best plan will do" },
  equivalent { "hull.py:43", "equal costs: any best plan will do" },
  equivalent { "hull.py:52", "anything negative ends the walk" },
}
