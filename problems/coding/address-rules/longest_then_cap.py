from heapq import heappop, heappush


def route(ops):
    heaps = {}  # 1 << length | first bits -> (-priority, rule)
    stands = []
    out = []
    for kind, value, length, priority in ops:
        key = (1 << length) | (value >> (30 - length))
        if kind == 0:
            heappush(heaps.setdefault(key, []), (-priority, len(stands)))
            stands.append(True)
        elif kind == 1:
            if value < len(stands):
                stands[value] = False
        else:
            best = None
            key = (1 << 30) | value
            while key and best is None:
                heap = heaps.get(key, [])
                while heap and not stands[heap[0][1]]:
                    heappop(heap)
                if heap:
                    best = heap[0][1] if key < 2 << length else -1
                key >>= 1
            out.append(-1 if best is None else best)
    return out
