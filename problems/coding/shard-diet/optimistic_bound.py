# Without pins no node would need more than the average and the largest segment.
def fullest_node(sizes, nodes, pins):
    def fits(most):
        node = load = 0
        for size, pin in zip(sizes, pins):
            if pin > node:
                node, load = pin, size
            elif load + size > most:
                node, load = node + 1, size
            else:
                load += size
            if -1 < pin < node or node == nodes:
                return False
        return True

    low, high = max(sizes), sum(sizes) // nodes + max(sizes)
    while low < high:
        middle = (low + high) // 2
        if fits(middle):
            high = middle
        else:
            low = middle + 1
    return low
