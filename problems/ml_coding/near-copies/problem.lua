-- The idea to find: a table for each band, whose keys are the band's numbers; only texts that meet in a table are compared.
return problem "near-copies" {
  title = "Nearly the same text", round = "ml_coding", difficulty = 4, minutes = 40,
  tags = "ml, data, hashing", skills = { algorithms = 0.7, ["data quality"] = 0.6 },
  statement = [[
Before a model is trained, near copies are taken out of its texts. All pairs of texts are too many to compare, so each text gets a short signature, and only texts whose
signatures partly agree are compared. Every step is exact.

1. The **pieces** of a text are its different substrings of `width` letters.
2. A piece's **number** is `((c1 * 257 + c2) * 257 + c3) ...` with the codes of its letters (`a` is 97), taken modulo `M = 2147483647` at the end.
3. The **signature** has one number for each pair `(a[i], b[i])`: the smallest `(a[i] * number + b[i]) mod M` over all pieces of the text.
4. The signature is cut into bands of `rows` numbers, one after the other. Two texts are **candidates** if in at least one band all numbers agree, at the same places.
5. Two candidates are **near copies** if at least `least` places of their whole signatures agree.

Return all pairs of near copies `(i, j)` with `i < j`, indices from 0, in increasing order. In the group "large" there are 2500 texts with only a few near copies: holding every signature against every
other is too slow.
]],
  fn = "near_copies(texts: (str[1..60])[n=1..2500] in \"a-z\", width: int in 1..6, a: int[k=1..60] in 1..2147483646, b: int[k] in 0..2147483646, rows: int in 1..60, least: int in 1..60) -> (int, int)[]",
  where = {
    "#a % rows == 0 -- `rows` divides `k`",
    "(function() for _, text in ipairs(texts) do if #text < width then return false end end return true end)() -- every text has at least `width` letters",
  },

  example { texts = {"banana", "nanaba", "kiwi"}, width = 2, a = {2147483646, 1}, b = {0, 5}, rows = 1, least = 1, returns = { {0, 1} },
    "The pieces of `banana` are ba, an and na; `nanaba` has na, an, ab and ba. The first place of both signatures comes from na, the second differs." },
  random { "letters", 12, n = "2..12", letters = "a-c", long = 8, width = "1..2", bands = 2, rows = "1..2", points = 25 },
  random { "one band", 8, n = "4..20", letters = "a-d", long = 20, width = "2..3", bands = 1, rows = "2..3", points = 15 },
  random { "bands", 12, n = "10..40", letters = "a-f", long = 40, width = "2..4", bands = 5, rows = "2..4", points = 30 },
  random { "the same places", 8, n = "10..20", letters = "a-h", long = 4, width = 1, bands = 3, rows = 2, shifted = true, points = 10 },
  random { "large", 2, n = "2500", letters = "a-z", long = 12, width = "3", bands = 6, rows = "3", points = 20 },
  make = function(r, row)
    local n, width, rows = r:int(row.n), r:int(row.width), r:int(row.rows)
    local k = rows * row.bands
    local texts = {}
    for i = 1, n do
      if i > 2 and r:bool(row.n == "2500" and 0.02 or 0.5) then
        local old = texts[r:int(1, i - 1)]                  -- a copy in which a letter changed, or which is cut off
        local at = r:int(1, #old)
        texts[i] = r:bool(0.2) and #old > width and old:sub(1, #old - 1) or old:sub(1, at - 1) .. r:string(1, row.letters) .. old:sub(at + 1)
      else
        texts[i] = r:string(r:int(math.max(width, row.long // 2), row.long), row.letters)
      end
    end
    if row.shifted then
      -- Bands of the first and the last letter, the last one moved by a little in each band: texts that begin alike have at other
      -- places what agrees in the whole band.
      local a, b = {}, {}
      for place = 1, k, 2 do
        a[place], a[place + 1] = 1, 2147483646
        b[place], b[place + 1] = 0, r:int(0, 2)
      end
      b[k] = b[2] + 1
      return { texts = texts, width = width, a = a, b = b, rows = rows, least = row.bands }
    end
    return { texts = texts, width = width, a = r:ints(k, "1..2147483646"), b = r:ints(k, "0..2147483646"), rows = rows, least = r:int((k + 1) // 2, math.max(1, k * 3 // 4)) }
  end,

  hint { cost = 5, "Compute a piece's number once per text, then all of the signature from the set of numbers." },
  hint { cost = 10, "For each band a dictionary from the tuple of its numbers to the texts that have it." },
  follow_up { "With 20 bands of 5 numbers, how likely is it that two texts become candidates which share eight tenths of their pieces? And three tenths?" },

  solution { "tables.py", file = "ok.py" },
  solution { "misses-the-end.py", file = "misses_the_end.py", expect = "wrong_answer on letters; wrong_answer on bands", "Leaves out the last piece of each text." },
  solution { "more-than-least.py", file = "more_than_least.py", expect = "wrong_answer on letters; wrong_answer on bands", "Wants more places than `least`." },
  solution { "candidates.py", file = "candidates.py", expect = "wrong_answer on bands", "Returns the candidates without counting the places that agree." },
  solution { "one-table.py", file = "one_table.py", expect = "accepted on letters; accepted on bands; wrong_answer on the same places", "Keeps all bands in one table: texts meet whose numbers agree at other places." },
  solution { "no-bands.py", file = "no_bands.py", expect = "wrong_answer on one band", "Counts agreeing places of all pairs, candidates or not." },
  solution { "largest.py", file = "largest.py", expect = "wrong_answer on bands", "Takes the largest number instead of the smallest." },
  solution { "every-pair.py", file = "every_pair.py", expect = "accepted on letters; accepted on bands; time_limit on large", "Holds every signature against every other." },

  sources = { "Original. The method is textbook (Broder 1997)." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
  equivalent { "tables.py:10", "the signature takes the number modulo M anyway" },
}
