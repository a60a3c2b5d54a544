# Attack: looks through all that can be read, for problems, databases and the answers in them.
# Must get: accepted or time_limit
# Slow: it reads a whole system
import os

for folder, folders, files in os.walk("/"):
    folders[:] = [name for name in folders if not os.path.islink(os.path.join(folder, name))]
    for name in files:
        if name == "problem.lua" or name.endswith((".sqlite", ".db", ".assay")) and "assay" in folder:
            try:
                text = open(os.path.join(folder, name), "rb").read(1 << 16)
            except OSError:
                continue
            print(folder, name, text[:100])
            os._exit(66)


def mirror(text):
    return text[::-1]
