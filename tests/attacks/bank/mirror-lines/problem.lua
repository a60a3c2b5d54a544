-- The same from standard input to standard output, for what a program can do there.
return problem "mirror-lines" {
  title = "Mirror, as a program", round = "coding", difficulty = 1, minutes = 5,
  license = "Apache-2.0", written = "2026-11-21", review_by = "2028-11-21", ai = "forbidden",
  sources = { "Original." },
  statement = [[Print the line that is read, backwards.]],
  program = true,
  memory = "64 MiB", time_limit = "300 ms",

  example { input = "shown\n", returns = "nwohs\n" },

  reference = function(v) return v.input:sub(1, -2):reverse() .. "\n" end,

  edge { "first", input = "Zq7Vw-keep-first\n" },
  edge { "second", input = "Zq7Vw-keep-second\n" },

  solution { "backwards.py", [=[
print(input()[::-1])]=] },
}
