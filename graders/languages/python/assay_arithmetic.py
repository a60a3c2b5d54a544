"""The answers of a solution in other arithmetics, for authors who derive a tolerance from them.

Only the linter asks for it.  Arrays of floats go into the solution as a kind of array that does what
it does in its own way: every operation of the library's passes through it and gives one again.
"""

import numpy

HALVES = {numpy.dtype("f8"): numpy.dtype("f4"), numpy.dtype("f4"): numpy.dtype("f2")}
SUMS = (numpy.add, numpy.multiply)


class Lens(numpy.ndarray):
    """An array that computes as numpy's do."""

    def __array_ufunc__(self, ufunc, method, *inputs, out=None, **options):
        inputs = [bare(thing) for thing in inputs]
        if out:
            options["out"] = tuple(bare(thing) for thing in out)
        if ufunc is numpy.matmul and method == "__call__":
            inputs = self.products(*inputs)
        elif ufunc in SUMS and method == "reduce" and options.get("where", True) is True:
            inputs[0] = self.terms(inputs[0], options.get("axis", 0))
        elif ufunc in SUMS and method == "accumulate":
            return self.dressed(self.running(ufunc, *inputs, **options))
        return self.dressed(getattr(ufunc, method)(*inputs, **options))

    def __array_function__(self, function, types, arguments, options):
        if function in (numpy.dot, numpy.inner):
            arguments = [bare(thing) for thing in arguments]
            arguments[:2] = self.products(*arguments[:2], inner=function is numpy.inner)
            return self.dressed(function(*arguments, **options))
        if function is numpy.linalg.norm:
            return self.dressed(self.norm(*[bare(thing) for thing in arguments], **options))
        if function is numpy.einsum and type(arguments[0]) is str:
            arguments = self.contracted(*[bare(thing) for thing in arguments])
            return self.dressed(function(*arguments, **options))
        return self.dressed(super().__array_function__(function, types, arguments, options))

    def dot(self, other, out=None):
        return numpy.dot(self, other, out)

    def cumsum(self, axis=None, dtype=None, out=None):
        return numpy.add.accumulate(self.ravel() if axis is None else self, axis or 0, dtype, out)

    def cumprod(self, axis=None, dtype=None, out=None):
        return numpy.multiply.accumulate(self.ravel() if axis is None else self, axis or 0, dtype, out)

    def dressed(self, result):
        if type(result) is tuple:
            return tuple(map(self.dressed, result))
        floating = getattr(result, "dtype", None) in HALVES
        if not floating:
            return result
        return self.rounded(result).view(type(self)) if type(result) in (numpy.ndarray, type(self)) else self.rounded(result)

    def products(self, a, b, inner=False):
        return [a, b]

    def terms(self, a, axis):
        return a

    def contracted(self, *arguments):
        return arguments

    def running(self, ufunc, a, **options):
        return ufunc.accumulate(a, **options)

    def norm(self, a, ord=None, axis=None, keepdims=False):
        return numpy.linalg.norm(self.terms(a, axis), ord, axis, keepdims)

    def rounded(self, result):
        return result


class Reordered(Lens):
    """Sums and products run from the last term to the first; running ones over neighbours first, as
    machines do that add up many at once."""

    def products(self, a, b, inner=False):
        a, b = numpy.asarray(a), numpy.asarray(b)
        if a.ndim == 0 or b.ndim == 0:
            return [a, b]
        return [numpy.flip(a, -1), numpy.flip(b, -1 if inner or b.ndim == 1 else -2)]

    def terms(self, a, axis):
        return numpy.flip(a, axis)

    def contracted(self, subscripts, *operands):
        sides = subscripts.replace(" ", "").split("->")
        if "." in subscripts or len(sides) != 2:
            return (subscripts, *operands)
        operands = [numpy.flip(operand, [axis for axis, letter in enumerate(letters) if letter not in sides[1]])
                    for letters, operand in zip(sides[0].split(","), operands)]
        return (subscripts, *operands)

    def running(self, ufunc, a, axis=0, dtype=None, out=None):
        result = numpy.array(a, dtype)
        along = numpy.moveaxis(result, axis, 0)
        step = 1
        while step < len(along):
            along[step:] = ufunc(along[step:], along[:-step])
            step *= 2
        if out:
            out[0][...] = result
        return result


class Half(Lens):
    """The result of every operation is rounded to half as many bits."""

    def rounded(self, result):
        with numpy.errstate(over="ignore"):
            return result.astype(HALVES[result.dtype]).astype(result.dtype)


def bare(thing):
    return thing.view(numpy.ndarray) if isinstance(thing, Lens) else thing


def changed(value, change):
    if isinstance(value, numpy.ndarray):
        return change(value)
    if type(value) in (list, tuple):
        return type(value)(changed(item, change) for item in value)
    if type(value) is dict:
        return {key: changed(item, change) for key, item in value.items()}
    return value


def wide(array):
    return array.astype("f8") if array.dtype in HALVES or array.dtype == "f2" else array


class Arithmetic:
    """One of "reordered", "half" and "wide" (all in 64 bits)."""

    def __init__(self, name):
        self.lens = {"reordered": Reordered, "half": Half, "wide": None}[name]

    def put_on(self, arguments):
        if self.lens is None:
            return changed(arguments, wide)
        return changed(arguments, lambda a: self.lens.dressed(a.view(self.lens), a))

    @staticmethod
    def take_off(result):
        return changed(result, bare)
