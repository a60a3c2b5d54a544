-- Ways around the rules of a problem.  What the source shows is refused before it runs; what is put
-- together later meets a name that was taken away.

-- A right solution that first does something else.
local function beside(top, first)
  return ([=[
import numpy as np
%s
def solve(a, b):
    w = np.zeros_like(b)
    for _ in range(200):
        w = w + (b - a @ w) / a.diagonal()
%s
    return w
]=]):format(top, first)
end

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
  solution { "module-under-another-name.numpy.py", expect = "compile_error", [=[
import numpy as np
n = np
def solve(a, b):
    w = np.zeros_like(b)
    for _ in range(200):
        w = w + (b - a @ w) / a.diagonal()
    n.linalg.solve(a, b)
    return w]=] },

  -- The same things under other names, and attributes without a dot.
  solution { "elsewhere-in-the-library.numpy.py", expect = "compile_error", [=[
import numpy as np
def solve(a, b):
    return np.lib.polynomial.inv(a) @ b]=] },
  solution { "elsewhere-by-import.numpy.py", expect = "compile_error", [=[
from numpy.lib.polynomial import inv
def solve(a, b):
    return inv(a) @ b]=] },
  solution { "module-of-another-module.numpy.py", expect = "compile_error", [=[
import numpy as np
def solve(a, b):
    return np.polynomial.polynomial.la.solve(a, b)]=] },
  solution { "modules-of-the-library.numpy.py", expect = "compile_error", [=[
import numpy as np
def solve(a, b):
    return np.lib.utils.sys.modules["numpy.lin" + "alg"].linalg.solve(a, b)]=] },
  solution { "module-in-a-list.numpy.py", expect = "compile_error", [=[
import numpy as np
def solve(a, b):
    return [np][0].lib.polynomial.inv(a) @ b]=] },
  solution { "module-in-a-class.numpy.py", expect = "compile_error", [=[
class Box:
    import numpy as np
def solve(a, b):
    return Box.np.lib.polynomial.inv(a) @ b]=] },
  solution { "all-locals.numpy.py", expect = "compile_error", [=[
import numpy as np
names = locals()
def solve(a, b):
    return names["np"].lib.polynomial.inv(a) @ b]=] },
  solution { "builtins-by-name.numpy.py", expect = "compile_error", [=[
def solve(a, b):
    return __builtins__["__import__"]("numpy.lib").lib.polynomial.inv(a) @ b]=] },
  solution { "module-of-a-function.numpy.py", expect = "compile_error", [=[
def solve(a, b):
    return len.__self__.__import__("numpy.lib").lib.polynomial.inv(a) @ b]=] },
  solution { "state-of-a-module.numpy.py", expect = "compile_error", [=[
import numpy as np
def solve(a, b):
    return np.lib.polynomial.__getstate__()["i" + "nv"](a) @ b]=] },
  solution { "frame-of-a-generator.numpy.py", expect = "compile_error", [=[
import numpy as np
def solve(a, b):
    return (x for x in b).gi_frame.f_globals["np"].lib.polynomial.inv(a) @ b]=] },
  solution { "pattern-with-a-name.numpy.py", expect = "compile_error",
    beside([=[
]=], [=[
    match a:
        case object(dot=f):
            f(b)]=]) },
  solution { "pattern-with-a-place.numpy.py", expect = "compile_error",
    beside([=[
class Mine(np.ndarray):
    __match_args__ = ("do" + "t",)]=], [=[
    match a.view(Mine):
        case Mine(f):
            f(b)]=]) },
  solution { "formatter.numpy.py", expect = "compile_error",
    beside([=[
import string]=], [=[
    string.Formatter().get_field("0.do" + "t", (a,), {})[0](b)]=]) },
  solution { "annotation.numpy.py", expect = "compile_error",
    beside([=[
import typing]=], [=[
    def hint(x: "np.ndarray.do" + "t"): pass
    typing.get_type_hints(hint, {"np": np})["x"](a, b)]=]) },
  solution { "annotation-of-a-dispatch.numpy.py", expect = "compile_error",
    beside([=[
import functools]=], [=[
    @functools.singledispatch
    def hint(x): pass
    @hint.register
    def _(x: "np.linalg.solve(a, b) or int"): pass]=]) },
  solution { "copied-attributes.numpy.py", expect = "compile_error",
    beside([=[
import functools
class Box:
    def __setattr__(self, name, value): value(1.0)]=], [=[
    functools.update_wrapper(Box(), a[0], ("do" + "t",), ())]=]) },
  solution { "fields-by-name.numpy.py", expect = "compile_error",
    beside([=[
import dataclasses]=], [=[
    dataclasses.astuple(a)]=]) },
  solution { "generated-code.numpy.py", expect = "compile_error",
    beside([=[
import dataclasses]=], [=[
    @dataclasses.dataclass
    class Box:
        __annotations__["x=np.linalg.solve"] = int]=]) },
  solution { "the-harness.numpy.py", expect = "compile_error",
    beside([=[
import assay_reach]=], [=[
    assay_reach.found("numpy.lib.polynomial.inv")(a)]=]) },
  solution { "plain-patterns.numpy.py", expect = "accepted",
    beside([=[
]=], [=[
    match len(b):
        case int(n): w = w + 0 * n]=]) },
  solution { "modules-with-names.numpy.py", expect = "accepted",
    beside([=[
import math
m, n = math, np]=], [=[
    def root(x, m=m): return m.sqrt(x)
    root(4.0), (n if len(b) else np).abs(b), np.random.default_rng(1), np.add.reduce(b)]=]) },
  solution { "class-of-its-own.numpy.py", expect = "accepted",
    beside([=[
]=], [=[
    class Box:
        size = 3
        def __init__(self): super().__init__()
        def __len__(self): return self.size
    Box().__len__(), Box().__class__.__name__]=]) },
}
