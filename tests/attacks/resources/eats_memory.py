# Attack: takes memory without end.
# Must get: memory_limit
# Problem: mirror-at-leisure
def mirror(text):
    eaten = []
    while True:
        eaten.append(bytearray(1 << 20))
