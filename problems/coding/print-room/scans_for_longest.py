def plan(jobs):
    printed, now = [], 0
    for due, job in sorted((due, job) for job, (_, due, _) in enumerate(jobs)):
        now += jobs[job][0]
        printed.append(job)
        while now > due:
            loose = [job for job in printed if not jobs[job][2]]
            if not loose:
                return None
            longest = max(loose, key=lambda job: (jobs[job][0], job))
            now -= jobs[longest][0]
            printed.remove(longest)
    return sorted(printed)
