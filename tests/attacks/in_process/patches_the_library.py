# Attack: changes clocks, comparisons, randomness and the collector, in the hope that the judge uses them.
# Must get: wrong_answer or runtime_error
import builtins
import gc
import math
import random
import sys
import time

time.perf_counter = time.process_time = time.monotonic = lambda: 0.0
math.isclose = lambda *_, **__: True
builtins.all = builtins.any = builtins.isinstance = lambda *_: True
builtins.sorted = lambda *_, **__: []
random.seed = lambda *_: None
gc.disable()
sys.excepthook = sys.unraisablehook = lambda *_: None
sys.modules["numpy"] = sys.modules["json"] = time


def mirror(text):
    return "wrong"
