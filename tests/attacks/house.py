"""The house that attacks are run in: baits that must stay as they are, and an inspection that finds what is left.

Whoever may, runs in mount, ipc and network namespaces of his own, so that what is found there came from the attack.
"""
import ctypes
import hashlib
import os
import pathlib
import re
import socket
import stat
import subprocess
import sys
import tempfile
import time

CANARY = b"Zq7Vw"  # begins every secret: hidden tests, bait files, the environment
PR_SET_CHILD_SUBREAPER = 36
PATIENCE_S = 5  # for what has been killed to be gone
CGROUPS, GROUP = pathlib.Path("/sys/fs/cgroup"), re.compile(r"assay-(\d+)\.(\d+)-\d+")
PRIVATE = "ASSAY_PRIVATE_HOUSE"
SHARED_PLACES = ("/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue", "/run/lock")


def move_into_a_private_house(needed):
    """Starts this program again in namespaces of its own, if that is allowed, with the needed paths in them."""
    if os.environ.get(PRIVATE):
        return
    enter = ["unshare", "--mount", "--ipc", "--net", "--propagation", "private"]
    own = [place for place in ("/tmp", "/var/tmp", "/dev/shm")
           if os.path.isdir(place) and not any(path.startswith(place + "/") for path in needed)]
    prepare = "".join(f"mount -t tmpfs -o mode=1777 tmpfs {place} && " for place in own) + "exec \"$@\""
    if os.geteuid() == 0 and subprocess.run([*enter, "true"], capture_output=True).returncode == 0:
        os.environ[PRIVATE] = "yes"
        os.execvp("unshare", [*enter, "sh", "-c", prepare, "sh", sys.executable, *sys.argv])


def told(path):
    """What of a file or folder an attack could have changed."""
    facts = os.lstat(path)
    content = ""
    if stat.S_ISREG(facts.st_mode):
        content = hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()
    names = sorted(os.listxattr(path, follow_symlinks=False))
    return facts.st_mode, facts.st_uid, facts.st_gid, facts.st_nlink, facts.st_mtime_ns, names, content


def tree(root):
    found = {str(root): told(root)}
    for folder, folders, files in os.walk(root):
        for name in folders + files:
            path = os.path.join(folder, name)
            found[path] = told(path)
    return found


def read_or_empty(path):
    try:
        return pathlib.Path(path).read_bytes()
    except OSError:
        return b""


def start_of(pid):
    """When a process was started, as /proc says it; nothing if it is gone."""
    fields = read_or_empty(f"/proc/{pid}/stat").rpartition(b")")[2].split()
    return fields[19] if fields else b""


class House:
    """Everything private to one user: home, folders of the engine, baits."""

    def __init__(self, uid):
        self.uid = uid
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="attacks-"))
        self.home = self.root / "home"
        for name in ("home/.ssh", "home/open", "data", "cache", "work"):
            (self.root / name).mkdir(parents=True)
        for name in (".ssh/id_rsa", "open/notes.txt"):
            (self.home / name).write_text("Zq7Vw-bait, which nobody may read or change\n")
        for path in [self.root, *self.root.rglob("*")]:
            os.chmod(path, 0o777 if path.is_dir() else 0o666)  # nothing but the box stands in the way
            os.chown(path, uid, uid)
        os.system("ip link set lo up 2> /dev/null")
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.abstract = socket.socket(socket.AF_UNIX)
        self.abstract.bind(f"\0assay-bait-{os.getpid()}-{uid}")
        self.abstract.listen()
        for each in (self.listener, self.abstract):
            each.setblocking(False)
        self.bystander = subprocess.Popen(["/bin/sleep", "infinity"], user=uid, group=uid, extra_groups=[])
        with open(self.root / "descriptor", "w") as inherited:
            inherited.write("Zq7Vw-bait\n")
        self.descriptor = os.open(self.root / "descriptor", os.O_RDONLY)
        os.set_inheritable(self.descriptor, True)
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        self.before = self.state()

    def environment(self, cache):
        path = self.root / "cache" / cache
        if not path.exists():
            path.mkdir()
            os.chown(path, self.uid, self.uid)
        return {"PATH": "/usr/bin:/bin", "HOME": str(self.home), "XDG_CACHE_HOME": str(path),
                "XDG_DATA_HOME": str(self.root / "data"), "ASSAY_BAIT": "Zq7Vw-environment", "LC_ALL": "C.UTF-8"}

    def fill_in(self, text, source_dir, bank):
        """The places that an attack aims at."""
        for name, value in (("@HOME@", self.home), ("@DATA@", self.root / "data"), ("@BANK@", bank),
                            ("@SOURCE@", source_dir), ("@PORT@", self.listener.getsockname()[1]),
                            ("@ABSTRACT@", f"assay-bait-{os.getpid()}-{self.uid}"),
                            ("@BYSTANDER@", self.bystander.pid)):
            text = text.replace(name, str(value))
        return text

    def state(self):
        """What stays as it is, whatever is graded."""
        found = {"home": tree(self.home), "mounts": read_or_empty("/proc/self/mounts")}
        for path in SHARED_PLACES:
            found[path] = sorted(os.listdir(path)) if os.path.isdir(path) else []
            if not os.environ.get(PRIVATE):  # others work here as well
                found[path] = [name for name in found[path] if self.owns(path, name) or name.startswith("assay-")]
        for kind in ("shm", "sem", "msg"):
            found[kind] = read_or_empty(f"/proc/sysvipc/{kind}") if os.environ.get(PRIVATE) else b""
        found["keys"] = [line for line in read_or_empty("/proc/keys").splitlines() if int(line.split()[5]) >= 1000]
        found["sockets"] = self.sockets()
        return found

    def owns(self, folder, name):
        try:
            return os.lstat(os.path.join(folder, name)).st_uid == self.uid
        except OSError:
            return False

    @staticmethod
    def sockets():
        if not os.environ.get(PRIVATE):
            return []
        lines = [line.split() for name in ("tcp", "tcp6", "udp", "udp6", "raw", "packet")
                 for line in read_or_empty(f"/proc/net/{name}").splitlines()[1:]]
        named = [line.split()[7] for line in read_or_empty("/proc/net/unix").splitlines()[1:] if len(line.split()) > 7]
        return [line[1:4] for line in lines], sorted(named)

    @staticmethod
    def orphans():
        """Processes that are left: they became our children."""
        deadline = time.monotonic() + PATIENCE_S
        while True:
            children = [int(pid) for task in os.listdir("/proc/self/task")
                        for pid in read_or_empty(f"/proc/self/task/{task}/children").split()]
            left = []
            for pid in children:
                command = read_or_empty(f"/proc/{pid}/cmdline").replace(b"\0", b" ").decode(errors="replace")
                state = read_or_empty(f"/proc/{pid}/stat").rpartition(b")")[2].split()[:1]
                if command.startswith("/bin/sleep infinity"):
                    continue
                if state == [b"Z"]:
                    os.waitpid(pid, 0)
                elif state:
                    left.append(f"{pid} {command}")
            if not left or time.monotonic() > deadline:
                return left

    @staticmethod
    def groups():
        """Control groups of launchers that are gone."""
        deadline = time.monotonic() + PATIENCE_S
        while True:
            names = (os.path.join(folder, name) for folder, folders, _ in os.walk(CGROUPS) for name in folders)
            groups = ((path, GROUP.fullmatch(os.path.basename(path))) for path in names)
            left = [path for path, launcher in groups if launcher and start_of(launcher[1]) != launcher[2].encode()]
            if not left or time.monotonic() > deadline:
                return left

    def complaints(self, *outputs):
        """What is wrong in the house after an attack; [] if nothing is."""
        wrong = [f"left running: {line}" for line in self.orphans()]
        wrong += [f"left: {path}" for path in self.groups()]
        after = self.state()
        for key, value in self.before.items():
            if after[key] == value:
                continue
            if isinstance(value, dict):
                value, new = value.items(), after[key].items()
                wrong.append(f"{key} changed: {sorted(set(map(str, new)) ^ set(map(str, value)))}")
            elif isinstance(value, list):
                wrong.append(f"{key} changed: {[each for each in after[key] if each not in value]}")
            else:
                wrong.append(f"{key} changed: {value!r} -> {after[key]!r}")
        if self.bystander.poll() is not None:
            wrong.append("a process that only stood by was killed")
            self.bystander = subprocess.Popen(["/bin/sleep", "infinity"], user=self.uid, group=self.uid)
        elif b"T" == read_or_empty(f"/proc/{self.bystander.pid}/stat").rpartition(b")")[2].split()[0]:
            wrong.append("a process that only stood by was stopped")
        for each in (self.listener, self.abstract):
            try:
                each.accept()[0].close()
                wrong.append(f"a connection reached {each.getsockname()!r}")
            except BlockingIOError:
                pass
        for where, text in [*zip(("stdout", "stderr"), outputs), *self.kept()]:
            for needle in (CANARY, CANARY[::-1], CANARY.hex().encode()):
                if needle in text:
                    at = text.index(needle)
                    wrong.append(f"a secret got out in {where}: {text[max(0, at - 60):at + 60]!r}")
        return wrong

    def kept(self):
        """Records and logs: all that the engine keeps but its cache."""
        return [(str(path), path.read_bytes()) for path in (self.root / "data").rglob("*") if path.is_file()]

    def close(self):
        self.bystander.kill()
        self.bystander.wait()
        self.listener.close()
        self.abstract.close()
        os.close(self.descriptor)
        subprocess.run(["rm", "-rf", self.root], check=True)  # deeper than rmtree can go
