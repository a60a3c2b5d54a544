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


BINDS = {"(": 0, "+": 1, "*": 2, "@": 2}


def check(shapes, text):
    column = syntax_error(text)
    if column is not None:
        return column, []
    arrays = {chr(97 + i): tuple(shape) for i, shape in enumerate(shapes)}
    values, waiting = [], []
    for column, c in enumerate(text + ")"):
        if c == "(":
            waiting.append((c, column))
        elif c.isdigit():
            values.append(())
        elif c.isalpha():
            if c not in arrays:
                return column, []
            values.append(arrays[c])
        elif c == "'":
            x = values[-1]
            if len(x) < 2:
                return column, []
            values[-1] = (*x[:-2], x[-1], x[-2])
        else:
            least = 1 if c == ")" else BINDS[c]
            while waiting and BINDS[waiting[-1][0]] >= least:
                op, at = waiting.pop()
                y = values.pop()
                shape = combine(op, values[-1], y)
                if shape is None:
                    return at, []
                values[-1] = shape
            if c != ")":
                waiting.append((c, column))
            elif waiting:
                waiting.pop()
    return -1, list(values[0])
