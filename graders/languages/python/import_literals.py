"""Values of literal expressions in Python, and how a problem.lua writes them."""

import ast
import math


class NotLiteral(Exception):
    pass


MAX_ITEMS = 1_000_000
OPERATORS = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
    ast.FloorDiv: lambda a, b: a // b,
    ast.Mod: lambda a, b: a % b,
}


def small(value):
    """Keeps `"a" * 10**9` and its kin from being computed."""
    if isinstance(value, (str, bytes, list, tuple)) and len(value) > MAX_ITEMS:
        raise NotLiteral
    if isinstance(value, int) and value.bit_length() > 100_000:
        raise NotLiteral
    return value


def fold_operation(node):
    left, right = fold(node.left), fold(node.right)
    if isinstance(node.op, ast.Mult):
        for text, times in ((left, right), (right, left)):
            if isinstance(text, (str, bytes, list, tuple)) and isinstance(times, int):
                if len(text) * max(times, 0) > MAX_ITEMS:
                    raise NotLiteral
    if isinstance(node.op, ast.Mod) and isinstance(left, (str, bytes)):
        raise NotLiteral
    if isinstance(node.op, ast.Pow):
        if not (isinstance(left, (int, float)) and isinstance(right, int) and abs(right) <= 4096):
            raise NotLiteral
        if isinstance(left, int) and left.bit_length() * abs(right) > 100_000:
            raise NotLiteral
        return small(left**right)
    operator = OPERATORS.get(type(node.op))
    if operator is None:
        raise NotLiteral
    return small(operator(left, right))


def fold(node):
    """The value of a literal expression."""
    if isinstance(node, ast.Constant):
        if node.value is Ellipsis or isinstance(node.value, complex):
            raise NotLiteral
        return node.value
    if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        items = [fold(item) for item in node.elts]
        if isinstance(node, ast.Set):
            return set(items)
        return items if isinstance(node, ast.List) else tuple(items)
    if isinstance(node, ast.Dict):
        if any(key is None for key in node.keys):
            raise NotLiteral
        return {fold(key): fold(value) for key, value in zip(node.keys, node.values)}
    if isinstance(node, ast.UnaryOp):
        value = fold(node.operand)
        if isinstance(node.op, ast.USub):
            return -value
        if isinstance(node.op, ast.UAdd):
            return +value
        if isinstance(node.op, ast.Not):
            return not value
    if isinstance(node, ast.BinOp):
        return fold_operation(node)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
        arguments = [fold(argument) for argument in node.args]
        if node.func.id == "set" and len(arguments) <= 1:
            return set(*arguments)
        if node.func.id == "float" and len(arguments) == 1 and isinstance(arguments[0], (str, int)):
            return float(arguments[0])
    raise NotLiteral


def literal(node):
    try:
        return fold(node)
    except (TypeError, ValueError, ZeroDivisionError, OverflowError, RecursionError):
        raise NotLiteral from None


def lua_string(text):
    out = ['"']
    for char in text:
        code = ord(char)
        if char in '"\\':
            out.append("\\" + char)
        elif char == "\n":
            out.append("\\n")
        elif code < 32 or code == 127:
            out.append("\\%03d" % code)
        elif 0xD800 <= code <= 0xDFFF:
            raise NotLiteral
        else:
            out.append(char)
    return "".join(out) + '"'


def lua_float(number):
    if math.isnan(number):
        return "(0/0)"
    if math.isinf(number):
        return "math.huge" if number > 0 else "-math.huge"
    return repr(number)


def lua(value):
    """A value as Lua source; `tuple`, `set`, `map`, `bigint` and `bytes` keep Python's types apart."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        inside = -(2**63) < value < 2**63
        return str(value) if inside else f'bigint "{value}"'
    if isinstance(value, float):
        return lua_float(value)
    if isinstance(value, str):
        return lua_string(value)
    if isinstance(value, bytes):
        return f'bytes "{"".join(chr(92) + "x%02x" % byte for byte in value)}"'
    if isinstance(value, dict):
        pairs = ", ".join("{" + lua(k) + ", " + lua(v) + "}" for k, v in value.items())
        return f"map{{{pairs}}}"
    if isinstance(value, (set, frozenset)):
        return "set{" + ", ".join(sorted(lua(item) for item in value)) + "}"
    inside = ", ".join(lua(item) for item in value)
    return ("tuple{" if isinstance(value, tuple) else "{") + inside + "}"


def long_string(text):
    """`text` between long brackets that it does not contain."""
    level = 1
    while "]" + "=" * level + "]" in text or text.endswith("]" + "=" * level):
        level += 1
    marks = "=" * level
    return f"[{marks}[\n{text}]{marks}]"


LUA_WORDS = set(
    "and break do else elseif end false for function goto if in local nil not or repeat return then "
    "true until while".split()
)


def lua_key(name):
    return f'["{name}"]' if name in LUA_WORDS else name
