"""What assert-style test code uses of pytest, which its box does not have: raises, approx, fail, parametrize, fixtures."""

import contextlib
import functools
import itertools
import math
import re


def fail(reason="", *_):
    raise AssertionError(reason)


class Raised:
    """What `with raises(...) as info` gives."""

    def __init__(self):
        self.type = self.value = None


class Raises:
    def __init__(self, expected, match):
        self.expected, self.match, self.info = expected, match, Raised()

    def __enter__(self):
        return self.info

    def __exit__(self, kind, error, trace):
        if kind is None:
            fail(f"did not raise {self.expected}")
        if not issubclass(kind, self.expected):
            return False
        self.info.type, self.info.value = kind, error
        if self.match is not None and not re.search(self.match, str(error)):
            fail(f"{str(error)!r} does not match {self.match!r}")
        return True


def raises(expected, *call, match=None, **named):
    context = Raises(expected, match)
    if not call:
        return context
    with context:
        call[0](*call[1:], **named)
    return context.info


class approx:
    """Equal to what is near: numbers, and lists, tuples and dicts of them."""

    def __init__(self, expected, rel=1e-6, abs=1e-12, nan_ok=False):
        self.expected, self.rel, self.abs, self.nan_ok = expected, rel, abs, nan_ok

    def __eq__(self, got):
        return self.near(self.expected, got)

    def near(self, want, got):
        if isinstance(want, dict):
            return type(got) is dict and want.keys() == got.keys() and all(self.near(want[key], got[key]) for key in want)
        if isinstance(want, (list, tuple)):
            return type(got) is type(want) and len(got) == len(want) and all(map(self.near, want, got))
        if hasattr(want, "tolist") and hasattr(got, "tolist"):
            return self.near(want.tolist(), got.tolist())
        if not isinstance(want, (int, float)) or type(got) not in (int, float, bool):
            return want == got
        if math.isnan(want):
            return self.nan_ok and math.isnan(got)
        # An infinity is near nothing but itself.
        return want == got or (math.isfinite(want) and abs(want - got) <= max(self.rel * abs(want), self.abs))


class Row(tuple):
    """What `param` gives: the values of one row."""


def param(*row, **_):
    return Row(row)


class Mark:
    """`mark.parametrize` and `mark.skip`; other marks say nothing about what is right."""

    def parametrize(self, names, rows, **_):
        names = names.replace(" ", "").strip(",").split(",") if isinstance(names, str) else list(names)
        rows = [row if len(names) > 1 or isinstance(row, Row) else (row,) for row in rows]

        def decorate(test):
            test.rows = [*getattr(test, "rows", ()), [dict(zip(names, row)) for row in rows]]
            return test
        return decorate

    def skip(self, *test, **_):
        def decorate(test):
            test.skipped = True
            return test
        return decorate(test[0]) if test and callable(test[0]) else decorate

    def skipif(self, condition, **_):
        return self.skip() if condition else lambda test: test

    def __getattr__(self, name):
        return lambda *test, **_: test[0] if test and callable(test[0]) else lambda test: test


mark = Mark()
fixtures, for_all = {}, []


def fixture(function=None, *, name=None, autouse=False, params=None, scope=None):
    if function is None:
        return lambda function: fixture(function, name=name, autouse=autouse, params=params)
    if params is not None:
        raise TypeError("a fixture with params: use mark.parametrize")
    fixtures[name or function.__name__] = function
    if autouse:
        for_all.append(name or function.__name__)
    return function


def arguments(function, known, ends):
    """The values of a function's parameters: those of the row, and what fixtures give."""
    code = function.__code__
    names = code.co_varnames[:code.co_argcount + code.co_kwonlyargcount]
    return {name: value(name, known, ends) for name in names if name in known or name in fixtures}


def value(name, known, ends):
    if name not in known:
        made = fixtures[name](**arguments(fixtures[name], known, ends))
        if hasattr(made, "__next__") and fixtures[name].__code__.co_flags & 0x20:  # it yields
            generator, made = made, next(made)
            ends.callback(next, generator, None)
        known[name] = made
    return known[name]


def run(test, make=None):
    """Runs a test once for each of its rows; `make` makes the object that it is a method of."""
    if getattr(test, "skipped", False):
        return
    for rows in itertools.product(*getattr(test, "rows", ())):
        with contextlib.ExitStack() as ends:
            known = {name: item for row in rows for name, item in row.items()}
            if make is not None:
                known["self"] = make(ends, test)
            for name in for_all:
                value(name, known, ends)
            test(**arguments(test, known, ends))


def run_class(tests):
    """Runs the methods test_... of a class, each with an object of its own."""
    if hasattr(tests, "debug"):
        run_cases(tests)
        return

    def make(ends, test):
        one = tests()
        for name in ("setup_method", "setUp", "setup"):
            call_around(getattr(one, name, None), test)
        for name in ("teardown_method", "tearDown", "teardown"):
            ends.callback(call_around, getattr(one, name, None), test)
        return one

    if not getattr(tests, "skipped", False):
        call_around(getattr(tests, "setup_class", None))
        for name, test in list(vars(tests).items()):
            if name.startswith("test") and callable(test):
                test.rows = [*getattr(tests, "rows", ()), *getattr(test, "rows", ())]
                run(test, make)


def run_cases(tests):
    """Runs a class of unittest's; the first of its tests that fails raises."""
    import unittest
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(tests)
    for test in suite:
        test.debug = functools.partial(unless_skipped, test.debug, unittest.SkipTest)
    suite.debug()


def unless_skipped(test, skipped):
    with contextlib.suppress(skipped):
        test()


def call_around(method, *test):
    if method is not None:
        method(*test[:method.__func__.__code__.co_argcount - 1])
