"""What assert-style test code uses of pytest, which its box does not have: raises, approx, fail."""

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
