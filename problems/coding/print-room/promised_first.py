from heapq import heappop, heappush


# Prints all promised jobs before it looks at the others.
def plan(jobs):
    now, printed, loose = 0, set(), []
    for due, job in sorted((due, job) for job, (_, due, _) in enumerate(jobs) if jobs[job][2]):
        now += jobs[job][0]
        printed.add(job)
        if now > due:
            return None
    for due, job in sorted((due, job) for job, (_, due, _) in enumerate(jobs) if not jobs[job][2]):
        now += jobs[job][0]
        printed.add(job)
        heappush(loose, (-jobs[job][0], -job))
        if now > due:
            longest, last = heappop(loose)
            now += longest
            printed.remove(-last)
    return sorted(printed)
