# Attack: takes memory without end.
# Must get: memory_limit
def mirror(text):
    eaten = []
    while True:
        eaten.append(bytearray(1 << 20))
