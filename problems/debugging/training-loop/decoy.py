"""Trains a logistic regression: with dropout, padded rows and a falling learning rate."""
import math

PADDING = -1  # the label of a row that only fills up a batch


def probability(score):
    # Beyond 30 the answer hardly changes any more, and exp would overflow in the end.
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


def shuffled(x, y, epoch):
    # Another order in every epoch, the same one whenever the epoch is run again.
    order = sorted(range(len(x)), key=lambda i: (i + 1) * (epoch + 3) % 11)
    return [x[i] for i in order], [y[i] for i in order]


def rate(first, epoch):
    # Halves with every epoch.
    return first * 0.5**epoch


class Model:
    def __init__(self, weights):
        self.weights = list(weights)
        self.gradient = [0.0] * len(weights)
        self.training = False

    def inputs(self, row, step):
        # While training every third input is dropped. The others count half as much again:
        # so the expected sum is that of the whole row.
        if not self.training:
            return row
        return [0.0 if (i + step) % 3 == 0 else value for i, value in enumerate(row)]

    def score(self, row, step=0):
        return sum(w * value for w, value in zip(self.weights, self.inputs(row, step)))

    def update(self, rows, labels, speed, step):
        # One step down the gradient of these rows' mean loss.
        count = sum(label != PADDING for label in labels)
        self.gradient = [0.0] * len(self.weights)
        for row, label in zip(rows, labels):
            if label == PADDING:
                continue
            error = probability(self.score(row, step)) - label
            for i, value in enumerate(self.inputs(row, step)):
                self.gradient[i] += error * value / count
        self.weights = [w - speed * g for w, g in zip(self.weights, self.gradient)]


def loss(model, x, y):
    # The mean over the rows that count.
    total = 0.0
    for row, label in zip(x, y):
        if label != PADDING:
            p = probability(model.score(row))
            total -= math.log(p if label == 1 else 1 - p)
    return total / sum(label != PADDING for label in y)


def train(model, x, y, batch, epochs, first):
    # Returns the learning rate of every step.
    speeds = []
    model.training = True
    for epoch in range(epochs):
        rows, labels = shuffled(x, y, epoch)
        for start in range(0, len(rows), batch):
            ends = start + batch
            speed = rate(first, epoch)
            speeds.append(speed)
            model.update(rows[start:ends], labels[start:ends], speed, len(speeds))
    return speeds


def predict(model, x):
    # The model as it is used: nothing is dropped.
    model.training = False
    return [probability(model.score(row)) for row in x]


def run(part, x, y, weights, batch):
    # The door for the tests.  Leave it as it is.
    model = Model(weights)
    if part == "probability":
        return [probability(40 * w) for w in weights]
    if part == "order":
        return [value for row in shuffled(x, y, batch)[0] for value in row]
    if part == "pairs":
        rows, labels = shuffled(x, y, batch)
        return [value for row, label in zip(rows, labels) for value in [*row, label]]
    if part == "loss":
        return [loss(model, x, y)]
    if part == "rates":
        return train(model, x, y, batch, 3, 0.25)
    if part == "epoch":
        train(model, [x[0]] * 3, [1] * 3, 3, 1, 0.25)
        return model.weights
    model.training = True
    if part == "predict":
        return predict(model, x)
    model.update(x, y, 0.5, 1)
    if part == "steps":
        model.update(x, y, 0.25, 2)
    return model.weights
