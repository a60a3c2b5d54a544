from itertools import accumulate


def plan(work, size, k):
    n = len(work)
    S = list(accumulate(work))  # cost of layer i if nothing is stored
    Q = [0, *accumulate(S)]  # cost of all layers before i if nothing is stored
    least, last = Q[n], (0, -1)
    cost = [size[i] + Q[i] for i in range(n)]  # the current round's f
    came_from = []
    for stored in range(1, min(k, n) + 1):
        origin = [-1] * n
        following = [0] * n
        slopes, heights, layers, front = [], [], [], 0
        for i in range(stored, n + 1):
            c = i - 1
            slope = -S[c]
            height = cost[c] - Q[i] + i * S[c]
            while len(slopes) > front + 1 and (height - heights[-2]) * (slopes[-2] - slopes[-1]) <= (
                heights[-1] - heights[-2]
            ) * (slopes[-2] - slope):
                slopes.pop()
                heights.pop()
                layers.pop()
            if not slopes or slope != slopes[-1]:
                slopes.append(slope)
                heights.append(height)
                layers.append(c)
            elif height < heights[-1]:
                heights[-1] = height
                layers[-1] = c
            value = slopes[front] * i + heights[front]
            while front + 1 < len(slopes):
                better = slopes[front + 1] * i + heights[front + 1]
                if better > value:
                    break
                value = better
                front += 1
            value += Q[i]
            if i < n:
                following[i] = value + size[i]
                origin[i] = layers[front]
            elif value < least:
                least, last = value, (stored, layers[front])
        came_from.append(origin)
        cost = following
    stored, layer = last
    out = []
    while layer >= 0:
        out.append(layer)
        stored -= 1
        layer = came_from[stored - 1][layer] if stored else -1
    return out[::-1]
