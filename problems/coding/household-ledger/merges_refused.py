def refused(facts):
    parent, apart = {}, {}

    def find(person):
        root = person
        while parent[root] != root:
            root = parent[root]
        while parent[person] != root:
            parent[person], person = root, parent[person]
        return root

    out = []
    for i, (a, b, same) in enumerate(facts):
        for person in (a, b):
            if person not in parent:
                parent[person] = person
                apart[person] = set()
        a, b = find(a), find(b)
        if same:
            if b in apart[a]:
                out.append(i)
            if a != b:
                if len(apart[a]) > len(apart[b]):
                    a, b = b, a
                parent[a] = b
                for other in apart.pop(a):
                    apart[other].discard(a)
                    apart[other].add(b)
                    apart[b].add(other)
        elif a == b:
            out.append(i)
        else:
            apart[a].add(b)
            apart[b].add(a)
    return out
