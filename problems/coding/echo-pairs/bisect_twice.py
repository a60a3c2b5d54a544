from bisect import bisect_left, bisect_right


def echo_pairs(north, south, window):
    return sum(bisect_right(south, time + window) - bisect_left(south, time - window)
               for time in north)
