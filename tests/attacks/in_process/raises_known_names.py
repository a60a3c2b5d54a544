# Attack: raises a hidden test under the name of an everyday exception.
# Must get: runtime_error
def mirror(text):
    if text == "shown":
        return text[::-1]
    raise type("ValueError", (Exception,), {})(text) from KeyError(text)
