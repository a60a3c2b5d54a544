from itertools import accumulate


def dearest(rows, columns, changes):
    delta = [[0] * (columns + 1) for _ in range(rows + 1)]
    for top, left, height, width, amount in changes:
        bottom, right = min(top + height, rows), min(left + width, columns)
        delta[top][left] += amount
        delta[top][right] -= amount
        delta[bottom][left] -= amount
        delta[bottom][right] += amount
    best, prices = [0, 0, 0, 0], [0] * columns
    for row in range(rows):
        prices = [above + step for above, step in zip(prices, accumulate(delta[row]))]
        for column, price in enumerate(prices):
            if price > best[0]:
                best = [price, row, column, 0]
            if price == best[0]:
                best[3] += 1
    return best
