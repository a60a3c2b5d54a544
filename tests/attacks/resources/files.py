# Attack: files of a terabyte, a million small ones, deep folders, unnamed ones: anywhere.
# Must get: accepted
import os

PLACES = ["", "/", "/tmp/", "/var/tmp/", "/dev/shm/", "/run/", "/box/", "/usr/", os.getcwd() + "/", "@HOME@/", "@HOME@/open/"]
for place in PLACES:
    for attempt in (lambda: open(place + "x", "w"), lambda: os.mkdir(place + "d"), lambda: os.symlink("/etc", place + "l"),
                    lambda: os.mkfifo(place + "p"), lambda: os.open(place or ".", os.O_TMPFILE | os.O_RDWR),
                    lambda: os.link("/usr/bin/env", place + "h"), lambda: os.memfd_create("m")):
        try:
            attempt()
        except OSError:
            continue
        os._exit(66)


def mirror(text):
    return text[::-1]
