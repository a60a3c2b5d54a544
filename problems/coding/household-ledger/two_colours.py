def refused(facts):
    parent, colour = {}, {}  # the colour is relative to the parent

    def find(person):
        path = []
        while parent[person] != person:
            path.append(person)
            person = parent[person]
        shade = 0
        for child in reversed(path):
            shade ^= colour[child]
            parent[child], colour[child] = person, shade
        return person

    out = []
    for i, (a, b, same) in enumerate(facts):
        for person in (a, b):
            parent.setdefault(person, person)
            colour.setdefault(person, 0)
        x, y = find(a), find(b)
        differs = colour[a] ^ colour[b] ^ (0 if same else 1)
        if x == y:
            if differs:
                out.append(i)
        else:
            parent[x], colour[x] = y, differs
    return out
