-- Attack: recursion without end, in the language and in its library.
-- Must end with: 3
-- Says: stack overflow
local function f(n) return 1 + f(n + 1) end
local g
g = function(s) return (s:gsub(".", g)) end
local t = f(0) + g("x")
return problem "deep-recursion" {
  title = "Mirror", round = "coding", difficulty = 1, minutes = 5, ai = "forbidden",
  license = "Apache-2.0", written = "2026-11-21", review_by = "2028-11-21", sources = { "Original." },
  statement = [[Return `text` backwards.]],
  fn = "mirror(text: str[0..60]) -> str",
  example { text = "shown", returns = "nwohs" },
  reference = function(v) return v.text:reverse() end,
  edge { "first", text = "Zq7Vw-keep-first" },
  solution { "backwards.py", [=[
def mirror(text):
    return text[::-1]]=] },
}
