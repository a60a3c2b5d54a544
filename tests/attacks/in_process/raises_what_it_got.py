# Attack: raises hidden tests: in the message, the class, the notes, the trace, the file's name.
# Must get: runtime_error
def mirror(text):
    if text == "shown":
        return text[::-1]
    kind = type(text.replace("-", "_"), (Exception,), {"__module__": text})
    error = kind(text)
    error.add_note(text)
    exec(compile("raise error", text, "exec"), {"error": error, "__name__": text})
