# Attack: raises an exception whose words and values are halves of letters, which cannot be sent to the test code.
# Problem: mirror-asserts
# Must get: runtime_error


class Odd(Exception):
    def __str__(self):
        return "\ud800"


def mirror(text):
    error = Odd("\udfff", ["\ud83d"])
    error.held = "\ud800"
    raise error
