from collections import deque


def new_alarms(alarms, quiet):
    order, heard = deque(), set()  # new alarms only
    now = count = total = 0
    for i, (gap, sensor) in enumerate(alarms):
        now += gap
        while order and now - order[0][0] > quiet:
            heard.discard(order.popleft()[1])
        if sensor not in heard:
            count += 1
            total += i
            heard.add(sensor)
            order.append((now, sensor))
    return count, total
