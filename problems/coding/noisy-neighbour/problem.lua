-- The idea to find: a part of a calm stretch is calm too, so the start of the longest one that ends
-- at i never moves back; and only the newest client can have become too loud.
return problem "noisy-neighbour" {
  title = "Noisy neighbour", round = "coding", difficulty = 3, minutes = 20,
  pattern = "sliding window", scale = "streaming", skills = { algorithms = 0.7, complexity = 0.3 },
  license = "Apache-2.0", written = "2026-11-21", review_by = "2028-11-21", ai = "forbidden",
  sources = { "Original." },

  statement = [[
A shared server keeps a log of requests in the order of arrival: request `i` came from client `clients[i]` and asked for `sizes[i]` bytes. A
stretch of consecutive requests is *calm* if no client sent more than `most` of them and if together they asked for at most `budget` bytes.

Find the longest calm stretch. Return two numbers: the index of its first request (from 0) and its length. If several are longest, take the
one that starts first. If no request fits at all, return `[0, 0]`.]],

  fn = "calm_stretch(clients: int[n=1..1000000] in 0..1e9, sizes: int[n] in 0..1e9, most: int in 1..1000000, budget: int in 0..1e15) -> int[2]",
  complexity = "n",

  example { clients = {4, 4, 7, 4, 9}, sizes = {1, 1, 1, 1, 1}, most = 2, budget = 100, returns = {1, 4},
    "Client 4 sent three of the first four requests, so the first one has to go." },
  example { clients = {1, 2, 3, 4}, sizes = {5, 50, 5, 5}, most = 1, budget = 20, returns = {2, 2},
    "No calm stretch holds the request for 50 bytes." },

  reference = function(a)
    local best = { 0, 0 }
    for first = 1, #a.clients do
      local sent, bytes = {}, 0
      for i = first, #a.clients do
        local client = a.clients[i]
        sent[client], bytes = (sent[client] or 0) + 1, bytes + a.sizes[i]
        if sent[client] > a.most or bytes > a.budget then break end
        if i - first + 1 > best[2] then best = { first - 1, i - first + 1 } end
      end
    end
    return best
  end,

  random { "small",     40, n = "1..30", clients = "0..4", sizes = "0..9", most = "1..4", budget = "10..60", points = 30 },
  random { "counts",     8, n = "20..60", clients = "0..2", sizes = "0..1", most = "2..6", budget = "1000", points = 10 },
  random { "heavy",      8, n = "20..60", clients = "0..9", sizes = "5e8..1e9", most = "5..9", budget = "2e9..2e10", points = 10 },
  random { "thousand",   4, n = "1000", clients = "0..20", sizes = "0..1000", most = "3..20", budget = "30000..80000", points = 10 },
  random { "large",      4, n = "100000", clients = "0..1999", sizes = "0..1000000", most = "9..14", budget = "3e9..6e9", points = 30 },
  random { "huge",       2, n = "500000", clients = "0..19999", sizes = "0..1000000", most = "9..14", budget = "2e10..1e11", points = 10 },
  edge { "one request fits", clients = {3}, sizes = {5}, most = 1, budget = 5 },
  edge { "one request too big", clients = {3}, sizes = {6}, most = 1, budget = 5 },
  edge { "nothing fits", clients = {1, 1, 2}, sizes = {9, 9, 9}, most = 2, budget = 8 },
  edge { "free requests, no budget", clients = {1, 2, 3, 1, 2}, sizes = {0, 0, 1, 0, 0}, most = 2, budget = 0 },
  edge { "all calm", clients = {1, 1, 1}, sizes = {2, 2, 2}, most = 3, budget = 6 },
  edge { "two longest", clients = {5, 5, 6, 6}, sizes = {1, 1, 1, 1}, most = 1, budget = 9 },
  edge { "far-apart numbers", clients = {0, 1000000000, 0, 1000000000}, sizes = {1000000000, 1000000000, 1000000000, 0}, most = 1, budget = 1000000000000000 },
  grow { n = {20000, 33600, 56600, 95100, 160000}, most = 1000, budget = "n*100000000" },

  idea { seconds = 120, "A request makes the stretch too noisy. What do you do?",
    right = "drop requests from the front until the newest client and the bytes fit again",
    wrong = { "start a new stretch at this request", "drop one request from the front and go on",
              "jump behind this client's previous request" } },
  hint { cost = 5,  "If a stretch is calm, what about the stretch without its first request?" },
  hint { cost = 10, "Let the end move forward one request at a time. Can the best start for it ever move back?" },
  hint { cost = 20, "Keep a count per client and the sum of bytes. After adding a request, only its own client can be over `most`: no need to look at the others." },
  follow_up { "Requests now carry a millisecond, and a stretch must also be shorter than `span` milliseconds. A log of ten days does not fit in memory: what do you keep?" },

  solution { "window.py", file = "window.py" },
  solution { "window.cpp", file = "window.cpp" },
  solution { "last-seen.py", file = "last_seen.py", expect = "wrong_answer on small; wrong_answer on counts" },
  solution { "starts-over.py", file = "starts_over.py", expect = "wrong_answer on small; wrong_answer on counts" },
  solution { "drops-one.py", file = "drops_one.py", expect = "wrong_answer on small; wrong_answer on counts" },
  solution { "latest.py", file = "latest.py", expect = "wrong_answer on small; wrong_answer on edge" },
  solution { "largest-count.py", file = "largest_count.py", expect = "accepted on small; accepted on counts; time_limit on large" },
  solution { "every-start.py", file = "every_start.py", expect = "accepted on small; accepted on heavy; time_limit on large" },
  solution { "int32.cpp", file = "int32.cpp", expect = "accepted on small; wrong_answer on heavy" },
}
