from collections import deque


def new_alarms(alarms, quiet):
    recent, times = deque(), {}
    now = count = total = 0
    for i, (gap, sensor) in enumerate(alarms):
        now += gap
        while recent and now - recent[0][0] > quiet:
            time, old = recent.popleft()
            if times.get(old) == time:
                del times[old]
        if sensor not in times:
            count += 1
            total += i
        times[sensor] = now
        recent.append((now, sensor))
    return count, total
