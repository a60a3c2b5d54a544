def chargers(sessions, cooling):
    answer = []
    for plug, rest in enumerate(cooling):
        mine = [(start, start + minutes + rest) for kind, start, minutes in sessions if kind == plug]
        starts = sorted(start for start, _ in mine)
        free = sorted(end for _, end in mine)
        back, peak, first = 0, 0, -1
        for taken, start in enumerate(starts, 1):
            while free[back] < start:
                back += 1
            if taken - back > peak:
                peak, first = taken - back, start
        answer.append((peak, first))
    return answer
