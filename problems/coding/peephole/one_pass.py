def shrink(program):
    for atom in "0123456789abcD":
        program = program.replace(atom + "P", "")
    for pair in ("WW", "NN", "0A", "0S", "1M"):
        program = program.replace(pair, "")
    return program.replace("WA", "A").replace("WM", "M")
