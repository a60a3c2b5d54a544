-- Attack: points whose sum is no number, so that no result can be recorded.
-- Must end with: 3
-- Says: points must be 1000000 or less
return problem "endless-points" {
  title = "Mirror", round = "coding", difficulty = 1, minutes = 5, ai = "forbidden",
  statement = "Return `text` backwards.",
  fn = "mirror(text: str[0..9]) -> str",
  random { "one", 1, points = 1e308 },
  random { "two", 1, points = 1e308 },
  reference = function(a) return a.text:reverse() end,
  solution { "honest.py", "def mirror(text):\n    return text[::-1]" },
}
