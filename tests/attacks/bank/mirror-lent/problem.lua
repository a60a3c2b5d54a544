-- Attacked by what a candidate asks of the test code's own objects, which stay in the test code's box.
return problem "mirror-lent" {
  title = "Mirror, with objects", round = "coding", difficulty = 1, minutes = 5,
  license = "Apache-2.0", written = "2026-11-23", review_by = "2028-11-23", ai = "forbidden",
  sources = { "Original." },
  statement = [[`page.text` is a text and `turn` turns one round. Return the text backwards.]],
  fn = "mirror(page: any, turn: any) -> any", time_limit = "5 s",

  asserts { code = [=[
class Page:
    def __init__(self, text):
        self.text = text

def turned(text):
    return text[::-1]

def check(candidate):
    for text in ("", "a", "Zq7Vw-keep-first", "Zq7Vw-keep-second"):
        assert candidate(Page(text), turned) == text[::-1]
]=] },

  solution { "backwards.py", [=[
def mirror(page, turn):
    return turn(page.text)]=] },
}
