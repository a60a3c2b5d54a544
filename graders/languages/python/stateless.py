"""Proves of most sources that no call can leave anything behind for a later one.

What is allowed is listed, down to the instructions of Python 3.11; whatever is not counts as a place
to keep something in.  Allowed sources import from a few modules and define
functions.  These keep to locals and to names of which nothing that lasts can be changed: no globals,
no attributes are stored, and no attribute is read that leads to a frame, a namespace or a cache.
Where objects lie is not kept from them: by `hash` of one without a value, or by the order of a set
of such, it tells a little of what was freed before.

Every candidate's process pays for this, and for each object that it counts a reference to: so
instructions are numbers here, which all lie together.
"""

import bisect
import collections
import functools
import heapq
import itertools
import math
import opcode
import sys
import types


def public(*things):
    return {name for thing in things for name in dir(thing) if not name.startswith("_")}


# Not `re`, which keeps compiled patterns: re.compile("x", 2.0) tells whether re.compile("x", 2) came before.
IMPORTS = {
    "bisect": {"bisect", "bisect_left", "bisect_right", "insort", "insort_left", "insort_right"},
    "collections": {"Counter", "OrderedDict", "defaultdict", "deque"},
    "functools": {"cmp_to_key", "reduce"},
    "hashlib": {"md5", "sha1", "sha256"},
    "heapq": {"heapify", "heappop", "heappush", "heappushpop", "heapreplace", "merge", "nlargest",
              "nsmallest"},
    "itertools": public(itertools),
    "math": public(math),
    "typing": {"Any", "Callable", "Dict", "FrozenSet", "Iterable", "Iterator", "List", "Optional",
               "Sequence", "Set", "Tuple", "Union"},
}
ATTRIBUTES = public(str, bytes, bytearray, int, float, complex, list, tuple, range, dict, set,
                    frozenset, collections.Counter, collections.deque, collections.defaultdict,
                    itertools.chain).union(
    {"digest", "hexdigest", "update"}, *IMPORTS.values()) - {
        "format", "format_map"}  # "{0._cache}".format(f): their fields read any attribute
BUILTINS = {
    "abs", "all", "any", "ascii", "bin", "bool", "bytearray", "bytes", "callable", "chr", "complex",
    "dict", "divmod", "enumerate", "filter", "float", "format", "frozenset", "hash", "hex", "int",
    "isinstance", "issubclass", "iter", "len", "list", "map", "max", "min", "next", "oct", "ord",
    "pow", "print", "range", "repr", "reversed", "round", "set", "slice", "sorted", "str", "sum",
    "tuple", "zip", "AssertionError", "Exception", "IndexError", "KeyError", "OverflowError",
    "RuntimeError", "StopIteration", "TypeError", "ValueError", "ZeroDivisionError",
}
NUMBERS = opcode.opmap
(CACHE, EXTENDED_ARG, IMPORT_FROM, IMPORT_NAME, LOAD_ATTR, LOAD_METHOD, LOAD_GLOBAL, LOAD_NAME, LOAD_CONST, BUILD_TUPLE,
 BINARY_SUBSCR, MAKE_FUNCTION, STORE_NAME, POP_TOP) = (NUMBERS.get(name, 0) for name in (
     "CACHE EXTENDED_ARG IMPORT_FROM IMPORT_NAME LOAD_ATTR LOAD_METHOD LOAD_GLOBAL LOAD_NAME LOAD_CONST BUILD_TUPLE "
     "BINARY_SUBSCR MAKE_FUNCTION STORE_NAME POP_TOP").split())
TOP = {NUMBERS.get(name, 0) for name in (
    "BINARY_SUBSCR BUILD_TUPLE CACHE EXTENDED_ARG IMPORT_FROM IMPORT_NAME LOAD_CONST LOAD_NAME MAKE_FUNCTION NOP POP_TOP "
    "RESUME RETURN_VALUE STORE_NAME").split()}
BODY = (TOP - {LOAD_NAME, STORE_NAME}) | {
    number for name, number in NUMBERS.items()
    if name.startswith(("JUMP_", "POP_JUMP_", "LOAD_FAST", "STORE_FAST", "UNARY_"))} | {
    NUMBERS.get(name, 0) for name in (
        "BINARY_OP BUILD_CONST_KEY_MAP BUILD_LIST BUILD_MAP BUILD_SET BUILD_SLICE BUILD_STRING CALL CALL_FUNCTION_EX "
        "CHECK_EXC_MATCH COMPARE_OP CONTAINS_OP COPY COPY_FREE_VARS DELETE_FAST DELETE_SUBSCR DICT_MERGE DICT_UPDATE "
        "FORMAT_VALUE FOR_ITER GET_ITER IS_OP KW_NAMES LIST_APPEND LIST_EXTEND LIST_TO_TUPLE LOAD_ASSERTION_ERROR "
        "LOAD_ATTR LOAD_CLOSURE LOAD_DEREF LOAD_GLOBAL LOAD_METHOD MAKE_CELL MAP_ADD POP_EXCEPT PRECALL PUSH_EXC_INFO "
        "PUSH_NULL RAISE_VARARGS RERAISE RETURN_GENERATOR SEND SET_ADD SET_UPDATE STORE_DEREF STORE_SUBSCR SWAP "
        "UNPACK_EX UNPACK_SEQUENCE YIELD_VALUE").split()}


def instructions(code):
    """(number, argument) of each."""
    extended = 0
    parts = iter(code.co_code)
    for number, argument in zip(parts, parts):
        if number == EXTENDED_ARG:
            extended = (argument | extended) << 8
        elif number != CACHE:
            yield number, argument | extended
            extended = 0


def nested(code):
    return [constant for constant in code.co_consts if isinstance(constant, types.CodeType)]


def keeps_to_itself(code, allowed, names):
    if not allowed.issuperset(code.co_code[::2]):
        return False
    module = None  # what is being imported from
    for number, argument in instructions(code):
        if number == LOAD_GLOBAL:
            if code.co_names[argument >> 1] not in names:  # the lowest bit is a flag
                return False
        elif number == LOAD_ATTR or number == LOAD_METHOD:
            if code.co_names[argument] not in ATTRIBUTES:
                return False
        elif number == LOAD_NAME:
            if code.co_names[argument] not in names:
                return False
        elif number == IMPORT_NAME:
            module = code.co_names[argument]
            if module not in IMPORTS or module == "typing" and allowed is BODY:
                return False
        elif number == IMPORT_FROM:
            if code.co_names[argument] not in IMPORTS[module]:
                return False
    return True


def types_of(module):
    """The names that stand for what is typing's, which keeps what it makes; None if a default does."""
    kept, names = [], set()  # for each value on the stack, whether it is typing's
    for number, argument in instructions(module):
        if number == LOAD_NAME:
            kept.append(module.co_names[argument] in names)
        elif number == LOAD_CONST:
            kept.append(False)
        elif number == IMPORT_NAME:
            kept[-2:] = [module.co_names[argument] == "typing"]
        elif number == IMPORT_FROM:
            kept.append(kept[-1])
        elif number == BUILD_TUPLE or number == BINARY_SUBSCR:
            first = len(kept) - (argument if number == BUILD_TUPLE else 2)
            kept[first:] = [any(kept[first:])]
        elif number == MAKE_FUNCTION:
            kept.pop()
            if argument & 4:
                kept.pop()  # the annotations
            if argument & 1 and kept.pop():
                return None
            kept.append(False)
        elif number in (STORE_NAME, POP_TOP) and kept.pop() and number == STORE_NAME:
            names.add(module.co_names[argument])
    return names


def inner_keep(code, names):
    return all(keeps_to_itself(inner, BODY, names) and inner_keep(inner, names) for inner in nested(code))


def stateless(module):
    """Whether the module whose code this is keeps nothing between the calls of its functions."""
    if sys.version_info[:2] != (3, 11):
        return False
    defined = {module.co_names[argument] for number, argument in instructions(module)
               if number == STORE_NAME}
    # Functions find their built-in names by `__builtins__`.
    if any(name.startswith("__") for name in defined - {"__doc__"}):
        return False
    if not keeps_to_itself(module, TOP, BUILTINS | defined):
        return False
    types_ = types_of(module)
    return types_ is not None and inner_keep(module, (BUILTINS | defined) - types_)
