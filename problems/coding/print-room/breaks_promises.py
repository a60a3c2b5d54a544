from heapq import heappop, heappush


def plan(jobs):
    printed, loose, now = set(), [], 0
    for due, job in sorted((due, job) for job, (_, due, _) in enumerate(jobs)):
        now += jobs[job][0]
        printed.add(job)
        heappush(loose, (-jobs[job][0], -job))
        if now > due:
            longest, last = heappop(loose)
            now += longest
            printed.remove(-last)
    return sorted(printed)
