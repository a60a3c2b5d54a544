# Attack: sends descriptors to the engine over the answer channel, to see what it does with them.
# Must get: runtime_error
import os
import socket


def mirror(text):
    channel = socket.socket(fileno=os.dup(3))
    answer = text[::-1].encode()
    frame = (len(answer) + 5).to_bytes(4, "little") + b"A" + len(answer).to_bytes(4, "little") + answer
    socket.send_fds(channel, [frame[:1]], [0] * 50)
    channel.sendall(frame[1:])
    channel.close()
    while True:  # the answer is there: what follows no longer counts, but must not be left running either
        pass
