return problem "draft-and-verify" {
  title = "A small model drafts, a large one verifies", round = "llm_coding", difficulty = 4, minutes = 35,
  tags = "llm, numpy, sampling", skills = { sampling = 0.8, probability = 0.7 },
  statement = [[
Speculative decoding. A small model has drafted `k` tokens for a request; the large model has then looked at all
of them at once. Decide how many drafts stay and which token follows, so that what comes out has **exactly**
the distribution that the large model alone would give.

- `draft[i][x]`: the probability that the small model gave to token `x` as draft `i`;
- `target[i][x]`: what the large model gives to `x` at the same place, `i = 0..k`; the last row is for
  the place after all drafts;
- `tokens[i]`: draft `i`, drawn from `draft[i]`, which gives it more than 0;
- `u[i]`, `i = 0..k`: random numbers, `0 <= u < 1`. There is no other randomness.

Each row of `draft` and `target` adds up to 1. (So where a draft does not stay, `target` gives some other token more than `draft`
does.)

Take the drafts in order. Draft `x = tokens[i]` stays if `u[i] * draft[i][x] < target[i][x]`. At the first that
does not stay, a token is drawn instead, and the rest of the drafts is thrown away: it is drawn from the
probabilities proportional to `max(0, target[i][x] - draft[i][x])`. If all drafts stay, one more token is drawn
from `target[k]`. A token is drawn with `u[k]`: the first `x` at which the running sum of the probabilities is
**greater** than `u[k]` (if rounding leaves none, the last `x` whose probability is not 0).

Return the tokens that come out, drafts that stayed and the one drawn, followed by -1 up to the length `k + 1`.
]],
  fn = "verify(draft: f64[k=1..12, v=2..60] in 0..1, target: f64[m=2..13, v] in 0..1, tokens: i64[k] in 0..v-1, u: f64[m] in 0..0.999999) -> i64[m]",
  where = {
    "target.shape[1] == draft.shape[1] + 1 -- `m` is `k + 1`",
    [[(function()
      for _, p in ipairs({ draft, target }) do
        for i = 1, p.shape[1] do
          local sum = 0
          for x = 1, p.shape[2] do sum = sum + p:at(i, x) end
          if math.abs(sum - 1) > 1e-12 then return false end
        end
      end
      return true
    end)() -- each row of `draft` and `target` adds up to 1]],
    "(function() for i = 1, #tokens do if draft:at(i, tokens[i] + 1) == 0 then return false end end return true end)() -- `draft[i]` gives `tokens[i]` more than 0",
  },
  runtimes = { "numpy" }, allow = { "numpy", "math" },
  check = tensor { dtype = true },

  example { draft = {{0.5, 0.5}}, target = {{0.75, 0.25}, {0.5, 0.5}}, tokens = {1}, u = {0.6, 0.9}, returns = {0, -1},
    "0.6 * 0.5 is not less than 0.25: draft 1 goes. What is left of the target is 0.25 for token 0 and nothing for token 1." },
  example { draft = {{0.5, 0.5}}, target = {{0.75, 0.25}, {0.5, 0.5}}, tokens = {1}, u = {0.4, 0.2}, returns = {1, 0} },
  random { "near", 20, v = "2..60", sharp = 1, points = 40 },
  random { "far", 20, v = "2..60", sharp = 6, points = 30 },
  random { "all stay", 10, v = "2..30", sharp = 2, same = true, points = 20 },
  random { "draft without mass", 10, v = "3..30", sharp = 3, holes = true, points = 10 },
  edge { "equality does not stay", draft = {{0.5, 0.5}}, target = {{0.25, 0.75}, {0.5, 0.5}}, tokens = {0}, u = {0.5, 0} },
  edge { "the running sum must be greater than u", draft = {{0.5, 0.5}}, target = {{0.5, 0.5}, {0.5, 0.5}}, tokens = {0}, u = {0, 0.5} },

  make = function(r, row)
    local k, v = r:int(1, 12), r:int(row.v)
    local function probabilities(holes)
      local p, sum = {}, 0
      for x = 1, v do
        p[x] = (holes and r:bool(0.4)) and 0 or r:real(0.01, 1) ^ row.sharp
        sum = sum + p[x]
      end
      if sum == 0 then p[1], sum = 1, 1 end
      for x = 1, v do p[x] = p[x] / sum end
      return p
    end
    local function drawn(p)
      local u, sum = r:real(0, 1), 0
      for x = 1, v do
        sum = sum + p[x]
        if sum > u then return x - 1 end
      end
      return 0
    end
    local draft, target, tokens = {}, {}, {}
    for i = 1, k do
      draft[i] = probabilities(row.holes)
      target[i] = row.same and draft[i] or probabilities(row.holes)
      tokens[i] = drawn(draft[i])
    end
    target[k + 1] = probabilities(row.holes)
    return { draft = draft, target = target, tokens = tokens, u = r:tensor("f64", { k + 1 }, uniform(0, 0.999)) }
  end,

  hint { cost = 10, "Where the target gives more than the draft, the draft always stays; the mass that is missing elsewhere is exactly the residual." },
  follow_up { "Show that a token of the first place comes out with probability target[0][x]. How many tokens come out of one pass on average, if each draft stays with probability a?" },

  solution { "residual.numpy.py", file = "residual.numpy.py" },
  solution { "draws-from-target.numpy.py", file = "from_target.numpy.py", expect = "wrong_answer on far",
    "After a refusal it draws from the target itself: tokens that the draft likes come out too often." },
  solution { "greedy.numpy.py", file = "greedy.numpy.py", expect = "wrong_answer on near",
    "Keeps a draft only where the target gives it at least as much." },
  solution { "skips-one.numpy.py", file = "skips.numpy.py", expect = "wrong_answer on far", "Goes on with the drafts after one that was refused." },
  solution { "no-bonus.numpy.py", file = "no_bonus.numpy.py", expect = "wrong_answer on all stay", "Draws nothing when all drafts stayed." },
  solution { "absolute-residual.numpy.py", file = "absolute.numpy.py", expect = "wrong_answer on far", "Takes |target - draft| for the residual." },
  equivalent { "residual.numpy.py:6", "u is at most 0.999999: rounding leaves none only above that" },

  sources = { "Original. The rule is that of the published speculative sampling." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
}
