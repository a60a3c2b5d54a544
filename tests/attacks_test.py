#!/usr/bin/env python3
"""Grades hostile submissions, problems and files through the command line, and inspects the house after each.

usage: attacks_test.py ASSAY SOURCE_DIR [--short] [--as root|user|contained|contained-user] [--tier TIER] [NAME...]

Every file in tests/attacks/*/ is an attack.  Its first comment says what it tries and what must come of it:

    Attack: what it tries
    Must get: verdict or verdict              a submission; every tier
    At landlock: verdict                      where a tier differs
    Problem: mirror-lines                     which it pretends to solve, if not mirror
    Must end with: 3                          a problem (.lua) or a maker of files (.py with make()): exit codes
    Says: words                               which the command must say
    Never says: words                         which it must not say
    Slow: why                                 left out of the short form, and tried once a tier

An attack that does what it should not be able to do ends itself with an error, so it does not get its verdict.
"""
import argparse
import importlib.util
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent / "attacks"))
from house import House, move_into_a_private_house  # noqa: E402

HERE = pathlib.Path(__file__).parent / "attacks"
LANGUAGES = {".py": "python", ".c": "cpp", ".cpp": "cpp", ".js": "javascript"}
USERS = {"root": 0, "contained": 0, "user": 4242, "contained-user": 4243}
TIERS = ("full", "namespaces", "landlock")
PATIENCE_S = 180
FIELD = re.compile(r"^(?:#|//|--) ?(Attack|Must get|At \w+|Must end with|Says|Never says|Problem|Slow): *(.*)$")


class Attack:
    def __init__(self, path):
        self.path, self.folder = path, path.parent.name
        self.name = f"{self.folder}/{path.stem}"
        self.text = path.read_text()
        self.fields = {}
        for line in self.text.splitlines():
            field = FIELD.match(line)
            if field:
                self.fields[field[1]] = field[2]
        self.is_author = path.suffix == ".lua"
        self.is_maker = self.folder in ("author", "files") and path.suffix == ".py"
        assert "Attack" in self.fields, f"{path} does not say what it tries"
        assert "Must get" in self.fields or "Must end with" in self.fields, f"{path} does not say what it must get"

    def allowed(self, tier):
        key = "Must end with" if "Must end with" in self.fields else "Must get"
        return self.fields.get("At " + tier, self.fields[key]).split(" or ")


class Station:
    """One user at one tier."""

    def __init__(self, args, who, tier, house):
        self.args, self.who, self.tier, self.house = args, who, tier, house
        self.bank = HERE / "bank"

    def run(self, arguments, cache, cwd=None):
        command = [self.args.assay, *arguments]
        uid = USERS[self.who]
        if self.who.startswith("contained"):
            command = ["/usr/bin/python3", str(HERE / "contained.py"), *command]
        if uid != 0 and os.geteuid() == 0:
            command = ["setpriv", f"--reuid={uid}", f"--regid={uid}", "--clear-groups", "--no-new-privs", *command]
        return subprocess.run(command, capture_output=True, timeout=PATIENCE_S, env=self.house.environment(cache),
                              pass_fds=[self.house.descriptor], cwd=cwd or self.house.home, stdin=subprocess.DEVNULL)

    def place(self, name, content):
        path = self.house.root / "work" / name
        path.write_bytes(content)
        os.chmod(path, 0o644)
        return path

    def grade(self, bank, problem, path, language, cache):
        return self.run(["grade", "--json=lines", "--tier", self.tier, "--bank", str(bank), "--problem", problem,
                         "--lang", language, str(path)], cache)

    def offered(self):
        """Why this tier cannot be had, or ""."""
        honest = self.place("honest.py", b"def mirror(text):\n    return text[::-1]\n")
        run = self.grade(self.bank, "mirror", honest, "python", "all")
        if run.returncode == 4:
            return json.loads(run.stdout.splitlines()[-1])["message"]
        assert verdict_of(run)[0] == "accepted", f"the honest solution: {told(run)}"
        return ""

    def launch(self, attack):
        """The run, and the verdict or exit code that it ended with."""
        cache = self.tier if attack.folder == "compiler" else "all"
        if attack.is_maker:
            return self.launch_maker(attack, cache)
        if attack.is_author:
            folder = self.house.root / "work" / attack.path.stem
            (folder / attack.path.stem).mkdir(parents=True, exist_ok=True)
            text = self.house.fill_in(attack.text, self.args.source, folder)
            (folder / attack.path.stem / "problem.lua").write_text(text)
            honest = self.place("honest.py", b"def mirror(text):\n    return text[::-1]\n")
            run = self.grade(folder, attack.path.stem, honest, "python", cache)
            return run, str(run.returncode)
        text = self.house.fill_in(attack.text, self.args.source, self.bank)
        path = self.place("solution" + attack.path.suffix, text.encode())
        run = self.grade(self.bank, attack.fields.get("Problem", "mirror"), path, LANGUAGES[attack.path.suffix], cache)
        return run, verdict_of(run)[0]

    def launch_maker(self, attack, cache):
        spec = importlib.util.spec_from_file_location(attack.path.stem, attack.path)
        maker = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(maker)
        folder = self.house.root / "work" / attack.path.stem
        subprocess.run(["rm", "-rf", folder], check=True)
        folder.mkdir()
        os.chmod(folder, 0o777)
        arguments = maker.make(folder, self)
        run = self.run([argument.replace("@TIER@", self.tier) for argument in arguments], cache, cwd=folder)
        problem = getattr(maker, "complaint", lambda _: "")(folder)
        return run, problem or str(run.returncode)


def verdict_of(run):
    for line in reversed(run.stdout.decode(errors="replace").splitlines()):
        try:
            event = json.loads(line)
        except ValueError:
            continue
        if event.get("event") == "result":
            return event["verdict"], event.get("message", "")
    return f"no verdict (exit {run.returncode})", ""


def told(run):
    return f"exit {run.returncode}\n{run.stdout[-700:].decode(errors='replace')}{run.stderr[-1000:].decode(errors='replace')}"


def attempt(station, attack):
    """What is wrong, or []."""
    try:
        run, got = station.launch(attack)
    except subprocess.TimeoutExpired:
        return [f"still running after {PATIENCE_S} s", *station.house.complaints()]
    wrong = station.house.complaints(run.stdout, run.stderr)
    if got not in attack.allowed(station.tier):
        wrong.insert(0, f"got {got}, must get {' or '.join(attack.allowed(station.tier))}\n{told(run)}")
    words = attack.fields.get("Says", "")
    if words.encode() not in run.stdout + run.stderr:
        wrong.insert(0, f"does not say \"{words}\"\n{told(run)}")
    if "Never says" in attack.fields and attack.fields["Never says"].encode() in run.stdout + run.stderr:
        wrong.insert(0, f"says \"{attack.fields['Never says']}\"\n{told(run)}")
    if b"AddressSanitizer" in run.stderr or run.returncode < 0:
        wrong.insert(0, f"the command itself crashed\n{told(run)}")
    return wrong


def stations(args):
    mine = ["root", "user", "contained", "contained-user"] if os.geteuid() == 0 else ["user", "contained-user"]
    for who in mine:
        if args.who and who != args.who or args.short and who != mine[0]:
            continue
        house = House(USERS[who] if os.geteuid() == 0 else os.geteuid())
        try:
            found = 0
            for tier in TIERS:
                if args.tier and tier != args.tier or args.short and found == 1 and tier != "landlock":
                    continue
                station = Station(args, who, tier, house)
                missing = station.offered()
                if missing:
                    print(f"not run: {tier} as {who}: {missing}")
                    continue
                found += 1
                yield station
        finally:
            house.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("assay")
    parser.add_argument("source")
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--times", action="store_true", help="say how long each takes")
    parser.add_argument("--as", dest="who", choices=USERS)
    parser.add_argument("--tier", choices=TIERS)
    parser.add_argument("names", nargs="*")
    args = parser.parse_intermixed_args()
    args.assay = os.path.abspath(args.assay)
    move_into_a_private_house([args.assay, os.path.abspath(args.source)])
    attacks = [Attack(path) for folder in sorted(HERE.iterdir()) if folder.is_dir() and folder.name != "bank"
               for path in sorted(folder.iterdir()) if path.suffix in (".lua", *LANGUAGES)]
    if not shutil.which("node"):
        print("not run: JavaScript, because there is no node")
        attacks = [attack for attack in attacks if attack.path.suffix != ".js"]
    total = len(attacks)
    assert args.names or total >= 70, f"only {total} attacks"
    if args.names:
        attacks = [attack for attack in attacks if any(name in attack.name for name in args.names)]
    elif args.short:
        attacks = [attack for attack in attacks if "Slow" not in attack.fields and attack.path.suffix in (".py", ".lua")]
    failed = ran = 0
    tried = set()
    for station in stations(args):
        begin = time.monotonic()
        mine = [each for each in attacks if "Slow" not in each.fields or station.tier not in tried or args.names]
        tried.add(station.tier)
        for attack in mine:
            ran += 1
            start = time.monotonic()
            wrong = attempt(station, attack)
            if args.times:
                print(f"{time.monotonic() - start:6.1f} s {attack.name}", flush=True)
            if wrong:
                failed += 1
                print(f"FAILED {attack.name} at {station.tier} as {station.who}: " + "\n  ".join(wrong))
        seconds = time.monotonic() - begin
        print(f"{len(mine)} of {total} attacks at {station.tier} as {station.who} in {seconds:.0f} s", flush=True)
    if ran == 0:
        print("not run: no tier works here")
        return 77
    print(f"{ran - failed} of {ran} held" + (f", {failed} FAILED" if failed else ""))
    return 1 if failed else 0


sys.exit(main())
