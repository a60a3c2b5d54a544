# Attack: prints a byte now and then for ever, so that it always seems to work.
# Must get: time_limit
# Slow: the wall limit is 10 s
import os
import time

while True:
    os.write(1, b"x")
    time.sleep(0.01)
