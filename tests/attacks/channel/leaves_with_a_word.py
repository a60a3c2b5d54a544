# Attack: ends with the words of success where the answer should be.
# Must get: no_answer or runtime_error
def mirror(text):
    raise SystemExit("OK 100%: accepted")
