-- Cheats of numeric code, each with the verdict that it must get: the linter holds them to it.
return problem "doubled" {
  title = "Twice as much", round = "ml_coding", difficulty = 1,
  statement = "Return twice the numbers of `x`.",
  fn = "doubled(x: f32[n=2..50] in -10..10) -> f32[n]",
  runtimes = { "numpy", "torch" },
  check = tensor { rtol = 1e-6, dtype = true, finite = true },
  unchanged = "x", time_limit = "300 ms", same_bits = 2,

  tensors { "all", 6 },

  solution { "honest.numpy.py", [=[
import numpy as np
def doubled(x):
    return x + x]=] },
  solution { "honest.torch.py", [=[
import torch
def doubled(x):
    return x + x]=] },

  solution { "put-off.torch.py", "Honest, with parts of torch that are read only when somebody asks for them.", [=[
import torch
import torch.quantization
from torch.distributions import Normal
def doubled(x):
    assert torch.ones(2, 3, device="meta").matmul(torch.ones(3, 4, device="meta")).shape == (2, 4)
    assert torch.ao.quantization.QuantStub is torch.quantization.QuantStub
    return x + Normal(x, 1.0).mean]=] },

  solution { "patched-allclose.numpy.py", expect = "wrong_answer on all", "Every comparison of the library says yes.", [=[
import numpy as np
yes = lambda *a, **k: True
np.allclose = np.array_equal = np.testing.assert_allclose = np.isclose = yes
def doubled(x):
    return x]=] },
  solution { "patched-allclose.torch.py", expect = "wrong_answer on all", [=[
import torch
torch.allclose = torch.equal = torch.testing.assert_close = lambda *a, **k: True
def doubled(x):
    return x]=] },
  solution { "equal-to-everything.numpy.py", expect = "no_answer on all", "An object that is equal to whatever it is compared with.", [=[
class Yes:
    def __eq__(self, other): return True
    def __array__(self, *a): return 0
def doubled(x):
    return Yes()]=] },
  solution { "subclass.numpy.py", expect = "no_answer on all", "An array whose every operation is its own.", [=[
import numpy as np
class Mine(np.ndarray):
    def __eq__(self, other): return True
    def tobytes(self, *a): return b""
def doubled(x):
    return (x + x).view(Mine)]=] },
  solution { "subclass.torch.py", expect = "no_answer on all", [=[
import torch
class Mine(torch.Tensor):
    @classmethod
    def __torch_function__(cls, *a, **k): return True
def doubled(x):
    return (x + x).as_subclass(Mine)]=] },
  solution { "lazy.numpy.py", expect = "no_answer on all", "Computes when somebody looks, which nobody times.", [=[
import numpy as np
class Lazy:
    def __init__(self, x): self.x = x
    def __array__(self, *a): return self.x + self.x
    __array_interface__ = property(lambda self: (self.x + self.x).__array_interface__)
def doubled(x):
    return Lazy(x)]=] },
  solution { "lazy-list.numpy.py", expect = "no_answer on all", [=[
def doubled(x):
    return [v + v for v in x]]=] },
  solution { "objects.numpy.py", expect = "no_answer on all", "Elements that compare as they like.", [=[
import numpy as np
class Yes:
    def __eq__(self, other): return True
def doubled(x):
    return np.array([Yes()] * len(x), object)]=] },
  solution { "nan.numpy.py", expect = "wrong_answer on all", "NaN as a wildcard.", [=[
import numpy as np
def doubled(x):
    return np.full_like(x, np.nan)]=] },
  solution { "infinite.numpy.py", expect = "wrong_answer on all", [=[
import numpy as np
def doubled(x):
    return np.full_like(x, np.inf)]=] },
  solution { "broadcast.numpy.py", expect = "wrong_answer on all", "A shape that would broadcast against the right one.", [=[
import numpy as np
def doubled(x):
    return (x + x)[:1]]=] },
  solution { "column.numpy.py", expect = "wrong_answer on all", [=[
def doubled(x):
    return (x + x)[:, None]]=] },
  solution { "wide.numpy.py", expect = "wrong_answer on all", "The right numbers in another dtype.", [=[
def doubled(x):
    return x.astype("f8") * 2]=] },
  solution { "in-place.numpy.py", expect = "wrong_answer on all", "Changes its argument, and hides it from its own eyes only.", [=[
def doubled(x):
    x += x
    return x]=] },
  solution { "in-place.torch.py", expect = "wrong_answer on all", [=[
def doubled(x):
    return x.add_(x)]=] },
  solution { "remembers.numpy.py", expect = "wrong_answer on all", "Answers later tests with what the first got.", [=[
import numpy as np
kept = {}
def doubled(x):
    first = kept.setdefault("answer", x + x)
    return np.resize(first, len(x))]=] },
  solution { "random.numpy.py", expect = "wrong_answer on all", "Other bits in every process, within the tolerance.", [=[
import numpy as np, os
noise = np.frombuffer(os.urandom(1), "u1")[0] % 8
def doubled(x):
    return ((x + x).view("i4") + noise).astype("i4").view("f4")]=] },
  solution { "looks-around.numpy.py", expect = "wrong_answer on all", "Searches its process for the right answer: it is not there.", [=[
import gc, sys
import numpy as np
def doubled(x):
    frame = sys._getframe()
    while frame:
        for name, value in frame.f_locals.items():
            if name in ("expected", "want", "answers"):
                return value
        frame = frame.f_back
    found = [o for o in gc.get_objects() if isinstance(o, np.ndarray) and o.shape == x.shape and o is not x]
    return found[0] if found else x]=] },
  solution { "reads-the-problem.numpy.py", expect = "wrong_answer on all", "Looks for the tests on disk.", [=[
import glob, os
def doubled(x):
    for place in ("/", "/tmp", "/work", "/home", os.getcwd()):
        if glob.glob(place + "/**/problem.lua", recursive=False) or glob.glob(place + "/*.bin"):
            return x + x
    return x]=] },
  solution { "stops-the-clock.numpy.py", expect = "time_limit on all", "Takes the timers away and then all the time.", [=[
import time
now = time.process_time
time.perf_counter = time.process_time = time.time = time.monotonic = lambda: 0.0
def doubled(x):
    begin = now()
    while now() - begin < 3: pass
    return x + x]=] },
  solution { "own-encoder.numpy.py", expect = "wrong_answer on all", "Replaces what the harness packs answers with.", [=[
import sys
def doubled(x):
    sys.modules["assay_values"].U32 = None
    for function in list(vars(sys.modules["assay_serving"]).values()):
        if getattr(function, "__name__", "") == "Function":
            function.encode = lambda value, out: out.extend(b"yes")
    return x]=] },
}
