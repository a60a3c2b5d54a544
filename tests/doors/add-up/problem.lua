-- Small and quick: what the tests of the doors grade.
return problem "add-up" {
  title = "Add up", round = "coding", difficulty = 1, minutes = 5,
  license = "Apache-2.0", written = "2026-11-21", review_by = "2028-11-21", ai = "forbidden",
  sources = { "Original." },
  statement = [[Return the sum of `a` and `b`.]],
  fn = "add_up(a: int in -1e9..1e9, b: int in -1e9..1e9) -> int",

  example { a = 2, b = 3, returns = 5, "Two and three." },

  reference = function(v) return v.a + v.b end,

  random { "small", 12, a = "-9..9", b = "-9..9", points = 60 },
  random { "large", 4, a = "-1e9..1e9", b = "-1e9..1e9", points = 40 },
  edge { "nothing", a = 0, b = 0 },

  hint { cost = 5, "There is an operator for this." },

  solution { "sum.py", [=[
def add_up(a, b):
    return a + b]=] },
  solution { "adds-sizes.py", expect = "wrong_answer on small", [=[
def add_up(a, b):
    return abs(a) + abs(b)]=] },
}
