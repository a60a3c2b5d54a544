-- The idea to find: throw away k different queries at a time. A query with more than 1/k of the log
-- cannot be thrown away completely; what is left after the first pass is counted in the second.
return problem "loud-queries" {
  title = "Loud queries", round = "coding", difficulty = 3, minutes = 25,
  pattern = "hashing and counting", scale = "heavy hitters", skills = { algorithms = 0.8, complexity = 0.2 },
  license = "Apache-2.0", written = "2026-11-21", review_by = "2028-11-21", ai = "forbidden",
  sources = { "Original. The counters are those of J. Misra and D. Gries, Finding repeated elements, 1982." },

  statement = [[
A search service logs a number for each query; equal queries have equal numbers. A query is *loud* if it makes up more than one `k`-th of the
log: it occurs `c` times among `N`, and `c * k > N`.

The log is far larger than memory. You may read it twice, from front to back: `first` and `replay` yield the same at most 1 000 000 numbers
in the same order, one at a time and only once each. Your memory may grow with `k`, but not with the log; the last group of tests measures it.

Return all loud queries in rising order.]],

  fn = "loud(first: stream[int] in 0..1e15, replay: stream[int] in 0..1e15, k: int in 2..1000) -> int[]",
  where = { "(function() for i = 1, math.max(#first, #replay) do if first[i] ~= replay[i] then return false end end return true end)() -- `first` and `replay` yield the same" },
  complexity = "n",

  example { first = {5, 8, 5, 3, 5, 8}, replay = {5, 8, 5, 3, 5, 8}, k = 3, returns = {5},
    "More than 6/3 = 2 times: only 5. The query 8 occurs exactly 2 times, which is not enough." },
  example { first = {1, 2, 3, 4}, replay = {1, 2, 3, 4}, k = 5, returns = {1, 2, 3, 4}, "Each makes up a quarter, which is more than a fifth." },
  example { first = {9, 9, 4}, replay = {9, 9, 4}, k = 2, returns = {9} },

  -- Some queries are planted just above or exactly at the threshold; `order` says where they stand.
  make = function(r, p)
    local n, k, log = r:int(p.n), r:int(p.k or "50..100"), {}
    local queries, order = p.queries or "0..1000000000000000", p.order or "mixed"
    local least = n // k                                    -- this often is not loud yet
    if order == "crowded" then                              -- k - 1 almost loud ones, then the loud one
      local often = (n - least - 1) // (k - 1)
      local crowd = r:permutation(k)
      for i = 1, (k - 1) * often do log[i] = crowd[(i - 1) % (k - 1) + 1] end
      while #log < n do log[#log + 1] = crowd[k] end
      return { first = log, replay = log, k = k }
    end
    for planted = 1, math.min(r:int(p.planted or "20..40"), k - 1) do
      local query = r:int(queries)
      for i = 1, math.min(least + r:int(0, 1), n - #log) do log[#log + 1] = query end
    end
    while #log < n do log[#log + 1] = r:int(queries) end
    if order == "mixed" then
      r:shuffle(log)
    else                                                    -- "late": the planted ones at the end
      for i = 1, n // 2 do log[i], log[n + 1 - i] = log[n + 1 - i], log[i] end
    end
    return { first = log, replay = log, k = k }
  end,

  reference = function(a)
    local counts, answer = {}, {}
    for _, query in ipairs(a.first) do counts[query] = (counts[query] or 0) + 1 end
    for query, count in pairs(counts) do
      if count * a.k > #a.first then answer[#answer + 1] = query end
    end
    table.sort(answer)
    return answer
  end,

  random { "small",    40, n = "0..24", k = "2..6", planted = "0..4", queries = "0..9", points = 30 },
  random { "late",      8, n = "60..120", k = "3..9", planted = "1..8", queries = "0..50", order = "late", points = 10 },
  random { "crowded",   8, n = "60..120", k = "3..9", order = "crowded", points = 10 },
  random { "thousand",  4, n = "1000", k = "10..20", planted = "5..19", queries = "0..10000", points = 10 },
  random { "large",     4, n = "100000", k = "900..1000", planted = "300..600", queries = "0..1000000000000000", points = 30 },
  random { "huge",      2, n = "1000000", k = "50..100", planted = "20..40", queries = "0..1000000000000000", order = "late", points = 10, memory = "reference + 8 MiB" },
  edge { "no query", first = {}, replay = {}, k = 2 },
  edge { "one query", first = {1000000000000000}, replay = {1000000000000000}, k = 2 },
  edge { "exactly half", first = {1, 2, 1, 2}, replay = {1, 2, 1, 2}, k = 2 },
  edge { "exactly half at the end", first = {2, 3, 1, 1}, replay = {2, 3, 1, 1}, k = 2 },
  edge { "one more than half", first = {1, 2, 1, 2, 1}, replay = {1, 2, 1, 2, 1}, k = 2 },
  edge { "nothing is loud", first = {4, 5, 6}, replay = {4, 5, 6}, k = 3 },
  edge { "the last one alone is kept", first = {7, 7, 8, 8, 3}, replay = {7, 7, 8, 8, 3}, k = 2 },
  edge { "two loud of three", first = {6, 2, 6, 2, 9}, replay = {6, 2, 6, 2, 9}, k = 3 },
  edge { "k beyond the length", first = {3, 1, 2, 3}, replay = {3, 1, 2, 3}, k = 1000 },
  grow { n = {25000, 42000, 70700, 118900, 200000} },

  idea { seconds = 120, "How can the first pass do with k - 1 counters?",
    right = "cancel k different queries at a time: a loud one cannot vanish",
    wrong = { "keep the k - 1 queries with the highest counts so far and start newcomers at 1",
              "sample the log and keep what is frequent in the sample", "hash the queries into k - 1 counters" } },
  hint { cost = 5,  "At most how many queries can be loud?" },
  hint { cost = 10, "Take k different queries out of the log. Is a query that was loud still loud in what is left? How often can you do that?" },
  hint { cost = 20, "Keep up to k - 1 counters. A known query adds one; a new one takes a free counter; if there is none, take one off every counter. Count the survivors exactly in the second pass." },
  follow_up { "Ten machines each read a tenth of the log. What do they send each other, and how large is it?" },

  solution { "counters.py", file = "counters.py" },
  solution { "counters.cpp", file = "counters.cpp" },
  solution { "unverified.py", file = "unverified.py", expect = "wrong_answer on small; wrong_answer on edge" },
  solution { "at-least.py", file = "at_least.py", expect = "wrong_answer on small; wrong_answer on edge" },
  solution { "one-counter-short.py", file = "one_counter_short.py", expect = "wrong_answer on small; wrong_answer on edge" },
  solution { "first-come.py", file = "first_come.py", expect = "wrong_answer on late; wrong_answer on crowded" },
  solution { "swaps-one.py", file = "swaps_one.py", expect = "wrong_answer on crowded" },
  solution { "sample.py", file = "sample.py", expect = "accepted on small; wrong_answer on huge" },
  solution { "finds-smallest.py", file = "finds_smallest.py", expect = "accepted on small; accepted on late; time_limit on large" },
  solution { "count-all.py", file = "count_all.py", expect = "accepted on small; accepted on thousand; memory_limit on huge" },
  solution { "keeps-both-logs.cpp", file = "keeps_both_logs.cpp", expect = "accepted on small; accepted on thousand; memory_limit on huge" },
  equivalent { "counters.py:6", "a counter more than needed costs a little memory and loses nothing" },
}
