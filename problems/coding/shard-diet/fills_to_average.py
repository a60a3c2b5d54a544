def fullest_node(sizes, nodes, pins):
    share = -(-sum(sizes) // nodes)
    loads, node = [0] * nodes, 0
    for size, pin in zip(sizes, pins):
        if -1 < pin < node:
            return None
        if pin >= 0:
            node = pin
        elif loads[node] + size > share and node + 1 < nodes:
            node += 1
        loads[node] += size
    return max(loads)
