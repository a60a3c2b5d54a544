# Attack: a problem whose solution files are links to a device and to somebody's secrets.
# Must end with: 3 or 1
# Says: cannot be read
import os

TEXT = '''return problem "linked" {
  title = "Linked", round = "coding", difficulty = 1, minutes = 5, ai = "forbidden",
  license = "Apache-2.0", written = "2026-11-21", review_by = "2028-11-21", sources = { "Original." },
  statement = [[Return `text` backwards.]],
  fn = "mirror(text: str[0..60]) -> str",
  example { text = "shown", returns = "nwohs" },
  reference = function(v) return v.text:reverse() end,
  edge { "first", text = "first" },
  solution { "endless.py", file = "endless.py" },
  solution { "stolen.py", file = "stolen.py" },
}
'''


def make(folder, station):
    (folder / "bank/linked").mkdir(parents=True)
    (folder / "bank/linked/problem.lua").write_text(TEXT)
    os.symlink(station.house.home / ".ssh/id_rsa", folder / "bank/linked/stolen.py")
    os.symlink("/dev/zero", folder / "bank/linked/endless.py")
    return ["lint", "--bank", str(folder / "bank"), str(folder / "bank/linked")]
