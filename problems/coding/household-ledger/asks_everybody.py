def refused(facts):
    parent = {}

    def find(person):
        root = parent.setdefault(person, person)
        while parent[root] != root:
            root = parent[root]
        while parent[person] != root:
            parent[person], person = root, parent[person]
        return root

    apart, out = [], []
    for i, (a, b, same) in enumerate(facts):
        x, y = find(a), find(b)
        if same:
            if x != y and any({find(p), find(q)} == {x, y} for p, q in apart):
                out.append(i)
            else:
                parent[x] = y
        elif x == y:
            out.append(i)
        else:
            apart.append((a, b))
    return out
