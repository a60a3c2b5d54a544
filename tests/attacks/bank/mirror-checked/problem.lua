-- Attacked by answers that its checker, which looks at every pair, has no end with.
return problem "mirror-checked" {
  title = "Mirror, checked", round = "coding", difficulty = 1, minutes = 5,
  license = "Apache-2.0", written = "2026-11-23", review_by = "2028-11-23", ai = "forbidden",
  sources = { "Original." },
  statement = [[Return the codes of the letters of `text`, backwards; any that are the same may change places.]],
  fn = "mirror(text: str[0..60]) -> int[]",
  check = function(a, out, want)
    local same = 0
    for _, x in ipairs(out) do
      for _, y in ipairs(out) do same = same + (x == y and 1 or 0) end
    end
    if #out ~= #want then return false, "there are more or fewer letters" end
    for i, x in ipairs(out) do
      if x ~= want[i] then return false, "another letter" end
    end
    return same >= #out
  end,
  reference = function(a) return { a.text:reverse():byte(1, -1) } end,

  example { text = "shown", returns = { 110, 119, 111, 104, 115 } },
  edge { "first", text = "Zq7Vw-keep-first" },

  solution { "backwards.py", [=[
def mirror(text):
    return list(reversed(text.encode()))]=] },
}
