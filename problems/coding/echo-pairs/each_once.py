def echo_pairs(north, south, window):
    i = j = pairs = 0
    while i < len(north) and j < len(south):
        if abs(north[i] - south[j]) <= window:
            pairs += 1
            i += 1
            j += 1
        elif north[i] < south[j]:
            i += 1
        else:
            j += 1
    return pairs
