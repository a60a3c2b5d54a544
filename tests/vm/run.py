#!/usr/bin/env python3
"""Runs tests of the sandbox in a virtual machine whose only control groups are of version 2.

usage: run.py SOURCE_DIR BUILD_DIR

The machine is emulated, so it needs no privilege and no /dev/kvm; Debian's cloud kernel runs on an
initramfs that is made here from the build folder, Python, and what both link.  The kernel is
$ASSAY_VM_KERNEL or comes from Debian's archive once and stays in BUILD_DIR/vm.  Ends with 77, which
ctest takes for skipped, if the emulator, busybox or the kernel cannot be had.
"""
import os
import pathlib
import re
import shutil
import stat
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
SKIPPED = 77
PATIENCE = 1500  # seconds
MEMORY_MIB = 2048
SYSTEM = """sh cat true false head tail yes sleep setsid ls ln mkdir mkfifo chmod touch wc tr rm mount umount
  unshare setpriv env python3""".split()

# Where in the tree of groups, and what.  Each place ends with its own best tier and its leftovers.
# /piped is made by what cores are piped to: crashes here get there, those in boxes do not.
TESTS = """
root sh -c '(sh -c "kill -SEGV \\$\\$"); test -e /piped && rm /piped'
root {bin}/cgroup2_test
root {bin}/runner_test '[warm]'
root {bin}/runner_test 'a test ends as its process did'
root sh -c 'test ! -e /piped'
root {bin}/sandbox_test '[isolation],[leftovers]'
session {bin}/cgroup2_test
session {bin}/sandbox_test '[leftovers]'
service {bin}/cgroup2_test
container {bin}/cgroup2_test
container {bin}/sandbox_test '[leftovers]'
"""


def skip(what):
    print(f"not run: no {what}")
    sys.exit(SKIPPED)


def find_kernel(cache):
    """A Debian cloud kernel: its drivers for the emulated machine are built in."""
    if os.environ.get("ASSAY_VM_KERNEL"):
        return pathlib.Path(os.environ["ASSAY_VM_KERNEL"])
    kept = sorted(cache.glob("boot/vmlinuz-*")) or sorted(pathlib.Path("/boot").glob("vmlinuz-*-cloud-amd64"))
    if kept:
        return kept[-1]
    if not shutil.which("apt-get") or not shutil.which("dpkg"):
        skip("kernel")
    cache.mkdir(parents=True, exist_ok=True)
    depends = subprocess.run(["apt-cache", "depends", "linux-image-cloud-amd64"], capture_output=True, text=True)
    package = re.search(r"Depends: (linux-image-\S+)", depends.stdout)
    if not package or subprocess.run(["apt-get", "download", package[1]], cwd=cache, capture_output=True).returncode:
        skip("kernel")
    for archive in cache.glob("linux-image-*.deb"):
        subprocess.run(["dpkg", "-x", archive, cache], check=True)
        archive.unlink()
    return sorted(cache.glob("boot/vmlinuz-*"))[-1]


class Image:
    """An initramfs in the making: paths of this machine that are the same there, and some that are not."""

    def __init__(self):
        self.entries = {}  # path without the first slash -> (mode, bytes)

    def put(self, path, mode, data=b""):
        path = str(path).lstrip("/")
        parent = os.path.dirname(path)
        if parent and parent not in self.entries:
            self.put_folder("/" + parent)
        self.entries[path] = (mode, data)

    def put_folder(self, path):
        """A folder, or the link that stands in its place here."""
        if os.path.islink(path):
            self.put(path, stat.S_IFLNK | 0o777, os.readlink(path).encode())
        else:
            self.put(path, stat.S_IFDIR | 0o755)

    def add(self, path):
        """A file, or a link and what it leads to."""
        path = os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path))
        if path.lstrip("/") in self.entries:
            return
        if os.path.islink(path):
            self.put(path, stat.S_IFLNK | 0o777, os.readlink(path).encode())
            self.add(os.path.join(os.path.dirname(path), os.readlink(path)))
        else:
            mode = 0o755 if os.access(path, os.X_OK) else 0o644
            self.put(path, stat.S_IFREG | mode, pathlib.Path(path).read_bytes())

    def add_tree(self, folder, without=()):
        for parent, folders, files in os.walk(folder):
            folders[:] = [name for name in folders if not name.startswith(without)]
            for name in files:
                self.add(os.path.join(parent, name))

    def add_program(self, path):
        """With the libraries that it links, which keep their paths."""
        self.add(path)
        linked = subprocess.run(["ldd", path], capture_output=True, text=True).stdout
        for library in re.findall(r"(/\S+) \(0x", linked):
            self.add(library)

    def archive(self):
        """In cpio's "newc" format, which kernels unpack."""
        out = []
        for inode, (path, (mode, data)) in enumerate(list(self.entries.items()) + [("TRAILER!!!", (0, b""))], 1):
            name = path.encode() + b"\0"
            fields = (inode, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(name), 0)
            header = b"070701" + b"".join(b"%08x" % field for field in fields) + name
            out += [header, bytes(-len(header) % 4), data, bytes(-len(data) % 4)]
        return b"".join(out)


def make_image(source, build, busybox):
    image = Image()
    for link in ("/bin", "/sbin", "/lib", "/lib64"):
        if os.path.islink(link):
            image.put_folder(link)
    image.put("/init", stat.S_IFREG | 0o755, (HERE / "init").read_bytes())
    image.put("/in_container", stat.S_IFREG | 0o644, (HERE / "in_container").read_bytes())
    image.put("/etc/passwd", stat.S_IFREG | 0o644, b"root:x:0:0::/:/bin/sh\n")
    image.put("/usr/bin/busybox", stat.S_IFREG | 0o755, pathlib.Path(busybox).read_bytes())
    for name in SYSTEM:
        image.add_program(shutil.which(name, path="/usr/bin:/bin"))
    library = "/usr/lib/" + os.path.basename(os.path.realpath("/usr/bin/python3"))
    image.add_tree(library, without=("config-", "test", "idlelib", "lib2to3", "ensurepip", "dist-packages"))
    for extension in pathlib.Path(library).glob("lib-dynload/*.so"):
        image.add_program(str(extension))
    for name in ("assay-runner", "frames_program", "probe", "cgroup2_test", "runner_test", "sandbox_test"):
        image.add_program(str(build / "bin" / name))
    image.add_tree(source / "graders")
    image.add_tree(source / "tests/support")
    image.add(str(source / "CMakeLists.txt"))
    text = TESTS.strip().format(bin=build / "bin") + "\n"
    image.put("/tests", stat.S_IFREG | 0o644, text.encode())
    return image.archive(), text.count("\n")


def main():
    source, build = map(pathlib.Path, sys.argv[1:3])
    emulator, busybox = shutil.which("qemu-system-x86_64"), shutil.which("busybox")
    if not emulator:
        skip("qemu")
    if not busybox:
        skip("busybox")
    kernel = find_kernel(build / "vm")
    archive, count = make_image(source, build, busybox)
    initramfs = build / "vm" / "initramfs"
    initramfs.parent.mkdir(exist_ok=True)
    initramfs.write_bytes(archive)
    console = subprocess.Popen(
        ["timeout", str(PATIENCE), emulator, "-accel", "tcg", "-cpu", "max", "-smp", "2", "-m", str(MEMORY_MIB),
         "-nodefaults", "-nographic", "-no-reboot", "-serial", "stdio", "-kernel", str(kernel),
         "-initrd", str(initramfs), "-append", "console=ttyS0 quiet panic=-1 cgroup_no_v1=all"],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    ended = []
    for raw in console.stdout:
        line = raw.decode(errors="replace").rstrip()
        print(line, flush=True)
        ended += re.findall(r"^vm: \S+: ended (\d+)$", line)
    console.wait()
    passed = ended.count("0")
    print(f"{passed} of {count} runs passed in the virtual machine")
    return 0 if passed == count == len(ended) else 1


sys.exit(main())
