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


class Misfit(Exception):
    pass


class Reader:
    def __init__(self, arrays, text):
        self.arrays, self.text, self.at = arrays, text + "$", 0

    def chain(self, operators, operand):
        x = operand()
        while self.text[self.at] in operators:
            column = self.at
            self.at += 1
            x = combine(self.text[column], x, operand())
            if x is None:
                raise Misfit(column)
        return x

    def expression(self):
        return self.chain("+", self.product)

    def product(self):
        return self.chain("*@", self.factor)

    def factor(self):
        column, c = self.at, self.text[self.at]
        self.at += 1
        if c == "(":
            x = self.expression()
            self.at += 1
        elif c.isdigit():
            x = ()
        elif c in self.arrays:
            x = self.arrays[c]
        else:
            raise Misfit(column)
        while self.text[self.at] == "'":
            if len(x) < 2:
                raise Misfit(self.at)
            x = (*x[:-2], x[-1], x[-2])
            self.at += 1
        return x


def check(shapes, text):
    column = syntax_error(text)
    if column is not None:
        return column, []
    arrays = {chr(97 + i): tuple(shape) for i, shape in enumerate(shapes)}
    try:
        return -1, list(Reader(arrays, text).expression())
    except Misfit as misfit:
        return misfit.args[0], []
