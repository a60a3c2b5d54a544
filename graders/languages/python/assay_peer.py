"""The socket that joins a candidate of kind `asserts` and the test code around it (docs/wire.md)."""

import _socket
import time

import assay_values as values

RESULT, RAISED, CALL = 0, 1, 2  # what a message is, by its first byte
LARGEST = 64 << 20


class Over(BaseException):
    """The other side has ended, or says what it cannot say.  No code beside it is meant to catch it."""


class Peer:
    """One end.  One side stands still while the other moves: who calls waits for the result, and may
    be called before it comes.

    `patience`: seconds that the other side may take, all calls together; None: as long as it likes.
    """

    def __init__(self, fd, patience=None):
        self.socket, self.left, self.read = _socket.socket(fileno=fd), patience, bytearray()
        self.socket.settimeout(patience)

    def ask(self, call, serve):
        """What comes of a call: a RESULT or what was RAISED.  `serve` answers the calls before it."""
        self.send(bytes([CALL]) + call)
        while (reply := self.receive())[0] == CALL:
            self.send(serve(reply[1:]))
        return reply

    def send(self, message):
        self.timed(self.socket.sendall, values.U32.pack(len(message)) + message)

    def receive(self):
        (size,) = values.U32.unpack(self.exactly(4))
        if not 0 < size <= LARGEST:
            raise Over("large")
        return memoryview(self.exactly(size))

    def exactly(self, size):
        while len(self.read) < size:
            more = self.timed(self.socket.recv, max(8192, min(size - len(self.read), 1 << 20)))
            if not more:
                raise Over("gone")
            self.read += more
        taken = bytes(self.read[:size])
        del self.read[:size]
        return taken

    def timed(self, work, what):
        begin = time.monotonic()
        try:
            done = work(what)
        except TimeoutError:
            raise Over("late") from None
        except OSError:
            raise Over("gone") from None
        if self.left is not None:
            self.left -= time.monotonic() - begin
            if self.left <= 0:
                raise Over("late")
        return done

    def close(self):
        self.socket.close()
