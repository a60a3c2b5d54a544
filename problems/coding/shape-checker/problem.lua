-- The idea to find: two passes. A two-state scan finds where the text stops being an expression; then operator precedence with an explicit
-- stack, because the brackets may go deeper than any call stack.
local function broadcast(x, y)
  local shape, rank = {}, math.max(#x, #y)
  for i = 0, rank - 1 do
    local p, q = x[#x - i] or 1, y[#y - i] or 1
    if p ~= q and p ~= 1 and q ~= 1 then return nil end
    shape[rank - i] = p == 1 and q or p
  end
  return shape
end

local function combine(op, x, y)
  if op ~= "@" then return broadcast(x, y) end
  if #x < 2 or #y < 2 or x[#x] ~= y[#y - 1] then return nil end
  local shape = broadcast(table.move(x, 1, #x - 2, 1, {}), table.move(y, 1, #y - 2, 1, {}))
  if shape then
    shape[#shape + 1] = x[#x - 1]
    shape[#shape + 1] = y[#y]
  end
  return shape
end

local function transposed(x)
  if #x < 2 then return nil end
  local shape = table.move(x, 1, #x, 1, {})
  shape[#x], shape[#x - 1] = x[#x - 1], x[#x]
  return shape
end

return problem "shape-checker" {
  title = "Shape checker", round = "coding", difficulty = 3, minutes = 35,
  pattern = "trees and tries", scale = "lookup", skills = { algorithms = 0.4, parsing = 0.4, compilers = 0.2 },
  license = "Apache-2.0", written = "2026-11-21", review_by = "2028-11-21", ai = "forbidden",
  sources = { "Original. The broadcasting rule is the common one of array libraries." },

  statement = [[
Arrays are called `a`, `b`, `c`, ...; `shapes[0]` is the shape of `a`, `shapes[1]` that of `b`, and so on. A shape is a list of lengths; a
number's shape is the empty list. `text` should be an expression over arrays and single-digit numbers:

- `x+y` and `x*y` work element by element. The shapes are laid side by side, aligned at their **last** lengths; missing lengths at the
  front count as 1. Two lengths fit if they are equal or one of them is 1; the result has the one that is not 1.
- `x@y` multiplies matrices. Both sides need at least two lengths. The last length of `x` must equal the last but one of `y` (a 1 is no
  excuse); the lengths before these two fit as above. The result has those, then the last but one of `x`, then the last of `y`.
- `x'` swaps the last two lengths; `x` needs at least two.
- `'` binds tightest, then `*` and `@` (equally), then `+`. Equals are worked out from left to right. Round brackets group.
  There are no blanks.

Return `(-1, shape)` if all is well. Otherwise return `(column, [])`, where the column counts from 0:

- If the text is not an expression, the column of the first character at which this shows: no expression begins with the text up to and
  including it. If the text ends too early, its length.
- Otherwise the smallest column of an error: the name of an array that does not exist, or an operator whose operands have shapes that do not
  fit. An operator whose operand is itself in error has no shapes to complain of.]],

  fn = [[check(shapes: int[0..4][1..26] in 1..9, text: str[n=0..301000] in "0-9a-z+*@()'") -> (int, int[])]],
  complexity = "n",

  example { shapes = { {3, 4}, {4} }, text = "a*b+2", returns = { -1, {3, 4} }, "b is stretched along a's first length." },
  example { shapes = { {3, 4}, {3} }, text = "(a+a)@a'+a*b", returns = { 10, {} }, "4 and 3 do not fit at column 10; the `+` before it has no right shape to complain of." },
  example { shapes = { {2, 3} }, text = "a@a'@a'", returns = { 4, {} }, "From the left: 2 by 2 times 3 by 2." },
  example { shapes = { {2} }, text = "a'+(a+", returns = { 6, {} }, "It ends too early: that comes before any question of shapes." },

  reference = function(a)                                   -- splits at the last operator outside brackets, weakest first
    local text, n = a.text, #a.text
    local depth, operand = 0, true
    for i = 1, n do
      local c = text:sub(i, i)
      local good
      if operand then
        good = c:find("[%w(]") ~= nil
        if c == "(" then depth = depth + 1 else operand = false end
      elseif c == ")" then
        good = depth > 0
        depth = depth - 1
      else
        good = c:find("[+*@']") ~= nil
        operand = c ~= "'"
      end
      if not good then return { i - 1, {} } end
    end
    if operand or depth > 0 then return { n, {} } end

    local first = n                                         -- smallest column in error
    local function fail(at) first = math.min(first, at - 1) end
    local function value(from, to)
      for _, operators in ipairs { "+", "[*@]" } do
        local level = 0
        for i = to, from, -1 do
          local c = text:sub(i, i)
          if c == ")" then level = level + 1 elseif c == "(" then level = level - 1 end
          if level == 0 and c:find(operators) then
            local x, y = value(from, i - 1), value(i + 1, to)
            if not x or not y then return nil end
            local shape = combine(c, x, y)
            if not shape then fail(i) end
            return shape
          end
        end
      end
      local c = text:sub(to, to)
      if c == "'" then
        local x = value(from, to - 1)
        if not x then return nil end
        return transposed(x) or fail(to)
      elseif c == ")" then
        return value(from + 1, to - 1)
      elseif c:find("%d") then
        return {}
      end
      return a.shapes[c:byte() - 96] or fail(to)
    end
    local shape = value(1, n)
    return shape and { -1, shape } or { first, {} }
  end,

  -- An expression is grown from the left; operands that do not fit are taken back, but for `misfits` in a thousand. `strangers` in a
  -- thousand names have no array, `slips` in a hundred texts have one character changed.
  random { "small",     40, n = "1..16", misfits = "150", strangers = "30", slips = "40", points = 35 },
  random { "right",     16, n = "20..50", misfits = "0", strangers = "0", slips = "0", points = 10 },
  random { "columns",   24, n = "20..60", misfits = "400", strangers = "10", slips = "0", matrices = true, points = 5 },
  random { "thousand",   6, n = "1000", misfits = "2", strangers = "1", slips = "10", points = 5 },
  random { "deep",       3, n = "60000", misfits = "0", strangers = "0", slips = "0", depth = "15000", points = 5 },
  random { "large",      4, n = "100000", misfits = "0", strangers = "0", slips = "0", points = 30 },
  random { "huge",       2, n = "150000", misfits = "0", strangers = "0", slips = "0", points = 10 },
  make = function(r, p)
    local n, depth = r:int(p.n), p.depth and r:int(p.depth) or 0
    local share = { misfits = r:int(p.misfits or "0"), strangers = r:int(p.strangers or "0") }
    local function chance(field) return share[field] > 0 and r:int(1, 1000) <= share[field] end
    local lengths, shapes, out = { r:int(2, 3), r:int(4, 5), 1 }, {}, {}
    for i = 1, r:int(3, 8) do
      shapes[i] = {}
      for k = 1, r:pick(p.matrices and { 2, 2, 3 } or { 0, 1, 1, 2, 2, 2, 3, 3, 4 }) do shapes[i][k] = r:pick(lengths) end
    end
    local function put(c) out[#out + 1] = c end
    local grow
    local function operand(budget)                          -- its shape, or false if it is in error
      local x
      if budget >= 5 and r:bool(0.35) then
        put "("
        x = grow(budget - 2)
        put ")"
      elseif r:bool(0.1) then
        put(r:int(0, 9) .. "")
        x = {}
      elseif chance "strangers" then
        put(string.char(97 + r:int(#shapes, 25)))
        x = false
      else
        local i = r:int(1, #shapes)
        put(string.char(96 + i))
        x = shapes[i]
      end
      if r:bool(0.25) and (not x or #x >= 2 or chance "misfits") then
        put "'"
        x = x and transposed(x) or false
      end
      return x
    end
    -- Adds op and an operand that fits x; gives the shape of both together.
    local function extend(x, op, make_operand)
      local kept = #out
      for try = 1, 4 do
        if try == 4 then
          put "*"
          put(r:int(0, 9) .. "")
          return x
        end
        put(op)
        local y = make_operand()
        local shape = x and y and combine(op, x, y) or false
        if shape or not x or not y or chance "misfits" then return shape end
        for i = #out, kept + 1, -1 do out[i] = nil end
      end
    end
    local function product(budget)
      local x, stop = operand(budget), #out + budget
      while #out < stop and r:bool(0.55) do
        x = extend(x, r:pick { "*", "@", "@" }, function() return operand(math.min(12, stop - #out)) end)
      end
      return x
    end
    function grow(budget)
      local stop = #out + budget
      local x = product(math.min(budget, 20))
      while #out < stop - 1 do
        local kept = #out
        put "+"
        local y = product(math.min(20, stop - #out))
        local shape = x and y and broadcast(x, y) or false
        if x and y and not shape and not chance "misfits" then
          for i = #out, kept + 2, -1 do out[i] = nil end
          put(r:int(0, 9) .. "")
        else
          x = shape
        end
        if r:bool(0.2) and budget < n then break end
      end
      return x
    end
    for _ = 1, depth do put(r:pick { "(", "2*(", "1+(" }) end
    grow(math.max(1, n - 3 * depth))
    for _ = 1, depth do put ")" end
    local text = table.concat(out)
    if p.slips and r:int(1, 100) <= r:int(p.slips) then
      local at = r:int(1, #text)
      text = text:sub(1, at - 1) .. r:pick { "", "(", ")", "+", "@", "'", "a", "7" } .. text:sub(at + 1)
    end
    return { shapes = shapes, text = text }
  end,
  edge { "no text", shapes = { {1} }, text = "" },
  edge { "a number", shapes = { {1} }, text = "7" },
  edge { "no such array", shapes = { {1} }, text = "a+b" },
  edge { "a bracket too many", shapes = { {2, 2} }, text = "(a))" },
  edge { "empty brackets", shapes = { {2, 2} }, text = "a+()" },
  edge { "an operator too many", shapes = { {2, 2} }, text = "a+*a" },
  edge { "two operands side by side", shapes = { {2, 2} }, text = "z2" },
  edge { "a one is no excuse for a product", shapes = { {2, 1}, {3, 2} }, text = "a@b" },
  edge { "a vector has no product", shapes = { {2, 2}, {2} }, text = "a@b" },
  edge { "a vector on the left has no product", shapes = { {3}, {3, 2} }, text = "a@b" },
  edge { "batches fit", shapes = { {5, 1, 2, 3}, {4, 3, 2} }, text = "a@b" },
  edge { "batches do not fit", shapes = { {5, 2, 3}, {4, 3, 2} }, text = "a@b" },
  edge { "the swap binds tightest", shapes = { {2, 3} }, text = "a@a''+a'" },
  edge { "star and product from the left", shapes = { {2, 3}, {3, 3}, {3, 2} }, text = "a*a@c@a*2" },
  edge { "star after product", shapes = { {2, 3}, {3, 3} }, text = "a@b*b" },
  edge { "swapping a number", shapes = { {2, 3} }, text = "a+2'" },
  grow { n = {37500, 63100, 106100, 178400, 300000} },

  idea { seconds = 120, "Which of the errors has the smallest column?",
    right = "the one that is met first when operands are worked out from the left, once the text is known to be an expression",
    wrong = { "the one nearest the root of the tree", "the first operator of the text whose neighbours do not fit", "the one that a recursive descent meets last" } },
  hint { cost = 5,  "Leave the shapes aside at first. In which two states can a reader be who knows what may come next?" },
  hint { cost = 10, "Brackets may go 100000 deep. What can stand in for the call stack?" },
  hint { cost = 20, "A stack of shapes and a stack of operators with their columns. Before an operator is put down, work out those on top that bind at least as tightly." },
  follow_up { "Let a length be a name such as `n` that is not known yet. When do two shapes fit, and what is learnt if they do?" },

  solution { "stacks.py", file = "stacks.py" },
  solution { "stacks.cpp", file = "stacks.cpp" },
  solution { "aligned-left.py", file = "aligned_left.py", expect = "wrong_answer on right" },
  solution { "product-first.py", file = "product_first.py", expect = "wrong_answer on right" },
  solution { "one-as-excuse.py", file = "one_as_excuse.py", expect = "wrong_answer on columns" },
  solution { "shapes-before-syntax.py", file = "shapes_before_syntax.py", expect = "wrong_answer on small" },
  solution { "descent.py", file = "descent.py", expect = "accepted on small; accepted on columns; runtime_error on deep" },
  solution { "bracket-by-bracket.py", file = "bracket_by_bracket.py", expect = "accepted on small; accepted on columns; time_limit on large" },
}
