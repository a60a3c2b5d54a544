import numpy as np

DESKS, SLOTS = 5, 2000


def slots(text):
    """Numbers of its words and pairs of neighbours, without the words: each is hashed."""
    words = text.split()
    found = words + [a + " " + b for a, b in zip(words, words[1:])]
    return {number_of(word) for word in found}


def number_of(word):
    number = 5381
    for letter in word:
        number = (number * 33 + ord(letter)) % 2147483647
    return number % SLOTS


class Alike:
    """The most alike of some tickets: all of them would not fit."""

    def __init__(self, texts, desks):
        self.known = [sorted(slots(text)) for text in texts]
        self.desks = desks

    def predict(self, rows):
        answers = []
        for text in rows["text"]:
            mine = slots(text)
            alike = [len(mine.intersection(other)) / (len(mine) + len(other)) for other in self.known]
            answers.append(self.desks[int(np.argmax(alike))])
        return answers


def fit(train):
    return Alike(train["text"], train["desk"].tolist())
