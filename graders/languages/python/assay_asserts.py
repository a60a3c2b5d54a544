"""Candidates under assert-style test code, and the test code itself, which runs in another box."""

import functools
import os
import struct
import sys
import types

import assay_crossing as crossing
import assay_identity as identity
import assay_values as values
from assay_candidates import Candidate, Function, import_own
from assay_failures import failure, shown_text
from assay_far import FarClass, FarMember, do_for_candidate
from assay_peer import RAISED, Over, Peer
from assay_raised import exception_named, raise_if_raised, raised_reply
from assay_values import Mismatch


class Unsendable(BaseException):
    """What came of a call cannot be sent.  No code of the candidate's is meant to catch it."""


class Asserts(Function):
    """Calls with arguments of any type and number, which go back as they stand after the call."""

    def __init__(self, load, code, channel):
        super().__init__({**load, "parameters": [], "returns": None}, code, channel)
        self.kept = crossing.Kept(self.ask_test)
        crossing.use(self.kept)

    def start(self):
        super().start()
        self.kept.begin(self.module)

    def take(self, fd, payload):
        self.sow()
        self.peer = Peer(fd)

    def call(self, number, arguments, named, operation=None):
        out = bytearray(struct.pack("<I", number))
        try:
            values.encode_any(list(arguments), out)
            values.encode_any(named, out)
            if operation is not None:
                values.encode_any(operation, out)
        except Mismatch as mismatch:
            raise TypeError(mismatch.text("argument")) from None
        reply = self.peer.ask(out, lambda call: self.served(call)[0])
        raise_if_raised(reply)
        return values.decode_any(reply, 1, self.call)[0]

    def ask_test(self, work, arguments, named, _=False):
        return self.call(work[0], arguments, named, work[1])

    def answer(self):
        error = None
        try:
            while True:
                call = self.peer.receive()[1:]
                error = None
                reply, error = self.served(call)
                self.peer.send(reply)
        except Over:
            pass
        except Unsendable as unsendable:
            return b"U", str(unsendable).encode()
        finally:
            self.peer.close()
        if error:
            raise error
        return b"A", b"\0"

    def served(self, call):
        """What goes back for a call, and what it raised."""
        function, arguments, named = self.call_of(call)
        try:
            result = function(*arguments, **named)
        except (SystemExit, Unsendable, Over):
            raise
        except BaseException as raised:
            return raised_reply(raised), raised
        reply = bytearray(b"\0")
        try:
            values.encode_any(result, reply)
        except Mismatch as mismatch:
            raise Unsendable(mismatch.text("answer")) from None
        try:
            left = [*arguments, *named.values()]
            repeats = identity.repeats(left, result)
            values.encode_any([*left, repeats] if repeats else left, reply)
        except Mismatch as mismatch:
            raise Unsendable(mismatch.text("arguments after the call")) from None
        return reply, None

    def call_of(self, view):
        """What is to be called, and with what."""
        arguments, position = values.decode_any(view, 0, self.call)
        named, position = values.decode_any(view, position, self.call)
        if position == len(view):
            return self.function, arguments, named
        # The number of an object that was given before, and what is to be done with it.
        work, position = values.decode_any(view, position)
        if position != len(view):
            raise ValueError("bytes are left over after the arguments")
        return functools.partial(self.kept.work, *work), arguments, named


class Driver(Candidate):
    """Assert-style test code around a stand-in for the candidate, which runs in another box."""

    def __init__(self, load, code, channel):
        super().__init__(load, code, channel)
        self.uses_pytest = "pytest" in load["source"]

    def start(self):
        self.lender = crossing.Lender(self.ask_far, self.error_class)
        crossing.use(self.lender)
        self.candidate_raised = False
        self.module = self.new_module("asserts")
        self.lender.names = self.module.__dict__
        self.peer, self.heard, self.watched = None, False, {}
        for name in ("solution", "solution.classes", "solution.functions"):
            sys.modules[name] = Submission(name, self)
        if self.uses_pytest:
            sys.modules["pytest"] = import_own("assay_pytest")
        self.function = None
        # Code that names parts of the submission can run only while there is one.
        if not self.names_parts():
            self.run()

    def names_parts(self):
        return any(name.split(".")[0] == "solution" for name in self.code.co_names)

    def run(self):
        exec(self.code, self.module.__dict__)
        self.function = self.find("function", self.module)

    def error_class(self, names):
        return exception_named(names, self.lender.names)

    def take(self, fd, payload):
        self.sow()
        (patience,) = struct.unpack("<d", payload)
        self.peer = Peer(fd, patience / 1e3)

    def answer(self):
        try:
            if self.function is None:
                self.run()
        except Exception as error:
            if self.candidate_raised:
                raise
            return b"U", f"{type(error).__name__}: {shown_text(error)}".encode()
        self.function(self.named_stand_in())
        return b"A", b"\0"

    def talk(self, call):
        """What the candidate says to a call.  Without it nothing is left to be judged."""
        if self.peer is None:
            raise RuntimeError("there is no candidate yet: call it in `check`")
        try:
            reply = self.peer.ask(call, self.called_back)
            self.hear()
            return reply
        except Over as over:
            self.channel.write(b"U", str(over).encode())
            os._exit(0)

    def hear(self):
        """Tells the engine that something of the candidate's making has come."""
        if not self.heard:
            self.heard = True
            self.ask(HEARD, b"")

    def raised(self, error):
        return failure(error, self.file)

    def named_stand_in(self):
        def stand_in(*arguments, **named):
            return self.ask_far(None, arguments, named)

        stand_in.__name__ = stand_in.__qualname__ = self.function.__code__.co_varnames[0]
        return stand_in

    def ask_far(self, work, arguments, named, makes=False):
        """Calls the candidate's function, or does something with an object that it gave.

        `makes`: what comes of it, if it was never seen, is an object of the test code's own.  All else was
        chosen by the candidate, whatever it may have been before."""
        self.refill_changed()
        out = bytearray()
        try:
            values.encode_any(self.lend(list(arguments)), out)
            values.encode_any(self.lend(named), out)
            if work is not None:
                values.encode_any(work, out)
        except Mismatch as mismatch:
            raise TypeError(mismatch.text("argument")) from None
        reply = self.talk(out)
        self.candidate_raised = reply[0] == RAISED
        with self.lender.doubting(not makes):
            raise_if_raised(reply, self.lender.names, work is not None and work[1] == "next")
            result, position = values.decode_any(reply, 1, self.own)
        if makes and result is self.lender.newest and isinstance(result, FarMember):
            object.__setattr__(result, "_far_made", True)
        with self.lender.doubting(False):
            after, _ = values.decode_any(reply, position, self.own)
        given = [*arguments, *named.values()]
        repeats = after[len(given):]
        for argument, new in zip(given, self.take_back(after)):
            identity.copy_back(argument, new)
        result = self.take_back(result)
        if repeats:
            result = identity.joined(given, result, repeats[0])
            self.lender.doubt(result)
        elif work is not None and work[1] == "attribute" and identity.is_copied(result):
            self.watch((work[0], *arguments), result)
        return result

    def watch(self, place, value):
        """`place`: the number of an object and the name of its attribute, which the test code has a copy of."""
        content = self.content_of(value)
        if content is not None and len(content) <= LARGEST_WATCHED:
            self.watched.pop(place, None)
            self.watched[place] = value, content
        if len(self.watched) > MOST_WATCHED:
            del self.watched[next(iter(self.watched))]

    def refill_changed(self):
        """Tells the candidate of attributes that the test code has changed: `order.menu.append(...)`."""
        watched, self.watched = self.watched, {}
        for (number, name), (value, content) in watched.items():
            now = self.content_of(value)
            if now != content and now is not None:
                self.ask_far((number, "refill"), (name, value), {})
            self.watched[number, name] = value, now

    def content_of(self, value):
        out = bytearray()
        try:
            values.encode_any(self.lend(value), out)
        except Mismatch:
            return None
        return bytes(out)

    def lend(self, value):
        """The value with a number in the place of each function."""
        if callable(value) and not hasattr(value, "_far_ask") and not crossing.is_own(value):
            return values.Callback(self.lender.lend(value), self.own)
        return rebuilt(value, self.lend)

    def take_back(self, value):
        if type(value) is values.Callback:
            return self.lender.lent[value.number]
        return rebuilt(value, self.take_back)

    def own(self, number, arguments, named):
        return self.lender.lent[number](*arguments, **named)

    def called_back(self, view):
        """Calls a function for the candidate; what goes back to it."""
        self.hear()
        (number,) = values.U32.unpack_from(view)
        with self.lender.doubting(True):
            arguments, position = values.decode_any(view, 4, self.own)
            named, position = values.decode_any(view, position, self.own)
            operation = values.decode_any(view, position)[0] if position < len(view) else "call"
        out = bytearray(b"\0")
        try:
            result = do_for_candidate(self.lender.lent[number], operation, *self.take_back(arguments),
                                      **self.take_back(named))
            values.encode_any(self.lend(result), out)
        except Mismatch as mismatch:
            return raised_reply(TypeError(mismatch.text("the result of a function of the test")))
        except Exception as error:
            return raised_reply(error)
        return out


class Submission(types.ModuleType):
    """What the test code imports names of the submission from.  Of `solution` those that begin with a capital letter
    are taken for classes, of `solution.classes` all, of `solution.functions` none."""

    def __init__(self, name, driver):
        super().__init__(name)
        self._driver = driver

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        found = self._driver.ask_far((0, "attribute"), (name,), {})
        kind = self.__name__.partition(".")[2]
        is_class = kind == "classes" or not kind and name.lstrip("_")[:1].isupper()
        return self._driver.lender.named(found) if is_class and type(found) is FarClass else found


HEARD = 0xFFFF  # the index of a `C` frame (docs/wire.md)
MOST_WATCHED, LARGEST_WATCHED = 8, 1 << 12  # attributes, and bytes of one: each call looks at them


def rebuilt(value, change):
    """A container with its elements changed; anything else as it is."""
    if type(value) in (list, tuple):
        return type(value)(map(change, value))
    if type(value) is dict:
        return {key: change(item) for key, item in value.items()}
    return value
