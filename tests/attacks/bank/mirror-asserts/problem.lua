-- Attacked by what a candidate answers: test code works with it in another box.
return problem "mirror-asserts" {
  title = "Mirror, with asserts", round = "coding", difficulty = 1, minutes = 5,
  license = "Apache-2.0", written = "2026-11-22", review_by = "2028-11-22", ai = "forbidden",
  sources = { "Original." },
  statement = [[Return `text` backwards.]],
  fn = "mirror(text: any) -> any", time_limit = "5 s",

  asserts { code = [=[
def check(candidate):
    texts = ("", "a", "Zq7Vw-keep-first", "Zq7Vw-keep-second")
    for text, got in zip(texts, map(candidate, texts)):
        assert list(got) == list(reversed(text))
]=] },

  solution { "backwards.py", [=[
def mirror(text):
    return text[::-1]]=] },
}
