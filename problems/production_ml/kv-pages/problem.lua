-- The idea to find: count for each block how many sequences use it. Forking, copying on write, closing, evicting and
-- wasted slots are then all questions to that one number.
return problem "kv-pages" {
  title = "Pages for the cache", round = "production_ml", difficulty = 4, minutes = 60,
  tags = "llm, serving, memory, design", skills = { design = 0.6, inference = 0.5 },
  license = "Apache-2.0", written = "2026-11-22", review_by = "2028-11-22", ai = "forbidden",
  sources = { "Original. That servers of language models keep their key-value caches in pages is common knowledge; the rules here are ours." },

  statement = [[
A server of language models keeps what it has computed for each token of a text. The memory for that is cut into `blocks` blocks, numbered
from 0, of `size` slots each; one slot holds one token. A *sequence* (one text) has a list of blocks: its tokens fill them in order, so only
its last block can be partly filled. Write the book-keeping. Nothing is stored in the slots: only who uses which block is asked.

- Whenever a block is taken, it is the **free block with the lowest number**. A block that no sequence uses is free.
- The slot of a token is `block * size + place`, with places 0 to `size - 1` in the block.
- A sequence is known by its number, which the caller chooses. A closed sequence is forgotten: its number may be opened again.
- A sequence with 0 tokens has no blocks, and that is allowed.
- "Absent" is `None` in Python, `std::nullopt` in C++ and `null` in JavaScript (shown as `nil` below). Lists are shown in curly brackets.
- What returns `false` or absent has changed nothing.
- A few hundred calls come in one test. Clear code is fast enough.

Go one level at a time; each later level adds methods.]],

  class = "PagePool(blocks: int in 1..64, size: int in 1..16)",

  level "1. Open, append, close" { points = 25, [[
- `open` makes a sequence with its first `tokens` tokens and takes as few blocks as hold them. `false` if the sequence is open already or
  if there are too few free blocks.
- `append` adds one token and returns its slot. It takes a block only if there is no room in those that the sequence has. Absent if the
  sequence is not open, or if it needs a block and none is free.
- `close` gives up all blocks of the sequence. `false` if it is not open.
- `blocks_of` returns the sequence's blocks in the order of its tokens; absent if it is not open.
- `free_blocks` returns how many blocks are free.]],
    "open(seq: int in 0..1000, tokens: int in 0..1000) -> bool",
    "append(seq: int in 0..1000) -> int?",
    "close(seq: int in 0..1000) -> bool",
    "blocks_of(seq: int in 0..1000) -> int[]?",
    "free_blocks() -> int",
    trace [[
      PagePool(3, 2)
      open(7, 3) = true; blocks_of(7) = {0, 1}; append(7) = 3; append(7) = 4; free_blocks() = 0; append(7) = 5; append(7) = nil
      open(7, 0) = false; close(7) = true; close(7) = false; blocks_of(7) = nil; free_blocks() = 3 ]],
    trace [[
      PagePool(4, 2)
      open(1, 2) = true; open(2, 2) = true; open(3, 2) = true; close(1) = true; open(4, 5) = false; free_blocks() = 2
      append(2) = 0; blocks_of(2) = {1, 0}; open(5, 0) = true; blocks_of(5) = {}; append(5) = 6; close(3) = true; append(3) = nil ]],
  },
  level "2. Forks" { points = 25, needs = 1, [[
One text goes on in several ways: a fork shares its blocks with the sequence that it came from, and no block is taken for it.

- `fork` makes `copy` a sequence with the same tokens and the same blocks as `seq`. `false` if `seq` is not open or `copy` is.
- A block that several sequences use is never written. If `append` would write into one, the sequence first takes a free block, which
  stands in its list **in the place of** the old one (the sequence's tokens there are copied); the others keep the old one. Absent if no
  block is free. A block that only one sequence uses is simply written, even if it was shared once.
- `truncate` takes back guessed tokens: the sequence keeps its first `tokens` tokens and gives up the blocks in which it now has none.
  Other sequences are not touched. `false` if it is not open or has fewer tokens.
- `copies` returns how often a block was copied so far.

A block is free when the last sequence that used it has given it up.]],
    "fork(seq: int in 0..1000, copy: int in 0..1000) -> bool",
    "truncate(seq: int in 0..1000, tokens: int in 0..1000) -> bool",
    "copies() -> int",
    trace [[
      PagePool(4, 4)
      open(1, 6) = true; fork(1, 2) = true; blocks_of(2) = {0, 1}; free_blocks() = 2
      append(1) = 10; blocks_of(1) = {0, 2}; copies() = 1; append(2) = 6; copies() = 1; blocks_of(2) = {0, 1}
      close(1) = true; blocks_of(1) = nil; free_blocks() = 2; fork(1, 3) = false; fork(2, 2) = false ]],
    trace [[
      PagePool(2, 4)
      open(1, 4) = true; fork(1, 2) = true; truncate(2, 3) = true; blocks_of(2) = {0}; append(2) = 7; copies() = 1
      truncate(2, 5) = false; truncate(2, 4) = true; append(2) = nil; truncate(1, 0) = true; blocks_of(1) = {}; free_blocks() = 1
      append(2) = 0; blocks_of(2) = {1, 0} ]],
  },
  level "3. Under pressure" { points = 25, needs = { 1, 2 }, [[
When memory is short, the server throws whole sequences out and computes them again later.

- `force_append` is `append`, but where that fails for want of a free block, the sequence that has not been **used** for the longest time
  (never `seq` itself) is evicted: it is closed. Then `append` is tried again, and so on until it succeeds.
- `force_open` is `open` with evictions in the same way.
- If they could not succeed even with all other sequences evicted, or if `open` or `append` fails for another reason, they return `false`
  or absent, and **nothing is evicted**.
- `evicted` returns the sequences that were evicted since it was called last, in the order of their eviction.

To *use* a sequence is to open it, to append to it, to truncate it and to fork it, always with success. A fork uses both: first the
sequence that was there, then the copy. (Asking for its blocks is no use.)]],
    "force_open(seq: int in 0..1000, tokens: int in 0..1000) -> bool",
    "force_append(seq: int in 0..1000) -> int?",
    "evicted() -> int[]",
    trace [[
      PagePool(3, 2)
      open(1, 2) = true; open(2, 2) = true; open(3, 1) = true; append(3) = 5; truncate(1, 1) = true; append(1) = 1
      force_append(1) = 2; evicted() = {2}; evicted() = {}; force_open(4, 7) = false; evicted() = {}; force_open(4, 4) = true
      evicted() = {3, 1}; force_open(4, 1) = false; force_append(1) = nil; blocks_of(4) = {0, 1} ]],
    trace [[
      PagePool(2, 2)
      open(1, 3) = true; fork(1, 2) = true; append(1) = nil; force_append(1) = 3; evicted() = {2}; copies() = 0
      force_append(1) = nil; blocks_of(1) = {0, 1}; truncate(1, 1) = true; fork(1, 5) = true; open(9, 2) = true; force_append(5) = 1; evicted() = {1} ]],
  },
  level "4. Waste" { points = 25, needs = { 1, 2, 3 }, [[
- `waste` returns how many slots of used blocks hold no token. A slot holds a token if it does for at least one of the sequences that use
  the block.
- `compact` moves blocks to the front: as long as a free block has a lower number than some used block, the used block with the
  **highest** number moves to the free block with the **lowest** number, and takes its place in every list. It returns the moves `(from, to)`
  in their order. No sequence is used by that.]],
    "waste() -> int",
    "compact() -> (int, int)[]",
    trace [[
      PagePool(6, 4)
      open(1, 5) = true; waste() = 3; fork(1, 2) = true; waste() = 3; append(2) = 9; waste() = 5; truncate(2, 3) = true; waste() = 3
      close(1) = true; waste() = 1; open(3, 0) = true; waste() = 1 ]],
    trace [[
      PagePool(6, 1)
      open(1, 3) = true; open(2, 1) = true; fork(2, 4) = true; open(3, 1) = true; close(1) = true
      compact() = { {4, 0}, {3, 1} }; blocks_of(2) = {1}; blocks_of(4) = {1}; blocks_of(3) = {0}; compact() = {}; append(3) = 2 ]],
  },

  fuzz { runs = 12, ops = 160, blocks = "2..9", size = "1..4", seq = "0..5", copy = "0..5", tokens = { 0, 1, 2, 2, 3, 4, 5, 8, 12 } },

  model = function(blocks, size)
    local open, copied, thrown, clock, m = {}, 0, {}, 0, {}

    local function users(block)
      local n = 0
      for _, s in sorted(open) do
        for _, b in ipairs(s.blocks) do
          if b == block then n = n + 1 end
        end
      end
      return n
    end
    local function free()
      local list = {}
      for block = 0, blocks - 1 do
        if users(block) == 0 then list[#list + 1] = block end
      end
      return list
    end
    local function used(s) clock = clock + 1; s.used = clock end
    local function needed(tokens) return (tokens + size - 1) // size end

    function m.open(seq, tokens)
      if open[seq] or needed(tokens) > #free() then return false end
      open[seq] = { tokens = tokens, blocks = take(needed(tokens), free()) }
      used(open[seq])
      return true
    end
    function m.append(seq)
      local s = open[seq]
      if not s then return nil end
      local place = s.tokens % size
      if place == 0 or users(s.blocks[#s.blocks]) > 1 then
        local block = free()[1]
        if not block then return nil end
        if place > 0 then copied = copied + 1 end
        s.blocks[place == 0 and #s.blocks + 1 or #s.blocks] = block
      end
      s.tokens = s.tokens + 1
      used(s)
      return s.blocks[#s.blocks] * size + place
    end
    function m.close(seq)
      local there = open[seq] ~= nil
      open[seq] = nil
      return there
    end
    function m.blocks_of(seq) return open[seq] and take(#open[seq].blocks, open[seq].blocks) end
    function m.free_blocks() return #free() end
    function m.fork(seq, copy)
      local s = open[seq]
      if not s or open[copy] then return false end
      open[copy] = { tokens = s.tokens, blocks = take(#s.blocks, s.blocks) }
      used(s)
      used(open[copy])
      return true
    end
    function m.truncate(seq, tokens)
      local s = open[seq]
      if not s or s.tokens < tokens then return false end
      s.tokens, s.blocks = tokens, take(needed(tokens), s.blocks)
      used(s)
      return true
    end
    function m.copies() return copied end
    local function evict_for(seq)
      local oldest
      for other, s in sorted(open) do
        if other ~= seq and (not oldest or s.used < open[oldest].used) then oldest = other end
      end
      open[oldest] = nil
      thrown[#thrown + 1] = oldest
    end
    function m.force_open(seq, tokens)
      if open[seq] or needed(tokens) > blocks then return false end
      while not m.open(seq, tokens) do evict_for(seq) end
      return true
    end
    function m.force_append(seq)
      if not open[seq] or open[seq].tokens == blocks * size then return nil end
      local slot = m.append(seq)
      while not slot do
        evict_for(seq)
        slot = m.append(seq)
      end
      return slot
    end
    function m.evicted()
      local list = thrown
      thrown = {}
      return list
    end
    function m.waste()
      local filled = {}
      for _, s in sorted(open) do
        for i, block in ipairs(s.blocks) do
          filled[block] = math.max(filled[block] or 0, math.min(size, s.tokens - (i - 1) * size))
        end
      end
      local empty = 0
      for _, n in sorted(filled) do empty = empty + size - n end
      return empty
    end
    function m.compact()
      local moves = {}
      for from = blocks - 1, 0, -1 do
        local to = free()[1]
        if users(from) > 0 and to and to < from then
          for _, s in sorted(open) do
            for i, block in ipairs(s.blocks) do
              if block == from then s.blocks[i] = to end
            end
          end
          moves[#moves + 1] = { from, to }
        end
      end
      return moves
    end
    return m
  end,

  hint { cost = 5, "Keep a number for each block: how many sequences use it. Let one function give a block up and one take the lowest free one." },
  hint { cost = 10, "An append needs a block in two cases: the last block is full (or there is none), or somebody else uses the last block too." },
  hint { cost = 10, "Let the forced methods call the plain ones in a loop, and decide before the loop whether it can end well." },
  idea { seconds = 60, "Two sequences share a partly filled block. One of them is closed, the other appends. What happens?",
    right = "it writes into the block: nobody else uses it now",
    wrong = { "it copies the block, because it was forked", "it takes a new block and leaves the rest of the old one empty",
              "it fails: shared blocks are never written" } },
  follow_up { [[
Now requests with the same system prompt should share its blocks although nobody forked them. What do you keep, by which key, and when
may a block that nobody uses any more be overwritten?]] },

  solution { "counts-users.py", file = "ok.py" },
  solution { "a-block-too-many.py", file = "a_block_too_many.py", expect = "wrong_answer on 1", "Takes a block for the next token in advance when the last one is just full." },
  solution { "takes-what-is-there.py", file = "takes_what_is_there.py", expect = "wrong_answer on 1", "An `open` that fails keeps the blocks that it had taken." },
  solution { "last-freed-first.py", file = "last_freed_first.py", expect = "wrong_answer on 1", "Keeps the free blocks on a stack." },
  solution { "writes-shared.py", file = "writes_shared.py", expect = "accepted on 1; wrong_answer on 2", "Two forks write into one slot." },
  solution { "frees-shared.py", file = "frees_shared.py", expect = "accepted on 1; wrong_answer on 2", "Closing a fork frees blocks that the other still uses." },
  solution { "copies-for-ever.py", file = "copies_for_ever.py", expect = "accepted on 1; wrong_answer on 2", "Copies a block that was shared once, though nobody else uses it now." },
  solution { "keeps-the-tail.py", file = "keeps_the_tail.py", expect = "accepted on 1; wrong_answer on 2", "Truncating only changes the number of tokens." },
  solution { "wants-a-free-block.py", file = "wants_a_free_block.py", expect = "accepted on 1; accepted on 2; wrong_answer on 3",
    "Evicts until a block is free, although evicting the other fork was enough." },
  solution { "evicts-in-vain.py", file = "evicts_in_vain.py", expect = "accepted on 1; accepted on 2; wrong_answer on 3", "Finds out that it cannot succeed after it has evicted everybody." },
  solution { "oldest-first.py", file = "oldest_first.py", expect = "accepted on 1; accepted on 2; wrong_answer on 3", "Evicts what was opened first, not what was used least lately." },
  solution { "waste-by-sequence.py", file = "waste_by_sequence.py", expect = "accepted on 1; accepted on 2; accepted on 3; wrong_answer on 4", "Adds up the empty ends of all sequences: a shared end counts twice." },
  solution { "slides-down.py", file = "slides_down.py", expect = "accepted on 1; accepted on 2; accepted on 3; wrong_answer on 4", "Keeps the order of the blocks and so moves too many." },
  equivalent { "counts-users.py:121", "a used block holds one token at least" },
}
