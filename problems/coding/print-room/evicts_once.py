from heapq import heappop, heappush


def plan(jobs):
    printed, loose, now = set(), [], 0
    for job in sorted(range(len(jobs)), key=lambda job: jobs[job][1]):
        minutes, due, promised = jobs[job]
        now += minutes
        printed.add(job)
        if not promised:
            heappush(loose, (-minutes, -job))
        if now > due:
            if not loose:
                return None
            longest, last = heappop(loose)
            now += longest
            printed.remove(-last)
    return sorted(printed)
