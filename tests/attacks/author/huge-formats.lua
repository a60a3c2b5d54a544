-- Attack: has the library make huge texts in C, in ways that no count of instructions sees.
-- Must end with: 3
local kept = {}
for _, make in ipairs({
  function() return string.format("%99999d", 1) end,
  function() return string.format("%.99999f", 1) end,
  function() return string.rep("x", 1 << 40) end,
  function() return string.rep("x", 1 << 20, string.rep("y", 1 << 20)) end,
  function() return string.pack("!16i16", 1):rep(1 << 36) end,
  function() return table.concat(setmetatable({}, { __index = function() return "x" end, __len = function() return 1 << 60 end })) end,
  function() return (("x"):rep(1 << 16):gsub("x", ("y"):rep(1 << 16))) end,
}) do
  local fine, made = pcall(make)
  kept[#kept + 1] = fine and made or ""
end
while true do kept[#kept + 1] = ("x"):rep((1 << 20) + #kept) end
return problem "huge-formats" {
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
