from functools import lru_cache
from itertools import zip_longest


def broadcast(x, y):
    shape = []
    for p, q in zip_longest(reversed(x), reversed(y), fillvalue=1):
        if p != q and p != 1 and q != 1:
            return None
        shape.append(q if p == 1 else p)
    return tuple(reversed(shape))


@lru_cache(None)
def combine(op, x, y):
    if op != "@":
        return broadcast(x, y)
    if len(x) < 2 or len(y) < 2 or x[-1] != y[-2]:
        return None
    batch = broadcast(x[:-2], y[:-2])
    return None if batch is None else (*batch, x[-2], y[-1])


def syntax_error(text):
    depth, operand = 0, True
    for column, c in enumerate(text):
        if operand:
            if c == "(":
                depth += 1
            elif c.isalnum():
                operand = False
            else:
                return column
        elif c == ")":
            if not depth:
                return column
            depth -= 1
        elif c.isalnum() or c == "(":
            return column
        else:
            operand = c != "'"
    return len(text) if operand or depth else None


def check(shapes, text):
    column = syntax_error(text)
    if column is not None:
        return column, []
    arrays = {chr(97 + i): tuple(shape) for i, shape in enumerate(shapes)}
    errors = []

    def combined(x, op, y):
        op, column = op
        if x is None or y is None:
            return None
        shape = combine(op, x, y)
        if shape is None:
            errors.append(column)
        return shape

    def flat(tokens):  # operand, (operator, column), operand, ...
        total, plus, x = None, None, tokens[0]
        for op, y in zip(tokens[1::2], tokens[2::2]):
            if op[0] == "+":
                total = combined(total, plus, x) if plus else x
                plus, x = op, y
            else:
                x = combined(x, op, y)
        return combined(total, plus, x) if plus else x

    tokens = ["("]
    for column, c in enumerate(text):
        if c in "()":
            tokens.append(c)
        elif c.isdigit():
            tokens.append(())
        elif c.isalpha():
            tokens.append(arrays.get(c))
            if c not in arrays:
                errors.append(column)
        else:
            tokens.append((c, column))
    tokens.append(")")
    while len(tokens) > 1:
        swap = next((i for i, t in enumerate(tokens) if t and t[0] == "'" and tokens[i - 1] != ")"), None)
        if swap is not None:
            x = tokens[swap - 1]
            if x is not None and len(x) < 2:
                errors.append(tokens[swap][1])
                x = None
            tokens[swap - 1 : swap + 1] = [x and (*x[:-2], x[-1], x[-2])]
            continue
        close = tokens.index(")")
        open_ = max(i for i in range(close) if tokens[i] == "(")
        tokens[open_ : close + 1] = [flat(tokens[open_ + 1 : close])]
    return (min(errors), []) if errors else (-1, list(tokens[0]))
