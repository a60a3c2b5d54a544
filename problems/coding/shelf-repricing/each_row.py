from itertools import accumulate


def dearest(rows, columns, changes):
    delta = [[0] * (columns + 1) for _ in range(rows)]
    for top, left, height, width, amount in changes:
        right = min(left + width, columns)
        for row in range(top, min(top + height, rows)):
            delta[row][left] += amount
            delta[row][right] -= amount
    prices = [list(accumulate(line[:-1])) for line in delta]
    peak = max(map(max, prices))
    row = next(i for i, line in enumerate(prices) if peak in line)
    return [peak, row, prices[row].index(peak), sum(line.count(peak) for line in prices)]
