# Refuses the job that comes too late instead of the longest one before it.
def plan(jobs):
    printed, now = [], 0
    for due, _, job in sorted((due, not jobs[job][2], job) for job, (_, due, _) in enumerate(jobs)):
        minutes, _, promised = jobs[job]
        if now + minutes <= due:
            now += minutes
            printed.append(job)
        elif promised:
            return None
    return sorted(printed)
