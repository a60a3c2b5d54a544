"""Values on the wire (docs/wire.md): decoders and encoders, built once per load from JSON types.

A decoder is `decode(view, position) -> (value, position)`; an encoder is `encode(value, out)`, which
appends to the bytearray `out` or raises Mismatch.  What a candidate returns is judged by its exact
type and read through the built-in types' own methods: nothing that a class overrides counts.
"""

import struct
import sys
import types
from array import array

U16, U32, I64, F64 = (struct.Struct("<" + letter) for letter in "HIqd")
MAX_DEPTH = 190  # of `any`; the engine refuses 200
LOW, HIGH = -(1 << 63), (1 << 63) - 1


# With an answer that is none as a whole.
WHAT_TO_DO = {
    "None": ": is a `return` missing?", "generator": ": return list(...) of it",
    "coroutine": ": take the `async` away", "ndarray": ": return .tolist() of it",
    "Tensor": ": return .item() or .tolist() of it",
}


class Mismatch(Exception):
    """A value is not of the promised type."""

    def __init__(self, expected, got, hint=""):
        self.expected, self.got, self.hint, self.place = expected, got, hint, ""

    def at(self, place):
        self.place = place + self.place
        return self

    def text(self, whole):
        where = f"{whole}{self.place}: " if self.place else ""
        hint = self.hint or ("" if self.place or whole != "answer" else WHAT_TO_DO.get(self.got, ""))
        return f"{where}expected {self.expected}, got {self.got}{hint}"


class TreeNode:
    def __init__(self, val=0, left=None, right=None):
        self.val, self.left, self.right = val, left, right


class ListNode:
    def __init__(self, val=0, next=None):
        self.val, self.next = val, next


class Stream:
    """Decodes its elements one at a time, as they are asked for."""

    def __init__(self, decode, view, position, count):
        self._decode, self._view, self._position, self._left = decode, view, position, count

    def __iter__(self):
        return self

    def __next__(self):
        if self._left == 0:
            raise StopIteration
        self._left -= 1
        value, self._position = self._decode(self._view, self._position)
        return value


class Callback:
    """A function of the test's side, given to the candidate as an argument of type `any`."""

    def __init__(self, number, call):
        self.number, self._call = number, call

    def __call__(self, *arguments, **named):
        return self._call(self.number, arguments, named)

    def __eq__(self, other):
        return type(other) is Callback and self.number == other.number

    def __hash__(self):
        return hash(self.number)


def spelling(t):
    """The type as a problem's signature spells it."""
    if isinstance(t, str):
        return "list" if t == "linked_list" else t
    ((kind, inner),) = t.items()
    if kind == "list":
        return spelling(inner) + "[]"
    if kind == "opt":
        return spelling(inner) + "?"
    if kind == "tuple":
        return "(" + ", ".join(map(spelling, inner)) + ")"
    if kind == "map":
        return f"map[{spelling(inner[0])}, {spelling(inner[1])}]"
    if kind == "record":
        return "{" + ", ".join(f"{name}: {spelling(field)}" for name, field in inner) + "}"
    if kind == "fn":
        back = f" -> {spelling(inner['returns'])}" if inner["returns"] is not None else ""
        return "fn(" + ", ".join(map(spelling, inner["params"])) + ")" + back
    if kind in FOREIGN:
        return FOREIGN[kind][2](inner)
    return f"{kind}[{spelling(inner)}]"


def describe(value):
    kind = type(value)
    if value is None:
        return "None"
    if kind is int and not LOW <= value <= HIGH:
        return "an int beyond 64 bits"
    if kind is types.CoroutineType:
        value.close()  # or Python says on stderr that nobody awaited it
    return kind.__name__


# --- decoding ---------------------------------------------------------------------------------

def decode_bool(view, position):
    return view[position] != 0, position + 1


def decode_int(view, position):
    return I64.unpack_from(view, position)[0], position + 8


def decode_float(view, position):
    return F64.unpack_from(view, position)[0], position + 8


def decode_bytes(view, position):
    start = position + 4
    end = start + U32.unpack_from(view, position)[0]
    if end > len(view):
        raise ValueError("a text runs past its frame")
    return bytes(view[start:end]), end


def decode_str(view, position):
    raw, position = decode_bytes(view, position)
    return raw.decode(), position


def decode_bigint(view, position):
    raw, position = decode_bytes(view, position)
    return int(raw), position


def decode_tree(view, position):
    count, position = U32.unpack_from(view, position)[0], position + 4
    nodes, waiting = [], 0  # the next slot for a child: nodes[waiting // 2], left if even
    for _ in range(count):
        node = None
        if view[position]:
            node = TreeNode(I64.unpack_from(view, position + 1)[0])
            position += 8
        position += 1
        if nodes:
            setattr(nodes[waiting // 2], "right" if waiting % 2 else "left", node)
            waiting += 1
        if node is not None:
            nodes.append(node)
    return (nodes[0] if nodes else None), position


def decode_linked_list(view, position):
    values, position = array_decoder("q")(view, position)
    node = None
    for value in reversed(values):
        node = ListNode(value, node)
    return node, position


def array_decoder(letter):
    def decode(view, position):
        start = position + 4
        end = start + 8 * U32.unpack_from(view, position)[0]
        if end > len(view):
            raise ValueError("a list runs past its frame")
        items = array(letter)
        items.frombytes(view[start:end])
        return items.tolist(), end

    return decode


def fixed_format(t):
    """struct's letters for a type whose values all take the same bytes, else None."""
    if isinstance(t, str):
        return {"int": "q", "float": "d", "bool": "?"}.get(t)
    parts = [fixed_format(item) for item in t.get("tuple", ())]
    # A nested tuple would come out flat.
    return "".join(parts) if parts and all(part and len(part) == 1 for part in parts) else None


def rows_decoder(fixed):
    row = struct.Struct("<" + fixed)

    def decode(view, position):
        start = position + 4
        end = start + row.size * U32.unpack_from(view, position)[0]
        if end > len(view):
            raise ValueError("a list runs past its frame")
        return list(row.iter_unpack(view[start:end])), end

    return decode


def items_decoder(element):
    def decode(view, position):
        count, position = U32.unpack_from(view, position)[0], position + 4
        items = []
        for _ in range(count):
            item, position = element(view, position)
            items.append(item)
        return items, position

    return decode


def list_decoder(inner):
    fixed = fixed_format(inner)
    if fixed in ("q", "d"):
        return array_decoder(fixed)
    if fixed and len(fixed) > 1:
        return rows_decoder(fixed)
    return items_decoder(decoder(inner))


def tuple_decoder(elements):
    def decode(view, position):
        items = []
        for element in elements:
            item, position = element(view, position)
            items.append(item)
        return tuple(items), position

    return decode


def converted(decode, convert):
    def convert_decoded(view, position):
        value, position = decode(view, position)
        return convert(value), position

    return convert_decoded


def optional_decoder(element):
    def decode(view, position):
        return element(view, position + 1) if view[position] else (None, position + 1)

    return decode


def stream_decoder(element, skip):
    def decode(view, position):
        count = U32.unpack_from(view, position)[0]
        return Stream(element, view, position + 4, count), skip(view, position)[1]

    return decode


def decoder(t, key=False):
    """The decoder of a type; `key`: lists inside come as tuples, so that they can be hashed."""
    if isinstance(t, str):
        return DECODERS[t]
    ((kind, inner),) = t.items()
    if kind == "list":
        return converted(items_decoder(decoder(inner, True)), tuple) if key else list_decoder(inner)
    if kind == "opt":
        return optional_decoder(decoder(inner, key))
    if kind == "tuple":
        return tuple_decoder([decoder(item, key) for item in inner])
    if kind == "map":
        pairs = tuple_decoder([decoder(inner[0], True), decoder(inner[1])])
        return converted(items_decoder(pairs), dict)
    if kind == "set":
        return converted(items_decoder(decoder(inner, True)), frozenset if key else set)
    if kind == "record":
        names = [name for name, _ in inner]
        fields = tuple_decoder([decoder(field) for _, field in inner])
        return converted(fields, lambda values: dict(zip(names, values)))
    if kind == "stream":
        # The end must be known before the elements are; fixed ones need not be looked at.
        return stream_decoder(decoder(inner), list_decoder(inner))
    if kind in FOREIGN:
        return FOREIGN[kind][0](inner)
    raise ValueError(f"no decoder for {spelling(t)}")


def decode_any(view, position, call=None):
    tag, position = view[position], position + 1
    if tag == 0:
        return None, position
    if tag in ANY_SCALARS:
        return ANY_SCALARS[tag](view, position)
    count, position = U32.unpack_from(view, position)[0], position + 4
    if tag == 11:
        return Callback(count, call), position
    if tag > 11 and other_any is not None:
        return other_any.decode(tag, view, position - 4, call)
    items = []
    for _ in range(2 * count if tag == 10 else count):
        item, position = decode_any(view, position, call)
        items.append(item)
    if tag == 10:
        return dict(zip(items[::2], items[1::2])), position
    return {7: list, 8: tuple, 9: set}[tag](items), position


# --- encoding ---------------------------------------------------------------------------------

def plain(value):
    """A library's scalar as a number of Python's own; anything else as it is."""
    return SCALARS[type(value)](value) if type(value) in SCALARS else value


def encode_bool(value, out):
    value = plain(value)
    if value is not True and value is not False:
        raise Mismatch("bool", describe(value))
    out.append(value)


def exact_int(value, expected="int"):
    """The plain int inside an int or an instance of a subclass; bool is not an int."""
    if type(value) is int:
        return value
    value = plain(value)
    if not issubclass(type(value), int) or type(value) is bool:
        raise Mismatch(expected, describe(value))
    return int.__add__(value, 0)


def encode_int(value, out):
    value = exact_int(value)
    if not LOW <= value <= HIGH:
        raise Mismatch("int", describe(value))
    out += I64.pack(value)


def encode_bigint(value, out):
    digits = b"%d" % exact_int(value, "bigint")
    out += U32.pack(len(digits)) + digits


def encode_float(value, out):
    value = plain(value)
    if issubclass(type(value), float):
        value = float.__add__(value, 0.0) if type(value) is not float else value
    else:
        try:
            value = float(exact_int(value, "float"))
        except OverflowError:
            raise Mismatch("float", "an int beyond the floats") from None
    out += F64.pack(value)


def encode_str(value, out):
    if not issubclass(type(value), str):
        raise Mismatch("str", describe(value))
    try:
        raw = str.encode(value)
    except UnicodeEncodeError:
        raise Mismatch("str", "text with lone surrogates") from None
    out += U32.pack(len(raw))
    out += raw


def encode_bytes(value, out):
    if not issubclass(type(value), (bytes, bytearray)):
        raise Mismatch("bytes", describe(value))
    raw = bytes(memoryview(value))
    out += U32.pack(len(raw))
    out += raw


def exact_list(value, expected):
    """The items of a list or tuple, as such."""
    kind = type(value)
    if kind is list or kind is tuple:
        return value
    if issubclass(kind, list):
        return list.__getitem__(value, slice(None))
    if issubclass(kind, tuple):
        return tuple.__getitem__(value, slice(None))
    raise Mismatch(expected, describe(value))


def encode_items(items, element, out):
    out += U32.pack(len(items))
    index = 0
    try:
        for item in items:
            element(item, out)
            index += 1
    except Mismatch as mismatch:
        raise mismatch.at(f"[{index}]")


def list_encoder(t, inner):
    element, name = encoder(inner), spelling(t)
    letter, kinds = {"int": ("q", {int}), "float": ("d", {float})}.get(str(inner), ("", None))

    def encode(value, out):
        items = exact_list(value, name)
        if letter and set(map(type, items)) == kinds:
            try:
                packed = array(letter, items)
            except OverflowError:
                packed = None  # the loop below finds the place
            if packed is not None:
                out += U32.pack(len(packed))
                out += packed.tobytes()
                return
        encode_items(items, element, out)

    return encode


def tuple_encoder(t, inner):
    elements, name = [encoder(item) for item in inner], spelling(t)

    def encode(value, out):
        items = exact_list(value, name)
        if len(items) != len(elements):
            raise Mismatch(name, f"{len(items)} items")
        for index, element in enumerate(elements):
            try:
                element(items[index], out)
            except Mismatch as mismatch:
                raise mismatch.at(f"[{index}]")

    return encode


def set_encoder(t, inner):
    element, name = encoder(inner), spelling(t)

    def encode(value, out):
        if issubclass(type(value), set):
            items = list(set.__iter__(value))
        elif issubclass(type(value), frozenset):
            items = list(frozenset.__iter__(value))
        else:
            raise Mismatch(name, describe(value))
        encode_items(items, element, out)

    return encode


def map_encoder(t, inner):
    pair, name = [encoder(inner[0]), encoder(inner[1])], spelling(t)

    def encode(value, out):
        if not issubclass(type(value), dict):
            raise Mismatch(name, describe(value))
        out += U32.pack(dict.__len__(value))
        for key, item in dict.items(value):
            try:
                pair[0](key, out)
                pair[1](item, out)
            except Mismatch as mismatch:
                raise mismatch.at(f"[{key!r:.40}]")

    return encode


def record_encoder(t, inner):
    fields, name = [(field, encoder(kind)) for field, kind in inner], spelling(t)

    def encode(value, out):
        if not issubclass(type(value), dict):
            raise Mismatch(name, describe(value))
        if dict.keys(value) != {field for field, _ in fields}:
            raise Mismatch(name, "a dict with other keys")
        for field, element in fields:
            try:
                element(dict.__getitem__(value, field), out)
            except Mismatch as mismatch:
                raise mismatch.at(f".{field}")

    return encode


def optional_encoder(element, name):
    def encode(value, out):
        if value is None:
            out.append(0)
            return
        out.append(1)
        try:
            element(value, out)
        except Mismatch as mismatch:
            if not mismatch.place:
                mismatch.expected = name
            raise

    return encode


def stream_encoder(element, name):
    def encode(value, out):
        try:
            items = iter(value)
        except TypeError:
            raise Mismatch(name, describe(value)) from None
        encode_items(list(items), element, out)

    return encode


def encode_tree(root, out):
    flat, row, seen = [], [root], set()
    while row:
        children = []
        for node in row:
            flat.append(node)
            if node is None:
                continue
            if id(node) in seen:
                raise Mismatch("tree", "nodes that share a child or form a cycle")
            seen.add(id(node))
            try:
                children += [node.left, node.right]
            except AttributeError:
                raise Mismatch("tree", describe(node)) from None
        row = children
    while flat and flat[-1] is None:
        flat.pop()
    out += U32.pack(len(flat))
    for node in flat:
        out.append(node is not None)
        if node is not None:
            try:
                encode_int(node.val, out)
            except Mismatch as mismatch:
                raise mismatch.at(".val")


def encode_linked_list(node, out):
    values, seen = [], set()
    while node is not None:
        if id(node) in seen:
            raise Mismatch("list", "a cycle")
        seen.add(id(node))
        try:
            values.append(node.val)
            node = node.next
        except AttributeError:
            raise Mismatch("list", describe(node)) from None
    encode_items(values, encode_int, out)


def encode_any(value, out, depth=0):
    value = plain(value)
    if depth > MAX_DEPTH:
        raise Mismatch("a plain value", "one nested too deep")
    kind = type(value)
    if value is None:
        out.append(0)
    elif kind is bool:
        out += b"\x01\x01" if value else b"\x01\x00"
    elif issubclass(kind, int):
        value = exact_int(value)
        small = LOW <= value <= HIGH
        out.append(2 if small else 3)
        (encode_int if small else encode_bigint)(value, out)
    elif kind is Callback:
        out += b"\x0b" + U32.pack(value.number)
    elif issubclass(kind, dict):
        if kind is not dict and other_any is not None and other_any.encode_known(value, out, depth):
            return
        out += b"\x0a" + U32.pack(dict.__len__(value))
        for key, item in dict.items(value):
            encode_any(key, out, depth + 1)
            encode_any(item, out, depth + 1)
    else:
        for tag, kinds, encode in ANY_ENCODERS:
            if issubclass(kind, kinds):
                out.append(tag)
                encode(value, out)
                return
        for tag, base in ((7, list), (8, tuple), (9, set), (9, frozenset)):
            if issubclass(kind, base) and not (other_any is not None and kind is frozenset):
                if other_any is not None and base is tuple and hasattr(kind, "_fields"):
                    other_any.encode_named(value, out, depth)
                    return
                items = list(base.__iter__(value))
                out.append(tag)
                encode_items(items, lambda item, sink: encode_any(item, sink, depth + 1), out)
                return
        if other_any is None:
            raise Mismatch("a plain value", describe(value))
        other_any.encode(value, out, depth)


def encoder(t):
    if isinstance(t, str):
        return ENCODERS[t]
    ((kind, inner),) = t.items()
    if kind == "opt":
        return optional_encoder(encoder(inner), spelling(t))
    if kind == "stream":
        return stream_encoder(encoder(inner), spelling(t))
    if kind in COMPOUND_ENCODERS:
        return COMPOUND_ENCODERS[kind](t, inner)
    if kind in FOREIGN:
        return FOREIGN[kind][1](inner)
    raise ValueError(f"no encoder for {spelling(t)}")


# Of `any` values that are none of the above: what assay_crossing.py uses, else None.
other_any = None

# Exact types of a library's scalars (numpy.int64), and what makes a plain number of one.
SCALARS = {}

# Types that need a library: kind -> (decoder of its inner, encoder of its inner, spelling).
FOREIGN = {}

DECODERS = {
    "int": decode_int, "float": decode_float, "bool": decode_bool, "str": decode_str,
    "bytes": decode_bytes, "bigint": decode_bigint, "any": decode_any, "tree": decode_tree,
    "linked_list": decode_linked_list,
}
ANY_SCALARS = {
    1: decode_bool, 2: decode_int, 3: decode_bigint, 4: decode_float, 5: decode_str,
    6: decode_bytes,
}
ENCODERS = {
    "int": encode_int, "float": encode_float, "bool": encode_bool, "str": encode_str,
    "bytes": encode_bytes, "bigint": encode_bigint, "any": encode_any, "tree": encode_tree,
    "linked_list": encode_linked_list,
}
ANY_ENCODERS = (
    (4, float, encode_float), (5, str, encode_str), (6, (bytes, bytearray), encode_bytes),
)
COMPOUND_ENCODERS = {
    "list": list_encoder, "tuple": tuple_encoder, "set": set_encoder, "map": map_encoder,
    "record": record_encoder,
}

if hasattr(sys, "set_int_max_str_digits"):
    sys.set_int_max_str_digits(0)  # a bigint may have any number of digits
