# Attack: asks the engine from many threads at once, so that questions and answers mix.
# Problem: mirror-by-letters
# Must get: wrong_answer or no_answer or runtime_error or time_limit
import threading


def mirror(n, letter):
    found = ["?"] * n

    def ask(place):
        try:
            found[place] = letter(place)
        except BaseException:
            pass

    for place in range(n):
        letter(place)
    threads = [threading.Thread(target=ask, args=(place,)) for place in range(n)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    return "".join(found)[:-1]
