from itertools import accumulate


# One flat wall: what passes the right edge lands on the next shelf.
def dearest(rows, columns, changes):
    delta = [0] * (rows * columns + 1)
    for top, left, height, width, amount in changes:
        for row in range(top, min(top + height, rows)):
            first = row * columns + left
            delta[first] += amount
            delta[min(first + width, rows * columns)] -= amount
    prices = list(accumulate(delta[:-1]))
    peak = max(prices)
    return [peak, *divmod(prices.index(peak), columns), prices.count(peak)]
