-- Attacked by the tests that a candidate writes.
return problem "mirror-tests" {
  title = "Mirror, tested", round = "coding", difficulty = 1, minutes = 5,
  license = "Apache-2.0", written = "2026-11-23", review_by = "2028-11-23", ai = "forbidden",
  sources = { "Original." },
  statement = [[`mirror` returns `text` backwards. Write tests for it.]],
  fn = "mirror(text: str[0..60]) -> str",
  write = "tests",

  -- Doubles its work with every letter.
  reference = function(a)
    local function turned(text)
      if text == "" then return "" end
      turned(text:sub(2))
      return turned(text:sub(2)) .. text:sub(1, 1)
    end
    return turned(a.text)
  end,

  example { text = "shown", returns = "nwohs" },
  mutant { "as-it-is.py", [=[
def mirror(text):
    return text]=] },

  solution { "two-letters.py", [=[
def tests():
    return [{"text": "ab", "returns": "ba"}]]=] },
}
