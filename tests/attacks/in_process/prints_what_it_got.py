# Attack: prints hidden tests, for whoever reads the output.
# Must get: accepted
import sys
import warnings


def mirror(text):
    print(text, text[::-1], text.encode().hex())
    print(text, file=sys.stderr, flush=True)
    warnings.warn(text)
    return text[::-1]
