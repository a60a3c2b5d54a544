"""Runs Python candidates: a warm parent that forks, and the child that serves docs/wire.md.

The parent imports and waits on descriptor 3; it never sees a candidate's source.  Each child takes
its four descriptors, locks itself in, and then answers frames until its channel closes.

A child costs what it touches: every page of the parent's that it writes to, if only to count a
reference, is copied for it, and that is nearly all of its time.  So the parent prepares what it can.
"""

import _thread
import atexit
import builtins
import ctypes
import gc
import io
import json
import linecache
import mmap
import os
import socket
import struct
import sys
import types

# What candidates commonly import and would otherwise pay for, once a test process.  Left out is what
# makes every fork dearer: `threading` by a third, and the large ones with their trains.
import abc, array, bisect, collections, collections.abc, contextlib, copy, enum, functools  # noqa: E401
import heapq, itertools, math, operator, re, string, time, typing  # noqa: E401

fork = os.fork
del os.fork  # or `random` would seed itself anew in every child, which is seeded by load_candidate()
import random  # noqa: E402
os.fork = fork

import assay_tensors
import assay_values as values
from assay_failures import Missing, candidate_frames, failure, frame_lines, shown_text
from assay_values import Mismatch
from stateless import stateless

HERE = os.path.dirname(os.path.abspath(__file__))
HEAD = struct.Struct("<Ic")
PR_SET_PDEATHSIG, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 1, 22, 2
SIGKILL, MADV_POPULATE_READ = 9, 22
RECURSION_LIMIT = 20_000  # the stack is 256 MiB
CANNOT_START = 126  # exit status of a child that could not be set up: our failure


# --- frames -----------------------------------------------------------------------------------

class Channel:
    """Frames on descriptor 3, which may be another file by the time that they travel."""

    def __init__(self):
        self.source = io.BufferedReader(io.FileIO(3, closefd=False), 1 << 16)

    def read(self):
        """The next frame's kind and payload; the kind is None at the end of the stream."""
        head = self.source.read(5)
        if len(head) < 5:
            return None, b""
        size, kind = HEAD.unpack(head)
        payload = self.source.read(size - 1)
        return (kind, payload) if len(payload) == size - 1 else (None, b"")

    def map_file(self):
        """The bytes of the memory file that comes next: ours to write, each page a copy of its own."""
        self.write(b"m")
        channel = socket.socket(fileno=os.dup(3))
        _, (fd,), _, _ = socket.recv_fds(channel, 1, 1)
        channel.close()
        mapped = mmap.mmap(fd, 0, flags=mmap.MAP_PRIVATE, prot=mmap.PROT_READ | mmap.PROT_WRITE)
        os.close(fd)
        try:
            mapped.madvise(MADV_POPULATE_READ)  # so that they count as arguments, not as the test's
        except OSError:
            pass  # before Linux 5.14
        return memoryview(mapped)

    def write(self, kind, payload=b""):
        self.write_all(HEAD.pack(1 + len(payload), kind) + payload)

    @staticmethod
    def write_all(data):
        view = memoryview(data)
        while view:
            view = view[os.write(3, view):]


# --- the warm parent --------------------------------------------------------------------------

def serve_commands():
    """Forks on `F` and waits on `W` until the commands end.  Returns in the child only."""
    commands, lock = socket.socket(fileno=3), None
    gc.collect()
    gc.freeze()
    while True:
        head, fds, _, _ = socket.recv_fds(commands, HEAD.size, 4)
        if not head:
            sys.exit(0)
        head += commands.recv(HEAD.size - len(head), socket.MSG_WAITALL)
        size, kind = HEAD.unpack(head)
        payload = commands.recv(size - 1, socket.MSG_WAITALL)
        if kind == b"F":
            assert _thread._count() == 0, "a warm parent must not have threads"
            if lock is None or lock.payload != payload:
                lock = Lock(payload)
            pid = os.fork()
            if pid == 0:
                commands.detach()
                become_child(fds, lock)
                return
            for fd in fds:
                os.close(fd)
            pidfd = os.pidfd_open(pid)
            socket.send_fds(commands, [struct.pack("<IcI", 5, b"f", pid)], [pidfd])
            os.close(pidfd)
        elif kind == b"W":
            (pid,) = struct.unpack("<I", payload)
            status = os.waitpid(pid, 0)[1]
            commands.sendall(HEAD.pack(5, b"w") + struct.pack("<i", status))
        else:
            sys.exit(f"a warm parent got a frame of type {kind!r}")


def become_child(fds, lock):
    try:
        for fd, place in zip(fds, (3, 0, 1, 2)):
            os.dup2(fd, place)
        os.closerange(4, 1 << 16)
        # A fork does not inherit it, and without namespaces nothing else ends us with the box.
        Lock.prctl(PR_SET_PDEATHSIG, SIGKILL, None)
        lock.install()
    except BaseException:
        print_exception()
        os._exit(CANNOT_START)


def open_streams():
    """The standard streams that children inherit: they have to have seen pipes when they are made,
    and nothing is ever read from or written to them here."""
    os.dup2(os.pipe()[0], 0)
    os.dup2(2, 1)
    sys.stdin = sys.__stdin__ = text_stream(io.BufferedReader(io.FileIO(0)), "surrogateescape")
    sys.stdout = sys.__stdout__ = text_stream(io.BufferedWriter(io.FileIO(1, "w")),
                                              "surrogateescape")
    sys.stderr = sys.__stderr__ = text_stream(io.BufferedWriter(io.FileIO(2, "w")),
                                              "backslashreplace", line_buffering=True)


def text_stream(raw, errors, **options):
    return io.TextIOWrapper(raw, encoding="utf-8", errors=errors, **options)


class Lock:
    """A seccomp program into which each child writes its own pid."""

    class SockFprog(ctypes.Structure):
        _fields_ = [("len", ctypes.c_ushort), ("filter", ctypes.c_void_p)]

    prctl = ctypes.CDLL(None, use_errno=True).prctl
    prctl.argtypes = [ctypes.c_int, ctypes.c_ulong, ctypes.c_void_p]

    def __init__(self, payload):
        self.payload = payload
        (self.offset,) = struct.unpack_from("<I", payload)
        self.program = ctypes.create_string_buffer(payload[4:], len(payload) - 4)
        self.fprog = self.SockFprog(len(self.program) // 8, ctypes.addressof(self.program))

    def install(self):
        if not len(self.program):
            return  # tier none
        struct.pack_into("<I", self.program, self.offset, os.getpid())
        if self.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.addressof(self.fprog)) != 0:
            raise OSError(ctypes.get_errno(), "the lock was refused")


class Nobody:
    """The channel of a rehearsal."""

    def write(self, kind, payload=b""):
        pass


def rehearse(times):
    """Goes the way of a test, so that what is made on first use is there before the forks."""
    load = {"kind": "function", "name": "f", "file": "f.py", "seed": 0, "returns": {"list": "int"},
            "parameters": [["x", {"list": "int"}], ["y", "str"]],
            "source": "from typing import *\ndef f(x: List[int], y: Optional[str] = None):\n return x"}
    text = json.dumps(load).encode()
    test = struct.pack("<IqI", 1, 7, 1) + b"y"
    for _ in range(times):
        candidate, _ = load_candidate(text, Nobody())
        candidate.begin(memoryview(test))
        attempt(candidate)
    del sys.modules["solution"], linecache.cache["f.py"]


# --- the end of a process -------------------------------------------------------------------------

def print_exception():
    import traceback
    traceback.print_exc()


def flush():
    for stream in (sys.stdout, sys.__stdout__, sys.stderr, sys.__stderr__):
        try:
            stream.flush()
        except BaseException:  # closed or replaced by the candidate
            pass


def leave(error):
    """Ends the process as SystemExit asks."""
    code = error.code
    if code is not None and not isinstance(code, int):
        print(code, file=sys.stderr)
        code = 1
    flush()
    os._exit((code or 0) & 0xFF)


# --- a loaded candidate -------------------------------------------------------------------------

class Candidate:
    """What all kinds share: the source, run as a module of its own."""

    def __init__(self, load, code, channel):
        self.code, self.channel = code, channel
        self.file, self.name = load["file"], load.get("name", "")

    def run_module(self, name):
        module = types.ModuleType(name)
        module.__file__ = self.file
        module.TreeNode, module.ListNode = values.TreeNode, values.ListNode
        sys.modules[name] = module
        exec(self.code, module.__dict__)
        return module

    def begin(self, arguments, mapped=False):
        if self.seed is not None:
            assay_tensors.seed_test(self.seed)
        if mapped:
            self.prepare_mapped(arguments)
        else:
            self.prepare(arguments)

    def find(self, kind, module):
        """What the module calls self.name."""
        found = module.__dict__.get(self.name)
        if callable(found):
            return found
        if found is not None:
            raise Missing(f"`{self.name}` in {self.file} is not a {kind} ({type(found).__name__})")
        import difflib
        mine = [n for n, v in module.__dict__.items()
                if callable(v) and getattr(v, "__module__", None) == module.__name__]
        near = difflib.get_close_matches(self.name, mine, 1)
        hint = f"; did you mean `{near[0]}`?" if near else ""
        raise Missing(f"{self.file} does not define `{self.name}`{hint}")

    def ask(self, index, arguments):
        """Sends a call to the engine and waits for the reply's bytes."""
        self.channel.write(b"C", struct.pack("<H", index) + arguments)
        kind, payload = self.channel.read()
        if kind == b"R":
            return payload
        if kind == b"D":
            raise RuntimeError(payload.decode(errors="replace"))
        os._exit(CANNOT_START)


class Arguments:
    """Decodes the arguments of one signature."""

    def __init__(self, candidate, parameters):
        self.decoders, self.parameters = [], parameters
        for index, (name, t) in enumerate(parameters):
            if isinstance(t, dict) and "fn" in t:
                function = self.callback(candidate, index, name, t["fn"])
                self.decoders.append(lambda view, position, f=function: (f, position))
            else:
                self.decoders.append(values.decoder(t))

    def decode(self, view, position=0):
        arguments = []
        for decode in self.decoders:
            argument, position = decode(view, position)
            arguments.append(argument)
        return arguments, position

    def decode_mapped(self, view):
        """The same of a memory file, in which tensors lie as they will be used."""
        arguments, position = [], 0
        for decode, (_, t) in zip(self.decoders, self.parameters):
            decode = assay_tensors.mapped if isinstance(t, dict) and "tensor" in t else decode
            argument, position = decode(view, position)
            arguments.append(argument)
        return arguments, position

    @staticmethod
    def callback(candidate, index, name, t):
        encoders = [values.encoder(p) for p in t["params"]]
        result = values.decoder(t["returns"]) if t["returns"] is not None else None

        def call(*arguments):
            if len(arguments) != len(encoders):
                raise TypeError(f"{name} takes {len(encoders)} arguments, got {len(arguments)}")
            out = bytearray()
            for encode, argument in zip(encoders, arguments):
                try:
                    encode(argument, out)
                except Mismatch as mismatch:
                    raise TypeError(f"{name}: {mismatch.text('argument')}") from None
            reply = candidate.ask(index, out)
            return result(memoryview(reply), 0)[0] if result else None

        call.__name__ = call.__qualname__ = name
        return call


class Function(Candidate):
    def __init__(self, load, code, channel):
        super().__init__(load, code, channel)
        self.arguments = Arguments(self, load["parameters"])
        returns = load.get("returns")
        self.encode = values.encoder(returns) if returns is not None else None
        names = [name for name, _ in load["parameters"]]
        lens = load.get("arithmetic")
        self.lens = import_own("assay_arithmetic").Arithmetic(lens) if lens else None
        # Arguments that must stay as they came are shown once more after the answer.
        self.shown = [(names.index(name), values.encoder(dict(load["parameters"])[name]))
                      for name in load.get("unchanged", ())]

    def start(self):
        self.function = self.find("function", self.run_module("solution"))

    def prepare(self, view):
        self.ready, end = self.arguments.decode(view)
        if end != len(view):
            raise ValueError("bytes are left over after the arguments")

    def prepare_mapped(self, view):
        self.ready, end = self.arguments.decode_mapped(view)
        if end != len(view):
            raise ValueError("bytes are left over after the arguments")

    def answer(self):
        arguments, self.ready = self.ready, None
        if self.lens:
            result = self.lens.take_off(self.function(*self.lens.put_on(arguments)))
        else:
            result = self.function(*arguments)
        out = bytearray()
        if self.encode:
            try:
                self.encode(result, out)
            except Mismatch as mismatch:
                return b"U", mismatch.text("answer").encode()
        for index, encode in self.shown:
            encode(arguments[index], out)
        return b"A", out

    def raised(self, error):
        return failure(error, self.file)


class Asserts(Function):
    """Calls with arguments of any type and number, which go back as they stand after the call."""

    def __init__(self, load, code, channel):
        super().__init__({**load, "parameters": [], "returns": None}, code, channel)
        crossing = import_own("assay_crossing")
        self.kept = crossing.Kept()
        crossing.use(self.kept)

    def prepare(self, view):
        pass

    def call(self, number, arguments, named):
        out = bytearray(struct.pack("<I", number))
        try:
            values.encode_any(list(arguments), out)
            values.encode_any(named, out)
        except Mismatch as mismatch:
            raise TypeError(mismatch.text("argument")) from None
        reply = memoryview(self.ask(ANY_CALL, out))
        raise_if_raised(reply)
        return values.decode_any(reply, 1, self.call)[0]

    def answer(self):
        error, reply = None, b""
        while call := self.ask(NEXT_CALL, reply):
            function, arguments, named = self.call_of(memoryview(call))
            try:
                result, error = function(*arguments, **named), None
            except SystemExit:
                raise
            except BaseException as raised:
                error, reply = raised, raised_reply(raised)
                continue
            reply = bytearray(b"\0")
            try:
                values.encode_any(result, reply)
            except Mismatch as mismatch:
                return b"U", mismatch.text("answer").encode()
            try:
                values.encode_any([*arguments, *named.values()], reply)
            except Mismatch as mismatch:
                return b"U", mismatch.text("arguments after the call").encode()
        if error:
            raise error
        return b"A", b"\0"

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

    def start(self):
        crossing = import_own("assay_crossing")
        crossing.use(crossing.Lender(self.ask_far))
        self.module = self.run_module("solution")
        self.function = self.find("function", self.module)
        self.lent = []  # functions that the candidate was given, by their number

    def prepare(self, view):
        pass

    def answer(self):
        self.function(self.stand_in)
        return b"A", b"\0"

    def raised(self, error):
        return failure(error, self.file)

    def stand_in(self, *arguments, **named):
        return self.ask_far(None, arguments, named)

    def ask_far(self, work, arguments, named):
        """Calls the candidate's function, or does something with an object that it gave."""
        out = bytearray()
        try:
            values.encode_any(self.lend(list(arguments)), out)
            values.encode_any(self.lend(named), out)
            if work is not None:
                values.encode_any(work, out)
        except Mismatch as mismatch:
            raise TypeError(mismatch.text("argument")) from None
        reply = memoryview(self.ask(ANY_CALL, out))
        while reply[0] == CALL_BACK:
            reply = memoryview(self.ask(CALLED_BACK, self.called_back(reply)))
        raise_if_raised(reply, self.module.__dict__)
        result, position = values.decode_any(reply, 1, self.own)
        after, _ = values.decode_any(reply, position, self.own)
        for argument, new in zip([*arguments, *named.values()], self.take_back(after)):
            copy_back(argument, new)
        return self.take_back(result)

    def lend(self, value):
        """The value with a number in the place of each function."""
        if callable(value) and not hasattr(value, "_ask"):
            self.lent.append(value)
            return values.Callback(len(self.lent) - 1, self.own)
        return rebuilt(value, self.lend)

    def take_back(self, value):
        if type(value) is values.Callback:
            return self.lent[value.number]
        return rebuilt(value, self.take_back)

    def own(self, number, arguments, named):
        return self.lent[number](*arguments, **named)

    def called_back(self, view):
        """Calls a function for the candidate; what goes back to it."""
        (number,) = values.U32.unpack_from(view, 1)
        arguments, position = values.decode_any(view, 5, self.own)
        named, _ = values.decode_any(view, position, self.own)
        out = bytearray(b"\0")
        try:
            result = self.lent[number](*self.take_back(arguments), **self.take_back(named))
            values.encode_any(self.lend(result), out)
        except Mismatch as mismatch:
            return raised_reply(TypeError(mismatch.text("the result of a function of the test")))
        except Exception as error:
            return raised_reply(error)
        return out


# Calls between a candidate of kind `asserts` and the test code around it (docs/wire.md).
ANY_CALL, CALLED_BACK, NEXT_CALL = 0xFFFF, 0xFFFE, 0xFFFD
RAISED, CALL_BACK = 1, 2


def rebuilt(value, change):
    """A container with its elements changed; anything else as it is."""
    if type(value) in (list, tuple):
        return type(value)(map(change, value))
    if type(value) is dict:
        return {key: change(item) for key, item in value.items()}
    return value


def raised_reply(error):
    """An exception by its class, its words and the classes above its own."""
    out = bytearray([RAISED])
    kind = type(error)
    bases = " ".join(base.__name__ for base in kind.__mro__[1:-1])
    for text in (kind.__name__, shown_text(error), bases):
        values.encode_str(text, out)
    return out


def raise_if_raised(reply, known=None):
    """Raises what a reply says was raised; `known`: names of the test code, its own classes among them."""
    if reply[0] != RAISED:
        return
    name, position = values.decode_str(reply, 1)
    message, position = values.decode_str(reply, position)
    bases = values.decode_str(reply, position)[0].split() if position < len(reply) else []
    raise exception_named([name, *bases], known or {})(message)


def exception_named(names, known):
    """The exception of the first of the names, or a new one of the first that is there."""
    for name in names:
        found = known.get(name, getattr(builtins, name, None))
        if not (isinstance(found, type) and issubclass(found, Exception)):
            continue
        if name == names[0] and not issubclass(found, KeyError):
            return found
        # str() of a KeyError puts its argument in quotes once more.
        return type(names[0], (found,), {"__str__": lambda self: str(self.args[0])})
    return type(names[0] or "Exception", (Exception,), {})


def copy_back(argument, new):
    """Gives an argument the content that the candidate left in it."""
    kind = type(argument)
    if kind.__name__ == "ndarray" and argument.shape == new.shape:
        argument[...] = new
    elif kind in (list, dict, set, bytearray, collections.deque) and not same(argument, new):
        argument.clear()
        (argument.update if kind in (dict, set) else argument.extend)(new)


def same(one, other):
    """Whether two containers are equal, as far as they can tell: those of arrays cannot."""
    try:
        return bool(one == other)
    except ValueError:
        return False


class Class(Candidate):
    def __init__(self, load, code, channel):
        super().__init__(load, code, channel)
        self.constructor = Arguments(self, load["parameters"])
        self.methods = []
        for method in load["methods"]:
            returns = method.get("returns")
            self.methods.append((
                method, Arguments(self, method["parameters"]),
                values.encoder(returns) if returns is not None else None))

    def start(self):
        self.function = self.find("class", self.run_module("solution"))

    def prepare(self, view):
        first, position = self.constructor.decode(view)
        (count,) = values.U32.unpack_from(view, position)
        position += 4
        calls = []
        for _ in range(count):
            (index,) = values.U16.unpack_from(view, position)
            method, arguments, encode = self.methods[index]
            ready, position = arguments.decode(view, position + 2)
            calls.append((method, ready, encode))
        if position != len(view):
            raise ValueError("bytes are left over after the calls")
        self.ready = first, calls

    def answer(self):
        (first, calls), self.ready = self.ready, None
        self.at = -1
        subject = self.function(*first)
        out = bytearray(values.U32.pack(len(calls)))
        for self.at, (method, arguments, encode) in enumerate(calls):
            name = method["name"]
            bound = getattr(subject, name, None)
            if bound is None:
                level = f" (needed from level {method['level']})" if "level" in method else ""
                raise Missing(f"`{name}` is not defined{level}")
            result = bound(*arguments)
            if encode:
                try:
                    encode(result, out)
                except Mismatch as mismatch:
                    text = mismatch.text("answer")
                    return b"U", f"call {self.at + 1}, {name}: {text}".encode()
        return b"A", out

    def raised(self, error):
        return failure(error, self.file, call=self.at)


class Model(Candidate):
    """A function that fits a model, and then the model's predictions, batch by batch."""

    def __init__(self, load, code, channel):
        super().__init__(load, code, channel)
        self.work = import_own("assay_models").Work(load, Missing)

    def start(self):
        self.function = self.find("function", self.run_module("solution"))

    def prepare(self, view):
        self.work.prepare(view)

    def answer(self):
        try:
            return b"A", self.work.answer(self.function)
        except Mismatch as mismatch:
            return b"U", mismatch.text("answer").encode()

    def raised(self, error):
        return failure(error, self.file)


class Program(Candidate):
    def start(self):
        pass

    def prepare(self, view):
        pass

    def answer(self):
        """Runs to the end of the process."""
        sys.argv = [self.file]
        code = 0
        try:
            self.run_module("__main__")
        except SystemExit as error:
            atexit._run_exitfuncs()
            leave(error)
        except BaseException as error:
            frames = candidate_frames(error)
            text = f"{type(error).__name__}: {shown_text(error)}"
            print("Traceback (most recent call last):\n" + "".join(frame_lines(frames)) + text,
                  file=sys.__stderr__)
            code = 1
        if "threading" in sys.modules:
            sys.modules["threading"]._shutdown()
        atexit._run_exitfuncs()
        flush()
        os._exit(code)


KINDS = {"function": Function, "class": Class, "program": Program, "asserts": Asserts,
         "driver": Driver, "model": Model}


def import_own(name):
    """A module of the harness that only some problems need, and that no candidate can import."""
    sys.path.insert(0, HERE)
    try:
        return __import__(name)
    finally:
        sys.path.remove(HERE)


def rules_of(load, source):
    """The rules of the problem, kept by the source as far as it can be seen."""
    rules = import_own("assay_rules").Rules(load)
    rules.check(source)
    return rules


def load_candidate(payload, channel):
    """The candidate and None, or None and the `E` frame's payload."""
    load = json.loads(payload)
    file, source = load["file"], load["source"]
    linecache.cache[file] = (lambda: source,)  # split into lines when somebody asks
    try:
        code = compile(source, file, "exec", dont_inherit=True)
        rules = rules_of(load, source) if load.get("rules") else None
    except Exception as error:
        return None, failure(error, file, syntax=True, line=getattr(error, "lineno", None) or 0)
    clean = stateless(code)
    if not clean:
        assay_tensors.seed_test(load["seed"])
    # Before any of its code runs, or it could say so itself.
    channel.write(b"c", b"\1" if clean else b"\0")
    if rules:
        rules.install()
    candidate = KINDS[load["kind"]](load, code, channel)
    candidate.seed = None if clean else load["seed"]
    try:
        candidate.start()
    except SystemExit as error:
        leave(error)
    except BaseException as error:
        return None, failure(error, file)
    return candidate, None


def attempt(candidate):
    """The frame that answers the prepared test."""
    try:
        return candidate.answer()
    except SystemExit as error:
        leave(error)
    except BaseException as error:
        return b"X", candidate.raised(error)


def strings(view):
    """The items of a frame that holds u32 count, then u32 length and bytes each."""
    (count,) = values.U32.unpack_from(view)
    position = 4
    for _ in range(count):
        (size,) = values.U32.unpack_from(view, position)
        yield view[position + 4:position + 4 + size]
        position += 4 + size
    if position != len(view):
        raise ValueError("bytes are left over after the tests")


def serve_channel(channel):
    candidate = None
    while True:
        kind, payload = channel.read()
        if kind is None:
            return
        if kind == b"L":
            candidate, problem = load_candidate(payload, channel)
            flush()
            channel.write(b"E" if problem else b"l", problem or b"")
        elif kind == b"T" and candidate:
            candidate.begin(memoryview(payload))
            channel.write(b"r")
        elif kind == b"M" and candidate:
            candidate.begin(channel.map_file(), mapped=True)
            channel.write(b"r")
        elif kind == b"G" and candidate:
            reply = attempt(candidate)
            flush()
            channel.write(*reply)
        elif kind == b"B" and candidate:
            replies = bytearray()
            for arguments in strings(memoryview(payload)):
                candidate.begin(arguments)
                answer_kind, answer = attempt(candidate)
                replies += HEAD.pack(1 + len(answer), answer_kind)
                replies += answer
            flush()
            channel.write_all(replies)
        else:
            raise ValueError(f"a frame of type {kind!r} is out of place")


def main():
    if len(sys.argv) > 1:
        assay_tensors.use(sys.argv[1], sys.argv[1:])
    sys.path.remove(HERE)  # the harness's own modules are not for candidates
    sys.setrecursionlimit(RECURSION_LIMIT)
    random.seed(0)
    open_streams()
    rehearse(16)
    channel = Channel()
    serve_commands()
    try:
        serve_channel(channel)
    except BaseException:
        print_exception()
        flush()
        os._exit(CANNOT_START)
    os._exit(0)


if __name__ == "__main__":
    main()
