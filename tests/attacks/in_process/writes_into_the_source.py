# Attack: gives the report a trace with lines, files and control characters of its own making.
# Must get: runtime_error
import linecache
import sys


def mirror(text):
    linecache.cache["solution.py"] = (1, None, ["\033[2Jaccepted\n"] * 100_000, "solution.py")
    sys.stdout.write("\033]0;owned\007\033[2J")
    code = compile("\n" * 2_000_000 + "raise ValueError('\\033[2J\\x9b31m\\u202eaccepted\\r')", "/etc/passwd", "exec")
    exec(code, {})
