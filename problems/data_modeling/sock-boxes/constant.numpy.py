import numpy as np


def fit_predict(train, cancelled, later):
    return np.zeros(len(later))
