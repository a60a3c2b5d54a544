# Attack: a problem that changes the library, the texts' metatable and the globals, for those that are read after it.
# Must end with: 0
# Says: LAST12
# Never says: POISON
PROBLEM = """return problem "%s" {
  title = %s, round = "coding", difficulty = 1, minutes = 5, ai = "forbidden",
  license = "Apache-2.0", written = "2026-11-21", review_by = "2028-11-21", sources = { "Original." },
  statement = [[Return `text` backwards.]],
  fn = "mirror(text: str[0..60]) -> str",
  example { text = "shown", returns = "nwohs" },
  reference = function(v) return v.text:reverse() end,
  solution { "backwards.py", "def mirror(text):\\n    return text[::-1]\\n" },
}
"""
CHANGES = ["string.format = poison", "string.upper = poison", "table.concat = poison", "math.floor = function() return 'POISON' end",
           "getmetatable('').__index = poison", "getmetatable('').__index.format = poison", "getmetatable('').__add = poison",
           "('').upper = poison", "rawset(string, 'upper', poison)", "problem = poison", "_G.problem = poison", "_ENV.example = poison",
           "setmetatable(_ENV, { __index = poison, __newindex = poison })", "setmetatable(string, { __index = poison })",
           "getmetatable(r).__index = poison", "debug.setmetatable('', nil)", "tostring, pairs, ipairs, type = nil, nil, nil, nil",
           "for name, each in next, _ENV do if type(each) == 'table' then for key in next, each do each[key] = poison end end end"]


def make(folder, station):
    attempts = "".join(f"pcall(function() {change} end)\n" for change in CHANGES)
    for name, text in (("a-first", attempts + PROBLEM % ("a-first", '"First"')),
                       ("z-last", PROBLEM % ("z-last", '("la%s"):format("st"):upper() .. table.concat({ 1, math.floor(2.5) })'))):
        (folder / "bank" / name).mkdir(parents=True)
        before = "local function poison() return 'POISON' end\n" if name == "a-first" else ""
        (folder / "bank" / name / "problem.lua").write_text(before + text)
    return ["list", "--bank", str(folder / "bank")]
