def medians(events, window):
    standing = {}  # number -> (key, time)
    made = now = 0
    out = []
    for kind, gap, a, b in events:
        now += gap
        if kind == 0:
            standing[made] = ((a << 60) // b, now)
            made += 1
        else:
            standing.pop(a, None)
        for number in list(standing):
            if now - standing[number][1] < window:
                break
            del standing[number]
        order = sorted((key, number) for number, (key, _) in standing.items())
        out.append(order[(len(order) - 1) // 2][1] if order else -1)
    return out
