-- The idea to find: take the jobs in the order of their due times, and whenever the press is late,
-- refuse the longest job so far that is not promised. Why the tie rules come for free: shorten each
-- job by a tiny 2^-number; then the fewest minutes already mean the smallest numbers.
return problem "print-room" {
  title = "Print room", round = "coding", difficulty = 4, minutes = 30,
  pattern = "heap and greedy scheduling", scale = "scheduling", skills = { algorithms = 0.8, complexity = 0.2 },
  license = "Apache-2.0", written = "2026-11-21", review_by = "2028-11-21", ai = "forbidden",
  sources = { "Original. The rule is that of J. M. Moore and T. J. Hodgson, 1968; jobs that must not be late are J. B. Sidney's, 1973; the ties are ours." },

  statement = [[
A print room has one press, which starts at minute 0 and prints one job after the other. A job `(minutes, due, promised)` takes `minutes` and is
in time if it is finished by minute `due`. Jobs that are `promised` must be printed in time; any other job may be refused. A job that cannot be
in time is not printed at all.

Choose the jobs to print, all of them in time, so that

1. they are as many as possible;
2. of all such choices, the press needs the fewest minutes in total;
3. of all those, the rising list of job numbers is the smallest: at the first place where two lists differ, the lower number wins.

Return the numbers of the chosen jobs (the first job is 0) in rising order, or `null` if not even the promised jobs can all be in time.]],

  fn = "plan(jobs: (int in 1..1e9, int in 0..1e14, bool)[n=0..200000]) -> int[]?",
  complexity = "n log n",

  example { jobs = { {4, 4, false}, {2, 5, false}, {3, 6, false} }, returns = {1, 2},
    "Jobs 1 and 2 end at minutes 2 and 5. After job 0, which ends at 4, neither of them would be in time." },
  example { jobs = { {5, 5, true}, {1, 3, false}, {2, 7, false} }, returns = {0, 2}, "Job 0 is promised; job 1 before it would make it late." },
  example { jobs = { {2, 4, false}, {2, 4, false}, {2, 4, false} }, returns = {0, 1}, "Any two fit; 0 and 1 are the lowest numbers." },
  example { jobs = { {3, 5, true}, {3, 5, true} }, returns = null },

  -- `each`: the due times are spread over so many minutes a job.
  make = function(r, p)
    local n, jobs = r:int(p.n), {}
    local minutes, last = p.minutes or "1..1000", n * r:int(p.each or "150..300")
    for i = 1, n do
      local promised = r:bool(p.promised or 0.02)
      local first = (promised and r:bool(0.9)) and last // 2 or 0
      jobs[i] = { r:int(minutes), r:int(first, last), promised }
    end
    return { jobs = jobs }
  end,

  reference = function(a)                                   -- every choice, by counting in binary
    local n, order, chosen, best = #a.jobs, {}, {}, nil
    for i = 1, n do order[i], chosen[i] = i, false end
    table.sort(order, function(i, j)
      if a.jobs[i][2] ~= a.jobs[j][2] then return a.jobs[i][2] < a.jobs[j][2] end
      return i < j
    end)
    local function better(one, other)
      if #one.list ~= #other.list then return #one.list > #other.list end
      if one.now ~= other.now then return one.now < other.now end
      for i = 1, #one.list do
        if one.list[i] ~= other.list[i] then return one.list[i] < other.list[i] end
      end
      return false
    end
    while true do
      local choice, in_time = { list = {}, now = 0 }, true
      for _, job in ipairs(order) do
        local minutes, due, promised = table.unpack(a.jobs[job])
        if chosen[job] then choice.now = choice.now + minutes end
        if (chosen[job] and choice.now > due) or (promised and not chosen[job]) then in_time = false end
      end
      for job = 1, n do
        if chosen[job] then choice.list[#choice.list + 1] = job - 1 end
      end
      if in_time and (not best or better(choice, best)) then best = choice end
      local job = 1
      while job <= n and chosen[job] do
        chosen[job], job = false, job + 1
      end
      if job > n then break end
      chosen[job] = true
    end
    return best and best.list or null
  end,

  random { "small",     40, n = "0..9", minutes = "1..6", each = "1..3", promised = 0.15, points = 30 },
  random { "ties",       8, n = "8..10", minutes = "2..3", each = "1..2", promised = 0.05, points = 10 },
  random { "promised",  12, n = "7..10", minutes = "1..9", each = "3..4", promised = 0.4, points = 10 },
  random { "thousand",   4, n = "1000", minutes = "1..30", each = "4..9", points = 10 },
  random { "large",      4, n = "60000", minutes = "1..1000", each = "100..200", points = 30 },
  random { "huge",       2, n = "200000", minutes = "1..1000000000", each = "100000000..300000000", points = 10 },
  edge { "no job", jobs = {} },
  edge { "one job, just in time", jobs = { {5, 5, false} } },
  edge { "one job, just too late", jobs = { {6, 5, false} } },
  edge { "one promise that cannot be kept", jobs = { {6, 5, true} } },
  edge { "a promise costs two jobs", jobs = { {2, 2, false}, {2, 4, false}, {4, 5, true} } },
  edge { "all promised, all in time", jobs = { {1, 6, true}, {2, 3, true}, {3, 6, true} } },
  edge { "promised jobs need each other's minutes", jobs = { {3, 4, true}, {1, 9, false}, {3, 5, true} } },
  edge { "same length, different due", jobs = { {3, 9, false}, {3, 3, false}, {3, 6, false}, {3, 6, false} } },
  edge { "the longest jobs there are", jobs = { {1000000000, 3000000000, false}, {1000000000, 3000000000, false}, {1000000000, 3000000000, true}, {1000000000, 3000000000, false} } },
  grow { n = {10000, 16800, 28300, 47600, 80000} },

  idea { seconds = 120, "You take jobs by due time and the press gets late. Which job goes?",
    right = "the longest one taken so far that is not promised",
    wrong = { "the job that is late", "the one with the earliest due time", "the longest of all jobs in the list" } },
  hint { cost = 5,  "If you already know which jobs to print, in which order should they be printed?" },
  hint { cost = 10, "Go through the jobs in that order and take each one. When you are late, one job must go. Which one leaves the most room for those to come?" },
  hint { cost = 20, "Keep the jobs that may still be refused in a heap: the longest first, of equal ones the highest number. A promised job may push out several." },
  follow_up { "A second press of the same speed arrives, and a job may go to either. Why does the argument break?" },

  solution { "evict.py", file = "evict.py" },
  solution { "evict.cpp", file = "evict.cpp" },
  solution { "skips-late.py", file = "skips_late.py", expect = "wrong_answer on small; wrong_answer on thousand" },
  solution { "breaks-promises.py", file = "breaks_promises.py", expect = "wrong_answer on promised; wrong_answer on edge" },
  solution { "evicts-lower-number.py", file = "evicts_lower_number.py", expect = "wrong_answer on ties; wrong_answer on edge" },
  solution { "evicts-once.py", file = "evicts_once.py", expect = "wrong_answer on edge" },
  solution { "promised-first.py", file = "promised_first.py", expect = "wrong_answer on promised; wrong_answer on thousand" },
  solution { "scans-for-longest.py", file = "scans_for_longest.py", expect = "accepted on small; accepted on promised; time_limit on large" },
  solution { "int32.cpp", file = "int32.cpp", expect = "accepted on small; wrong_answer on huge" },
}
