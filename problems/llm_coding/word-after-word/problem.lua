-- The idea to find: keys and values of a token never change once it is in the text, so each step computes one new row of them.
return problem "word-after-word" {
  title = "Word after word", round = "llm_coding", difficulty = 3, minutes = 40,
  tags = "llm, numpy, inference", skills = { inference = 0.8, attention = 0.6 },
  statement = [[
Let a small language model write. A batch holds `b` prompts; shorter ones are padded **on the left**: the first `pads[i]` tokens of row `i` of `prompts` mean nothing. Each text then gets `steps` new
tokens, one after the other. The model, for one text:

1. The token at place `p` becomes `x = embed[token] + sin(p * 0.7^j)` for the columns `j = 0, 1, ...`. Places count the tokens of the text itself: the first one that is no padding has place 0.
2. Its query, key and value are `x @ wq`, `x @ wk` and `x @ wv`.
3. It looks at itself and at all tokens of its text before it, never at padding: the weights are the softmax of the dot products of its query and their keys, divided by the root of `c`; `a` is the
   weighted sum of their values.
4. The logits are `(x + a) @ embed.T`. From those of the last token the next one is chosen: the one with the largest logit, of equal ones the lowest. It is appended to the text.

Return the chosen tokens, and the logits from which each was chosen.

Keys and values of old tokens do not change: keep them. In the group "long" computing the whole text again for every token is too slow.
]],
  fn = "write(embed: f64[v=2..40, c=2..32], wq: f64[c, c], wk: f64[c, c], wv: f64[c, c], prompts: i64[b=1..8, t=1..60] in 0..v-1, pads: i64[b] in 0..59, steps: int in 1..300)"
    .. " -> (i64[b, steps], f64[b, steps, v])",
  where = "(function() for i = 1, #pads do if pads[i] >= prompts.shape[2] then return false end end return true end)() -- every `pads[i]` is less than `t`",
  runtimes = { "numpy", "torch" }, allow = { "numpy", "torch", "math" },
  check = tensor { rtol = 1e-7, atol = 1e-8, dtype = true, finite = true },
  unchanged = { "embed", "prompts", "pads" },

  example { embed = {{1, 0}, {0, 1}}, wq = {{1, 0}, {0, 1}}, wk = {{1, 0}, {0, 1}}, wv = {{0, 0}, {0, 0}}, prompts = {{1, 0}}, pads = {1}, steps = 2,
    returns = { {{0, 0}}, {{{1, 0}, {1.8414709848078965, 0.644217687237691}}} },
    "Values are 0, so only the token and its place count: the prompt is token 0 at place 0, the next one stands at place 1." },
  random { "one text", 6, b = "1", t = "1..8", steps = "1..8", points = 20 },
  random { "batches", 8, b = "2..6", t = "2..12", steps = "4..16", points = 20 },
  random { "padding", 10, b = "2..6", t = "3..12", steps = "4..16", padded = true, points = 35 },
  random { "large scores", 4, b = "2..4", t = "2..8", steps = "4..8", size = 12, points = 5 },
  random { "long", 2, b = "4", t = "60", steps = "240", padded = true, points = 20 },
  make = function(r, row)
    local b, t, steps = r:int(row.b), r:int(row.t), r:int(row.steps)
    local long = steps == 240
    local v, c = long and 12 or r:int(5, 20), long and 32 or r:int(4, 12)
    local pads = {}
    for i = 1, b do pads[i] = row.padded and r:int(i == 1 and 1 or 0, t - 1) or 0 end
    local matrix = function() return r:tensor("f64", { c, c }, normal(0, 0.6)) end
    return { embed = r:tensor("f64", { v, c }, normal(0, row.size or 1)), wq = matrix(), wk = matrix(), wv = matrix(),
      prompts = r:tensor("i64", { b, t }, "0.." .. (v - 1)), pads = pads, steps = steps }
  end,

  hint { cost = 5, "Write one function that appends one token of every text to the arrays of keys and values, and returns logits. Call it for the prompt's columns, too." },
  hint { cost = 10, "Place of column q of row i: q - pads[i]. Columns below pads[i] are hidden with a score of minus infinity, but the padding's own row then has nothing to look at: take care that it gives no NaN." },
  follow_up { "How many bytes does the cache grow by for each token in a model of 32 layers with 8 heads of keys, 128 wide, in two bytes? What do you do when it is full?" },

  solution { "cached.numpy.py", file = "ok.py" },
  solution { "ok.torch.py", file = "ok_torch.py" },
  solution { "whole-text.numpy.py", file = "whole_text.py", expect = "accepted on one text; accepted on padding; time_limit on long", "Computes everything again for each token." },
  solution { "places-of-columns.numpy.py", file = "columns.py", expect = "accepted on batches; wrong_answer on padding", "Counts padding as places." },
  solution { "looks-at-padding.numpy.py", file = "looks.py", expect = "accepted on batches; wrong_answer on padding", "Padding has keys and values like any token." },
  solution { "starts-again.numpy.py", file = "starts_again.py", expect = "wrong_answer on one text; wrong_answer on batches", "New tokens have the places 0, 1, ... again." },
  solution { "keys-without-places.numpy.py", file = "no_places.py", expect = "wrong_answer on one text", "Keeps the keys of the bare embeddings." },
  equivalent { "cached.numpy.py:31", "one token read more than is needed changes no answer" },
  equivalent { "ok.torch.py:24", "one token read more than is needed changes no answer" },

  sources = { "Original." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
}
