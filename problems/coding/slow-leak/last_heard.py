from collections import OrderedDict


def new_alarms(alarms, quiet):
    heard = OrderedDict()  # sensor -> time of its last call, longest ago first
    now = count = total = 0
    for i, (gap, sensor) in enumerate(alarms):
        now += gap
        while heard:
            oldest = next(iter(heard))
            if now - heard[oldest] <= quiet:
                break
            del heard[oldest]
        if sensor in heard:
            heard.move_to_end(sensor)
        else:
            count += 1
            total += i
        heard[sensor] = now
    return count, total
