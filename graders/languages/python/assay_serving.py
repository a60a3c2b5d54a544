"""Runs Python candidates: a warm parent that forks, and the child that serves docs/wire.md.
Where the pool is to share nothing there is no parent: the process that is started serves.

The parent imports and waits on descriptor 3; it never sees a candidate's source.  Each child takes
its four descriptors, locks itself in, and then answers frames until its channel closes.

A child costs what it touches: every page of the parent's that it writes to, if only to count a
reference, is copied for it, and that is nearly all of its time.  So the parent prepares what it can.
"""

import _ctypes
import _socket
import _thread
import gc
import io
import json
import linecache
import os
import struct
import sys

# What candidates commonly import and would otherwise pay for, once a test process.  Left out is what
# makes every fork dearer: `threading` by a third, and the large ones with their trains.
import abc, array, bisect, collections, collections.abc, contextlib, copy, enum, functools  # noqa: E401
import heapq, itertools, math, operator, re, string, time, typing  # noqa: E401

# What modules want done after a fork, `random` and `threading` among them, costs each child half a
# millisecond and is for nothing: only this thread forks, load_candidate() seeds, no child may fork.
register_at_fork, os.register_at_fork = os.register_at_fork, lambda **calls: None
import random  # noqa: E402

import assay_tensors
import assay_values as values
from assay_asserts import Asserts, Driver
from assay_candidates import (CANNOT_START, HERE, Class, Function, Model, Program, flush, import_own,
                              leave, print_exception)
from assay_failures import failure
from stateless import stateless

# typing keeps what it has made: a tenth of the pages that a child touches are for making it anew.
for one in (int, str, float, bool, typing.Any):
    typing.List[one], typing.List[typing.List[one]], typing.Set[one], typing.Optional[one]
    typing.Dict[str, one], typing.Dict[int, one], typing.Tuple[one, one], typing.List[typing.Tuple[one, one]]

HEAD, U32 = struct.Struct("<Ic"), struct.Struct("<I")
SOCK_FPROG = struct.Struct("HP")
PRCTL = _ctypes.dlsym(_ctypes.dlopen(None, 0), "prctl")
PR_SET_PDEATHSIG, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 1, 22, 2
SIGKILL = 9
RECURSION_LIMIT = 20_000  # the stack is 256 MiB
COLD = "--cold"  # the last argument of one that is no parent, and serves by itself


def receive(channel, size, most):
    """Up to `size` bytes and `most` descriptors.  The module `socket` has this, too, and takes each warm
    parent 3 ms to import."""
    data, beside, _, _ = channel.recvmsg(size, _socket.CMSG_LEN(most * 4))
    return data, [fd for _, _, sent in beside for (fd,) in struct.iter_unpack("i", sent)]


def prctl(*arguments):
    """The module `ctypes` has this, too; it takes each warm parent 3 ms to import, and each child the
    copying of twenty pages to call."""
    if _ctypes.call_function(PRCTL, arguments) != 0:
        raise OSError(f"prctl{arguments[:2]} was refused")


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

    def descriptor(self):
        """The descriptor that comes next."""
        self.write(b"m")
        channel = _socket.socket(fileno=os.dup(3))
        _, (fd,) = receive(channel, 1, 1)
        channel.close()
        return fd

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
    commands, lock = _socket.socket(fileno=3), None
    gc.collect()
    gc.freeze()
    while True:
        head, fds = receive(commands, HEAD.size, 4)
        if not head:
            sys.exit(0)
        head += commands.recv(HEAD.size - len(head), _socket.MSG_WAITALL)
        size, kind = HEAD.unpack(head)
        payload = commands.recv(size - 1, _socket.MSG_WAITALL)
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
            commands.sendmsg([struct.pack("<IcI", 5, b"f", pid)],
                             [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, struct.pack("i", pidfd))])
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
        prctl(PR_SET_PDEATHSIG, SIGKILL)
        lock.install()
    except BaseException:
        print_exception()
        os._exit(CANNOT_START)


def open_streams():
    """The standard streams of tests, over the descriptors as they are."""
    sys.stdin = sys.__stdin__ = text_stream(io.BufferedReader(io.FileIO(0)), "surrogateescape")
    sys.stdout = sys.__stdout__ = text_stream(io.BufferedWriter(io.FileIO(1, "w")),
                                              "surrogateescape")
    sys.stderr = sys.__stderr__ = text_stream(io.BufferedWriter(io.FileIO(2, "w")),
                                              "backslashreplace", line_buffering=True)


def text_stream(raw, errors, **options):
    return io.TextIOWrapper(raw, encoding="utf-8", errors=errors, **options)


class Lock:
    """A seccomp program into which each child writes its own pid."""

    def __init__(self, payload):
        self.payload = payload
        (offset,) = U32.unpack_from(payload)
        program = payload[U32.size:]
        self.empty = not program  # tier none
        self.before, self.after = program[:offset], program[offset + U32.size:]

    def install(self):
        if self.empty:
            return
        program = self.before + U32.pack(os.getpid()) + self.after
        place = id(program) + bytes.__basicsize__ - 1  # of the bytes in a bytes object
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, SOCK_FPROG.pack(len(program) // 8, place))


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


# --- what is graded ---------------------------------------------------------------------------

read_json = json.JSONDecoder().scan_once  # json.loads() touches thirty pages more

KINDS = {"function": Function, "class": Class, "program": Program, "asserts": Asserts,
         "driver": Driver, "model": Model}


def rules_of(load, source):
    """The rules of the problem, kept by the source as far as it can be seen."""
    rules = import_own("assay_rules").Rules(load)
    rules.check(source)
    return rules


def load_candidate(payload, channel):
    """The candidate and None, or None and the `E` frame's payload."""
    load, _ = read_json(payload.decode(), 0)
    file, source = load["file"], load["source"]
    linecache.cache[file] = (lambda: source,)  # split into lines when somebody asks
    try:
        code = compile(source, file, "exec", dont_inherit=True)
        rules = rules_of(load, source) if load.get("rules") else None
    except Exception as error:
        return None, failure(error, file, syntax=True, line=getattr(error, "lineno", None) or 0)
    clean = stateless(code)
    if not clean:
        assay_tensors.complete(source)
        assay_tensors.seed_test(load["seed"])
    # Before any of its code runs, or it could say so itself.
    channel.write(b"c", b"\1" if clean else b"\0")
    if rules:
        rules.install()
    candidate = KINDS[load["kind"]](load, code, channel)
    candidate.seed = None if clean else load["seed"]
    if rules and rules.builtins:
        candidate.builtins = rules.builtins_left()
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
            candidate.take(channel.descriptor(), payload)
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
    cold = sys.argv[-1] == COLD
    libraries = sys.argv[1:-1] if cold else sys.argv[1:]
    if libraries:
        assay_tensors.use(libraries[0], libraries)
    os.register_at_fork = register_at_fork
    sys.path.remove(HERE)  # the harness's own modules are not for candidates
    sys.setrecursionlimit(RECURSION_LIMIT)
    random.seed(0)
    if not cold:
        # They have to have seen pipes when the streams are made; nothing is read or written here.
        os.dup2(os.pipe()[0], 0)
        os.dup2(2, 1)
    open_streams()
    rehearse(16)
    channel = Channel()
    if not cold:
        serve_commands()
    try:
        serve_channel(channel)
    except BaseException:
        print_exception()
        flush()
        os._exit(CANNOT_START)
    os._exit(0)
