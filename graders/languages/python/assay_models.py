"""Tables and models (docs/wire.md): what a candidate fits, and its predictions.

Imported before the candidate's code runs, so that everything it reads answers with is bound here.
"""

import gc
import struct
import sys
import types

import numpy

import assay_values as values
from assay_tensors import read_header, seed_test
from assay_values import Mismatch

FIT, METHODS = 0, {1: "predict_proba", 2: "predict"}
ARRAY, ASARRAY, FLOAT = numpy.ndarray, numpy.asarray, numpy.float64
FROMBUFFER, SHAPE, TOBYTES = numpy.frombuffer, numpy.ndarray.shape.__get__, numpy.ndarray.tobytes
IS_WEIGHT = numpy.floating
CODES = {"f64": "<f8", "i64": "<i8"}


def decode_table(view, position):
    """A dict of one-dimensional arrays, by the columns' names."""
    (count,) = values.U32.unpack_from(view, position)
    position, table = position + 4, {}
    for _ in range(count):
        name, position = values.decode_str(view, position)
        texts, position = view[position], position + 1
        if texts:
            column, position = values.decoder({"list": "str"})(view, position)
            table[name] = ASARRAY(column, object)
        else:
            dtype, _, raw, position = read_header(view, position)
            table[name] = FROMBUFFER(raw, CODES[dtype]).copy()
    return table, position


def row_count(table):
    return len(next(iter(table.values()), ()))


def encode_predictions(value, rows, name, out):
    """One number a row: an array or list of them, or the last of two columns, as scikit-learn has
    them for two classes."""
    torch = sys.modules.get("torch")
    if torch is not None and type(value) in (torch.Tensor, torch.nn.Parameter):
        value = torch.Tensor.numpy(torch.Tensor.detach(value).cpu().to(torch.float64))
    if type(value) not in (ARRAY, list, tuple):
        raise Mismatch(f"an array of {rows} numbers from {name}", values.describe(value))
    try:
        value = ASARRAY(value, FLOAT)
    except (TypeError, ValueError):
        raise Mismatch(f"an array of {rows} numbers from {name}", "other things") from None
    shape = SHAPE(value)
    if len(shape) == 2 and shape[1] in (1, 2) and (shape[1] == 1 or name == "predict_proba"):
        value = value[:, -1]
    if SHAPE(value) != (rows,):
        raise Mismatch(f"{rows} numbers from {name}", f"an array of shape {list(shape)}")
    out += values.U32.pack(rows)
    out += TOBYTES(ASARRAY(value, "<f8"))


def weights(model):
    """How many floating point numbers hang on a model: those of its arrays and its plain ones."""
    seen, waiting, count = set(), [model], 0
    torch = sys.modules.get("torch")
    while waiting:
        thing = waiting.pop()
        if id(thing) in seen:
            continue
        seen.add(id(thing))
        if isinstance(thing, ARRAY):
            if thing.base is not None and isinstance(thing.base, ARRAY):
                waiting.append(thing.base)
            elif issubclass(thing.dtype.type, IS_WEIGHT):
                count += thing.size
            elif thing.dtype == object:
                waiting.extend(thing.ravel())
        elif torch is not None and isinstance(thing, torch.Tensor):
            count += thing.numel() if thing.is_floating_point() else 0
        elif type(thing) is float:
            count += 1
        elif isinstance(thing, types.FunctionType):
            if thing.__module__ == "solution":
                waiting.extend(gc.get_referents(thing))
        elif not isinstance(thing, (types.ModuleType, types.BuiltinFunctionType, str, bytes, int)):
            if not isinstance(thing, type) or thing.__module__ == "solution":
                waiting.extend(gc.get_referents(thing))
    return count


class Work:
    """The model of one process."""

    def __init__(self, load, missing):
        self.wanted = [METHODS[number] for number in load["predicts"]]
        self.missing, self.model = missing, None

    def prepare(self, view):
        self.step, position = view[0], 1
        if self.step == FIT:
            (self.seed,) = values.U32.unpack_from(view, 1)
            seed_test(self.seed)
            position = 5
        self.table, position = decode_table(view, position)
        if position != len(view):
            raise ValueError("bytes are left over after the table")

    def answer(self, fit):
        table, self.table = self.table, None
        if self.step == FIT:
            self.model = fit(table)
            for name in self.wanted:
                if not callable(getattr(self.model, name, None)):
                    raise self.missing(f"what was returned, a {type(self.model).__name__}, "
                                       f"has no method `{name}`")
            told = getattr(self.model, "num_params", 0)
            told = told() if callable(told) else told
            told = told if type(told) is int else 0
            return struct.pack("<q", max(told, weights(self.model)))
        rows, name, out = row_count(table), METHODS[self.step], bytearray()
        encode_predictions(getattr(self.model, name)(table), rows, name, out)
        return out
