-- The idea to find: a price that waits changes by `carry` a minute, so compare prices[j] - carry*j,
-- which time does not change.
return problem "cool-down-ledger" {
  title = "Cool-down ledger", round = "coding", difficulty = 4, minutes = 25,
  pattern = "monotonic queue", scale = "streaming", skills = { algorithms = 0.8, complexity = 0.2 },
  license = "Apache-2.0", written = "2026-11-21", review_by = "2028-11-21", ai = "forbidden",
  sources = { "Original. The window minimum is textbook; the drifting key is ours." },

  statement = [[
A trading desk may use any quote of the last `window` minutes, the newest included. A quote that is `k` minutes old costs its price plus
`k * carry` (`carry` may be negative: then waiting pays). For every minute, what is the cheapest quote that the desk could use?

Return one number a minute: for minute `i`, the minimum of `prices[j] + carry * (i - j)` over `j` from `max(0, i - window + 1)` to `i`.]],

  fn = "cheapest(prices: int[n=1..1000000] in -1e9..1e9, window: int in 1..1000000, carry: int in -1000000..1000000) -> int[n]",
  complexity = "n",

  example { prices = {5, 3, 8, 9}, window = 2, carry = 1, returns = {5, 3, 4, 9},
    "Minute 2: the quote 3 is one minute old and costs 4, which beats 8. Minute 3: that quote is gone." },
  example { prices = {4, 4, 10}, window = 3, carry = -2, returns = {4, 2, 0},
    "Waiting pays: the first quote is worth 4, then 2, then 0." },

  reference = function(a)                                   -- the definition, for small inputs
    local out = {}
    for i = 1, #a.prices do
      local best = math.maxinteger
      for j = math.max(1, i - a.window + 1), i do best = math.min(best, a.prices[j] + a.carry * (i - j)) end
      out[i] = best
    end
    return out
  end,

  random { "small",    40, n = "1..60", window = "1..70", carry = "-3..3", prices = "-9..9", points = 40 },
  random { "extreme",   8, n = "4000..5000", window = "3900..5000", carry = {-1000000, 1000000}, prices = "-1e9..1e9", points = 10 },
  random { "thousand",  4, n = "1000", window = "2..500", carry = "-4..2", prices = "-1000..1000", points = 10 },
  random { "large",     4, n = "100000", window = "50000", carry = "-1000..-500", prices = "-1e6..1e6", points = 30 },
  random { "huge",      2, n = "1000000", window = "500000", carry = "1..1000", prices = "-1e6..1e6", points = 10, memory = "reference + 24 MiB" },
  edge { "one minute", prices = {7}, window = 1000000, carry = -1000000 },
  edge { "window is 1", prices = {3, 1, 2}, window = 1, carry = -5 },
  edge { "a bargain expires", prices = {1, 9, 9, 9}, window = 2, carry = 0 },
  edge { "window covers all", prices = {9, 8, 7, 1}, window = 1000000, carry = -1000000 },
  edge { "equal prices, no carry", prices = {4, 4, 4}, window = 2, carry = 0 },
  edge { "equal keys", prices = {1, 3, 5, 7, 9}, window = 3, carry = 2 },
  grow { n = {20000, 33600, 56600, 95100, 160000}, window = "n/2" },   -- sizes for the growth verdict

  idea { seconds = 120, "What makes this linear?",
    right = "a monotonic queue over prices[j] - carry*j",
    wrong = { "a sliding minimum of the prices alone", "a heap of prices without deletion", "a segment tree rebuilt each minute" } },
  hint { cost = 5,  "Take two quotes in the window. Does the cheaper of the two ever change as minutes pass?" },
  hint { cost = 10, "Subtract something from each quote so that the comparison no longer depends on the minute." },
  hint { cost = 20, "Keep the candidates in increasing order of prices[j] - carry*j; the front answers, the back is pruned." },
  follow_up { "Now `carry` differs from minute to minute: a quote that waits through minute `t` costs `carry[t]` more.",
    fn = "cheapest(prices: int[n=1..1000000] in -1e9..1e9, window: int in 1..1000000, carry: int[n] in -1000..1000) -> int[n]" },

  solution { "queue.py", [=[
from collections import deque

def cheapest(prices, window, carry):
    best, out = deque(), []
    for i, price in enumerate(prices):
        key = price - carry * i
        while best and best[-1][0] >= key:
            best.pop()
        best.append((key, i))
        if best[0][1] <= i - window:
            best.popleft()
        out.append(best[0][0] + carry * i)
    return out]=] },
  solution { "queue.cpp", file = "queue.cpp" },
  solution { "ignores-carry.py", expect = "wrong_answer on small", [=[
from collections import deque

def cheapest(prices, window, carry):
    best, out = deque(), []
    for i, price in enumerate(prices):
        while best and prices[best[-1]] >= price:
            best.pop()
        best.append(i)
        if best[0] <= i - window:
            best.popleft()
        out.append(prices[best[0]] + carry * (i - best[0]))
    return out]=] },
  solution { "one-minute-too-old.py", expect = "wrong_answer on small; wrong_answer on edge", [=[
def cheapest(prices, window, carry):
    return [min(prices[j] + carry * (i - j) for j in range(max(0, i - window), i + 1))
            for i in range(len(prices))]]=] },
  solution { "heap-keeps-all.py", file = "heap_keeps_all.py", expect = "wrong_answer on small; wrong_answer on edge" },
  solution { "every-window.py", expect = "accepted on small; time_limit on large", [=[
def cheapest(prices, window, carry):
    return [min(prices[j] + carry * (i - j) for j in range(max(0, i - window + 1), i + 1))
            for i in range(len(prices))]]=] },
  solution { "rescan.py", file = "rescan.py", expect = "accepted on small; accepted on thousand; time_limit on large" },
  solution { "int32.cpp", file = "int32.cpp", expect = "accepted on small; wrong_answer on extreme" },
  equivalent { "queue.py:7", "equal keys: either quote gives the same answer" },
}
