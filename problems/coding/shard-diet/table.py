def fullest_node(sizes, nodes, pins):
    best = [0] + [None] * len(sizes)
    for node in range(nodes):
        row = list(best)
        for start, before in enumerate(best):
            if before is None:
                continue
            load = 0
            for i in range(start, len(sizes)):
                if pins[i] not in (-1, node):
                    break
                load += sizes[i]
                fullest = max(before, load)
                if row[i + 1] is None or fullest < row[i + 1]:
                    row[i + 1] = fullest
        best = row
    return best[-1]
