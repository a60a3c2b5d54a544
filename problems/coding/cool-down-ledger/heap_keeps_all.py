from heapq import heappush


def cheapest(prices, window, carry):
    heap, out = [], []
    for i, price in enumerate(prices):
        heappush(heap, (price - carry * i, i))
        out.append(heap[0][0] + carry * i)
    return out
