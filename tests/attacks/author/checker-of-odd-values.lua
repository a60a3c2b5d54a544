-- Attack: a checker that returns scores that are none, and words without end.
-- Must end with: 5 or 1
return problem "checker-of-odd-values" {
  title = "Mirror", round = "coding", difficulty = 1, minutes = 5, ai = "forbidden",
  license = "Apache-2.0", written = "2026-11-21", review_by = "2028-11-21", sources = { "Original." },
  statement = [[Return `text` backwards.]],
  fn = "mirror(text: str[0..60]) -> str",
  example { text = "shown", returns = "nwohs" },
  reference = function(v) return v.text:reverse() end,
  edge { "first", text = "Zq7Vw-keep-first" },
  check = function(a, out) return 0 / 0, ("\27[2J"):rep(1000000) end,
  solution { "backwards.py", [=[
def mirror(text):
    return text[::-1]]=] },
}
