# Attack: reads the channel itself, to know the next test before its clock runs.
# Must get: accepted or no_answer or time_limit
# Slow: the engine waits 10 s for it to decode
import os
import threading


def read():
    while True:
        print(os.read(3, 1 << 16), flush=True)


def mirror(text):
    threading.Thread(target=read, daemon=True).start()
    return text[::-1]
