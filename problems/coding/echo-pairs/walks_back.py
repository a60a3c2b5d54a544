def echo_pairs(north, south, window):
    pairs, high = 0, 0
    for time in north:
        while high < len(south) and south[high] <= time + window:
            high += 1
        low = high
        while low > 0 and south[low - 1] >= time - window:
            low -= 1
        pairs += high - low
    return pairs
