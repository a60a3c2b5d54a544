# Attack: an endless loop.
# Must get: time_limit
def mirror(text):
    while True:
        pass
