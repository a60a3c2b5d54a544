-- Attack: a solution by an absolute path.
-- Must end with: 3
-- Says: cannot be read
return problem "file-absolute" {
  title = "Mirror", round = "coding", difficulty = 1, minutes = 5, ai = "forbidden",
  license = "Apache-2.0", written = "2026-11-21", review_by = "2028-11-21", sources = { "Original." },
  statement = [[Return `text` backwards.]],
  fn = "mirror(text: str[0..60]) -> str",
  example { text = "shown", returns = "nwohs" },
  reference = function(v) return v.text:reverse() end,
  edge { "first", text = "Zq7Vw-keep-first" },
  solution { "stolen.py", file = "@HOME@/.ssh/id_rsa" },
  solution { "backwards.py", [=[
def mirror(text):
    return text[::-1]]=] },
}
