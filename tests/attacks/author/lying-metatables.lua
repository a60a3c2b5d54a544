-- Attack: a definition whose fields appear and vanish while it is read.
-- Must end with: 3
return problem "lying-metatables" {
  title = "Mirror", round = "coding", difficulty = 1, minutes = 5, ai = "forbidden",
  license = "Apache-2.0", written = "2026-11-21", review_by = "2028-11-21", sources = { "Original." },
  statement = [[Return `text` backwards.]],
  fn = "mirror(text: str[0..60]) -> str",
  example { text = "shown", returns = "nwohs" },
  reference = function(v) return v.text:reverse() end,
  edge { "first", text = "Zq7Vw-keep-first" },
  setmetatable({}, { __index = function(t, k) return t[k] end, __pairs = function() return next, {}, nil end, __len = function() return 1 << 60 end }),
  solution { "backwards.py", [=[
def mirror(text):
    return text[::-1]]=] },
}
