-- Attack: coroutines within coroutines, each of which survives the end of its budget.
-- Must end with: 3
local function hold(depth)
  local thread = coroutine and coroutine.wrap or function(f) return f end
  return pcall(thread(function()
    pcall(hold, depth + 1)
    while true do pcall(error, "again") end
  end))
end
while true do hold(0) end
return problem "endless-coroutines" {
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
