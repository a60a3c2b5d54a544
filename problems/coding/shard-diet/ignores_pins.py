def fullest_node(sizes, nodes, pins):
    def fits(most):
        node = load = 0
        for size in sizes:
            if load + size > most:
                node, load = node + 1, size
            else:
                load += size
            if node == nodes:
                return False
        return True

    low, high = max(sizes), sum(sizes)
    if not fits(high):
        return None
    while low < high:
        middle = (low + high) // 2
        if fits(middle):
            high = middle
        else:
            low = middle + 1
    return low
