-- Attack: sorting and moving in C with comparisons and lengths that lie, and never an instruction of its own.
-- Must end with: 3
local liar = setmetatable({}, { __index = function(_, i) return i end, __newindex = function() end, __len = function() return math.maxinteger - 1 end })
pcall(table.sort, liar)
pcall(table.move, liar, 1, math.maxinteger - 1, 2)
pcall(table.unpack, liar, 1, 1 << 24)
table.move(liar, 1, math.maxinteger - 1, 1, liar)
return problem "sorts-without-end" {
  title = "Mirror", round = "coding", difficulty = 1, minutes = 5, ai = "forbidden",
  license = "Apache-2.0", written = "2026-11-22", review_by = "2028-11-22", sources = { "Original." },
  statement = [[Return `text` backwards.]],
  fn = "mirror(text: str[0..60]) -> str",
  example { text = "shown", returns = "nwohs" },
  reference = function(v) return v.text:reverse() end,
  edge { "first", text = "Zq7Vw-keep-first" },
  solution { "backwards.py", [=[
def mirror(text):
    return text[::-1]]=] },
}
