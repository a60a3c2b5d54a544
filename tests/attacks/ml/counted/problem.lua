-- Ways around a count of operations.  The function that is counted answers from outside the
-- candidate's process, so a call that is not counted gives nothing.
return problem "counted" {
  title = "To the power", round = "ml_coding", difficulty = 2,
  statement = "Return the matrix `a` to the power `p`. `product(x, y)` multiplies; call it seldom, and `start` once.",
  fn = "power(a: f64[n=1..4, n] in -2..2, p: int in 1..64, product: fn(x: f64[n, n], y: f64[n, n]) -> f64[n, n], start: fn() -> bool) -> f64[n, n]",
  runtimes = { "numpy" }, allow = { "numpy", "math" },
  forbid = { " @ ", "numpy.matmul", "numpy.dot", "numpy.einsum", "numpy.linalg", "numpy.inner", "numpy.tensordot", ".dot(", ".__matmul__(" },
  check = tensor { rtol = 1e-9, atol = 1e-9, dtype = true },
  answer = {
    product = { at_most = "n + 10", function(a, secret, x, y)
      local n, out = #a.a // a.a.shape[1], {}
      for i = 1, n do
        out[i] = {}
        for j = 1, n do
          local sum = 0
          for k = 1, n do sum = sum + x:at(i, k) * y:at(k, j) end
          out[i][j] = sum
        end
      end
      return out
    end },
    start = { exactly = 1, function() return true end },
  },
  random { "small", 4, p = "1..6" },
  random { "large", 4, p = "40..60", n = "1..2", a = "-1..1" },

  solution { "squares.numpy.py", [=[
def power(a, p, product, start):
    start()
    result = None
    while p:
        if p & 1:
            result = a.copy() if result is None else product(result, a)
        p >>= 1
        if p:
            a = product(a, a)
    return result]=] },
  solution { "one-by-one.numpy.py", expect = "accepted on small; wrong_answer on large", [=[
def power(a, p, product, start):
    start()
    result = a.copy()
    for _ in range(p - 1):
        result = product(result, a)
    return result]=] },
  solution { "never-starts.numpy.py", expect = "wrong_answer on small; wrong_answer on large", [=[
def power(a, p, product, start):
    result = a.copy()
    for _ in range(p - 1):
        result = product(result, a)
    return result]=] },
  solution { "starts-twice.numpy.py", expect = "wrong_answer on small", "A refusal that is caught is one all the same.", [=[
def power(a, p, product, start):
    start()
    try:
        start()
    except RuntimeError:
        pass
    result = a.copy()
    for _ in range(p - 1):
        result = product(result, a)
    return result]=] },
  solution { "by-itself.numpy.py", expect = "compile_error", [=[
def power(a, p, product, start):
    start()
    result = a.copy()
    for _ in range(p - 1):
        result = result @ a
    return result]=] },
  solution { "writes-frames.numpy.py", expect = "wrong_answer on large", "Asks past the wrapper: what is counted is who answers.", [=[
import numpy as np
def power(a, p, product, start):
    start()
    channel = open(3, "r+b", buffering=0, closefd=False)
    result = a.copy()
    for _ in range(p - 1):
        out = bytearray(b"C" + bytes([2, 0]))
        for x in (result, a):
            out += bytes([3, 2]) + x.shape[0].to_bytes(8, "little") * 2 + x.tobytes()
        channel.write(len(out).to_bytes(4, "little") + out)
        reply = bytearray()
        while len(reply) < 23 + a.nbytes:
            reply += channel.read(23 + a.nbytes - len(reply))
        result = np.frombuffer(reply[23:]).reshape(a.shape).copy()
    return result]=] },
}
