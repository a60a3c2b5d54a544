from itertools import accumulate


def dearest(rows, columns, changes):
    delta = [[0] * (columns + 1) for _ in range(rows + 1)]
    for top, left, height, width, amount in changes:
        bottom, right = min(top + height, rows), min(left + width, columns)
        delta[top][left] += amount
        delta[top][right] -= amount
        delta[bottom][left] -= amount
        delta[bottom][right] += amount
    best = None
    prices = [0] * columns
    for row in range(rows):
        prices = [above + step for above, step in zip(prices, accumulate(delta[row]))]
        peak = max(prices)
        if best is None or peak > best[0]:
            best = [peak, row, prices.index(peak), 0]
        if peak == best[0]:
            best[3] += prices.count(peak)
    return best
