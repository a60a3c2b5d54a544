# Attack: has the interpreter write to the channel whenever a timer's signal comes, and interrupts every call of the harness.
# Must get: no_answer or runtime_error
import os
import signal


def interrupt(*_):
    raise TimeoutError("interrupted")


os.set_blocking(3, False)
signal.signal(signal.SIGALRM, interrupt)
signal.signal(signal.SIGUSR1, lambda *_: None)
signal.set_wakeup_fd(3, warn_on_full_buffer=False)


def mirror(text):
    signal.setitimer(signal.ITIMER_REAL, 0.0005, 0.0005)
    signal.raise_signal(signal.SIGUSR1)
    return text[::-1]
