from heapq import heappop, heappush

LOW, HIGH, DEAD = 0, 1, 2


def medians(events, window):
    low, high = [], []  # of (key, number), both negated in low
    side, keys, times = [], [], []
    living = [0, 0]
    now = oldest = 0
    out = []
    for kind, gap, a, b in events:
        now += gap
        if kind == 0:
            key, number = a / b, len(side)
            keys.append(key)
            times.append(now)
            if low and (key, number) < (-low[0][0], -low[0][1]):
                heappush(low, (-key, -number))
                side.append(LOW)
            else:
                heappush(high, (key, number))
                side.append(HIGH)
            living[side[number]] += 1
        elif a < len(side) and side[a] != DEAD:
            living[side[a]] -= 1
            side[a] = DEAD
        while oldest < len(times) and now - times[oldest] >= window:
            if side[oldest] != DEAD:
                living[side[oldest]] -= 1
                side[oldest] = DEAD
            oldest += 1
        while True:
            while low and side[-low[0][1]] == DEAD:
                heappop(low)
            while high and side[high[0][1]] == DEAD:
                heappop(high)
            if living[LOW] > living[HIGH] + 1:
                key, number = heappop(low)
                heappush(high, (-key, -number))
                side[-number] = HIGH
                living[LOW] -= 1
                living[HIGH] += 1
            elif living[LOW] < living[HIGH]:
                key, number = heappop(high)
                heappush(low, (-key, -number))
                side[number] = LOW
                living[LOW] += 1
                living[HIGH] -= 1
            else:
                break
        out.append(-low[0][1] if low else -1)
    return out
