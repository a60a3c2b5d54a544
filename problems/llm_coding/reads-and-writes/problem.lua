return problem "reads-and-writes" {
  title = "One reads, one writes", round = "llm_coding", difficulty = 3, minutes = 35,
  tags = "llm, numpy, attention", skills = { attention = 0.8, numpy = 0.6 },
  statement = [[
The block of a translator that writes: its text `x` of `t` tokens looks at itself, without looking ahead, and at the `memory` of the `s` tokens that another network has read. `keep` says which tokens of the
memory are real; the others are padding, and nobody may look at them. With

    norm(z) = (z - mean) / sqrt(variance + 1e-5)        for each token on its own, over its c numbers; the variance is the mean squared distance from the mean

the block computes one after the other

    x = x + look(norm(x), norm(x), attention[0])        token j sees the tokens 0 to j
    x = x + look(norm(x), memory,  attention[1])        every token sees the tokens of the memory that are kept
    x = x + relu(norm(x) @ first) @ second

and returns `x`. The memory comes as it should be: it is not normalised.

`look(z, other, (wq, wk, wv, wo))` makes queries `z @ wq`, keys `other @ wk` and values `other @ wv`, and cuts their columns into `heads` equal parts, one after the other; each head works on its part. Its scores are the
dot products of queries and keys, divided by the root of the **head's** width; their softmax over what is seen weighs the values. The heads' results stand side by side again and are
multiplied by `wo`. A token that sees nothing at all gets zeros from `look`.
]],
  fn = "block(x: f64[b=1..4, t=1..12, c=2..24], memory: f64[b, s=1..12, c], keep: b8[b, s], heads: int in 1..4, attention: f64[2, 4, c, c], first: f64[c, f=1..32], second: f64[f, c]) -> f64[b, t, c]",
  where = "x.shape[3] % heads == 0 -- `heads` divides `c`",
  runtimes = { "numpy", "torch" }, allow = { "numpy", "torch", "math" },
  check = tensor { rtol = 1e-7, atol = 1e-9, dtype = true, finite = true },
  unchanged = { "x", "memory", "keep" },

  example { x = {{{1, -1}}}, memory = {{{3, 5}}}, keep = {{true}}, heads = 1,
    attention = { {{{0, 0}, {0, 0}}, {{0, 0}, {0, 0}}, {{0, 0}, {0, 0}}, {{0, 0}, {0, 0}}}, {{{0, 0}, {0, 0}}, {{0, 0}, {0, 0}}, {{1, 0}, {0, 1}}, {{1, 0}, {0, 1}}} },
    first = {{0}, {0}}, second = {{0, 0}}, returns = {{{4, 4}}}, "Only the second `look` does something: it adds the one token of the memory." },
  random { "one head", 8, heads = 1, points = 25 },
  random { "heads", 8, heads = { 2, 3, 4 }, points = 20 },
  random { "large scores", 4, heads = { 1, 2 }, size = 12, points = 5 },
  random { "padding", 8, heads = { 1, 2 }, padded = true, points = 30 },
  random { "nothing to read", 5, heads = { 2 }, empty = true, points = 20 },
  make = function(r, row)
    local b, t, s, heads, f = r:int(1, 4), r:int(2, 12), r:int(2, 12), r:int(row.heads), r:int(2, 32)
    local c = heads * r:int(2, 6)
    local keep = {}
    for i = 1, b do
      keep[i] = {}
      for j = 1, s do keep[i][j] = not ((row.padded and (j == s or r:bool(0.4))) or (row.empty and i == 1)) end
      if row.padded then keep[i][1] = true end
    end
    local draw = function(shape, size) return r:tensor("f64", shape, normal(0, size)) end
    return { x = draw({ b, t, c }, 1), memory = draw({ b, s, c }, 2), keep = keep, heads = heads,
      attention = draw({ 2, 4, c, c }, row.size or 0.5), first = draw({ c, f }, 0.5), second = draw({ f, c }, 0.5) }
  end,

  hint { cost = 5, "Reshape to [b, length, heads, width] and transpose to [b, heads, length, width]; on the way back the other way round." },
  hint { cost = 5, "Change the last token of x: no other token of the result may change. Change a token of the memory that is not kept: nothing may change." },
  follow_up { "Which products of this block can be kept from one new token to the next, and which from the first token on?" },

  solution { "block.numpy.py", file = "ok.py" },
  solution { "ok.torch.py", file = "ok_torch.py" },
  solution { "sees-the-future.numpy.py", file = "future.py", expect = "wrong_answer on one head; wrong_answer on heads", "Looks ahead in its own text." },
  solution { "reads-padding.numpy.py", file = "reads_padding.py", expect = "accepted on one head; wrong_answer on padding", "Looks at all of the memory." },
  solution { "norm-afterwards.numpy.py", file = "post_norm.py", expect = "wrong_answer on one head", "Normalises the sums instead of what goes into the layers." },
  solution { "norms-the-memory.numpy.py", file = "norms_memory.py", expect = "wrong_answer on one head", "Normalises the memory, too." },
  solution { "root-of-c.numpy.py", file = "root_of_c.py", expect = "accepted on one head; wrong_answer on heads", "Divides by the root of c, not of the head's width." },
  solution { "interleaved.numpy.py", file = "interleaved.py", expect = "accepted on one head; wrong_answer on heads", "Deals the columns to the heads in turn." },
  solution { "nothing-is-uniform.numpy.py", file = "uniform.py", expect = "accepted on one head; accepted on padding; wrong_answer on nothing to read", "Who sees nothing sees everything alike." },
  equivalent { "block.numpy.py:20", "any tiny bound keeps 0 / 0 from being NaN" },

  sources = { "Original. The block is that of Vaswani et al. 2017, with the norms moved to the front." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
}
