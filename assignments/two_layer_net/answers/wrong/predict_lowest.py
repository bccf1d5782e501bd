# fails: nn_predict.highest_score_wins
"""The lowest score."""


def nn_predict(params, loss_func, X):
    return loss_func(params, X).argmin(dim=1)
