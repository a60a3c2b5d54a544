-- Attack: reads files, runs programs, loads code.
-- Must end with: 3
-- Says: os is not available
for _, name in ipairs { "io", "os", "debug", "load", "loadfile", "dofile", "require", "package", "collectgarbage", "coroutine", "rawset", "_G" } do
  local there = pcall(function() return ({ io, os, debug })[1] end)
  if there then return end
end
os.execute("touch @HOME@/open/owned")
return problem "reaches-files" {
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
