"""Assay from Python: problems, grading with live events, history.

    import assay

    with assay.Engine(banks=["problems"]) as engine:
        for problem in engine.problems():
            print(problem["id"], problem["title"])
        with engine.grade("cool-down-ledger", path="queue.py") as run:
            for case in run:
                print(case["name"], case["verdict"])
        print(run.result["verdict"])

Results are the dictionaries of docs/methods.md.  A candidate's failure is a result; what Assay
itself could not do raises assay.Error.  An engine may be used from several threads.
"""

import ctypes
import ctypes.util
import json
import os
import pathlib

__all__ = ["Engine", "Run", "Error"]


class Error(Exception):
    """What went wrong, and `code`: "not_found", "bad_problem", "unavailable", ..."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


def _find_library():
    """$ASSAY_LIBRARY, beside this package, installed with it, in a build folder of the source tree, or the system's."""
    here = pathlib.Path(__file__).resolve().parent
    candidates = [os.environ.get("ASSAY_LIBRARY"), here / "libassay.so.0"]
    if here.parts[-4:-1] == ("share", "assay", "python"):
        candidates += [*here.parents[3].glob("lib*/libassay.so.0"), *here.parents[3].glob("lib/*/libassay.so.0")]
    candidates += [here.parents[2] / "build" / kind / "bin/libassay.so.0" for kind in ("release", "debug")]
    for candidate in candidates:
        if candidate and os.path.exists(candidate):
            return str(candidate)
    found = ctypes.util.find_library("assay")
    if found is None:
        raise Error("unavailable", "libassay.so.0 was not found; set ASSAY_LIBRARY to its path")
    return found


def _load():
    library = ctypes.CDLL(_find_library())
    text, handle, number = ctypes.c_char_p, ctypes.c_void_p, ctypes.c_uint64
    # Owned strings come back as void pointers, so that they can be freed.
    shapes = {
        "assay_abi_version": (ctypes.c_uint32, []),
        "assay_open": (handle, [text]),
        "assay_close": (None, [handle]),
        "assay_call": (handle, [handle, text, text]),
        "assay_grade_start": (number, [handle, text]),
        "assay_next_event": (handle, [handle, number, ctypes.c_int]),
        "assay_cancel": (None, [handle, number]),
        "assay_wait": (handle, [handle, number]),
        "assay_last_error": (text, []),
        "assay_free": (None, [handle]),
    }
    for name, (result, arguments) in shapes.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    if library.assay_abi_version() != 1:
        raise Error("unavailable", "libassay.so speaks another version of the C ABI")
    return library


def _encode(value):
    return json.dumps(value).encode()


class Engine:
    """Opens banks (folders of problems) and, if `store` is given, the record of submissions."""

    def __init__(self, banks=(), store=None, **options):
        self._open_handle = None
        self._library = _load()
        options["banks"] = [os.fspath(bank) for bank in banks]
        if store is not None:
            options["store"] = os.fspath(store)
        self._open_handle = self._library.assay_open(_encode(options))
        if not self._open_handle:
            self._raise()

    def call(self, method, **params):
        """Runs any method of docs/methods.md."""
        return self._take(self._library.assay_call(self._handle, method.encode(), _encode(params)))

    def problems(self, **filters):
        return self.call("problem/list", **filters)["problems"]

    def grade(self, problem, *, source=None, path=None, **params):
        """Starts grading; iterate over the Run for its events, then read its `result`."""
        params["problem"] = problem
        if source is not None:
            params["source"] = source
        if path is not None:
            params["path"] = os.fspath(path)
        number = self._library.assay_grade_start(self._handle, _encode(params))
        if number == 0:
            self._raise()
        return Run(self, number)

    def close(self):
        """Cancels what still runs.  Nothing else may be called afterwards."""
        if self._open_handle:
            self._library.assay_close(self._open_handle)
            self._open_handle = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    @property
    def _handle(self):
        if not self._open_handle:
            raise Error("invalid_argument", "the engine is closed")
        return self._open_handle

    def _next_event(self, number):
        # Returns now and then without one, so that Ctrl-C is heard.
        pointer = self._library.assay_next_event(self._handle, number, 200)
        if not pointer and not self._library.assay_last_error():
            return None
        return self._take(pointer)

    def _cancel(self, number):
        self._library.assay_cancel(self._handle, number)

    def _wait(self, number):
        return self._take(self._library.assay_wait(self._handle, number))

    def _take(self, pointer):
        if not pointer:
            self._raise()
        try:
            return json.loads(ctypes.string_at(pointer))
        finally:
            self._library.assay_free(pointer)

    def _raise(self):
        error = json.loads(self._library.assay_last_error() or b"{}")
        raise Error(error.get("code", "internal"), error.get("message", "no message"))


class Run:
    """One grading under way: an iterator of its "case" events.  An exception in its `with` block cancels it."""

    def __init__(self, engine, number):
        self._engine, self._number = engine, number
        self._ended = False  # its last event was read
        self._result = self._error = None

    def __iter__(self):
        while not self._ended:
            event = self._engine._next_event(self._number)
            if event is None:
                continue
            self._ended = event["event"] in ("result", "error")
            if event["event"] == "case":
                yield event

    def cancel(self):
        """Asks it to stop; `result` then raises Error with code "cancelled"."""
        if not self._ended:
            self._engine._cancel(self._number)

    @property
    def result(self):
        """The report, once the run has ended."""
        for _ in self:
            pass
        if self._result is None and self._error is None:
            try:
                self._result = self._engine._wait(self._number)
            except Error as error:
                self._error = error
        if self._error is not None:
            raise self._error
        return self._result

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if kind is not None:
            self.cancel()
