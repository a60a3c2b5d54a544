def dearest(rows, columns, changes):
    prices = [[0] * columns for _ in range(rows)]
    for top, left, height, width, amount in changes:
        for row in range(top, min(top + height, rows)):
            for column in range(left, min(left + width, columns)):
                prices[row][column] += amount
    peak = max(map(max, prices))
    row = next(i for i, line in enumerate(prices) if peak in line)
    return [peak, row, prices[row].index(peak), sum(line.count(peak) for line in prices)]
