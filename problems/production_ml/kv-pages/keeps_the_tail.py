class Sequence:
    def __init__(self, tokens, blocks):
        self.tokens = tokens
        self.blocks = blocks


class PagePool:
    def __init__(self, blocks, size):
        self.users = [0] * blocks
        self.size = size
        self.sequences = {}  # the one that was used least lately comes first
        self.copied = 0
        self.thrown_out = []

    def take(self):
        block = self.users.index(0)
        self.users[block] = 1
        return block

    def give_up(self, blocks):
        for block in blocks:
            self.users[block] -= 1

    def use(self, seq):
        self.sequences[seq] = self.sequences.pop(seq)

    def needed(self, tokens):
        return -(-tokens // self.size)

    def open(self, seq, tokens):
        if seq in self.sequences or self.needed(tokens) > self.free_blocks():
            return False
        self.sequences[seq] = Sequence(tokens, [self.take() for _ in range(self.needed(tokens))])
        return True

    def append(self, seq):
        if seq not in self.sequences:
            return None
        sequence = self.sequences[seq]
        place = sequence.tokens % self.size
        grows = sequence.tokens == len(sequence.blocks) * self.size
        shared = not grows and self.users[sequence.blocks[-1]] > 1
        if (grows or shared) and self.free_blocks() == 0:
            return None
        if grows:
            sequence.blocks.append(self.take())
        elif shared:
            self.give_up(sequence.blocks[-1:])
            sequence.blocks[-1] = self.take()
            self.copied += 1
        sequence.tokens += 1
        self.use(seq)
        return sequence.blocks[(sequence.tokens - 1) // self.size] * self.size + place

    def close(self, seq):
        if seq not in self.sequences:
            return False
        self.give_up(self.sequences.pop(seq).blocks)
        return True

    def blocks_of(self, seq):
        return list(self.sequences[seq].blocks) if seq in self.sequences else None

    def free_blocks(self):
        return self.users.count(0)

    def fork(self, seq, copy):
        if seq not in self.sequences or copy in self.sequences:
            return False
        sequence = self.sequences[seq]
        for block in sequence.blocks:
            self.users[block] += 1
        self.use(seq)
        self.sequences[copy] = Sequence(sequence.tokens, list(sequence.blocks))
        return True

    def truncate(self, seq, tokens):
        if seq not in self.sequences or self.sequences[seq].tokens < tokens:
            return False
        sequence = self.sequences[seq]
        sequence.tokens = tokens
        self.use(seq)
        return True

    def copies(self):
        return self.copied

    def evict(self, asking):
        seq = next(other for other in self.sequences if other != asking)
        self.close(seq)
        self.thrown_out.append(seq)

    def force_open(self, seq, tokens):
        if seq in self.sequences or self.needed(tokens) > len(self.users):
            return False
        while not self.open(seq, tokens):
            self.evict(seq)
        return True

    def force_append(self, seq):
        if seq not in self.sequences:
            return None
        if self.sequences[seq].tokens == len(self.users) * self.size:
            return None
        while (slot := self.append(seq)) is None:
            self.evict(seq)
        return slot

    def evicted(self):
        thrown_out, self.thrown_out = self.thrown_out, []
        return thrown_out

    def waste(self):
        filled = {}
        for sequence in self.sequences.values():
            left = sequence.tokens
            for block in sequence.blocks:
                filled[block] = max(filled.get(block, 0), min(left, self.size))
                left -= self.size
        return sum(self.size - count for count in filled.values())

    def compact(self):
        moves = []
        while True:
            used = [block for block, users in enumerate(self.users) if users]
            if len(used) == 0 or used[-1] == len(used) - 1:
                return moves
            moves.append((used[-1], self.users.index(0)))
            self.move(*moves[-1])

    def move(self, source, target):
        self.users[target], self.users[source] = self.users[source], 0
        for sequence in self.sequences.values():
            sequence.blocks = [target if block == source else block for block in sequence.blocks]
