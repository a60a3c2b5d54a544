# Attack: a thread goes on working after the answer, between tests, where it hopes that no clock runs.
# Must get: time_limit
import threading


def work():
    while True:
        3 ** 10_000_000  # one step of seconds that never lets go of the interpreter


def mirror(text):
    threading.Thread(target=work, daemon=True).start()
    return text[::-1]
