-- The idea to find: keep what is finished as a stack. A rewriting puts its result back before what is still to be read, so that it meets
-- its new neighbour; then nothing is ever looked for twice.
local PRIME = 1000000007
local INSTRUCTIONS = "0123456789abcADMNPSW"

local NUMBER = {}
for i = 1, #INSTRUCTIONS do NUMBER[INSTRUCTIONS:byte(i)] = i end

local function machine_code(text)
  local code = {}
  for i = 1, #text do
    code[i] = NUMBER[text:byte(i)]
    if not code[i] then return nil end
  end
  return code
end

-- The stack that the code leaves, and its height; below it lie zeros.
local function run(code, inputs)
  local stack, top = {}, 0
  for i = 1, #code do
    local c = code[i]
    if c <= 10 then
      top = top + 1
      stack[top] = c - 1
    elseif c <= 13 then
      top = top + 1
      stack[top] = inputs[c - 10]
    elseif c == 17 then                                     -- N
      if top > 0 then stack[top] = (PRIME - stack[top]) % PRIME end
    elseif c == 18 then                                     -- P
      top = math.max(0, top - 1)
    elseif c == 15 then                                     -- D
      if top > 0 then
        stack[top + 1] = stack[top]
        top = top + 1
      end
    else
      if top < 2 then                                        -- two zeros more change nothing
        local x = top == 1 and stack[1] or 0
        stack[1], stack[2], top = 0, x, 2
      end
      local x, y = stack[top - 1], stack[top]
      if c == 20 then                                       -- W
        stack[top - 1], stack[top] = y, x
      else
        top = top - 1
        if c == 14 then stack[top] = (x + y) % PRIME
        elseif c == 16 then stack[top] = x * y % PRIME
        else stack[top] = (x - y) % PRIME end
      end
    end
  end
  return stack, top
end

local function agree(left, right, inputs)
  local s, height = run(left, inputs)
  local t, other_height = run(right, inputs)
  for i = 0, math.max(height, other_height) - 1 do
    if (i < height and s[height - i] or 0) ~= (i < other_height and t[other_height - i] or 0) then return false end
  end
  return true
end

-- Pairs that go around a piece which changes nothing, and change nothing either. X stands for a digit or an input.
local AROUND = {
  dead = { { "X", "P" }, { "D", "P" }, { "XX", "AP" }, { "XX", "SP" }, { "XX", "MP" }, { "X", "NP" } },
  undo = { { "W", "W" }, { "N", "N" } },
  algebra = { { "0", "A" }, { "0", "S" }, { "1", "M" }, { "X0", "MA" }, { "DD", "SA" } },
}
AROUND.mixed = {}
for _, kind in ipairs { "dead", "undo", "algebra" } do
  for _, pair in ipairs(AROUND[kind]) do table.insert(AROUND.mixed, pair) end
end

return problem "peephole" {
  title = "Peephole", round = "coding", difficulty = 4, minutes = 40,
  pattern = "trees and tries", scale = "compaction", skills = { algorithms = 0.5, testing = 0.3, compilers = 0.2 },
  license = "Apache-2.0", written = "2026-11-21", review_by = "2028-11-21", ai = "forbidden",
  sources = { "Original. Peephole optimisation is textbook; the machine and its programs are ours." },

  statement = [[
A small machine has a stack of numbers and three inputs. It computes modulo 1000000007. A program is a string; each character is one instruction:

- `0` to `9` push that number; `a`, `b`, `c` push an input.
- `A`, `S`, `M` take the top `y`, then `x` below it, and push `x + y`, `x - y`, `x * y`.
- `N` negates the top; `D` pushes the top once more; `W` swaps the two upper numbers; `P` takes the top away.

The stack never ends: below all that was pushed lie zeros, as many as are asked for. The result of a program is the whole stack that it
leaves.

Return a shorter program that leaves the same stack **for all inputs**. Both programs are run on many inputs, and a program that differs
once gets nothing. What the others get depends on their length: everything at 60 % of the given program's length, 0.7 at 75 %, and 0.4 at
90 %. Where 60 % is out of reach, the length that our own solution reaches will do. The programs were made longer by people who do not tidy
up: numbers pushed in vain, things done and undone, sums with zero, products with one or zero, `x - x`, swaps before `A` and `M`, and digits
computed from smaller digits. Such pieces lie within each other.]],

  fn = 'shrink(program: str[n=1..1000100] in "0-9abcADMNPSW") -> str',
  complexity = "n",

  example { program = "a0AbWNNA", returns = "abA", "`0A` and `NN` change nothing, and the order does not matter to `A`." },
  example { program = "a9bDPMPA", returns = "aA", "`DP` changes nothing; `9bM` is pushed in vain. The last `A` adds the zero below: even `a` would do." },
  example { program = "ab0MP4DS", returns = "a0", "`0M` takes `b` away and leaves 0, which `P` drops; `4DS` is 4 - 4." },

  reference = function(a)                                   -- for small inputs: rewrite wherever something fits, until nothing does
    local rules = { ["WW"] = "", ["NN"] = "", ["DP"] = "", ["0A"] = "", ["0S"] = "", ["1M"] = "", ["0M"] = "P0", ["DS"] = "P0",
                    ["WA"] = "A", ["WM"] = "M", ["AP"] = "PP", ["SP"] = "PP", ["MP"] = "PP", ["NP"] = "P" }
    for atom in ("0123456789abc"):gmatch(".") do rules[atom .. "P"] = "" end
    for x = 0, 9 do
      for y = 0, 9 do
        for op, z in pairs { A = x + y, S = x - y, M = x * y } do
          if z >= 0 and z <= 9 then rules[x .. y .. op] = tostring(z) end
        end
      end
    end
    local text, i = a.program, 1
    while i < #text do
      local found
      for length = 2, 3 do
        local rule = not found and rules[text:sub(i, i + length - 1)]
        if rule then
          text = text:sub(1, i - 1) .. rule .. text:sub(i + length)
          found = true
        end
      end
      i = found and 1 or i + 1
    end
    return text
  end,

  check = function(a, out, want)
    local before, after = machine_code(a.program), machine_code(out)
    if not after then return false, "the program holds something that is not an instruction" end
    if #after > #before then return false, "the program is longer than the given one" end
    local seed = #before
    local function random()
      seed = (seed * 48271 + 11) % 2147483647
      return seed % PRIME
    end
    local corners = { { 0, 0, 0 }, { 1, 1, 1 }, { PRIME - 1, 1, 2 } }
    for i = 1, math.max(3, math.min(40, 800000 // #before)) do
      local inputs = #before < 100000 and corners[i] or { random(), random(), random() }
      if not agree(before, after, inputs) then return false, "for some input the two programs leave different stacks" end
    end
    local function within(share) return #out <= math.max(#before * share // 100, #want) end
    if within(60) then return true end
    if within(75) then return 0.7, "right, and at most 75 % of the length" end
    if within(90) then return 0.4, "right, and at most 90 % of the length" end
    return 0, "right, but hardly shorter"
  end,

  -- A core that cannot be shortened much, and useless pieces of one kind around it, up to `depth` within each other.
  random { "small",    40, n = "8..60", kind = "mixed", depth = "1..4", points = 30 },
  random { "dead",      4, n = "300", kind = "dead", depth = "1..4", points = 6 },
  random { "undo",      4, n = "300", kind = "undo", depth = "1..4", points = 6 },
  random { "algebra",   4, n = "300", kind = "algebra", depth = "1..4", points = 6 },
  random { "digits",    4, n = "300", kind = "mixed", depth = "1..2", digits = true, points = 6 },
  random { "deep",      3, n = "60000", kind = "mixed", depth = "30000", points = 6 },
  random { "large",     4, n = "100000", kind = "mixed", depth = "1..30", points = 30 },
  random { "huge",      2, n = "1000000", kind = "mixed", depth = "1..30", points = 10 },
  make = function(r, p)
    local n, around, depth, out = r:int(p.n), AROUND[p.kind or "mixed"], p.depth or "1..30", {}
    local function put(text)
      for i = 1, #text do
        local c = text:sub(i, i)
        if c == "X" then
          local x = r:int(1, 13)
          c = INSTRUCTIONS:sub(x, x)
        end
        out[#out + 1] = c
      end
    end
    local function piece(levels)
      local closing = {}
      for level = 1, levels do
        local pair = r:pick(around)
        put(pair[1])
        closing[level] = pair[2]
      end
      for level = levels, 1, -1 do put(closing[level]) end
    end
    local core = math.max(2, n * 11 // 20)
    if p.kind ~= "mixed" or p.digits then core = n // 2 end
    local made = 0
    while #out < n do
      local c = r:pick { "a", "b", "c", "a", "b", "c", "A", "M", "S", "N", "D", "W", "7" }
      if p.digits and r:bool(0.3) then c = "7" end
      made = made + 1
      if c == "7" and r:bool(0.8) then
        local x = r:int(2, 9)
        local parts = { { r:int(0, x), "A" }, { r:int(x, 9), "S" }, { x, "M" } }
        local part = r:pick(parts)
        if part[2] == "A" then put(part[1] .. "" .. (x - part[1]) .. "A")
        elseif part[2] == "S" then put(part[1] .. "" .. (part[1] - x) .. "S")
        else put(r:bool(0.5) and x .. "1M" or "1" .. x .. "M") end
        made = made - 1
      elseif (c == "A" or c == "M") and r:bool(0.3) then
        put("W")
        put(c)
      else
        put(c)
      end
      while #out < n and #out * core < made * n do
        piece(math.max(1, math.min(r:int(depth), (n - #out) // 3)))
      end
    end
    return { program = table.concat(out) }
  end,
  edge { "one instruction", program = "a" },
  edge { "only zeros are taken away", program = "PPPP" },
  edge { "a sum of what lies below the bottom", program = "AS0A" },
  edge { "nothing to gain", program = "abcMSD" },
  edge { "product with zero", program = "abA0M" },
  edge { "nine and one are not a digit", program = "91A55M19S" },
  edge { "swap before a difference", program = "aWbWSc" },
  grow { n = {125000, 210200, 353600, 594600, 1000000} },

  idea { seconds = 120, "A rewriting makes new neighbours. Where may something fit now?",
    right = "only where its result meets what was finished before it",
    wrong = { "anywhere: start again at the left", "nowhere: one pass is enough", "only to the right of it" } },
  hint { cost = 5,  "List pairs of neighbours that may be replaced by something not longer. What does `0M` leave, and what does it take?" },
  hint { cost = 10, "`AP` and `PP` are equally long; why is the second still better?" },
  hint { cost = 20, "Two stacks of characters: finished, and still to be read. When the last finished and the next one fit a rule, take both and put the result back to be read." },
  follow_up { "Give the machine a loop. Which of your rules still hold inside it, and which at its edges?" },

  solution { "two-stacks.py", file = "two_stacks.py" },
  solution { "two-stacks.cpp", file = "two_stacks.cpp" },
  solution { "one-pass.py", file = "one_pass.py", expect = "score >= 0.1; score <= 0.5" },
  solution { "zero-product.py", file = "zero_product.py", expect = "wrong_answer on small; wrong_answer on algebra" },
  solution { "swaps-difference.py", file = "swaps_difference.py", expect = "wrong_answer on small" },
  solution { "two-digit-number.py", file = "two_digit_number.py", expect = "wrong_answer on digits" },
  solution { "from-the-left.py", file = "from_the_left.py", expect = "accepted on small; accepted on algebra; time_limit on deep" },
  equivalent { "two-stacks.py:5", "a key of four characters fits nowhere" },
  equivalent { "two-stacks.py:6", "a key of four characters fits nowhere" },
}
