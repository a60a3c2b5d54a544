def new_alarms(alarms, quiet):
    heard = {}
    now = began = count = total = 0
    for i, (gap, sensor) in enumerate(alarms):
        now += gap
        if now - began > quiet:
            heard.clear()
            began = now
        if sensor not in heard:
            count += 1
            total += i
        heard[sensor] = now
    return count, total
