-- Attack: a type of lists within lists without end, each a pair of brackets behind the one before.
-- Must end with: 3
-- Says: this type is nested too deeply
return problem "deep-types" {
  title = "Mirror", round = "coding", difficulty = 1, minutes = 5, ai = "forbidden",
  statement = "Return `text` backwards.",
  fn = "mirror(text: int" .. ("[]"):rep(200000) .. ") -> str",
  random { "all", 1 },
  reference = function(a) return "" end,
  solution { "honest.py", "def mirror(text):\n    return text[::-1]" },
}
