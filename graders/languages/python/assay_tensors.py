"""Tensors of numpy and torch on the wire (docs/wire.md), and what a test process does about them.

Only arrays of the library's own type count: what a subclass or a look-alike says of itself does
not.  Everything that reads an answer is bound here, before a candidate's code runs.
"""

import random
import struct
import sys

import assay_values as values
from assay_values import Mismatch

I64S = struct.Struct("<q")
NAMES = ("f16", "bf16", "f32", "f64", "i8", "i16", "i32", "i64", "u8", "u32", "b8")
SIZES = dict(zip(NAMES, (2, 2, 4, 8, 1, 2, 4, 8, 1, 4, 1)))


def spelling(t):
    element, rank = t
    return element + ("[" + ", ".join(["*"] * rank) + "]" if rank else "")


def read_header(view, position):
    name, rank = NAMES[view[position]], view[position + 1]
    shape = struct.unpack_from(f"<{rank}q", view, position + 2)
    start, count = position + 2 + 8 * rank, 1
    for dim in shape:
        count *= dim
    end = start + count * SIZES[name]
    if end > len(view):
        raise ValueError("a tensor runs past its frame")
    return name, shape, view[start:end], end


MAPPED_ALIGNMENT = 64


def read_mapped_header(view, position):
    """The same in a memory file, where the elements begin at a multiple."""
    rank = view[position + 1]
    head = bytes(view[position:position + 2 + 8 * rank])
    start = -(-(position + len(head)) // MAPPED_ALIGNMENT) * MAPPED_ALIGNMENT
    name, shape, count = NAMES[head[0]], struct.unpack_from(f"<{rank}q", head, 2), 1
    for dim in shape:
        count *= dim
    end = start + count * SIZES[name]
    if end > len(view):
        raise ValueError("a tensor runs past its file")
    return name, shape, view[start:end], end


def write_header(out, name, shape):
    out += struct.pack(f"<BB{len(shape)}q", NAMES.index(name), len(shape), *shape)


class Numpy:
    """bf16 has no dtype in numpy: such tensors come as float32 and go back so."""

    def __init__(self):
        import numpy
        self.array, self.generic = numpy.ndarray, numpy.generic
        self.frombuffer, self.asarray = numpy.frombuffer, numpy.asarray
        self.contiguous, self.tobytes = numpy.ascontiguousarray, numpy.ndarray.tobytes
        self.shape, self.dtype = numpy.ndarray.shape.__get__, numpy.ndarray.dtype.__get__
        self.seed = numpy.random.seed
        item = numpy.generic.item
        for name in ("bool_", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64",
                     "float16", "float32", "float64"):
            values.SCALARS[getattr(numpy, name)] = item
        self.codes = {"f16": "<f2", "f32": "<f4", "f64": "<f8", "i8": "i1", "i16": "<i2",
                      "i32": "<i4", "i64": "<i8", "u8": "u1", "u32": "<u4", "b8": "?"}
        self.names = {numpy.dtype(code): name for name, code in self.codes.items()}
        # The wire has neither: such numbers go as the next type that holds them.
        self.wider = {numpy.dtype("<u2"): "<u4", numpy.dtype("<u8"): "<i8"}
        self.astype, self.most = numpy.ndarray.astype, numpy.ndarray.max

    def widened(self, value, wider, expected):
        if wider == "<i8" and value.size and self.most(value) >= 1 << 63:
            raise Mismatch(expected, "an array of uint64 with numbers beyond 2**63 - 1")
        return self.astype(value, wider)

    def decode(self, view, position):
        name, shape, raw, end = read_header(view, position)
        return self.made(name, shape, raw).copy(), end

    def mapped(self, view, position):
        name, shape, raw, end = read_mapped_header(view, position)
        return self.made(name, shape, raw), end

    def made(self, name, shape, raw):
        if name == "bf16":
            wide = self.frombuffer(raw, "<u2").astype("<u4") << 16
            return wide.view("<f4").reshape(shape)
        return self.frombuffer(raw, self.codes[name]).reshape(shape)

    def encoder(self, t):
        element, rank = t
        expected = spelling(t)

        def encode(value, out):
            kind = type(value)
            if kind is not self.array:
                scalar = issubclass(kind, self.generic) or kind in (int, float, bool)
                if rank or not scalar:
                    raise Mismatch(expected, values.describe(value),
                                   ": return np.array(...)" if kind in (list, tuple) else "")
                value = self.asarray(value)
            wider = self.wider.get(self.dtype(value).newbyteorder("<"))
            if wider and not exact_dtypes:
                value = self.widened(value, wider, expected)
            dtype = self.dtype(value)
            name = self.names.get(dtype.newbyteorder("<"))
            if name is None:
                raise Mismatch(expected, f"an array of {dtype}")
            write_header(out, name, self.shape(value))
            out += self.tobytes(self.contiguous(value, dtype.newbyteorder("<")))

        return encode


class Torch:
    def __init__(self):
        import torch
        self.tensor, self.parameter = torch.Tensor, torch.nn.Parameter
        self.frombuffer, self.scalar = torch.frombuffer, torch.tensor
        self.empty, self.words, self.strided = torch.empty, torch.int16, torch.strided
        # torch.manual_seed() also looks for devices, which nobody has here.
        self.seed = torch.default_generator.manual_seed
        self.brain = torch.bfloat16
        self.dtypes = {"f16": torch.float16, "bf16": torch.bfloat16, "f32": torch.float32,
                       "f64": torch.float64, "i8": torch.int8, "i16": torch.int16,
                       "i32": torch.int32, "i64": torch.int64, "u8": torch.uint8,
                       "u32": torch.int64, "b8": torch.bool}
        self.names = {dtype: name for name, dtype in self.dtypes.items() if name != "u32"}
        self.detach, self.contiguous = torch.Tensor.detach, torch.Tensor.contiguous
        self.numpy, self.view = torch.Tensor.numpy, torch.Tensor.view

    def decode(self, view, position):
        name, shape, raw, end = read_header(view, position)
        return self.made(name, shape, bytearray(raw)), end

    def mapped(self, view, position):
        name, shape, raw, end = read_mapped_header(view, position)
        return self.made(name, shape, raw), end

    def made(self, name, shape, raw):
        if not raw:
            return self.empty(shape, dtype=self.dtypes[name])
        if name == "u32":  # torch has none: the next wider type holds them
            import numpy
            wide = numpy.frombuffer(raw, "<u4").astype("<i8")
            return self.frombuffer(wide, dtype=self.dtypes[name]).reshape(shape)
        return self.frombuffer(raw, dtype=self.dtypes[name]).reshape(shape)

    def encoder(self, t):
        element, rank = t
        expected = spelling(t)

        def encode(value, out):
            kind = type(value)
            if kind is not self.tensor and kind is not self.parameter:
                if rank or kind not in (int, float, bool):
                    raise Mismatch(expected, values.describe(value),
                                   ": return torch.tensor(...)" if kind in (list, tuple) else "")
                value = self.scalar(value)
            value = self.detach(value)
            if value.layout is not self.strided or value.device.type != "cpu":
                raise Mismatch(expected, f"a tensor on {value.device}, {value.layout}")
            name = self.names.get(value.dtype)
            if name is None:
                raise Mismatch(expected, f"a tensor of {value.dtype}")
            write_header(out, name, value.shape)
            value = self.contiguous(value)
            if value.dtype is self.brain:
                value = self.view(value, self.words)
            out += self.numpy(value.resolve_conj().resolve_neg()).tobytes()

        return encode


# What torch imports and few tests need: a fifth of what a warm parent holds for itself.  These are
# read when somebody looks into them.
SELDOM = {"numpy.ma", "numpy.polynomial", "tarfile", "torch._meta_registrations", "torch.ao",
          "torch.backends.quantized", "torch.distributions", "torch.hub", "torch.masked",
          "torch.nn.intrinsic", "torch.nn.qat", "torch.nn.quantizable", "torch.nn.quantized",
          "torch.onnx", "torch.profiler", "torch.quantization"}


class Later:
    """A finder of modules that are put off."""

    @staticmethod
    def find_spec(name, path, target=None):
        if name not in SELDOM:
            return None
        from importlib.machinery import PathFinder
        from importlib.util import LazyLoader
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None:
            spec.loader = LazyLoader(spec.loader)
        return spec


def complete(source):
    """Reads a module that was put off and that nobody looks into: it only registers functions."""
    late = sys.modules.get("torch._meta_registrations")
    if late is not None and "meta" in source:
        late.__doc__


def use(library, modules):
    """Imports what tests of this kind of process need.  Called once, in the warm parent."""
    import site
    site.addsitepackages(set())
    if library == "torch":
        sys.meta_path.insert(0, Later)
    if library == "sklearn":
        # Its pools of threads look for the C library by a compiler's help, and by files that no box has.
        import ctypes.util
        ctypes.util.find_library = lambda name, find=ctypes.util.find_library: "libc.so.6" if name == "c" else find(name)
    for module in modules:
        __import__(module)
    if library == "torch":
        sys.meta_path.remove(Later)
    kind = Torch() if library == "torch" else Numpy()
    global mapped
    mapped = kind.mapped
    values.FOREIGN["tensor"] = (lambda t: kind.decode, kind.encoder, spelling)
    seeds.append(kind.seed)
    if library == "torch":
        import numpy
        seeds.append(numpy.random.seed)


seeds = [random.seed]
mapped = None  # decodes a tensor in a memory file
exact_dtypes = False  # an answer must be of the promised dtype, so it goes as it is or not at all


def seed_test(number):
    """The same numbers in every test, whatever ran before it."""
    for seed in seeds:
        seed(number)
