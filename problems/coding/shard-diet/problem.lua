-- The idea to find: for a given largest load, filling each node as far as the pins allow is best; and
-- what fits under a load fits under a larger one, so the load can be found by halving.
return problem "shard-diet" {
  title = "Shard diet", round = "coding", difficulty = 3, minutes = 25,
  pattern = "binary search", scale = "compaction", skills = { algorithms = 0.8, complexity = 0.2 },
  license = "Apache-2.0", written = "2026-11-21", review_by = "2028-11-21", ai = "forbidden",
  sources = { "Original. The split without pins is textbook; the pins are ours." },

  statement = [[
A log of segments moves to a cluster of `nodes` nodes, numbered from 0. The log keeps its order: each node holds a run of consecutive segments
(or none at all), and a segment never lies on an earlier node than the segments before it. Segment `i` takes `sizes[i]` bytes. Some segments
are pinned: if `pins[i]` is not -1, segment `i` must lie on exactly the node `pins[i]`.

Split the log so that the fullest node holds as little as possible. Return how many bytes it holds, or `null` if no split respects the pins.]],

  fn = "fullest_node(sizes: int[n=1..200000] in 0..1e9, nodes: int in 1..100000, pins: int[n] in -1..nodes-1) -> int?",
  complexity = "n",

  example { sizes = {4, 2, 3, 3}, nodes = 3, pins = {-1, -1, -1, -1}, returns = 5, "4 | 2 3 | 3, for example." },
  example { sizes = {4, 2, 3, 3}, nodes = 3, pins = {-1, 0, -1, -1}, returns = 6, "The 2 must join the 4 on node 0." },
  example { sizes = {4, 2, 3, 3}, nodes = 3, pins = {1, -1, -1, 1}, returns = 12, "Everything between two segments of node 1 lies there too. Nodes 0 and 2 stay empty." },
  example { sizes = {1, 1}, nodes = 2, pins = {1, 0}, returns = null },

  -- Pins are taken from a random split, so that they can be kept; `stray` is the chance of one more
  -- that may contradict them.
  make = function(r, p)
    local n, nodes = r:int(p.n), r:int(p.nodes or "100..1000")
    local share = r:real(p.pinned or "0.001..0.01")
    local place = r:ints(n, ("0..%d"):format(nodes - 1))
    table.sort(place)
    local pins = {}
    for i = 1, n do pins[i] = r:bool(share) and place[i] or -1 end
    if r:bool(p.stray or 0) then pins[r:int(1, n)] = r:int(0, nodes - 1) end
    return { sizes = r:ints(n, p.sizes or "0..1000000"), nodes = nodes, pins = pins }
  end,

  reference = function(a)                                   -- best[i]: the first i segments on the nodes so far
    local n, none = #a.sizes, math.maxinteger
    local best = { [0] = 0 }
    for i = 1, n do best[i] = none end
    for node = 0, a.nodes - 1 do
      local row = {}
      for i = 0, n do
        row[i] = best[i]                                    -- this node stays empty, or holds j..i
        local load = 0
        for j = i, 1, -1 do
          if a.pins[j] ~= -1 and a.pins[j] ~= node then break end
          load = load + a.sizes[j]
          row[i] = math.min(row[i], math.max(best[j - 1], load))
        end
      end
      best = row
    end
    return best[n] == none and null or best[n]
  end,

  random { "small",     40, n = "1..12", nodes = "1..5", sizes = "0..9", pinned = "0..0.4", stray = 0.15, points = 30 },
  random { "tight",     12, n = "8..14", nodes = "3..5", sizes = "1..3", pinned = "0.1..0.5", points = 10 },
  random { "heavy",      8, n = "10..30", nodes = "2..4", sizes = "9e8..1e9", pinned = "0..0.1", points = 10 },
  random { "thousand",   4, n = "1000", nodes = "10..30", sizes = "0..1000", pinned = "0.005..0.02", points = 10 },
  random { "large",      4, n = "100000", nodes = "100..300", sizes = "0..1000000", pinned = "0.0001..0.001", points = 30 },
  random { "huge",       2, n = "200000", nodes = "500..1000", sizes = "0..1000000", pinned = "0.0001..0.001", points = 10 },
  edge { "one segment", sizes = {7}, nodes = 1, pins = {-1} },
  edge { "one segment, pinned to the last node", sizes = {7}, nodes = 4, pins = {3} },
  edge { "one node", sizes = {1, 2, 3}, nodes = 1, pins = {-1, 0, -1} },
  edge { "more nodes than segments", sizes = {5, 9, 5}, nodes = 100000, pins = {-1, -1, -1} },
  edge { "all empty", sizes = {0, 0, 0}, nodes = 2, pins = {-1, 1, -1} },
  edge { "pins run backwards", sizes = {1, 1, 1}, nodes = 3, pins = {2, -1, 1} },
  edge { "all after the pin", sizes = {1, 2, 3, 4}, nodes = 3, pins = {2, -1, -1, -1} },
  edge { "all before the pin", sizes = {4, 3, 2, 1}, nodes = 3, pins = {-1, -1, -1, 0} },
  edge { "a pin leaves nodes empty", sizes = {5, 5, 5, 5}, nodes = 4, pins = {-1, 3, -1, -1} },
  edge { "one large segment", sizes = {1, 1, 100, 1, 1}, nodes = 5, pins = {-1, -1, -1, -1, -1} },
  edge { "the fill must stop early", sizes = {1, 1, 8, 1}, nodes = 2, pins = {-1, -1, 1, -1} },
  grow { n = {10000, 16800, 28300, 47600, 80000} },

  idea { seconds = 120, "How do you find the smallest possible largest load?",
    right = "guess it: a guess is checked in one pass, and larger guesses only get easier",
    wrong = { "close each node when it holds the average", "cut at the largest segments first",
              "split between the pins, each part by itself" } },
  hint { cost = 5,  "Suppose someone tells you the largest load. How would you check in one pass that it can be kept?" },
  hint { cost = 10, "If a load can be kept, so can every larger one. How many guesses do you need?" },
  hint { cost = 20, "In the check, stay on the node while it has room, go on when it is full, jump ahead to a pin, and fail when a pin lies behind you." },
  follow_up { "Moving a segment away from the node on which it lies now costs its size in traffic. Among the best splits, which one moves least?" },

  solution { "halving.py", file = "halving.py" },
  solution { "halving.cpp", file = "halving.cpp" },
  solution { "ignores-pins.py", file = "ignores_pins.py", expect = "wrong_answer on small; wrong_answer on tight" },
  solution { "passes-pins.py", file = "passes_pins.py", expect = "wrong_answer on small; wrong_answer on edge" },
  solution { "pin-empties-node.py", file = "pin_empties_node.py", expect = "wrong_answer on small; wrong_answer on tight" },
  solution { "from-average.py", file = "from_average.py", expect = "wrong_answer on small; wrong_answer on edge" },
  solution { "optimistic-bound.py", file = "optimistic_bound.py", expect = "wrong_answer on small; wrong_answer on edge" },
  solution { "fills-to-average.py", file = "fills_to_average.py", expect = "wrong_answer on small; wrong_answer on thousand" },
  solution { "one-more.py", file = "one_more.py", expect = "accepted on small; accepted on tight; time_limit on large" },
  solution { "table.py", file = "table.py", expect = "accepted on small; accepted on tight; time_limit on large" },
  solution { "int32.cpp", file = "int32.cpp", expect = "accepted on small; wrong_answer on heavy" },
}
