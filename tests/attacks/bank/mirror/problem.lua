-- What the attacks pretend to solve.  The hidden texts stand for what may never get out: attacks_test.py looks for them,
-- forwards and backwards, in all that the engine leaves behind.
return problem "mirror" {
  title = "Mirror", round = "coding", difficulty = 1, minutes = 5,
  license = "Apache-2.0", written = "2026-11-21", review_by = "2028-11-21", ai = "forbidden",
  sources = { "Original." },
  statement = [[Return `text` backwards.]],
  fn = "mirror(text: str[0..60]) -> str",
  memory = "64 MiB", time_limit = "300 ms",

  example { text = "shown", returns = "nwohs" },

  reference = function(v) return v.text:reverse() end,

  edge { "first", text = "Zq7Vw-keep-first" },
  edge { "second", text = "Zq7Vw-keep-second" },
  edge { "third", text = "Zq7Vw-keep-third" },

  solution { "backwards.py", [=[
def mirror(text):
    return text[::-1]]=] },
  solution { "backwards.cpp", [=[
#include <string>
std::string mirror(const std::string& text) { return {text.rbegin(), text.rend()}; }]=] },
}
