-- The idea to find: union-find on people, and for each household the set of households it differs from, merged small into large.
-- Two colours do not do: of three households each may differ from both others.
return problem "household-ledger" {
  title = "Household ledger", round = "coding", difficulty = 4, minutes = 30,
  pattern = "union-find", scale = "compaction", skills = { algorithms = 0.6, data_structures = 0.4 },
  license = "Apache-2.0", written = "2026-11-21", review_by = "2028-11-21", ai = "forbidden",
  sources = { "Original. Union-find is textbook." },

  statement = [[
A census office writes facts into a ledger, one after the other: `(a, b, true)` says that persons `a` and `b` live in the same household,
`(a, b, false)` that they live in different ones. Everybody lives in exactly one household, and there may be as many households as persons.

A fact is refused if it cannot be true together with all facts that stand in the ledger before it; a refused fact leaves the ledger as it
is. All other facts are entered, whether they say anything new or not.

Return the positions (from 0) of the refused facts, in order.]],

  fn = "refused(facts: (int in 0..1000000000, int in 0..1000000000, bool)[n=0..200000]) -> int[]",
  complexity = "n log n",

  example { facts = { {7, 8, true}, {8, 9, true}, {7, 9, false}, {7, 9, true} }, returns = {2},
    "7, 8 and 9 share a household, so fact 2 is refused; fact 3 says nothing new." },
  example { facts = { {1, 2, false}, {2, 3, false}, {1, 3, false}, {3, 4, true}, {4, 1, true} }, returns = {4},
    "Three households may all differ. 4 lives with 3, and so not with 1." },
  example { facts = { {5, 5, true}, {5, 5, false} }, returns = {1}, "Nobody lives apart from himself." },

  reference = function(a)                                   -- everybody carries the name of the household; all differences are looked through
    local home, apart, out = {}, {}, {}
    local function of(person) return home[person] or person end
    for i, fact in ipairs(a.facts) do
      local x, y, same = of(fact[1]), of(fact[2]), fact[3]
      local refuse = not same and x == y
      if same and x ~= y then
        for _, pair in ipairs(apart) do
          local p, q = of(pair[1]), of(pair[2])
          if p == x and q == y or p == y and q == x then refuse = true end
        end
      end
      home[fact[1]], home[fact[2]] = x, y
      if refuse then
        out[#out + 1] = i - 1
      elseif not same then
        apart[#apart + 1] = { fact[1], fact[2] }
      elseif x ~= y then
        for person, household in pairs(home) do
          if household == x then home[person] = y end
        end
      end
    end
    return out
  end,

  -- Facts are drawn from a hidden truth of `homes` households; `lies` in a thousand say the opposite. In `hub` one household differs from
  -- very many and keeps growing, on either side of the fact.
  random { "small",   40, n = "4..60", people = "4..12", homes = "2..5", lies = "150", same = "5", points = 40 },
  random { "triples",  8, n = "60..80", people = "12..15", homes = "3..4", lies = "60", same = "4", points = 5 },
  random { "thousand", 4, n = "1000", people = "300", homes = "40", lies = "50", same = "5", points = 10 },
  random { "hub",      3, n = "60000", hub = true, points = 5 },
  random { "large",    4, n = "50000", people = "20000", homes = "3000", lies = "20", same = "6", points = 30 },
  random { "huge",     2, n = "200000", people = "90000", homes = "400", lies = "10", same = "5", points = 10 },
  make = function(r, p)
    local n, facts = r:int(p.n), {}
    if p.hub then
      local half = n // 2
      for i = 1, n do
        local hub, other, same = 0, i, i > half
        if i % 997 == 0 then other, same = r:int(1, i), r:bool(0.5) end
        facts[i] = r:bool(0.5) and { hub, other, same } or { other, hub, same }
      end
      return { facts = facts }
    end
    local people, homes = r:int(p.people or "20000"), r:int(p.homes or "3000")
    local same_of_ten, lies = r:int(p.same or "5"), r:int(p.lies or "20")
    local ids, home, members = {}, {}, {}
    local spread = 1000000000 // people
    for i = 1, people do
      ids[i], home[i] = (i - 1) * spread + r:int(0, spread - 1), r:int(1, homes)
      members[home[i]] = members[home[i]] or {}
      table.insert(members[home[i]], i)
    end
    for i = 1, n do
      local a = r:int(1, people)
      local b = r:int(1, 10) <= same_of_ten and r:pick(members[home[a]]) or r:int(1, people)
      local same = home[a] == home[b]
      if r:int(1, 1000) <= lies then same = not same end
      facts[i] = { ids[a], ids[b], same }
    end
    return { facts = facts }
  end,
  edge { "no facts", facts = {} },
  edge { "a refused merger joins nobody", facts = { {1, 2, false}, {1, 2, true}, {1, 2, false} } },
  edge { "a refused difference parts nobody", facts = { {1, 2, true}, {2, 1, false}, {2, 1, true}, {1, 3, true}, {3, 2, false} } },
  edge { "a difference follows both households", facts = { {1, 2, false}, {1, 3, true}, {2, 4, true}, {3, 4, true}, {4, 3, true} } },
  edge { "the same difference twice", facts = { {1, 2, false}, {2, 1, false}, {1, 3, false}, {2, 3, true}, {3, 1, true} } },
  edge { "largest names", facts = { {1000000000, 0, true}, {0, 999999999, true}, {1000000000, 999999999, false} } },
  grow { n = {25000, 42000, 70700, 118900, 200000} },

  idea { seconds = 120, "What must be kept for each household?",
    right = "its members' union, and the set of households it differs from",
    wrong = { "a colour for each person, flipped by every difference", "for each person, the list of those he does not live with", "a graph that is searched at every fact" } },
  hint { cost = 5,  "Draw 1, 2 and 3, each different from both others. Would two colours do?" },
  hint { cost = 10, "When two households become one, whom does the new one differ from?" },
  hint { cost = 20, "Keep a set of differing households at each root. On a merger pour the smaller set into the larger, and tell those households the new name." },
  follow_up { "Only the first refused fact is wanted, and all facts are known beforehand. Is there something simpler?" },

  solution { "sets.py", file = "sets.py" },
  solution { "sets.cpp", file = "sets.cpp" },
  solution { "two-colours.py", file = "two_colours.py", expect = "wrong_answer on small; wrong_answer on triples" },
  solution { "stale-names.py", file = "stale_names.py", expect = "wrong_answer on small" },
  solution { "merges-refused.py", file = "merges_refused.py", expect = "wrong_answer on small" },
  solution { "left-into-right.py", file = "left_into_right.py", expect = "accepted on small; accepted on thousand; time_limit on hub" },
  solution { "asks-everybody.py", file = "asks_everybody.py", expect = "accepted on small; accepted on thousand; time_limit on large" },
  equivalent { "sets.py:23", "equally many differences: either household may be poured into the other" },
}
