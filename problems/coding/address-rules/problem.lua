-- The idea to find: a prefix is a number once a 1 is put before it, and its parent is that number >> 1. A hash map of heaps is then a trie.
local function covers(rule, address)
  return rule.address >> (30 - rule.length) == address >> (30 - rule.length)
end

return problem "address-rules" {
  title = "Address rules", round = "coding", difficulty = 3, minutes = 25,
  pattern = "trees and tries", scale = "lookup", skills = { algorithms = 0.6, data_structures = 0.4 },
  license = "Apache-2.0", written = "2026-11-21", review_by = "2028-11-21", ai = "forbidden",
  sources = { "Original. Longest-prefix matching is textbook; the caps, the ties and the withdrawals are ours." },

  statement = [[
A parcel hall reads a 30-bit address from each parcel and looks for a rule that says which belt to take. A rule covers all addresses that
agree with the rule's own address in its first `length` bits, counted from the most significant of the 30; a rule of length 0 covers
everything. Rules are numbered 0, 1, 2, ... as they are added.

`ops` holds the day in order, as tuples `(kind, value, length, priority)`:

- kind 0 adds a rule: address `value`, `length`, `priority`. The bits of `value` after the first `length` mean nothing.
- kind 1 withdraws rule number `value`. If there is no such rule, or no longer, nothing happens. `length` and `priority` mean nothing.
- kind 2 asks for the parcel with address `value`: of the rules that stand, cover it and are **at most** `length` bits long, which is the
  longest? Of equally long ones take the highest priority, then the lowest number. `priority` means nothing.

Return one number for each question, in order: the number of the rule, or -1 if none fits.]],

  fn = "route(ops: (int in 0..2, int in 0..1073741823, int in 0..30, int in 0..1000000)[n=1..200000]) -> int[]",
  complexity = "n",

  example { ops = { {0, 805306368, 2, 5}, {0, 1006632960, 4, 1}, {2, 1010000000, 30, 0}, {2, 1010000000, 3, 0}, {2, 5, 30, 0} }, returns = {1, 0, -1},
    "The rules cover the addresses that begin with 11 and with 1111. The parcel begins with 1111: the longer rule wins, whatever its priority, unless at most 3 bits are allowed." },
  example { ops = { {0, 7, 0, 2}, {0, 0, 0, 9}, {2, 1, 0, 0}, {1, 1, 0, 0}, {1, 4, 0, 0}, {2, 1, 0, 0} }, returns = {1, 0},
    "Two rules for everything: priority 9 wins until it is withdrawn. There is no rule 4 to withdraw." },

  reference = function(a)                                   -- every rule is asked every time
    local rules, out = {}, {}
    for _, op in ipairs(a.ops) do
      local kind, value, length, priority = op[1], op[2], op[3], op[4]
      if kind == 0 then
        rules[#rules + 1] = { address = value, length = length, priority = priority, number = #rules, stands = true }
      elseif kind == 1 then
        if rules[value + 1] then rules[value + 1].stands = false end
      else
        local best
        for _, rule in ipairs(rules) do
          if rule.stands and rule.length <= length and covers(rule, value)
             and (not best or rule.length > best.length or rule.length == best.length and rule.priority > best.priority) then
            best = rule
          end
        end
        out[#out + 1] = best and best.number or -1
      end
    end
    return out
  end,

  -- `pool` addresses and their near misses make prefixes meet; `length` and `priority` set how often they tie.
  random { "small",   40, n = "1..60", pool = "1..2", length = "0..30", priority = "0..2", points = 40 },
  random { "nested",   6, n = "1000", pool = "1..2", length = "0..30", priority = "0..3", points = 10 },
  random { "pile",     3, n = "60000", pool = "1", length = "3..4", priority = "0..1000000", points = 10 },
  random { "large",    4, n = "100000", pool = "300", length = "4..30", priority = "0..9", points = 30 },
  random { "huge",     2, n = "200000", pool = "2000", length = "8..30", priority = "0..1000000", points = 10 },
  make = function(r, p)
    local pool, ops, made = r:ints(r:int(p.pool or "300"), "0..1073741823"), {}, 0
    local n = r:int(p.n)
    local lengths, priorities = r:ints(n, p.length or "4..30"), r:ints(n, p.priority or "0..9")
    for i = 1, n do
      local address = r:pick(pool)
      if r:bool(0.6) then address = address ~ (1 << r:int(0, 29)) end
      local dice = r:int(1, 10)
      if dice <= 4 then
        ops[i] = { 0, address, lengths[i], priorities[i] }
        made = made + 1
      elseif dice <= 6 then
        ops[i] = { 1, r:int(0, made), 0, 0 }
      else
        ops[i] = { 2, address, r:bool(0.5) and 30 or r:int(0, 30), 0 }
      end
    end
    return { ops = ops }
  end,
  edge { "nothing is asked", ops = { {0, 0, 30, 0}, {1, 0, 0, 0} } },
  edge { "withdrawn twice, and before it exists", ops = { {1, 0, 0, 0}, {0, 3, 30, 1}, {2, 3, 30, 0}, {1, 0, 0, 0}, {1, 0, 0, 0}, {2, 3, 30, 0} } },
  edge { "whole addresses", ops = { {0, 1073741823, 30, 0}, {0, 1073741822, 30, 7}, {2, 1073741823, 30, 0}, {2, 1073741823, 29, 0}, {2, 1073741822, 30, 0} } },
  edge { "the same rule three times", ops = { {0, 64, 24, 5}, {0, 65, 24, 5}, {0, 66, 24, 4}, {2, 127, 30, 0}, {1, 0, 0, 0}, {2, 127, 30, 0}, {1, 1, 0, 0}, {2, 127, 30, 0} } },
  grow { n = {20000, 33600, 56600, 95100, 160000} },

  idea { seconds = 120, "What does one question have to look at?",
    right = "at most 31 prefixes of its own address",
    wrong = { "all rules, sorted by length", "all rules that begin with the same bit", "the neighbours of its address in a sorted list of the rules" } },
  hint { cost = 5,  "How many different prefixes does one address have? None of the other rules matter to it." },
  hint { cost = 10, "Find all rules of one prefix at once: what could be the key of a hash map, so that 01 and 001 differ?" },
  hint { cost = 20, "Key 1 << length | first bits; shifting it right by one gives the next shorter prefix. Keep a heap at each key and drop withdrawn rules when they reach its top." },
  follow_up { "Rules may now be moved to another priority. What changes in the heaps?" },

  solution { "prefixes.py", file = "prefixes.py" },
  solution { "trie.cpp", file = "trie.cpp" },
  solution { "priority-first.py", file = "priority_first.py", expect = "wrong_answer on small" },
  solution { "one-rule-a-prefix.py", file = "one_rule_a_prefix.py", expect = "wrong_answer on nested" },
  solution { "longest-then-cap.py", file = "longest_then_cap.py", expect = "wrong_answer on small" },
  solution { "unmasked.py", file = "unmasked.py", expect = "wrong_answer on small" },
  solution { "scan-prefix.py", file = "scan_prefix.py", expect = "accepted on small; accepted on nested; time_limit on pile" },
  solution { "scan-rules.py", file = "scan_rules.py", expect = "accepted on small; time_limit on large" },
  equivalent { "prefixes.py:9", "a 2 before the prefix tells the lengths apart as a 1 does" },
}
