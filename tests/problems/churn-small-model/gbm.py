import numpy as np
from sklearn.ensemble import GradientBoostingClassifier

DEPTH = 3


class Churn:
    """Boosted trees, of which only the thresholds and the leaves are kept: each tree is complete, and
    a leaf above the last level sends its rows to the left."""

    def __init__(self, train):
        self.words = {name: sorted(set(column)) for name, column in train.items()
                      if column.dtype == object}
        self.names = sorted(name for name in train if name != "churned")
        boosted = GradientBoostingClassifier(n_estimators=60, max_depth=DEPTH, learning_rate=0.15,
                                             subsample=0.7)
        boosted.fit(self.columns(train), train["churned"])
        trees, inner = [row[0].tree_ for row in boosted.estimators_], 2 ** DEPTH - 1
        self.column = np.zeros((len(trees), inner), np.int8)
        self.threshold = np.full((len(trees), inner), np.inf, np.float32)
        self.leaf = np.zeros((len(trees), inner + 1), np.float32)
        for number, tree in enumerate(trees):
            self.copy(number, tree, 0, 0)
        share = train["churned"].mean()
        self.first, self.rate = float(np.log(share / (1 - share))), boosted.learning_rate

    def copy(self, number, tree, node, place):
        inner = tree.children_left[node] >= 0
        if place >= self.column.shape[1]:
            self.leaf[number, place - self.column.shape[1]] = tree.value[node, 0, 0]
            return
        if inner:
            self.column[number, place] = tree.feature[node]
            self.threshold[number, place] = tree.threshold[node]
        self.copy(number, tree, tree.children_left[node] if inner else node, 2 * place + 1)
        self.copy(number, tree, tree.children_right[node] if inner else node, 2 * place + 2)

    def columns(self, rows):
        parts = []
        for name in self.names:
            if name in self.words:
                parts.extend((rows[name] == word).astype(float) for word in self.words[name])
            else:
                parts.append(np.nan_to_num(rows[name].astype(float), nan=-1))
        return np.column_stack(parts)

    def predict_proba(self, rows):
        x = self.columns(rows).astype(np.float32)
        z = np.full(len(x), self.first)
        for column, threshold, leaf in zip(self.column, self.threshold, self.leaf):
            place = np.zeros(len(x), int)
            for _ in range(DEPTH):
                right = x[np.arange(len(x)), column[place]] > threshold[place]
                place = 2 * place + 1 + right
            z += self.rate * leaf[place - len(column)]
        return 1 / (1 + np.exp(-z))


def fit(train):
    return Churn(train)
