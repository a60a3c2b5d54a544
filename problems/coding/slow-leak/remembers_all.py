def new_alarms(alarms, quiet):
    heard = {}
    now = count = total = 0
    for i, (gap, sensor) in enumerate(alarms):
        now += gap
        if sensor not in heard or now - heard[sensor] > quiet:
            count += 1
            total += i
        heard[sensor] = now
    return count, total
