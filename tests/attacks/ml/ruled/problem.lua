-- Ways around the rules of a problem.  What the source shows is refused before it runs; what is put
-- together later meets a name that was taken away.
return problem "ruled" {
  title = "Twice as much, by yourself", round = "ml_coding", difficulty = 1,
  statement = "Return the solution of `a w = b`, without the library's.",
  fn = "solve(a: f64[n=1..4, n], b: f64[n]) -> f64[n]",
  runtimes = { "numpy" }, allow = { "numpy", "math", "operator", "sys" }, forbid = { "numpy.linalg", "scipy", ".dot(", ".prod(" },
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
import os
def solve(a, b):
    return os]=] },
  solution { "by-getattr.numpy.py", expect = "compile_error", [=[
import numpy as np
def solve(a, b):
    w = np.zeros_like(b)
    for _ in range(200):
        w = w + (b - a @ w) / a.diagonal()
    getattr(np, "lin" + "alg").solve(a, b)
    return w]=] },
  solution { "getattr-in-quotes.numpy.py", expect = "compile_error", [=[
import numpy as np
def solve(a, b):
    w = np.zeros_like(b)
    for _ in range(200):
        w = w + (b - a @ w) / a.diagonal()
    getattr(a, "dot")(b)
    return w]=] },
  solution { "getattr-renamed.numpy.py", expect = "compile_error", [=[
import numpy as np
get = getattr
def solve(a, b):
    w = np.zeros_like(b)
    for _ in range(200):
        w = w + (b - a @ w) / a.diagonal()
    get(a, "do" + "t")(b)
    return w]=] },
  solution { "getattr-of-what-is-free.numpy.py", expect = "accepted", [=[
import numpy as np
def solve(a, b):
    w = np.zeros_like(b)
    for _ in range(200):
        w = w + (b - a @ w) / a.diagonal()
    getattr(a, "shape")
    return w]=] },
  solution { "own-underscores.numpy.py", expect = "accepted", [=[
import numpy as np
class _Box:
    def __init__(self):
        self._kept = 1
    def _get(self):
        return self._kept
def solve(a, b):
    w = np.zeros_like(b)
    for _ in range(200):
        w = w + (b - a @ w) / a.diagonal()
    _Box()._get()
    return w]=] },
  solution { "named-tuple.numpy.py", expect = "accepted", [=[
from collections import namedtuple
import numpy as np
State = namedtuple("State", "w round")
def solve(a, b):
    state = State(np.zeros_like(b), 0)
    for _ in range(200):
        state = state._replace(w=state.w + (b - a @ state.w) / a.diagonal())
    return state.w]=] },
  solution { "method-without-call.numpy.py", expect = "compile_error", [=[
import numpy as np
def solve(a, b):
    w = np.zeros_like(b)
    for _ in range(200):
        w = w + (b - a @ w) / a.diagonal()
    f = a.dot
    return w]=] },
  solution { "methodcaller.numpy.py", expect = "compile_error", [=[
import numpy as np, operator
def solve(a, b):
    w = np.zeros_like(b)
    for _ in range(200):
        w = w + (b - a @ w) / a.diagonal()
    operator.methodcaller("do" + "t", b)(a)
    return w]=] },
  solution { "attrgetter.numpy.py", expect = "compile_error", [=[
import numpy as np
from operator import attrgetter as get
def solve(a, b):
    w = np.zeros_like(b)
    for _ in range(200):
        w = w + (b - a @ w) / a.diagonal()
    get("do" + "t")(a)(b)
    return w]=] },
  solution { "modules.numpy.py", expect = "compile_error", [=[
import numpy as np
import sys
def solve(a, b):
    w = np.zeros_like(b)
    for _ in range(200):
        w = w + (b - a @ w) / a.diagonal()
    sys.modules["numpy.lin" + "alg"].solve(a, b)
    return w]=] },
  solution { "modules-renamed.numpy.py", expect = "compile_error", [=[
import numpy as np
from sys import modules as m
def solve(a, b):
    w = np.zeros_like(b)
    for _ in range(200):
        w = w + (b - a @ w) / a.diagonal()
    m["numpy.lin" + "alg"].solve(a, b)
    return w]=] },
  solution { "dict-of-the-type.numpy.py", expect = "compile_error", [=[
import numpy as np
def solve(a, b):
    w = np.zeros_like(b)
    for _ in range(200):
        w = w + (b - a @ w) / a.diagonal()
    type(a).__dict__["do" + "t"](a, b)
    return w]=] },
  solution { "dict-of-the-module.numpy.py", expect = "compile_error", [=[
import numpy as np
def solve(a, b):
    w = np.zeros_like(b)
    for _ in range(200):
        w = w + (b - a @ w) / a.diagonal()
    np.__dict__["lin" + "alg"].solve(a, b)
    return w]=] },
  solution { "getattribute.numpy.py", expect = "compile_error", [=[
import numpy as np
def solve(a, b):
    w = np.zeros_like(b)
    for _ in range(200):
        w = w + (b - a @ w) / a.diagonal()
    object.__getattribute__(a, "do" + "t")(b)
    return w]=] },
  solution { "back-room.numpy.py", expect = "compile_error", [=[
import numpy as np
def solve(a, b):
    w = np.zeros_like(b)
    for _ in range(200):
        w = w + (b - a @ w) / a.diagonal()
    np.core.multiarray.inner(a, b)
    return w]=] },
  solution { "back-door.numpy.py", expect = "compile_error", [=[
import numpy as np
n = np
def solve(a, b):
    w = np.zeros_like(b)
    for _ in range(200):
        w = w + (b - a @ w) / a.diagonal()
    n._mat.linalg
    return w]=] },
  solution { "module-under-another-name.numpy.py", expect = "runtime_error on all", [=[
import numpy as np
n = np
def solve(a, b):
    w = np.zeros_like(b)
    for _ in range(200):
        w = w + (b - a @ w) / a.diagonal()
    n.linalg.solve(a, b)
    return w]=] },
}
