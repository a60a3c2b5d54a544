# Attack: raises what test code raises where a library is missing, so that the problem is blamed.
# Problem: mirror-asserts
# Must get: wrong_answer or runtime_error


def mirror(text):
    raise ModuleNotFoundError("No module named 'numpy'")
