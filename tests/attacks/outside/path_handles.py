# Attack: opens with O_PATH what may not be read, and goes on from there.
# Must get: accepted
import os

for path in ("@HOME@", "@HOME@/.ssh/id_rsa", "@BANK@", "/root"):
    if "@SOURCE@/".startswith(path + "/"):
        continue  # an empty folder of the box, above what is mounted there
    try:
        handle = os.open(path, os.O_PATH)
    except OSError:
        continue
    name = "id_rsa" if path.endswith("ssh") else "."
    for attempt in (lambda: os.open(".", os.O_RDONLY, dir_fd=handle), lambda: os.listdir(handle), lambda: os.read(handle, 10),
                    lambda: os.open(f"/proc/self/fd/{handle}", os.O_RDONLY), lambda: os.fchmod(handle, 0),
                    lambda: os.open("problem.lua", os.O_RDONLY, dir_fd=handle), lambda: os.open("passwd", os.O_RDONLY, dir_fd=handle),
                    lambda: os.open("open/notes.txt", os.O_WRONLY, dir_fd=handle), lambda: os.mkdir("x", dir_fd=handle)):
        try:
            attempt()
        except (OSError, ValueError):
            continue
        os._exit(66)
    try:
        os.fchdir(handle)
        os.listdir(".")
        os._exit(67)
    except OSError:
        pass


def mirror(text):
    return text[::-1]
