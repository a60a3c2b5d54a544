#!/usr/bin/env python3
"""The command line against golden transcripts, and on a terminal.

Each tests/golden/cli/NAME.txt is a session: lines that begin with "$ " are typed, the rest is what the
program answered (both streams, and "[exit N]" unless 0).  The engine's answers come from NAME.json.
`cli_test.py PROGRAM --update` writes what the program says now; read the diff.
"""
import json
import os
import pathlib
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
GOLDEN = HERE / "golden" / "cli"
PATIENCE = 20  # seconds until a test gives up


class Place:
    """A folder to work in, with `assay` on the PATH and canned answers."""

    def __init__(self, script):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="assay-cli-")).resolve()
        self.work = self.folder / "work"
        (self.work / "problems").mkdir(parents=True)
        self.log = self.folder / "calls"
        self.env = {
            "PATH": f"{PROGRAM.parent}:/usr/bin:/bin", "HOME": str(self.folder), "TZ": "UTC", "LANG": "C.UTF-8",
            "COLUMNS": "100", "TERM": "xterm", "ASSAY_SCRIPT": str(script), "ASSAY_SCRIPT_LOG": str(self.log)}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder)

    def run(self, command):
        """Types a command; what `cd` changes stays changed."""
        told = self.folder / "cwd"
        shell = f"{command}\ncode=$?\npwd > {told}\nexit $code"
        done = subprocess.run(["sh", "-c", shell], cwd=self.work, env=self.env, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=PATIENCE)
        self.work = pathlib.Path(told.read_text().strip())
        output = done.stdout.decode().replace(str(self.folder), "$DIR")
        return output + (f"[exit {done.returncode}]\n" if done.returncode else "")


def answered(path):
    """The session of a transcript as it goes now."""
    script = path.with_suffix(".json")
    with Place(script if script.exists() else GOLDEN / "nothing.json") as place:
        session = ""
        for line in path.read_text().splitlines():
            if line.startswith("$ "):
                session += line + "\n" + place.run(line[2:])
            elif line.startswith("# "):
                session += line + "\n"
        return session


class Transcripts(unittest.TestCase):
    maxDiff = None


def add_transcripts():
    for path in sorted(GOLDEN.glob("*.txt")):
        def check(self, path=path):
            self.assertEqual(path.read_text(), answered(path))
        setattr(Transcripts, f"test_{path.stem}", check)


class Terminal:
    """A program on a terminal of its own, 100 columns wide."""

    def __init__(self, place, arguments, **env):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(place.work)
            os.execvpe("assay", ["assay", *arguments], {**place.env, **env})
        self.text = ""

    def expect(self, words):
        """Reads until the words have come since the last call; all that came."""
        while words not in self.text:
            ready, _, _ = select.select([self.fd], [], [], PATIENCE)
            if not ready:
                raise AssertionError(f"no {words!r} in {self.text!r}")
            try:
                self.text += os.read(self.fd, 65536).decode(errors="replace")
            except OSError:
                raise AssertionError(f"ended without {words!r}: {self.text!r}") from None
        before, _, self.text = self.text.partition(words)
        return before + words

    def type(self, keys):
        os.write(self.fd, keys.encode())

    def exit_code(self):
        while True:
            try:
                if not os.read(self.fd, 65536):
                    break
            except OSError:
                break
        _, status = os.waitpid(self.pid, 0)
        os.close(self.fd)
        return os.waitstatus_to_exitcode(status)


START = "assay start cool-down-ledger --lang cpp --minutes 25 && cd cool-down-ledger"


class OnATerminal(unittest.TestCase):
    def test_colours_are_for_terminals_that_want_them(self):
        with Place(GOLDEN / "list.json") as place:
            for env, colored in (({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)):
                terminal = Terminal(place, ["list"], **env)
                self.assertEqual("\033[" in terminal.expect("assay start ID"), colored, env)
                self.assertEqual(terminal.exit_code(), 0)
            self.assertNotIn("\033[", place.run("assay list"))
            self.assertIn("\033[", place.run("assay list --color always"))

    def test_a_bare_assay_says_what_to_do_next(self):
        with Place(GOLDEN / "list.json") as place:
            terminal = Terminal(place, [])
            terminal.expect("Next: Cool-down ledger")
            terminal.expect("(level 4 of 5, 25 minutes)")
            terminal.expect("assay start cool-down-ledger")
            self.assertEqual(terminal.exit_code(), 0)

    def test_progress_is_one_line_that_goes_away(self):
        with Place(GOLDEN / "candidate.json") as place:
            place.run(START)
            place.run("echo '// an idea' >> solution.cpp")
            terminal = Terminal(place, ["grade"])
            said = terminal.expect("not yet accepted")
            self.assertIn("\r\033[K compile ...\r\033[K compiled", said.replace("\033[K\r", "\033[K"))
            self.assertEqual(terminal.exit_code(), 1)

    def test_watch_runs_at_every_save_and_obeys_keys(self):
        with Place(GOLDEN / "watch.json") as place:
            place.run(START)
            terminal = Terminal(place, ["watch"], NO_COLOR="1")
            terminal.expect("g grade  d diff  h hint  r rerun")
            terminal.expect("example 1: expected 4 numbers")
            terminal.expect("took")

            solution = place.work / "solution.cpp"
            solution.write_text("// saved in place\n")
            terminal.expect("example 1   accepted    example 2   accepted")

            (place.work / "new").write_text("// saved by a rename, as editors do\n")
            (place.work / "new").rename(solution)
            terminal.expect("example 1   accepted    example 2   accepted")

            terminal.type("h")
            terminal.expect("Hint 1 of 3 (costs 5 points)")
            terminal.type("d")
            terminal.expect("+++ submission 3")
            terminal.expect("points")
            terminal.type("g")
            terminal.expect("Submission 4, isolation full.")
            terminal.type("q")
            self.assertEqual(terminal.exit_code(), 0)

    def test_a_save_without_a_change_runs_nothing(self):
        with Place(GOLDEN / "watch.json") as place:
            place.run(START)
            terminal = Terminal(place, ["watch"], NO_COLOR="1")
            terminal.expect("took")
            solution = place.work / "solution.cpp"
            solution.write_bytes(solution.read_bytes())
            solution.write_text("// changed\n")
            terminal.expect("took")
            terminal.type("q")
            self.assertEqual(terminal.exit_code(), 0)
            self.assertEqual(place.log.read_text().count("grade/run"), 2)


class Watching(unittest.TestCase):
    """--watch and watch without a terminal: lines in a pipe, until an interrupt."""

    def follow(self, place, command, expected, file):
        child = subprocess.Popen(command, cwd=place.work, env=place.env, stdin=subprocess.DEVNULL,
                                 stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for words in ("one", "two"):
            while expected not in child.stdout.readline():
                pass
            file.write_text(f"-- {words}\n")
        while expected not in child.stdout.readline():
            pass
        child.send_signal(signal.SIGINT)
        child.stdout.close()
        self.assertEqual(child.wait(PATIENCE), 130)

    def test_lint_runs_again_at_every_save(self):
        with Place(GOLDEN / "author.json") as place:
            file = place.work / "broken.lua"
            file.write_text("")
            self.follow(place, ["assay", "lint", "--watch", "broken.lua"], "Nothing was graded.", file)

    def test_watch_needs_no_terminal(self):
        with Place(GOLDEN / "watch.json") as place:
            place.run(START)
            self.follow(place, ["assay", "watch"], "took", place.work / "solution.cpp")


class Completions(unittest.TestCase):
    def test_every_verb_and_option_can_be_completed(self):
        with Place(GOLDEN / "nothing.json") as place:
            scripts = {shell: place.run(f"assay completions {shell}") for shell in ("bash", "zsh", "fish")}
            verbs = re.findall(r"^  (\w+) +\w", place.run("assay --help").partition("Subcommands:")[2], re.M)
            self.assertIn("grade", verbs)
            for verb in verbs:
                options = re.findall(r"^  (?:-h,)?--([a-z]+)", place.run(f"assay {verb} --help"), re.M)
                self.assertIn("json", options)
                for shell, script in scripts.items():
                    self.assertRegex(script, rf"\b{verb}\b")
                    for option in options:
                        self.assertRegex(script, rf"-l {option}\b" if shell == "fish" else rf"--{option}\b")


class Interrupted(unittest.TestCase):
    def test_ctrl_c_stops_a_grade_with_130(self):
        with Place(GOLDEN / "interrupt.json") as place:
            (place.work / "a.py").write_text("x = 1\n")
            child = subprocess.Popen(
                ["assay", "grade", "--problem", "echo-pairs", "a.py", "--json=lines"], cwd=place.work, env=place.env,
                stdout=subprocess.PIPE, text=True)
            self.assertEqual(json.loads(child.stdout.readline())["event"], "started")
            child.send_signal(signal.SIGINT)
            self.assertEqual(json.loads(child.stdout.readline())["code"], "cancelled")
            child.stdout.close()
            self.assertEqual(child.wait(PATIENCE), 130)


class Batch(unittest.TestCase):
    def test_every_line_is_answered_once_whatever_the_number_of_jobs(self):
        with Place(GOLDEN / "batch.json") as place:
            lines = [json.dumps({"id": [n], "problem": "echo-pairs", "language": "python", "source": "x"})
                     for n in range(500)]
            lines[100] = "{ not json"
            lines[101] = json.dumps({"id": "sourceless", "problem": "echo-pairs", "language": "python"})
            (place.work / "many.jsonl").write_text("\n".join(lines))
            for jobs in (1, 8):
                output = place.run(f"assay grade --batch many.jsonl --jobs {jobs} --json=lines").splitlines()
                self.assertEqual(output.pop(), "[exit 2]")
                answers = [json.loads(line) for line in output]
                ids = sorted(answer["id"][0] for answer in answers if answer["event"] == "result")
                self.assertEqual(ids, [n for n in range(500) if n not in (100, 101)])
                errors = [answer for answer in answers if answer["event"] == "error"]
                self.assertEqual({error["line"]: error.get("id") for error in errors}, {101: None, 102: "sourceless"})


if __name__ == "__main__":
    PROGRAM = pathlib.Path(sys.argv.pop(1)).resolve()
    if "--update" in sys.argv:
        for transcript in sorted(GOLDEN.glob("*.txt")):
            transcript.write_text(answered(transcript))
    else:
        add_transcripts()
        unittest.main()
