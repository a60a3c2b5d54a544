# Attack: catches everything, also what would end it, and goes on.
# Must get: time_limit
import signal

for number in range(1, 65):
    try:
        signal.signal(number, lambda *_: None)
    except (OSError, ValueError):
        pass


def mirror(text):
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue
