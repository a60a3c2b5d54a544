-- Ways around the rules of a problem.  What the source shows is refused before it runs; what is put
-- together later meets a name that was taken away.
return problem "ruled" {
  title = "Twice as much, by yourself", round = "ml_coding", difficulty = 1,
  statement = "Return the solution of `a w = b`, without the library's.",
  fn = "solve(a: f64[n=1..4, n], b: f64[n]) -> f64[n]",
  runtimes = { "numpy" }, allow = { "numpy", "math" }, forbid = { "numpy.linalg", "scipy" },
  check = tensor { rtol = 1e-6, dtype = true },

  random { "all", 4 },
  make = function(r)
    local n, a = r:int(1, 4), {}
    for i = 1, n do
      a[i] = {}
      for j = 1, n do a[i][j] = r:int(-3, 3) + (i == j and 20 or 0) end
    end
    return { a = a, b = r:tensor("f64", { n }, "-5..5") }
  end,

  solution { "honest.numpy.py", [=[
import numpy as np
def solve(a, b):
    w = np.zeros_like(b)
    for _ in range(200):
        w = w + (b - a @ w) / a.diagonal()
    return w]=] },

  solution { "plain.numpy.py", expect = "compile_error", [=[
import numpy as np
def solve(a, b):
    return np.linalg.solve(a, b)]=] },
  solution { "renamed.numpy.py", expect = "compile_error", [=[
from numpy import linalg as numbers
def solve(a, b):
    return numbers.solve(a, b)]=] },
  solution { "scipy.numpy.py", expect = "compile_error", [=[
import scipy.linalg
def solve(a, b):
    return scipy.linalg.solve(a, b)]=] },
  solution { "import-by-name.numpy.py", expect = "compile_error", [=[
def solve(a, b):
    return __import__("num" + "py").__dict__["lin" + "alg"].solve(a, b)]=] },
  solution { "evaluated.numpy.py", expect = "compile_error", [=[
import numpy as np
def solve(a, b):
    return eval("np.lin" + "alg.solve")(a, b)]=] },
  solution { "not-allowed.numpy.py", expect = "compile_error", [=[
import sys
def solve(a, b):
    return sys.modules["numpy.linalg"].solve(a, b)]=] },
  solution { "by-getattr.numpy.py", expect = "runtime_error on all", [=[
import numpy as np
def solve(a, b):
    return getattr(np, "lin" + "alg").solve(a, b)]=] },
}
