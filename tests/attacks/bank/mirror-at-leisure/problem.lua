-- The same with time enough for memory to be what runs out, however slow the machine.
return problem "mirror-at-leisure" {
  title = "Mirror, at leisure", round = "coding", difficulty = 1, minutes = 5,
  license = "Apache-2.0", written = "2026-11-21", review_by = "2028-11-21", ai = "forbidden",
  sources = { "Original." },
  statement = [[Return `text` backwards.]],
  fn = "mirror(text: str[0..60]) -> str",
  memory = "64 MiB", time_limit = "10 s",

  example { text = "shown", returns = "nwohs" },

  reference = function(v) return v.text:reverse() end,

  edge { "first", text = "Zq7Vw-kept-first" },
  edge { "second", text = "Zq7Vw-kept-second" },
  edge { "third", text = "Zq7Vw-kept-third" },

  solution { "backwards.py", [=[
def mirror(text):
    return text[::-1]]=] },
  solution { "backwards.cpp", [=[
#include <string>
std::string mirror(const std::string& text) { return {text.rbegin(), text.rend()}; }]=] },
}
