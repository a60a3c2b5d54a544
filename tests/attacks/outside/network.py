# Attack: speaks to the engine's machine, to the Internet, to a cloud's metadata service, to name servers.
# Must get: accepted
import os
import socket

for family in range(-1, 50):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET, 10):
        try:
            socket.socket(family, kind)
        except OSError:
            continue
        os._exit(66)
for host, port in (("127.0.0.1", @PORT@), ("::1", 80), ("169.254.169.254", 80), ("1.1.1.1", 53)):
    try:
        socket.create_connection((host, port), 1)
    except OSError:
        continue
    os._exit(67)
try:
    socket.getaddrinfo("localhost", 80)
    os._exit(68)
except OSError:
    pass


def mirror(text):
    return text[::-1]
