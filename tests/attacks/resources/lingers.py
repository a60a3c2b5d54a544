# Attack: prints the right answer and then does not end.
# Must get: time_limit
# Problem: mirror-lines
import atexit


def stay():
    while True:
        pass


atexit.register(stay)
print(input()[::-1], flush=True)
