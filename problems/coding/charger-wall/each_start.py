def chargers(sessions, cooling):
    answer = []
    for plug, rest in enumerate(cooling):
        mine = [(start, start + minutes + rest) for kind, start, minutes in sessions if kind == plug]
        peak, first = 0, -1
        for now in sorted({start for start, _ in mine}):
            busy = sum(start <= now < free for start, free in mine)
            if busy > peak:
                peak, first = busy, now
        answer.append((peak, first))
    return answer
