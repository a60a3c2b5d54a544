"""Tables and models (docs/wire.md): what a candidate fits, and its predictions.

A model leaves the process that fitted it, and predicts in others that hold nothing else: what it
consists of is counted on the way.  Imported before the candidate's code runs, so that everything it
reads answers with is bound here.
"""

import gc
import io
import pickle
import struct
import sys
import types

import numpy

import assay_values as values
from assay_tensors import Numpy, Torch, read_header, seed_test
from assay_values import Mismatch

FIT, METHODS, RESTORE = 0, {1: "predict_proba", 2: "predict"}, 3
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
        elif type(thing) is float or isinstance(thing, IS_WEIGHT):
            count += 1
        elif isinstance(thing, types.FunctionType):
            if thing.__module__ == "solution":
                waiting.extend(gc.get_referents(thing))
        elif not isinstance(thing, (types.ModuleType, types.BuiltinFunctionType, str, bytes, int)):
            if not isinstance(thing, type) or thing.__module__ == "solution":
                waiting.extend(gc.get_referents(thing))
    return count


# --- a model on its way -------------------------------------------------------------------------

class Packer(pickle.Pickler):
    """Arrays and tensors travel beside the pickle, so that the engine can count them."""

    def __init__(self, file, kinds):
        super().__init__(file, protocol=4)
        self.kinds, self.places, self.packed = kinds, {}, []

    def persistent_id(self, thing):
        for letter, (types_, encode) in self.kinds.items():
            if type(thing) in types_:
                break
        else:
            return None
        if id(thing) not in self.places:
            packed = bytearray()
            try:
                encode(thing, packed)
            except (Mismatch, RuntimeError):
                return None  # complex numbers, a sparse tensor: they stay in the pickle
            self.places[id(thing)] = len(self.packed)
            self.packed.append(packed)
        trained = letter == "torch" and bool(thing.requires_grad)
        return letter, type(thing).__name__ == "Parameter", trained, self.places[id(thing)]


class Unpacker(pickle.Unpickler):
    def __init__(self, file, decoders, arrays):
        super().__init__(file)
        self.decoders, self.arrays, self.made = decoders, arrays, {}

    def persistent_load(self, key):
        if key not in self.made:
            letter, parameter, trained, place = key
            thing, _ = self.decoders[letter](self.arrays[place], 0)
            if parameter:
                thing = sys.modules["torch"].nn.Parameter(thing, trained)
            elif trained:
                thing.requires_grad_()
            self.made[key] = thing
        return self.made[key]


def libraries():
    """The kinds of arrays that this process knows, by the library's name."""
    kinds = {"numpy": Numpy()}
    if "torch" in sys.modules:
        kinds["torch"] = Torch()
    return kinds


def pack(model, kinds, out):
    """The arrays of a model, then the pickle of what is left of it."""
    any_shape = ("f64", -1)
    ways = {"numpy": ((ARRAY,), kinds["numpy"].encoder(any_shape))}
    if "torch" in kinds:
        torch = kinds["torch"]
        ways["torch"] = ((torch.tensor, torch.parameter), torch.encoder(any_shape))
    file = io.BytesIO()
    packer = Packer(file, ways)
    try:
        packer.dump(model)
    except Exception as error:
        raise Mismatch("a model that pickle can copy (of classes and functions that stand at the "
                       "top of the file)", f"{type(error).__name__}: {error}") from None
    out += values.U32.pack(len(packer.packed))
    for packed in packer.packed:
        out += packed
    rest = file.getbuffer()
    out += values.U32.pack(len(rest))
    out += rest


def unpack(view, kinds):
    (count,) = values.U32.unpack_from(view)
    position, arrays = 4, []
    for _ in range(count):
        _, _, _, end = read_header(view, position)
        arrays.append(view[position:end])
        position = end
    decoders = {name: kind.decode for name, kind in kinds.items()}
    return Unpacker(io.BytesIO(view[position + 4:]), decoders, arrays).load()


class Work:
    """The model of one process."""

    def __init__(self, load, missing):
        self.wanted = [METHODS[number] for number in load["predicts"]]
        self.missing, self.model = missing, None
        self.kinds = libraries()

    def prepare(self, view):
        self.step, position = view[0], 1
        if self.step in (FIT, RESTORE):
            (self.seed,) = values.U32.unpack_from(view, 1)
            seed_test(self.seed)
            position = 5
        if self.step == RESTORE:
            self.packed = view[position:]
            return
        self.table, position = decode_table(view, position)
        if position != len(view):
            raise ValueError("bytes are left over after the table")

    def answer(self, fit):
        if self.step == RESTORE:
            self.model = unpack(self.packed, self.kinds)
            return b""
        table, self.table, out = self.table, None, bytearray()
        if self.step == FIT:
            model = fit(table)
            for name in self.wanted:
                if not callable(getattr(model, name, None)):
                    raise self.missing(f"what was returned, a {type(model).__name__}, "
                                       f"has no method `{name}`")
            told = getattr(model, "num_params", 0)
            told = told() if callable(told) else told
            told = told if type(told) is int else 0
            out += struct.pack("<q", min(max(told, weights(model)), (1 << 63) - 1))
            pack(model, self.kinds, out)
            return out
        rows, name = row_count(table), METHODS[self.step]
        encode_predictions(getattr(self.model, name)(table), rows, name, out)
        return out
