"""What a loaded candidate is, kind by kind: what docs/wire.md asks of it between `L` and `A`."""

import atexit
import builtins
import io
import mmap
import os
import struct
import sys
import types

import assay_tensors
import assay_values as values
from assay_failures import Missing, candidate_frames, failure, frame_lines, shown_text
from assay_values import Mismatch

HERE = os.path.dirname(os.path.abspath(__file__))
CANNOT_START = 126  # exit status of a child that could not be set up: our failure
MADV_POPULATE_READ = 22
RETURNED_ELSEWHERE = b"\1"  # ends an answer; docs/wire.md


def import_own(name):
    """A module of the harness that only some problems need, and that no candidate can import."""
    sys.path.insert(0, HERE)
    try:
        return __import__(name)
    finally:
        sys.path.remove(HERE)


def print_exception():
    import traceback
    traceback.print_exc()


def give_what_programs_have():
    """What the module `site` would give, and the standard streams by their names, which lead through /proc."""
    builtins.exit = builtins.quit = sys.exit
    opened = io.open

    def open_stream(file, *how, **more):
        return opened(STREAMS.get(str(file), file), *how, **more)

    builtins.open = io.open = open_stream


STREAMS = {"/dev/stdin": 0, "/dev/stdout": 1, "/dev/stderr": 2, "/dev/fd/0": 0, "/proc/self/fd/0": 0}


def flush():
    for stream in (sys.stdout, sys.__stdout__, sys.stderr, sys.__stderr__):
        try:
            stream.flush()
        except BaseException:  # closed or replaced by the candidate
            pass


def leave(error):
    """Ends the process as SystemExit asks."""
    code = error.code
    if code is not None and not isinstance(code, int):
        print(code, file=sys.stderr)
        code = 1
    flush()
    os._exit((code or 0) & 0xFF)


def mapped_file(fd):
    """The bytes of a memory file: ours to write, each page a copy of its own."""
    mapped = mmap.mmap(fd, 0, flags=mmap.MAP_PRIVATE, prot=mmap.PROT_READ | mmap.PROT_WRITE)
    os.close(fd)
    try:
        mapped.madvise(MADV_POPULATE_READ)  # so that they count as arguments, not as the test's
    except OSError:
        pass  # before Linux 5.14
    return memoryview(mapped)


def did_you_mean(name, known):
    import difflib
    near = difflib.get_close_matches(name, known, 1)
    return f"; did you mean `{near[0]}`?" if near else ""


class Candidate:
    """What all kinds share: the source, run as a module of its own."""

    builtins = None  # the built-in names that the problem leaves, if it forbids any

    def __init__(self, load, code, channel):
        self.code, self.channel = code, channel
        self.file, self.name = load["file"], load.get("name", "")

    def new_module(self, name):
        module = types.ModuleType(name)
        module.__file__ = self.file
        module.TreeNode, module.ListNode = values.TreeNode, values.ListNode
        sys.modules[name] = module
        if self.builtins:
            module.__builtins__ = self.builtins
        return module

    def run_module(self, name):
        module = self.new_module(name)
        exec(self.code, module.__dict__)
        return module

    def begin(self, arguments):
        self.sow()
        self.prepare(arguments)

    def take(self, fd, payload):
        """The same with a descriptor, here of a memory file with the arguments."""
        self.sow()
        self.prepare_mapped(mapped_file(fd))

    def sow(self):
        if self.seed is not None:
            assay_tensors.seed_test(self.seed)

    def find(self, kind, module):
        """What the module calls self.name."""
        found, owner = module.__dict__.get(self.name), module.__dict__.get("Solution")
        if (kind == "function" and isinstance(owner, type) and hasattr(owner, self.name)
                and getattr(found, "__module__", None) != module.__name__):  # not one of the library's
            return lambda *given: getattr(owner(), self.name)(*given)
        if callable(found):
            return found
        if found is not None:
            raise Missing(f"`{self.name}` in {self.file} is not a {kind} ({type(found).__name__})")
        mine = [n for n, v in module.__dict__.items()
                if callable(v) and getattr(v, "__module__", None) == module.__name__]
        for owner in mine:
            if kind == "function" and hasattr(module.__dict__[owner], self.name):
                raise Missing(f"`{self.name}` in {self.file} is a method of `{owner}`: it has to be "
                              "a function of its own")
        raise Missing(f"{self.file} does not define `{self.name}`{did_you_mean(self.name, mine)}")

    def ask(self, index, arguments):
        """Sends a call to the engine and waits for the reply's bytes."""
        self.channel.write(b"C", struct.pack("<H", index) + arguments)
        kind, payload = self.channel.read()
        if kind == b"R":
            return payload
        if kind == b"D":
            raise RuntimeError(payload.decode(errors="replace"))
        os._exit(CANNOT_START)


class Arguments:
    """Decodes the arguments of one signature."""

    def __init__(self, candidate, parameters):
        self.decoders, self.parameters = [], parameters
        for index, (name, t) in enumerate(parameters):
            if isinstance(t, dict) and "fn" in t:
                function = self.callback(candidate, index, name, t["fn"])
                self.decoders.append(lambda view, position, f=function: (f, position))
            else:
                self.decoders.append(values.decoder(t))

    def decode(self, view, position=0):
        arguments = []
        for decode in self.decoders:
            argument, position = decode(view, position)
            arguments.append(argument)
        return arguments, position

    def decode_mapped(self, view):
        """The same of a memory file, in which tensors lie as they will be used."""
        arguments, position = [], 0
        for decode, (_, t) in zip(self.decoders, self.parameters):
            decode = assay_tensors.mapped if isinstance(t, dict) and "tensor" in t else decode
            argument, position = decode(view, position)
            arguments.append(argument)
        return arguments, position

    @staticmethod
    def callback(candidate, index, name, t):
        encoders = [values.encoder(p) for p in t["params"]]
        result = values.decoder(t["returns"]) if t["returns"] is not None else None

        def call(*arguments):
            if len(arguments) != len(encoders):
                raise TypeError(f"{name} takes {len(encoders)} arguments, got {len(arguments)}")
            out = bytearray()
            for encode, argument in zip(encoders, arguments):
                try:
                    encode(argument, out)
                except Mismatch as mismatch:
                    raise TypeError(f"{name}: {mismatch.text('argument')}") from None
            reply = candidate.ask(index, out)
            return result(memoryview(reply), 0)[0] if result else None

        call.__name__ = call.__qualname__ = name
        return call


class Function(Candidate):
    def __init__(self, load, code, channel):
        super().__init__(load, code, channel)
        self.arguments = Arguments(self, load["parameters"])
        assay_tensors.exact_dtypes = load.get("dtype", False)
        self.changes = load.get("changes")  # the index of the argument that is the answer
        returns = load.get("returns") if self.changes is None else load["parameters"][self.changes][1]
        self.encode = values.encoder(returns) if returns is not None else None
        names = [name for name, _ in load["parameters"]]
        lens = load.get("arithmetic")
        self.lens = import_own("assay_arithmetic").Arithmetic(lens) if lens else None
        # Arguments that must stay as they came are shown once more after the answer.
        self.shown = [(names.index(name), values.encoder(dict(load["parameters"])[name]))
                      for name in load.get("unchanged", ())]

    def start(self):
        self.module = self.run_module("solution")
        self.function = self.find("function", self.module)

    def prepare(self, view):
        self.view = view
        self.ready, end = self.arguments.decode(view)
        if end != len(view):
            raise ValueError("bytes are left over after the arguments")

    def prepare_mapped(self, view):
        self.ready, end = self.arguments.decode_mapped(view)
        if end != len(view):
            raise ValueError("bytes are left over after the arguments")

    def answer(self):
        arguments, self.ready = self.ready, None
        if self.lens:
            result = self.lens.take_off(self.function(*self.lens.put_on(arguments)))
        else:
            result = self.function(*arguments)
        returned = result
        if self.changes is not None:
            result = arguments[self.changes]
        out = bytearray()
        if self.encode:
            try:
                self.encode(result, out)
            except Mismatch as mismatch:
                return b"U", mismatch.text("answer").encode()
        elsewhere = self.changes is not None and returned is not None and self.left_as_it_came(out, returned)
        for index, encode in self.shown:
            encode(arguments[index], out)
        if elsewhere:
            out += RETURNED_ELSEWHERE
        return b"A", out

    def left_as_it_came(self, out, returned):
        """Whether another value than the argument was returned, which nothing was done to."""
        came, other = bytearray(), bytearray()
        try:
            self.encode(returned, other)
        except Mismatch:
            return False
        self.encode(self.arguments.decode(self.view)[0][self.changes], came)
        return came == out != other

    def raised(self, error):
        return failure(error, self.file)


class Class(Candidate):
    def __init__(self, load, code, channel):
        super().__init__(load, code, channel)
        self.constructor = Arguments(self, load["parameters"])
        self.methods = []
        for method in load["methods"]:
            returns = method.get("returns")
            self.methods.append((
                method, Arguments(self, method["parameters"]),
                values.encoder(returns) if returns is not None else None))

    def start(self):
        self.function = self.find("class", self.run_module("solution"))

    def prepare(self, view):
        first, position = self.constructor.decode(view)
        (count,) = values.U32.unpack_from(view, position)
        position += 4
        calls = []
        for _ in range(count):
            (index,) = values.U16.unpack_from(view, position)
            method, arguments, encode = self.methods[index]
            ready, position = arguments.decode(view, position + 2)
            calls.append((method, ready, encode))
        if position != len(view):
            raise ValueError("bytes are left over after the calls")
        self.ready = first, calls

    def answer(self):
        (first, calls), self.ready = self.ready, None
        self.at = -1
        subject = self.function(*first)
        out = bytearray(values.U32.pack(len(calls)))
        for self.at, (method, arguments, encode) in enumerate(calls):
            name = method["name"]
            bound = getattr(subject, name, None)
            if bound is None:
                level = f" (needed from level {method['level']})" if "level" in method else ""
                mine = [n for n in dir(type(subject)) if not n.startswith("__")]
                raise Missing(f"`{name}` is not defined{level}{did_you_mean(name, mine)}")
            result = bound(*arguments)
            if encode:
                try:
                    encode(result, out)
                except Mismatch as mismatch:
                    text = mismatch.text("answer")
                    return b"U", f"call {self.at + 1}, {name}: {text}".encode()
        return b"A", out

    def raised(self, error):
        return failure(error, self.file, call=self.at)


class Model(Candidate):
    """A function that fits a model, and then the model's predictions, batch by batch."""

    def __init__(self, load, code, channel):
        super().__init__(load, code, channel)
        self.work = import_own("assay_models").Work(load, Missing)

    def start(self):
        self.function = self.find("function", self.run_module("solution"))

    def prepare(self, view):
        self.work.prepare(view)

    def answer(self):
        try:
            return b"A", self.work.answer(self.function)
        except Mismatch as mismatch:
            return b"U", mismatch.text("answer").encode()

    def raised(self, error):
        return failure(error, self.file)


class Program(Candidate):
    def start(self):
        pass

    def prepare(self, view):
        pass

    def answer(self):
        """Runs to the end of the process."""
        give_what_programs_have()
        sys.argv = [self.file]
        code = 0
        try:
            self.run_module("__main__")
        except SystemExit as error:
            atexit._run_exitfuncs()
            leave(error)
        except BaseException as error:
            frames = candidate_frames(error)
            text = f"{type(error).__name__}: {shown_text(error)}"
            print("Traceback (most recent call last):\n" + "".join(frame_lines(frames)) + text,
                  file=sys.__stderr__)
            code = 1
        if "threading" in sys.modules:
            sys.modules["threading"]._shutdown()
        atexit._run_exitfuncs()
        flush()
        os._exit(code)
