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
            best = (1, -1)
            while key:
                heap = heaps.get(key, [])
                while heap and not stands[heap[0][1]]:
                    heappop(heap)
                if heap and heap[0][0] < best[0]:
                    best = heap[0]
                key >>= 1
            out.append(best[1])
    return out
