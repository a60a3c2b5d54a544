"""What went wrong in a candidate's code, as the frames `E` and `X` tell it (docs/wire.md)."""

import itertools
import json
import linecache
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
LIBRARIES = ("numpy", "torch", "sklearn")  # that a warm parent may have imported
LONGEST_MESSAGE, TRACE_ENDS = 2_000, 8  # characters; frames shown from each end


class Missing(Exception):
    """The source lacks what the problem asks for."""


def shown_text(error):
    try:
        return str(error)[:LONGEST_MESSAGE]
    except BaseException:
        return ""


def sendable(text):
    """The text without halves of surrogate pairs, which no UTF-8 can hold."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def candidate_frames(error):
    """(file, line, function) of each frame that is not the harness's, outermost first."""
    frames, tb = [], error.__traceback__
    while tb is not None:
        code = tb.tb_frame.f_code
        if not code.co_filename.startswith(HERE):
            frames.append((code.co_filename, tb.tb_lineno, code.co_name))
        tb = tb.tb_next
    return frames


def at_hand():
    """What a problem of this runtime is solved with."""
    libraries = [name for name in LIBRARIES if name in sys.modules]
    there = " and ".join([", ".join(["the standard library", *libraries[:-1]]), *libraries[-1:]])
    return f"this problem is solved with {there}" + (" alone" if not libraries else "")


def frame_lines(frames):
    runs = [(frame, len(list(same))) for frame, same in itertools.groupby(frames)]
    left_out = len(runs) - 2 * TRACE_ENDS
    for index, ((file, line, function), times) in enumerate(runs):
        if left_out > 0 and index == TRACE_ENDS:
            yield f"  ... {left_out} more ...\n"
        if left_out > 0 and TRACE_ENDS <= index < TRACE_ENDS + left_out:
            continue
        yield f'  File "{file}", line {line}, in {function}\n'
        # Lines of the standard library would have to be read from files.
        text = linecache.getline(file, line).strip() if file in linecache.cache else ""
        if text:
            yield f"    {text}\n"
        if times > 1:
            yield f"  [Previous line repeated {times - 1} more time{'s' if times > 2 else ''}]\n"


def failure(error, file, syntax=False, **more):
    """The JSON of an `E` or `X` frame."""
    frames = candidate_frames(error)
    line = next((line for name, line, _ in reversed(frames) if name == file), 0)
    rules = sys.modules.get("assay_rules")  # only where the problem has any
    ours = isinstance(error, (Missing, rules.Broken) if rules else Missing)
    kind = "" if ours else type(error).__name__
    trace = ""
    if isinstance(error, SyntaxError) and error.filename == file:
        line = error.lineno or 0
        import traceback
        trace = "".join(traceback.format_exception_only(error))
    elif frames:
        header = "Traceback (most recent call last):\n"
        trace = header + "".join(frame_lines(frames)) + f"{kind}: {shown_text(error)}"
    message = error.msg if isinstance(error, SyntaxError) and error.msg else shown_text(error)
    if isinstance(error, ModuleNotFoundError) and error.name:
        message += f": {at_hand()}"
    if isinstance(error, EOFError):
        message += ": standard input is empty; what is to be read are the arguments"
    return json.dumps({"syntax": syntax, "type": kind, "message": sendable(message), "line": line,
                       "trace": sendable(trace), **more}).encode()
