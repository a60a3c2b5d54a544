-- Attacked by what a candidate sends back: the engine answers its calls.
return problem "mirror-by-letters" {
  title = "Mirror by letters", round = "coding", difficulty = 1, minutes = 5,
  license = "Apache-2.0", written = "2026-11-22", review_by = "2028-11-22", ai = "forbidden",
  sources = { "Original." },
  statement = [[`letter(i)` tells the letter at place `i` of a hidden text of `n` letters. Return the text backwards.]],
  fn = "mirror(n: int in 0..60, letter: fn(i: int in 0..59) -> str) -> str",
  secret = "text: str[0..60]",
  answer = { letter = { function(a, secret, i) return secret.text:sub(i + 1, i + 1) end } },

  example { n = 5, secret = { text = "shown" }, returns = "nwohs" },

  reference = function(a, secret) return secret.text:reverse() end,

  edge { "first", n = 16, secret = { text = "Zq7Vw-keep-first" } },
  edge { "second", n = 17, secret = { text = "Zq7Vw-keep-second" } },

  solution { "backwards.py", [=[
def mirror(n, letter):
    return "".join(letter(i) for i in reversed(range(n)))]=] },
}
