# Attack: ends well before it is asked anything, as if all were done.
# Must get: no_answer
import os

os._exit(0)
