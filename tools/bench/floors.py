"""What no grader that runs each submission in a process of its own can undercut: the cost of that process."""
import os
import time

# A warm Python as ours, without a box, an engine or a record: forks, compiles, calls, ends.
WARM = r"""
import gc, os, statistics, sys, time
sys.path.insert(0, sys.argv[1])
import assay_serving as harness
if sys.argv[2]:
    harness.assay_tensors.use(sys.argv[2], [sys.argv[2]])
harness.rehearse(16)
gc.collect()
gc.freeze()
source = "def twice(x):\n    return 2 * x\n"

def child(asked, answer):
    os.read(asked, 1)
    names = {}
    exec(compile(source, "solution.py", "exec"), names)
    names["twice"](21)
    os.write(answer, b"!")
    os._exit(0)

whole, answered = [], []
for _ in range(200):
    (asked, ask), (answer, say) = os.pipe(), os.pipe()
    begin = time.perf_counter()
    pid = os.fork()
    if pid == 0:
        child(asked, say)
    born = time.perf_counter()
    time.sleep(0.002)  # it waits by now
    sent = time.perf_counter()
    os.write(ask, b"?")
    os.read(answer, 1)
    answered.append(time.perf_counter() - sent)
    os.waitpid(pid, 0)
    whole.append(time.perf_counter() - sent + born - begin)
    for fd in (asked, ask, answer, say):
        os.close(fd)
print(statistics.median(whole) * 1000, statistics.median(answered) * 1000)
"""


class Floors:
    """The part of the bench that measures what others are held against."""

    def floors(self):
        print("without a box, an engine or a record: a forked child of a warm Python")
        self.row("", "fork to end", "to the answer", "a second")
        harness = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../graders/languages/python")
        for library in ("", "numpy", "torch"):
            if library and not self.has_module(library):
                print(f"  {library}: not run: no {library}")
                continue
            whole, answered = map(float, self.must("/usr/bin/python3", "-I", "-c", WARM, harness, library).split())
            self.row(library or "python", self.ms(whole), self.ms(answered), f"{1000 / whole:.0f}")
        print("and of other kinds")
        self.row("", "each", "", "a second")
        spawned = self.each(lambda: os.waitpid(os.posix_spawn("/bin/true", ["true"], {}), 0), 200)
        self.row("a program from exec to its end", self.ms(spawned), "", f"{1000 / spawned:.0f}")
        folder = self.folder / "stats"
        folder.mkdir()
        names = [str(folder / str(i)) for i in range(10_000)]
        for name in names:
            open(name, "w").close()
        looked = self.each(lambda: [os.stat(name) for name in names], 5)
        self.row("looking at 10,000 files", self.ms(looked), "", "")

    @staticmethod
    def each(action, times):
        action()
        begin = time.perf_counter()
        for _ in range(times):
            action()
        return (time.perf_counter() - begin) * 1000 / times
