"""A warm parent for the runner's tests: docs/wire.md, "Warm parents", and nothing else."""
import ctypes
import json
import os
import signal
import socket
import struct
import sys

LIBC = ctypes.CDLL(None, use_errno=True)


class Prog(ctypes.Structure):
    _fields_ = [("len", ctypes.c_ushort), ("filter", ctypes.c_void_p)]


def read_exactly(sock, size, fds=None):
    data = b""
    while len(data) < size:
        if fds is not None:
            chunk, got, _, _ = socket.recv_fds(sock, size - len(data), 4)
            fds.extend(got)
        else:
            chunk = sock.recv(size - len(data))
        if not chunk:
            os._exit(0)
        data += chunk
    return data


def receive(sock, fds=None):
    (length,) = struct.unpack("<I", read_exactly(sock, 4, fds))
    body = read_exactly(sock, length)
    return body[:1], body[1:]


def send(sock, kind, payload=b""):
    sock.sendall(struct.pack("<I", len(payload) + 1) + kind + payload)


def install(lock):
    buffer = ctypes.create_string_buffer(lock, len(lock))
    prog = Prog(len(lock) // 8, ctypes.addressof(buffer))
    if LIBC.prctl(22, 2, ctypes.byref(prog), 0, 0) != 0:
        os._exit(70)


def serve(sock):
    scope = {}
    program = False
    while True:
        kind, payload = receive(sock)
        if kind == b"L":
            order = json.loads(payload)
            program = order["kind"] == "program"
            source = order["source"]
            try:
                code = compile(source, "solution.py", "exec")
                if not program:
                    exec(code, scope)
            except BaseException as error:
                report = {"syntax": isinstance(error, SyntaxError), "type": type(error).__name__, "message": str(error)}
                send(sock, b"E", json.dumps(report).encode())
                continue
            send(sock, b"l")
        elif kind == b"T":
            send(sock, b"r")
            receive(sock)
            if program:
                exec(code, {"__name__": "__main__"})
                sys.stdout.flush()
                os._exit(0)
            try:
                answer = str(scope["solve"](payload.decode())).encode()
            except Exception as error:
                sys.stdout.flush()
                send(sock, b"X", json.dumps({"type": type(error).__name__, "message": str(error)}).encode())
                continue
            sys.stdout.flush()
            send(sock, b"A", answer)


def child(command, fds, payload):
    (offset,) = struct.unpack_from("<I", payload)
    lock = bytearray(payload[4:])
    struct.pack_into("<I", lock, offset, os.getpid())
    command.close()
    channel, stdin, stdout, stderr = (os.dup2(fd, 20 + i) for i, fd in enumerate(fds))
    for place, fd in ((3, channel), (0, stdin), (1, stdout), (2, stderr)):
        os.dup2(fd, place)
    os.closerange(4, 64)
    LIBC.prctl(1, signal.SIGKILL)
    install(bytes(lock))
    serve(socket.socket(fileno=3))


def main():
    if len(sys.argv) > 1 and sys.argv[1] == "--broken":
        sys.exit("the parent could not import torch")
    command = socket.socket(fileno=3)
    while True:
        fds = []
        kind, payload = receive(command, fds)
        if kind == b"F":
            pid = os.fork()
            if pid == 0:
                child(command, fds, payload)
                os._exit(0)
            for fd in fds:
                os.close(fd)
            pidfd = os.pidfd_open(pid)
            socket.send_fds(command, [struct.pack("<I", 5) + b"f" + struct.pack("<I", pid)], [pidfd])
            os.close(pidfd)
        elif kind == b"W":
            (pid,) = struct.unpack("<I", payload)
            _, status = os.waitpid(pid, 0)
            send(command, b"w", struct.pack("<i", status))


main()
