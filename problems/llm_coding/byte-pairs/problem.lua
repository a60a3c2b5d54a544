return problem "byte-pairs" {
  title = "Pairs of bytes", round = "llm_coding", difficulty = 3, minutes = 35,
  tags = "llm, tokenizer", skills = { tokenizers = 0.9 },
  statement = [[
A byte-pair tokenizer. Every byte is a token at first: its number is its value. Learn up to `merges` merges from `corpus`, then
encode `text` with them.

**Learning.** Count all neighbouring pairs of tokens in the corpus, each place once, overlapping ones too (`aaa` holds the pair `aa`
twice). Take the pair that is most frequent; of equally frequent ones the one whose first token is smaller, then whose second is.
If it comes fewer than twice, stop. Else it becomes a new token, 256 for the first merge, 257 for the next, and so on: going
from left to right, replace every occurrence that does not overlap one replaced before.

**Encoding.** Turn the text into bytes, and apply the merges in the order in which they were learned, each from left to right over the
whole text.

Return the merges that were learned, as pairs of tokens, and the tokens of the text.
]],
  fn = "tokenize(corpus: bytes[0..3000], merges: int in 0..60, text: bytes[0..400]) -> ((int, int)[], int[])",

  example { corpus = "aaabdaaabac", merges = 2, text = "aaab", returns = {{{97, 97}, {97, 98}}, {256, 257}},
    "`aa` comes four times and becomes 256. Then 256 before `a` and `a` before `b` come twice each: 97 is smaller than 256." },
  random { "few letters", 14, letters = "ab", points = 30 },
  random { "words", 10, letters = "abcdef", words = true, points = 30 },
  random { "ties", 14, letters = "abcd", short = true, points = 40 },
  edge { "nothing to learn from", corpus = "", merges = 5, text = "abc" },
  edge { "no merges", corpus = "aaaa", merges = 0, text = "aa" },
  edge { "a pair that comes once", corpus = "ab", merges = 3, text = "ab" },
  edge { "overlapping", corpus = "aaaaaaa", merges = 3, text = "aaaaa" },
  edge { "bytes that are no text", corpus = "\xff\x00\xff\x00", merges = 1, text = "\x00\xff\x00" },

  make = function(r, row)
    local function text(n)
      if not row.words then return r:string(n, row.letters:sub(1, 1) .. "-" .. row.letters:sub(-1)) end
      local list, parts = {}, {}
      for i = 1, 8 do list[i] = r:string("2..6", "a-f") end
      while #table.concat(parts, " ") < n do parts[#parts + 1] = r:pick(list) end
      return table.concat(parts, " "):sub(1, n)
    end
    return { corpus = text(row.short and r:int(4, 40) or r:int(50, 600)), merges = r:int(1, row.short and 8 or 40), text = text(r:int(0, 120)) }
  end,

  reference = function(a)
    local function merged(tokens, x, y, new)
      local out, i = {}, 1
      while i <= #tokens do
        if tokens[i] == x and tokens[i + 1] == y then
          out[#out + 1], i = new, i + 2
        else
          out[#out + 1], i = tokens[i], i + 1
        end
      end
      return out
    end
    local function bytes_of(s)
      local t = {}
      for i = 1, #s do t[i] = s:byte(i) end
      return t
    end
    local tokens, text, merges = bytes_of(a.corpus), bytes_of(a.text), {}
    for m = 1, a.merges do
      local count, best = {}, nil
      for i = 1, #tokens - 1 do
        local key = tokens[i] * 1000 + tokens[i + 1]
        count[key] = (count[key] or 0) + 1
        if not best or count[key] > count[best] or (count[key] == count[best] and key < best) then best = key end
      end
      if not best or count[best] < 2 then break end
      local x, y = best // 1000, best % 1000
      merges[m] = { x, y }
      tokens, text = merged(tokens, x, y, 255 + m), merged(text, x, y, 255 + m)
    end
    return { merges, text }
  end,

  solution { "pairs.py", file = "pairs.py" },
  solution { "first-seen.py", file = "first_seen.py", expect = "wrong_answer on ties", "Of equally frequent pairs it takes the one that it saw first." },
  solution { "does-not-overlap.py", file = "apart.py", expect = "wrong_answer on few letters", "Counts only occurrences that do not overlap." },
  solution { "merges-once.py", file = "once.py", expect = "wrong_answer on ties", "Goes on below two occurrences." },
  solution { "most-frequent-first.py", file = "greedy.py", expect = "wrong_answer on few letters", "Encodes with the last merges first." },
  solution { "from-the-right.py", file = "right.py", expect = "wrong_answer on few letters", "Replaces from right to left." },

  sources = { "Original. The method is the published byte-pair encoding, with its ties decided." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
}
