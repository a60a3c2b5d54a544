-- The idea to find: lines run both ways, so coming back to where one stands costs twice the cheapest line there (or a loop once).
-- What remains is the parity of the sum, which doubles the depots, and one free hop, which joins two searches.
return problem "warm-start" {
  title = "Warm start", round = "coding", difficulty = 4, minutes = 35,
  pattern = "graph traversal and shortest path", scale = "compaction", skills = { algorithms = 0.8, proof = 0.2 },
  license = "Apache-2.0", written = "2026-11-21", review_by = "2028-11-21", ai = "forbidden",
  sources = { "Original." },

  statement = [[
A night train carries a data centre between depots 0 to n-1. Lines `(a, b, cost)` run both ways; several may join the same two depots,
and a line may lead from a depot back to itself (`a == b`). Depots and lines may be used any number of times.

The cost of a journey is the sum of its lines' costs, with one gift. A depot is *warm* for the rest of the journey once the train has stood
there while the sum so far was even; the sum is 0 at the start, so `start` is warm from the beginning. **At most once** in a journey the
train may leave a warm depot free of charge, over any one line, but only when it has come **back** to that depot: it stood there at an even
sum, left, and stands there again (at any sum).

Return the least cost of a journey from `start` to `goal`, or `null` if there is none.]],

  fn = "cheapest(n: int in 1..40000, lines: (int in 0..n-1, int in 0..n-1, int in 1..1000000)[m=0..80000], start: int in 0..n-1, goal: int in 0..n-1) -> int?",
  complexity = "n log n",

  example { n = 3, lines = { {0, 1, 3}, {0, 2, 20} }, start = 0, goal = 2, returns = 6,
    "Depot 0 is warm. To depot 1 and back costs 6; then the long line is free." },
  example { n = 3, lines = { {0, 1, 3}, {1, 2, 20} }, start = 0, goal = 2, returns = 23,
    "The train stands at depot 1 at odd sums only, so the long line is never free." },
  example { n = 3, lines = { {0, 1, 3}, {0, 0, 1}, {1, 2, 20} }, start = 0, goal = 2, returns = 10,
    "The loop makes the sum odd: 1, then 4 at depot 1, which is warm now. To depot 0 and back, 10, and the long line is free." },
  example { n = 2, lines = {}, start = 0, goal = 1, returns = null, "There is no line." },

  -- The definition: where the train is, the parity of the sum, whether the gift is spent, and one warm depot that it has left (or -1).
  reference = function(a)
    local from = {}
    for depot = 0, a.n - 1 do from[depot] = {} end
    for _, line in ipairs(a.lines) do
      table.insert(from[line[1]], { line[2], line[3] })
      if line[1] ~= line[2] then table.insert(from[line[2]], { line[1], line[3] }) end
    end
    local best, todo, next_todo, answer = {}, {}, 1, null
    local function reach(depot, warm, spent, sum)
      local state = ((depot * (a.n + 1) + warm + 1) * 2 + spent) * 2 + sum % 2
      if best[state] and best[state] <= sum then return end
      best[state] = sum
      todo[#todo + 1] = { state, depot, warm, spent, sum }
    end
    reach(a.start, -1, 0, 0)
    while todo[next_todo] do
      local state, depot, warm, spent, sum = table.unpack(todo[next_todo])
      next_todo = next_todo + 1
      if best[state] == sum then
        if depot == a.goal and (answer == null or sum < answer) then answer = sum end
        for _, hop in ipairs(from[depot]) do
          reach(hop[1], warm, spent, sum + hop[2])
          if sum % 2 == 0 and spent == 0 then reach(hop[1], depot, spent, sum + hop[2]) end
          if warm == depot and spent == 0 then reach(hop[1], -1, 1, sum) end
        end
      end
    end
    return answer
  end,

  -- A chain of depots in two halves; only dear lines join the halves, so where the gift is worth most is where parity and the way back matter.
  -- `reach` is how far apart the numbers of joined depots may be: a small one makes long journeys.
  random { "small",    40, n = "1..7", extra = "1..6", reach = "3", loops = "40", points = 40 },
  random { "odd",      16, n = "3..7", extra = "2..4", reach = "3", loops = "75", odd = true, points = 10 },
  random { "thousand",  6, n = "500", extra = "500", reach = "20", loops = "3", points = 10 },
  random { "large",     4, n = "10000", extra = "10000", reach = "40", loops = "1", points = 30 },
  random { "huge",      2, n = "40000", extra = "40001", reach = "500", loops = "1", points = 10 },
  make = function(r, p)
    local n = r:int(p.n)
    local lines, reach, loops, first = {}, r:int(p.reach or "40"), r:int(p.loops or "1"), r:int(1, math.max(1, n - 1))
    local function join(a, b)
      local cost = r:int(1, 9)
      if p.odd then cost = cost | 1 end
      if (a < first) ~= (b < first) then cost = r:int(50, 90) end
      lines[#lines + 1] = r:bool(0.5) and { a, b, cost } or { b, a, cost }
    end
    for depot = 1, n - 1 do
      if n < 3 or r:int(1, 8 * n) > 1 then join(depot - 1, depot) end
    end
    for _ = 1, r:int(p.extra or n) do
      local a = r:int(0, n - 1)
      local b = r:int(1, 100) <= loops and a or math.min(n - 1, a + r:int(1, reach))
      if a == b or (a < first) == (b < first) or r:bool(0.1) then join(a, b) end
    end
    r:shuffle(lines)
    if r:bool(0.2) then return { n = n, lines = lines, start = r:int(0, n - 1), goal = r:int(0, n - 1) } end
    return { n = n, lines = lines, start = 0, goal = n - 1 }
  end,
  edge { "one depot", n = 1, lines = { {0, 0, 1} }, start = 0, goal = 0 },
  edge { "only a dear way back", n = 2, lines = { {0, 1, 1000000} }, start = 0, goal = 1 },
  edge { "the loop is dearer than there and back", n = 3, lines = { {0, 0, 5}, {0, 1, 2}, {0, 2, 50} }, start = 0, goal = 2 },
  edge { "two lines side by side", n = 2, lines = { {0, 1, 8}, {1, 0, 3} }, start = 1, goal = 0 },
  edge { "the gift on the way to the goal's neighbour", n = 4, lines = { {0, 1, 2}, {1, 2, 90}, {2, 3, 7} }, start = 0, goal = 3 },
  grow { n = {5000, 8400, 14100, 23800, 40000} },

  idea { seconds = 180, "What does it cost to come back to a warm depot?",
    right = "twice its cheapest line, or its cheapest loop once",
    wrong = { "the shortest cycle through it, one search for each depot", "nothing, if the sum is even", "the distance from the start once more" } },
  hint { cost = 5,  "Forget the gift. What is the least even sum, and the least odd sum, at which the train can stand at each depot?" },
  hint { cost = 10, "Lines run both ways. How does the train leave a depot and come back most cheaply?" },
  hint { cost = 20, "Join three parts: least even sum at v, the way back to v, then any line v-u free and the plain distance from u to the goal." },
  follow_up { "Lines now run one way only. Which part breaks, and what does it cost to mend it?" },

  solution { "two-searches.py", file = "two_searches.py" },
  solution { "layers.cpp", file = "layers.cpp" },
  solution { "any-parity.py", file = "any_parity.py", expect = "wrong_answer on small" },
  solution { "parity-of-the-shortest.py", file = "parity_of_the_shortest.py", expect = "wrong_answer on odd" },
  solution { "never-came-back.py", file = "never_came_back.py", expect = "wrong_answer on small" },
  solution { "no-loops.py", file = "no_loops.py", expect = "wrong_answer on small" },
  solution { "search-from-each.py", file = "search_from_each.py", expect = "accepted on small; accepted on odd; time_limit on large" },
  equivalent { "two-searches.py:20", "more depots that no line reaches" },
  equivalent { "two-searches.py:29", "equal costs: nothing changes" },
  equivalent { "two-searches.py:39", "only a shortcut: the minimum below decides" },
}
