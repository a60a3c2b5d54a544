"""The engine's side of docs/wire.md, written apart from it: what the tests of the harnesses use."""

import fcntl
import json
import os
import socket
import struct
import subprocess
import sys
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LANGUAGES = os.path.join(ROOT, "graders", "languages")
F_ADD_SEALS, F_SEAL_ALL = 1033, 15
TIMEOUT = 60  # of any one answer; only a broken harness meets it


def text(value):
    raw = value if isinstance(value, bytes) else str(value).encode()
    return struct.pack("<I", len(raw)) + raw


def encode(t, value):
    """The wire bytes of a value; trees and linked lists are given as lists."""
    if isinstance(t, dict):
        ((kind, inner),) = t.items()
        if kind in ("list", "set", "stream"):
            return struct.pack("<I", len(value)) + b"".join(encode(inner, v) for v in value)
        if kind == "opt":
            return b"\0" if value is None else b"\1" + encode(inner, value)
        if kind == "tuple":
            return b"".join(map(encode, inner, value))
        if kind == "record":
            return b"".join(encode(t, value[name]) for name, t in inner)
        if kind == "map":
            items = b"".join(encode(inner[0], k) + encode(inner[1], v) for k, v in value.items())
            return struct.pack("<I", len(value)) + items
        if kind == "fn":
            return b""
    if t == "tree":
        slots = (b"\0" if v is None else b"\1" + struct.pack("<q", v) for v in value)
        return struct.pack("<I", len(value)) + b"".join(slots)
    if t == "linked_list":
        return encode({"list": "int"}, value)
    if t in ("str", "bytes", "bigint"):
        return text(value)
    return struct.pack({"int": "<q", "float": "<d", "bool": "<?"}[t], value)


def arguments(parameters, given):
    return b"".join(encode(t, value) for (_, t), value in zip(parameters, given))


def golden():
    """(JSON type, the value's text, bytes) of every frame that all codecs must read and write."""
    with open(os.path.join(ROOT, "tests", "golden", "wire.txt"), encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file if not line.startswith("#")]
    return [(json.loads(t), value, bytes.fromhex(raw)) for t, value, raw in rows]


def by_type(rows):
    """{JSON text of a type: its bytes}"""
    types = {}
    for t, _, raw in rows:
        types.setdefault(json.dumps(t), []).append(raw)
    return types


def exactly(channel, size):
    """So many bytes, or None if the other side is gone before."""
    data = b""
    while len(data) < size:
        try:
            more = channel.recv(size - len(data))
        except ConnectionResetError:
            return None
        if not more:
            return None
        data += more
    return data


class Peer:
    """The other side of a test process of kind `asserts` or `driver`."""

    def __init__(self, channel):
        self.channel = channel

    def say(self, message):
        self.channel.sendall(struct.pack("<I", len(message)) + message)

    def hear(self):
        """The next message, or None at the end."""
        head = exactly(self.channel, 4)
        return head and exactly(self.channel, *struct.unpack("<I", head))

    def close(self):
        self.channel.close()


class Process:
    """A test process: its channel and what it prints."""

    def __init__(self, channel, stdout, stderr):
        self.channel, self.stdout, self.stderr = channel, stdout, stderr
        channel.settimeout(TIMEOUT)

    def send(self, kind, payload=b""):
        self.channel.sendall(struct.pack("<I", 1 + len(payload)) + kind.encode() + payload)

    def read(self):
        """(kind, payload), or ("", b"") when the process has gone."""
        head = exactly(self.channel, 4)
        if head is None:
            return "", b""
        body = exactly(self.channel, struct.unpack("<I", head)[0])
        return chr(body[0]), body[1:]

    def load(self, **fields):
        self.send("L", json.dumps({"seed": 7, "file": "solution.py", **fields}).encode())
        kind, body = self.read()
        if kind == "c":
            self.stateless = body == b"\1"
            kind, body = self.read()
        return kind, body

    def test(self, payload, answers=None):
        """Runs one test; `answers(index, payload)` gives the frame to send for each `C`."""
        self.send("T", payload)
        kind, body = self.read()
        if kind != "r":
            return kind, body
        self.send("G")
        kind, body = self.read()
        while kind == "C":
            self.send(*answers(struct.unpack_from("<H", body)[0], body[2:]))
            kind, body = self.read()
        return kind, body

    def map(self, content):
        """Runs one test whose arguments are a memory file, and gives its bytes afterwards, too."""
        file = os.memfd_create("arguments", os.MFD_ALLOW_SEALING)
        os.write(file, content)
        fcntl.fcntl(file, F_ADD_SEALS, F_SEAL_ALL)
        kind, body = self.give(file)
        if kind == "r":
            self.send("G")
            kind, body = self.read()
        after = os.pread(file, len(content), 0)
        os.close(file)
        return kind, body, after

    def give(self, descriptor, payload=b""):
        """Prepares a test that takes a descriptor."""
        self.send("M", payload)
        kind, body = self.read()
        if kind == "m":
            socket.send_fds(self.channel, [b"\0"], [descriptor])
            kind, body = self.read()
        return kind, body

    def join(self, payload=b""):
        """Begins a test of kind `asserts` or `driver`; the other end of its socket."""
        ours, theirs = socket.socketpair()
        ours.settimeout(TIMEOUT)
        kind, body = self.give(theirs.fileno(), payload)
        theirs.close()
        assert kind == "r", (kind, body)
        self.send("G")
        return Peer(ours)

    def batch(self, payloads):
        """Runs tests together: the frame that answers each."""
        self.send("B", struct.pack("<I", len(payloads)) +
                  b"".join(struct.pack("<I", len(payload)) + payload for payload in payloads))
        return [self.read() for _ in payloads]

    def close(self):
        self.channel.close()
        self.stdout.close()
        self.stderr.close()


def pipes():
    """Standard output and error of a child, kept in files so that nothing blocks."""
    return tempfile.TemporaryFile(), tempfile.TemporaryFile()


def printed(file):
    file.seek(0)
    return file.read().decode()


class WarmParent:
    """A warm parent and the children it forks."""

    def __init__(self, argv, env):
        self.commands, theirs = socket.socketpair()
        self.commands.settimeout(TIMEOUT)
        self.process = start(argv, env, theirs)
        theirs.close()

    def fork(self, stdin=b"", lock=struct.pack("<I", 0)):
        ours, theirs = socket.socketpair()
        stdout, stderr = pipes()
        with tempfile.TemporaryFile() as source:
            source.write(stdin)
            source.seek(0)
            fds = [theirs.fileno(), source.fileno(), stdout.fileno(), stderr.fileno()]
            frame = struct.pack("<I", 1 + len(lock)) + b"F" + lock
            socket.send_fds(self.commands, [frame], fds)
        theirs.close()
        reply, pidfds, _, _ = socket.recv_fds(self.commands, 9, 1)
        assert reply[4:5] == b"f" and len(pidfds) == 1, reply
        os.close(pidfds[0])
        child = Process(ours, stdout, stderr)
        child.pid = struct.unpack("<I", reply[5:])[0]
        return child

    def wait(self, child):
        """The exit status as os.waitstatus_to_exitcode gives it."""
        self.commands.sendall(struct.pack("<IcI", 5, b"W", child.pid))
        _, kind, status = struct.unpack("<Ici", self.commands.recv(9, socket.MSG_WAITALL))
        assert kind == b"w"
        return os.waitstatus_to_exitcode(status)

    def end(self):
        self.commands.close()
        return self.process.wait(TIMEOUT)


def start(argv, env, channel, stdout=None, stderr=None):
    """Starts a program whose descriptor 3 is `channel`, under no_new_privs as a box would."""
    import ctypes
    prctl = ctypes.CDLL(None).prctl

    def in_child():
        os.dup2(channel.fileno(), 3)
        prctl(38, 1, 0, 0, 0)

    return subprocess.Popen(argv, env=env, pass_fds=[3], stdin=subprocess.DEVNULL, stdout=stdout,
                            stderr=stderr, preexec_fn=in_child)


def lua(value):
    """A Python value as a Lua literal; None is nil."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"[{lua(k)}] = {lua(v)}" for k, v in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "{" + ", ".join(map(lua, value)) + "}"
    if isinstance(value, str):
        return '"' + "".join(f"\\x{byte:02x}" for byte in value.encode()) + '"'
    return "nil" if value is None else str(value).lower()  # bool, int


def language_text(language, function, spec):
    """What a text function of a language.lua says of a signature."""
    script = (f"language = function() return function(fields) return fields end end\n"
              f"io.write(dofile({lua(LANGUAGES + '/' + language + '/language.lua')})"
              f".{function}({lua(spec)}))")
    return subprocess.run(["lua5.4", "-"], input=script, stdout=subprocess.PIPE, text=True,
                          check=True).stdout


def main(needs):
    """Runs the calling module's tests, or says which program is missing."""
    import shutil
    missing = [program for program in needs if not shutil.which(program)]
    if missing:
        print("not run: no " + ", no ".join(missing))
        sys.exit(77)  # what CTest is told to count as skipped
    unittest.main(module="__main__")
