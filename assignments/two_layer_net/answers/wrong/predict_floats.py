# fails: nn_predict.labels_are_int64
"""Labels are floats."""


def nn_predict(params, loss_func, X):
    return loss_func(params, X).argmax(dim=1).to(X.dtype)
