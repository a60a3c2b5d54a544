# Attack: a thread goes on working after the answer, between tests, where it hopes that no clock runs.
# Must get: time_limit
import threading


def work():
    while True:
        pass


def mirror(text):
    for _ in range(4):
        threading.Thread(target=work, daemon=True).start()
    return text[::-1]
