return problem "same-words" {
  title = "The same words every time", round = "llm_coding", difficulty = 5, minutes = 60,
  tags = "llm, numpy, numerics", skills = { numerics = 0.8, inference = 0.6 },
  statement = [[
A customer asks a language model the same question twice, at temperature 0, and gets two different
answers. Nothing is random. But the first time the request was served alone, and the second time
together with seven others, and the server adds numbers up in another order when it is busy. In low
precision the order matters: `(a + b) + c` and `a + (b + c)` round differently, two logits that were
nearly equal change places, and from that token on the answers part.

Here is the whole model. All numbers are floats with the precision of **bf16**, kept in `float32`
arrays. `bf(x)` rounds a number to the nearest bf16 (ties to even); **every single operation is
rounded**: `mul(a, b) = bf(a * b)` and `add(a, b) = bf(a + b)`. Embeddings and weights are rounded
once, with `bf`, before anything else.

For each request: the state `h` starts as the embedding of its prompt token. Then, `steps` times:

1. `term[k][j] = mul(h[k], out[k][j])` for every `k < d` and every token `j < v`;
2. `logit[j]` = the sum of `term[0][j]`, ..., `term[d-1][j]`, in the order of a **reduction**, below;
3. the next token is the one with the largest logit; of equal ones the lowest;
4. `h[k] = add(mul(h[k], 0.5), embed[token][k])`.

**The server's reduction, today.** With fewer than 8 requests in the batch it cuts the `d` terms into
`chunks` equal parts, one for each worker, else it keeps them in one part. Each part is added from
left to right, beginning with its first term; then the parts' sums are added from left to right.

**The reduction that you are to ship** adds the same way whatever the batch and the number of
workers: neighbours first. Add terms 0 and 1, 2 and 3, 4 and 5, ...; then add neighbours among the
`d / 2` sums, and so on, until one is left. (A worker that holds a half or a quarter of the terms
can compute its part of that tree alone: that is why this order, and not left to right.)

Write `decode`. It serves the batch with the new reduction and returns three things:

- the tokens that each request gets, `[b, steps]`;
- the logits from which each of them was chosen, `[b, steps, v]`, compared **bit by bit**;
- for each request the first step (from 0) at which **today's** server, with this batch and these
  workers, gives another token than today's server gives to that request alone with one worker; -1 if
  all `steps` tokens agree.

`d` is a power of two, and at least 4.
]],
  fn = "decode(embed: f32[v=2..64, d=4..64], out: f32[d, v], prompts: i64[b=1..32] in 0..v-1, steps: int in 1..12, chunks: int in 1..4)"
    .. " -> (i64[b, steps], f32[b, steps, v], i64[b])",
  where = { "embed.shape[2] & (embed.shape[2] - 1) == 0 -- `d` is a power of two", "chunks ~= 3 -- `chunks` is 1, 2 or 4" },
  runtimes = { "numpy" },
  allow = { "numpy", "math" },
  check = tensor { rtol = 0, atol = 0, dtype = true, finite = true },
  unchanged = { "embed", "out", "prompts" },
  same_bits = 3,

  example {
    embed = {{1, 0.5, -1, 2}, {0.25, 1, 1, -0.5}}, out = {{1, 0}, {0, 1}, {0.5, 0.5}, {0.125, 0.25}},
    prompts = {0}, steps = 2, chunks = 1,
    returns = {{{0, 0}}, {{{0.75, 0.5}, {1.125, 0.75}}}, {-1}},
    "The terms of token 0 are 1, 0, -0.5 and 0.25: (1 + 0) + (-0.5 + 0.25) = 0.75. "
      .. "The state becomes 0.5, 0.25, -0.5, 1 plus the embedding of token 0.",
  },
  random { "alone", 8, b = 1, d = {8, 16, 32, 64}, v = "2..24", chunks = {1, 2, 4}, points = 15 },
  random { "quiet", 8, b = "2..7", d = {16, 32, 64}, v = "8..48", chunks = {2, 4}, steps = "6..12", points = 25 },
  random { "busy", 8, b = "8..32", d = {16, 32, 64}, v = "8..48", chunks = {1, 2, 4}, steps = "6..12", points = 30 },
  random { "seven and eight", 6, b = {7, 8}, d = {64}, v = "40..48", chunks = {4}, steps = "12", points = 5 },
  random { "equal logits", 8, b = "1..12", d = {4, 8}, v = "8..32", chunks = {1, 2, 4}, grid = 4, points = 25 },
  edge { "eight requests, one worker: the bend of the rule",
    embed = {{1, 2, 3, 4}, {4, 3, 2, 1}}, out = {{1, 1}, {1, 1}, {1, 1}, {1, 1}},
    prompts = {0, 1, 0, 1, 0, 1, 0, 1}, steps = 3, chunks = 1 },
  edge { "values that bf16 cannot hold",
    embed = {{1.00390625, 1.01171875, -0.99, 0.3}, {257, -255, 0.1, 1e-3}}, out = {{0.1, 0.3}, {0.7, -0.9}, {1.1, 1.3}, {-1e-3, 3}},
    prompts = {1, 0}, steps = 8, chunks = 2 },

  make = function(r, row)
    local size = function(name, low, high) return r:int(row[name] or (low .. ".." .. high)) end
    local b, v, steps = size("b", 1, 32), size("v", 2, 64), size("steps", 1, 12)
    local d = r:int(row.d)
    -- A coarse grid makes sums exact and ties frequent.
    local fill = row.grid and { -1, -0.5, 0, 0.5, 1 } or normal(0, 1)
    return {
      embed = r:tensor("f32", { v, d }, fill), out = r:tensor("f32", { d, v }, fill),
      prompts = r:tensor("i64", { b }, "0.." .. (v - 1)), steps = steps, chunks = r:int(row.chunks),
    }
  end,

  hint { cost = 5, "Round with integers: view the float32 array as uint32, add 0x7fff plus bit 16, then clear the low 16 bits." },
  hint { cost = 10, "Both reductions work on whole arrays: terms[:, 0::2] + terms[:, 1::2] is one level of the tree for all requests and tokens at once." },
  idea { seconds = 40, "Temperature is 0 and no seed is involved. What makes the answers part?",
    right = "sums are rounded, and the order of the additions depends on the batch",
    wrong = { "dividing by temperature 0", "the sampler's seed depends on the batch", "argmax is not deterministic on equal logits" } },
  follow_up { [[
The tree costs a pass over memory for each level. How would you keep the bits and read the terms once?
And which other kernels of a transformer, beside this product, choose their split by the batch?]] },

  solution { "tree.numpy.py", file = "tree.py" },
  solution { "one-by-one.numpy.py", file = "one_by_one.py" },
  solution { "order-of-the-batch.numpy.py", file = "order_of_the_batch.py", expect = "wrong_answer on quiet; wrong_answer on busy",
    "Ships today's reduction: right only when it happens to round alike." },
  solution { "left-to-right.numpy.py", file = "left_to_right.py", expect = "wrong_answer on alone; wrong_answer on quiet; wrong_answer on busy",
    "The same bits for every batch, but not those of the tree: workers could not share it." },
  solution { "wide-sums.numpy.py", file = "wide_sums.py", expect = "wrong_answer on alone; wrong_answer on busy",
    "Adds in float32 and rounds once at the end." },
  solution { "truncates.numpy.py", file = "truncates.py", expect = "wrong_answer on alone; wrong_answer on quiet; wrong_answer on busy",
    "Cuts the low bits off instead of rounding to nearest." },
  solution { "last-of-equals.numpy.py", file = "last_of_equals.py", expect = "wrong_answer on equal logits",
    "Takes the last of equal logits." },
  solution { "compares-with-new.numpy.py", file = "compares_with_new.py", expect = "wrong_answer on quiet; wrong_answer on busy",
    "Tells where today's answers part from the new ones, not from today's answer to the request alone." },

  sources = { "Original. That the order of reductions follows the batch is common knowledge of inference servers; this model of it is ours." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
}
