# Attack: calls a function of the test code without end, as the clock on the wall stands while that works.
# Problem: mirror-lent
# Must get: time_limit
# Slow: each call goes across two boxes


def mirror(page, turn):
    while True:
        turn(page.text)
