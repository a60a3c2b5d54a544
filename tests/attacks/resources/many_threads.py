# Attack: threads without end, each with a stack.
# Must get: accepted or memory_limit or runtime_error or time_limit
import threading

hold = threading.Event()
held = []
threading.stack_size(32768)


def mirror(text):
    try:
        while len(held) < 3000:
            held.append(threading.Thread(target=hold.wait, daemon=True))
            held[-1].start()
    except RuntimeError:
        pass
    hold.set()
    return text[::-1]
