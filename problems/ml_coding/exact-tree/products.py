def impurity(zeros, ones):
    rows = zeros + ones
    return 2 * zeros * ones / rows


def best_split(x, y, rows):
    ones = sum(y[i] for i in rows)
    zeros = len(rows) - ones
    best, least = None, impurity(zeros, ones)
    for feature in range(len(x[0])):
        order = sorted(rows, key=lambda i: x[i][feature])
        left_ones = 0
        for left, (i, after) in enumerate(zip(order, order[1:]), 1):
            left_ones += y[i]
            if x[i][feature] == x[after][feature]:
                continue
            left_zeros = left - left_ones
            both = impurity(left_zeros, left_ones) + impurity(zeros - left_zeros, ones - left_ones)
            if both < least:
                best, least = (feature, x[i][feature]), both
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
