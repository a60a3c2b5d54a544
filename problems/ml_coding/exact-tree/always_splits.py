def best_split(x, y, rows):
    # The purity of a side is (a*a + b*b) / n; the larger the sum of both, the better.  It is kept as
    # a fraction, and so are ties.
    ones = sum(y[i] for i in rows)
    zeros = len(rows) - ones
    best, top, bottom = None, zeros * zeros + ones * ones, len(rows)
    for feature in range(len(x[0])):
        order = sorted(rows, key=lambda i: x[i][feature])
        left_ones = 0
        for left, (i, after) in enumerate(zip(order, order[1:]), 1):
            left_ones += y[i]
            if x[i][feature] == x[after][feature]:
                continue
            right, right_ones = len(rows) - left, ones - left_ones
            left_purity = left_ones**2 + (left - left_ones) ** 2
            right_purity = right_ones**2 + (right - right_ones) ** 2
            new_top = left_purity * right + right_purity * left
            new_bottom = left * right
            if best is None or new_top * bottom > top * new_bottom:
                best, top, bottom = (feature, x[i][feature]), new_top, new_bottom
    return best


def grow_tree(x, y, depth):
    tree = []

    def grow(rows, levels):
        split = best_split(x, y, rows) if levels else None
        if split is None:
            ones = sum(y[i] for i in rows)
            tree.append((-1, int(2 * ones > len(rows))))
            return
        tree.append(split)
        feature, threshold = split
        grow([i for i in rows if x[i][feature] <= threshold], levels - 1)
        grow([i for i in rows if x[i][feature] > threshold], levels - 1)

    grow(range(len(x)), depth)
    return tree
