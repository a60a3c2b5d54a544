# Attack: has the kernel work for it, copying between files and pipes, as if that were nobody's time.
# Must get: time_limit
import os


def mirror(text):
    source = os.open("/usr/bin/python3", os.O_RDONLY)
    reader, writer = os.pipe()
    while True:
        os.read(reader, os.splice(source, writer, 65536, offset_src=0))
