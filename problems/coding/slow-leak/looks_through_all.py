def new_alarms(alarms, quiet):
    heard = {}
    now = count = total = 0
    for i, (gap, sensor) in enumerate(alarms):
        now += gap
        heard = {other: time for other, time in heard.items() if now - time <= quiet}
        if sensor not in heard:
            count += 1
            total += i
        heard[sensor] = now
    return count, total
