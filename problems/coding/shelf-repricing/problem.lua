-- The idea to find: a rectangle is four corners in the table of differences; two running sums over
-- the wall bring the prices back.
return problem "shelf-repricing" {
  title = "Shelf repricing", round = "coding", difficulty = 3, minutes = 25,
  pattern = "prefix sums and differences", scale = "events", skills = { algorithms = 0.8, complexity = 0.2 },
  license = "Apache-2.0", written = "2026-11-21", review_by = "2028-11-21", ai = "forbidden",
  sources = { "Original." },

  statement = [[
A shop wall has `rows` shelves with `columns` places each. At first every place shows the price 0. Then a day of changes arrives, each of
them `(top, left, height, width, amount)`: add `amount` (it may be negative) to every place of the rectangle whose upper left place is
`(top, left)` and that is `height` places high and `width` places wide. A rectangle may reach past the lower or the right edge of the wall;
what lies outside is ignored.

After all changes, which place is the dearest? Return four numbers: its price, its row, its column, and how many places show that price.
If there are several, report the one in the highest row (smallest number), and there the leftmost.]],

  fn = "dearest(rows: int in 1..1000, columns: int in 1..1000, changes: (int in 0..rows-1, int in 0..columns-1, int in 1..1000, int in 1..1000, int in -1e9..1e9)[n=0..200000]) -> int[4]",
  complexity = "n",

  example { rows = 3, columns = 4, changes = { {0, 0, 2, 3, 5}, {1, 1, 9, 9, 2} }, returns = {7, 1, 1, 2},
    "The second change is cut at the edges: it covers rows 1 and 2, columns 1 to 3. Both changes meet at (1, 1) and (1, 2)." },
  example { rows = 1, columns = 3, changes = { {0, 0, 1, 3, -4}, {0, 2, 1, 1, -1} }, returns = {-4, 0, 0, 2},
    "Every place has become cheaper than at first." },

  -- `whole` is the share of changes that cover the whole wall.
  make = function(r, p)
    local rows, columns, changes = r:int(p.rows), r:int(p.columns), {}
    local amount = p.amount or "-1000..1000"
    for i = 1, r:int(p.n) do
      if r:bool(p.whole or 0) then
        changes[i] = { 0, 0, rows, columns, r:int(amount) }
      else
        changes[i] = { r:int(0, rows - 1), r:int(0, columns - 1), r:int(1, rows), r:int(1, columns), r:int(amount) }
      end
    end
    return { rows = rows, columns = columns, changes = changes }
  end,

  reference = function(a)
    local best = { math.mininteger, 0, 0, 0 }
    for row = 0, a.rows - 1 do
      for column = 0, a.columns - 1 do
        local price = 0
        for _, change in ipairs(a.changes) do
          local top, left, height, width, amount = table.unpack(change)
          if row >= top and row < top + height and column >= left and column < left + width then price = price + amount end
        end
        if price > best[1] then best = { price, row, column, 0 } end
        if price == best[1] then best[4] = best[4] + 1 end
      end
    end
    return best
  end,

  random { "small",     40, n = "0..8", rows = "1..6", columns = "1..6", amount = "-2..3", points = 30 },
  random { "markdown",   8, n = "4..12", rows = "2..6", columns = "2..6", amount = "-3..-1", whole = 0.3, points = 10 },
  random { "dear",       8, n = "20..40", rows = "2..6", columns = "2..6", amount = "9e8..1e9", whole = 0.2, points = 10 },
  random { "thousand",   4, n = "1000", rows = "30..40", columns = "30..40", amount = "-3..3", points = 10 },
  random { "large",      4, n = "20000", rows = "200..300", columns = "200..300", amount = "-1000..1000", points = 30 },
  random { "huge",       2, n = "100000", rows = "900..1000", columns = "900..1000", amount = "-1e9..1e9", points = 10 },
  edge { "no change", rows = 2, columns = 3, changes = {} },
  edge { "one place", rows = 1, columns = 1, changes = { {0, 0, 1000, 1000, -1000000000} } },
  edge { "past both edges", rows = 3, columns = 3, changes = { {2, 2, 1000, 1000, 1}, {0, 0, 1, 1, 1} } },
  edge { "past the right edge only", rows = 3, columns = 2, changes = { {0, 1, 1, 2, 3} } },
  edge { "a lone shelf", rows = 1, columns = 5, changes = { {0, 1, 1, 3, 2}, {0, 2, 1, 3, 2}, {0, 4, 1, 1, 2} } },
  edge { "a lone column", rows = 5, columns = 1, changes = { {1, 0, 3, 1, 2}, {2, 0, 3, 1, 2}, {4, 0, 1, 1, 2} } },
  grow { n = {10000, 16800, 28300, 47600, 80000}, rows = 100, columns = "n/100" },

  idea { seconds = 120, "How do you avoid touching every place of every rectangle?",
    right = "note each change at four corners, then sum the wall once",
    wrong = { "sort the changes by amount and stop early", "keep the running maximum while the changes arrive",
              "merge overlapping rectangles first" } },
  hint { cost = 5,  "Solve it for a single shelf first: how can a change of many places be noted at just two?" },
  hint { cost = 10, "On one shelf: +amount where it begins, -amount behind its end, and a running sum at the close of the day." },
  hint { cost = 20, "On the wall each change has four corners: plus at its upper left, minus right of it and below it, plus again at the diagonal. Sum along rows, then down columns." },
  follow_up { "The manager wants the dearest place after each change, not only at the end of the day. What do you give up?" },

  solution { "differences.py", file = "differences.py" },
  solution { "differences.cpp", file = "differences.cpp" },
  solution { "starts-at-zero.py", file = "starts_at_zero.py", expect = "wrong_answer on markdown; accepted on dear" },
  solution { "spills-over.py", file = "spills_over.py", expect = "wrong_answer on small; wrong_answer on edge" },
  solution { "corner-missing.py", file = "corner_missing.py", expect = "wrong_answer on edge; wrong_answer on thousand" },
  solution { "one-short.py", file = "one_short.py", expect = "wrong_answer on small; wrong_answer on edge" },
  solution { "last-row.py", file = "last_row.py", expect = "wrong_answer on small; wrong_answer on edge" },
  solution { "each-cell.py", file = "each_cell.py", expect = "accepted on small; accepted on markdown; time_limit on large" },
  solution { "each-row.py", file = "each_row.py", expect = "accepted on small; accepted on thousand; time_limit on huge" },
  solution { "int32.cpp", file = "int32.cpp", expect = "accepted on small; wrong_answer on dear" },
  equivalent { "differences.py:5", "a wider border of zeros changes no price" },
}
