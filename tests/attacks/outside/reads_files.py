# Attack: reads accounts, keys, the bank, the records, other people's files; by every kind of path.
# Must get: accepted
import os

WANTED = ["/etc/passwd", "/etc/shadow", "/etc/hostname", "/root", "/root/.bashrc", "/home", "@HOME@", "@HOME@/.ssh/id_rsa",
          "@HOME@/open/notes.txt", "@DATA@", "@DATA@/assay", "@BANK@", "@BANK@/mirror/problem.lua", "@SOURCE@/README.md",
          "/var/log", "/var/lib", "/sys/kernel", "/run", "/boot", "/etc/ssh", "/opt"]
UP = "../" * 20
for path in WANTED:
    # Above what is mounted into the box stand empty folders of its own.
    if not path.startswith("/") or "@SOURCE@/".startswith(path + "/"):
        continue
    for spelling in (path, UP + path[1:], "/proc/self/root" + path, "/proc/1/root" + path, "/usr/lib/" + UP + path[1:],
                     "/usr/../" + path):
        for attempt in (lambda: open(spelling, "rb"), lambda: os.listdir(spelling), lambda: os.open(spelling, os.O_RDONLY),
                        lambda: os.scandir(spelling), lambda: os.open(spelling, os.O_RDWR)):
            try:
                attempt()
            except OSError:
                continue
            os._exit(66)


def mirror(text):
    return text[::-1]
