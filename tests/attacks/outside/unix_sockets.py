# Attack: talks to servers and to other submissions over Unix sockets, named, abstract and from a pair.
# Must get: accepted
import os
import socket

for make in (lambda: socket.socket(socket.AF_UNIX), lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM),
             lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)):
    try:
        make()
    except OSError:
        continue
    os._exit(66)
one, _ = socket.socketpair()
for name in ("/run/docker.sock", "/var/run/docker.sock", "/tmp/.X11-unix/X0", "\0@ABSTRACT@", "@HOME@/open/new.sock"):
    for attempt in (lambda: one.connect(name), lambda: one.bind(name), lambda: one.sendto(b"x", name)):
        try:
            attempt()
        except OSError:
            continue
        os._exit(67)


def mirror(text):
    return text[::-1]
