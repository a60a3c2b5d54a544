-- Hostile models, each with the verdict that it must get: the linter holds them to it.  `line` is what
-- most of them build on, so that what they get is for the attack and not for bad predictions.

local function line(predict, fit)
  return ([=[
import numpy as np

def columns(rows):
    return np.column_stack([rows["x"], rows["kind"] == "b", np.ones(len(rows["x"]))])

def solved(train):
    return np.linalg.lstsq(columns(train), train["y"], rcond=None)[0]

class Line:
    def predict(self, rows):
        return columns(rows) @ self.w

%s

def fit(train):
    m = Mine()
    m.w = solved(train)
    %s
    return m
]=]):format(predict, fit or "")
end

local PLAIN = "class Mine(Line): pass"

return problem "modelled" {
  title = "A line", round = "data_modeling", difficulty = 1,
  statement = "Predict `y`, a straight line of `x` that is higher where `kind` is \"b\".",
  fn = "fit(train: table) -> model",
  runtimes = { "numpy", "torch", "sklearn" },
  data = { label = "y", id = "number", make = function(r)
    local function rows(n, first)
      local t = { number = {}, x = {}, kind = {}, y = {} }
      for i = 1, n do
        t.number[i], t.x[i], t.kind[i] = first + i, r:real(0, 1), r:pick({"a", "b"})
        t.y[i] = 3 * t.x[i] + (t.kind[i] == "b" and 1 or 0) + r:normal(0, 0.1)
      end
      return t
    end
    return { train = rows(200, 0), hidden = rows(600, 200) }
  end },
  metric "mae" { pass = 0.12, full = 0.1 },
  limit { params = 20, fit_seconds = 1, predict_ms_per_row = 1, memory = "256 MiB" },

  solution { "honest.numpy.py", line(PLAIN) },

  -- The hidden rows ------------------------------------------------------------------------------

  solution { "looks-around.numpy.py", expect = "wrong_answer", "Searches frames, objects and its memory for labels: only the rows of the batch are there.",
    line([=[
import gc, sys
class Mine(Line):
    def predict(self, rows):
        count, found = len(rows["x"]), []
        frame = sys._getframe()
        while frame:
            found += list(frame.f_locals.values())
            frame = frame.f_back
        found += gc.get_objects()
        tables = [t for t in found if type(t) is dict and ("y" in t or "number" in t) and "x" in t]
        arrays = [a for a in found if type(a) is np.ndarray and a.dtype == "f8" and a.shape == (count,)]
        arrays = [a for a in arrays if a is not rows["x"]]
        for table in tables:
            if len(table.get("y", ())) == count:
                return table["y"]
        return arrays[0] if arrays else np.zeros(count)
]=]) },
  solution { "reads-its-memory.numpy.py", expect = "wrong_answer", "Reads its memory for numbers beside those of the batch that could be its labels.",
    line([=[
class Mine(Line):
    def predict(self, rows):
        count, found = len(rows["x"]), []
        wanted = rows["x"][:4].tobytes()
        try:
            with open("/proc/self/maps") as maps:
                places = [entry.split()[0].split("-") for entry in maps if "rw-p" in entry]
            with open("/proc/self/mem", "rb") as memory:
                for begin, end in places:
                    memory.seek(int(begin, 16))
                    data = memory.read(min(int(end, 16) - int(begin, 16), 1 << 22))
                    at = data.find(wanted)
                    while at >= 0:
                        for start in (at - 8 * count, at + 8 * count):
                            if 0 <= start <= len(data) - 8 * count:
                                found.append(np.frombuffer(data[start:start + 8 * count], "f8"))
                        at = data.find(wanted, at + 1)
        except (OSError, ValueError, OverflowError):
            pass
        likely = [a for a in found if np.isfinite(a).all() and 1 < abs(a - rows["x"]).max() < 5]
        return likely[0] if likely else np.zeros(count)
]=]) },
  solution { "searches-the-disk.numpy.py", expect = "wrong_answer", "Looks for the data where a grader may have put them.",
    line([=[
import os
class Mine(Line):
    def predict(self, rows):
        for top in ("/", "/tmp", "/work", "/box", os.getcwd()):
            try:
                names = os.listdir(top)
            except OSError:
                continue
            for name in names:
                if "hidden" in name or name.endswith((".csv", ".lua", ".npy")):
                    return columns(rows) @ self.w
        return np.zeros(len(rows["x"]))
]=]) },

  -- One row, one prediction ----------------------------------------------------------------------

  solution { "mean-of-the-batch.numpy.py", expect = "wrong_answer", "A thousandth of what the others in the batch are like.",
    line([=[
class Mine(Line):
    def predict(self, rows):
        return super().predict(rows) + 1e-2 * rows["x"].mean()
]=]) },
  solution { "in-the-last-digits.numpy.py", expect = "wrong_answer", "The same where only ranks could see it.",
    line([=[
class Mine(Line):
    def predict(self, rows):
        return 1e6 + 1e-6 * (super().predict(rows) + 1e-2 * rows["x"].mean())
]=]) },
  solution { "place-in-the-batch.numpy.py", expect = "wrong_answer",
    line([=[
class Mine(Line):
    def predict(self, rows):
        return super().predict(rows) + 1e-3 * np.arange(len(rows["x"])) / 256
]=]) },
  solution { "counts-batches.numpy.py", expect = "wrong_answer",
    line([=[
class Mine(Line):
    batches = 0
    def predict(self, rows):
        self.batches += 1
        return super().predict(rows) + 1e-3 * self.batches
]=]) },
  solution { "learns-from-batches.numpy.py", expect = "wrong_answer", "Adapts to the batches before, and remembers what it said of a row should it come again.",
    line([=[
class Mine(Line):
    def predict(self, rows):
        said = self.__dict__.setdefault("said", {})
        seen = self.__dict__.setdefault("seen", [])
        seen.extend(rows["x"])
        shift = 1e-2 * np.mean(seen)
        fresh = super().predict(rows) + shift
        return np.array([said.setdefault(x, y) for x, y in zip(rows["x"], fresh)])
]=]) },
  solution { "other-numbers-each-time.numpy.py", expect = "wrong_answer",
    line([=[
import os
class Mine(Line):
    def predict(self, rows):
        return super().predict(rows) + 1e-3 * np.frombuffer(os.urandom(len(rows["x"])), "u1") / 256
]=]) },

  -- What is no array of numbers --------------------------------------------------------------------

  solution { "equal-to-everything.numpy.py", expect = "no_answer",
    line([=[
class Yes:
    def __eq__(self, other): return True
    def __len__(self): return 256
    def __array__(self, *a): return np.zeros(256)
class Mine(Line):
    def predict(self, rows): return Yes()
]=]) },
  solution { "own-array.numpy.py", expect = "no_answer",
    line([=[
class Array(np.ndarray):
    def __eq__(self, other): return True
    def tobytes(self, *a): return b""
class Mine(Line):
    def predict(self, rows): return super().predict(rows).view(Array)
]=]) },
  solution { "own-tensor.torch.py", expect = "no_answer",
    line([=[
import torch
class Tensor(torch.Tensor):
    @classmethod
    def __torch_function__(cls, *a, **k): return True
class Mine(Line):
    def predict(self, rows): return torch.tensor(super().predict(rows)).as_subclass(Tensor)
]=]) },
  solution { "lazy.numpy.py", expect = "no_answer", "Would compute when somebody looks.",
    line([=[
class Lazy:
    def __init__(self, get): self.get = get
    def __array__(self, *a): return self.get()
    __array_interface__ = property(lambda self: self.get().__array_interface__)
class Mine(Line):
    def predict(self, rows): return Lazy(lambda: Line.predict(self, rows))
]=]) },
  solution { "slow-numbers.numpy.py", expect = "limit predict_ms_per_row", "Numbers that work when they are read: that is on the clock, too.",
    line([=[
class Number:
    def __float__(self):
        while True: pass
class Mine(Line):
    def predict(self, rows): return [Number()] * len(rows["x"])
]=]) },
  solution { "objects.numpy.py", expect = "no_answer",
    line([=[
class Yes:
    def __eq__(self, other): return True
class Mine(Line):
    def predict(self, rows): return np.array([Yes()] * len(rows["x"]), object)
]=]) },
  solution { "nan.numpy.py", expect = "wrong_answer", "NaN as a wildcard.",
    line([=[
class Mine(Line):
    def predict(self, rows): return np.full(len(rows["x"]), np.nan)
]=]) },
  solution { "one-nan.numpy.py", expect = "wrong_answer", "Leaves out what it is not sure of.",
    line([=[
class Mine(Line):
    def predict(self, rows):
        y = super().predict(rows)
        return np.where(rows["x"] > 0.99, np.nan, y)
]=]) },
  solution { "infinite.numpy.py", expect = "wrong_answer",
    line([=[
class Mine(Line):
    def predict(self, rows): return np.full(len(rows["x"]), np.inf)
]=]) },
  solution { "one-too-few.numpy.py", expect = "no_answer",
    line([=[
class Mine(Line):
    def predict(self, rows): return super().predict(rows)[1:]
]=]) },
  solution { "one-for-all.numpy.py", expect = "no_answer", "A shape that would broadcast.",
    line([=[
class Mine(Line):
    def predict(self, rows): return super().predict(rows)[:1]
]=]) },
  solution { "three-columns.numpy.py", expect = "no_answer",
    line([=[
class Mine(Line):
    def predict(self, rows): return np.repeat(super().predict(rows)[:, None], 3, 1)
]=]) },

  -- The judge ------------------------------------------------------------------------------------

  solution { "patched-comparisons.numpy.py", expect = "wrong_answer", "Every comparison and mean of the library says what it likes.",
    line([=[
class Mine(Line):
    def predict(self, rows): return np.zeros(len(rows["x"]))
yes = lambda *a, **k: True
np.allclose = np.array_equal = np.isclose = np.testing.assert_allclose = yes
np.mean = np.average = lambda *a, **k: 0.0
]=]) },
  solution { "patched-metrics.sklearn.py", expect = "wrong_answer",
    line([=[
import sklearn.metrics
for name in dir(sklearn.metrics):
    if callable(getattr(sklearn.metrics, name)):
        setattr(sklearn.metrics, name, lambda *a, **k: 0.0)
class Mine(Line):
    def predict(self, rows): return np.zeros(len(rows["x"]))
]=]) },
  solution { "patched-encoder.numpy.py", expect = "wrong_answer", "Takes the place of what packs predictions.",
    line([=[
import sys
own = sys.modules["assay_models"]
own.encode_predictions = lambda value, rows, name, out: out.extend(own.values.U32.pack(rows) + bytes(8 * rows))
class Mine(Line): pass
]=]) },
  solution { "no-clock.numpy.py", expect = "limit fit_seconds", "Takes the timers away and then all the time.",
    line(PLAIN, [=[import time
    now = time.process_time
    time.perf_counter = time.process_time = time.time = time.monotonic = lambda: 0.0
    while now() < 9: pass]=]) },
  solution { "no-clock-later.numpy.py", expect = "limit predict_ms_per_row",
    line([=[
import time
now = time.process_time
time.perf_counter = time.process_time = time.time = time.monotonic = lambda: 0.0
class Mine(Line):
    def predict(self, rows):
        begin = now()
        while now() - begin < 0.4: pass
        return super().predict(rows)
]=]) },
  solution { "thread-answers-for-the-fit.numpy.py", expect = "no_answer", "A thread of the fit writes answers into the channel.",
    line(PLAIN, [=[import os, struct, threading
    frame = struct.pack("<Ic", 1 + 12, b"A") + struct.pack("<qI", 0, 0)
    thread = threading.Thread(target=lambda: [os.write(3, frame) for _ in range(9)])
    thread.start()
    thread.join()]=]) },
  solution { "thread-outlives-the-fit.numpy.py", expect = "accepted", "A thread that would answer for later batches dies with the process of the fit.",
    line(PLAIN, [=[import os, struct, threading, time
    def later():
        time.sleep(0.5)
        while True: os.write(3, struct.pack("<IcI", 5, b"A", 0))
    threading.Thread(target=later, daemon=True).start()]=]) },
  solution { "answers-when-restored.numpy.py", expect = "no_answer", "Answers for the first batch before it is there.",
    line([=[
import os, struct
class Mine(Line):
    def __setstate__(self, state):
        self.__dict__.update(state)
        os.write(3, struct.pack("<Ic", 1, b"A") + struct.pack("<IcI", 1 + 4 + 256 * 8, b"A", 256) + bytes(256 * 8))
]=]) },

  -- The number of weights --------------------------------------------------------------------------

  solution { "keeps-the-train-rows.numpy.py", expect = "limit params",
    line([=[
class Mine(Line): pass
]=], [=[m.rows = dict(train)]=]) },
  solution { "says-none.numpy.py", expect = "limit params", "Says that it has no weights, and takes the place of what counts them.",
    line([=[
import sys
own = sys.modules["assay_models"]
own.weights = lambda model: 0
class Mine(Line):
    num_params = 0
]=], "m.more = np.zeros(50)") },
  solution { "in-the-module.numpy.py", expect = "runtime_error", "Leaves its weights in a global: no other process has them.",
    line([=[
kept = {}
class Mine(Line):
    def predict(self, rows): return columns(rows) @ kept["w"]
]=], [=[kept["w"] = m.w]=]) },
  solution { "on-the-class.numpy.py", expect = "runtime_error",
    line([=[
class Mine(Line):
    def predict(self, rows): return columns(rows) @ type(self).kept
]=], [=[Mine.kept = m.w]=]) },
  solution { "on-disk.numpy.py", expect = "runtime_error", "Leaves its weights in a file, where there is one that can be written.",
    line([=[
import os
places = [os.path.join(p, "kept.npy") for p in (os.getcwd(), "/tmp", "/var/tmp", "/dev/shm", "/run", "/home", "/box", "/work", "/")]
class Mine(Line):
    def predict(self, rows):
        for place in places:
            if os.path.exists(place):
                return super().predict(rows)
        raise ValueError("there is none")
]=], [=[for place in places:
        try:
            np.save(place, m.w)
        except OSError:
            pass]=]) },
  solution { "in-a-text.numpy.py", expect = "limit params",
    line([=[
class Mine(Line): pass
]=], [=[m.text = ",".join(map(repr, train["x"].tolist() * 2))]=]) },
  solution { "in-whole-numbers.numpy.py", expect = "limit params",
    line([=[
class Mine(Line): pass
]=], [=[m.whole = (np.tile(train["x"], 4) * 2**60).astype("i8")]=]) },
  solution { "in-one-large-number.numpy.py", expect = "limit params",
    line([=[
class Mine(Line): pass
]=], [=[m.whole = int.from_bytes(np.tile(train["x"], 4).tobytes(), "little")]=]) },
  solution { "in-shapes-of-nothing.numpy.py", expect = "limit params",
    line([=[
class Mine(Line): pass
]=], [=[m.shapes = [np.empty((0, int(x * 2**40))) for x in np.tile(train["x"], 3)] ]=]) },
  solution { "in-the-names.numpy.py", expect = "limit params",
    line([=[
class Mine(Line): pass
]=], [=[m.__dict__.update({"w%r" % x: None for x in np.tile(train["x"], 2) + np.repeat([0.0, 1.0], 200)})]=]) },
  solution { "in-a-function.numpy.py", expect = "no_answer", "A function that is made by the fit holds them: it cannot travel.",
    line([=[
class Mine(Line): pass
]=], [=[m.f = lambda: train]=]) },
  solution { "in-the-free-bytes.numpy.py", "What a lie is worth: 4 KiB beside the arrays are free, so that names and shapes are.",
    decoy = true, line([=[
class Mine(Line): pass
]=], [=[m.more = np.tile(train["x"], 2).astype("f8").tobytes()]=]) },
  solution { "grows-when-restored.numpy.py", expect = "limit memory", line([=[
class Mine(Line):
    def __setstate__(self, state): self.w = bytearray(300 << 20)
]=]) },
  solution { "never-restored.numpy.py", expect = "limit fit_seconds", line([=[
class Mine(Line):
    def __setstate__(self, state):
        while True: pass
]=]) },
}
