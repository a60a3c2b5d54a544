# Attack: floods standard output.
# Must get: output_limit
def mirror(text):
    while True:
        print("x" * 65536)
