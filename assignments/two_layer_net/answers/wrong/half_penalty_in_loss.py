# fails: nn_forward_backward.loss_grows_by_reg_times_the_squares
"""The loss has half the penalty."""

import torch


def nn_forward_backward(params, X, y=None, reg=0.0):
    scores, hidden = nn_forward_pass(params, X)
    if y is None:
        return scores
    rows = torch.arange(len(X), device=X.device)
    shifted = scores - scores.max(dim=1, keepdim=True).values
    exponentials = shifted.exp()
    sums = exponentials.sum(dim=1, keepdim=True)
    W1, W2 = params["W1"], params["W2"]
    loss = (sums.log()[:, 0] - shifted[rows, y]).mean() + 0.5 * reg * ((W1 * W1).sum() + (W2 * W2).sum())
    dscores = exponentials / sums
    dscores[rows, y] -= 1
    dscores = dscores / len(X)
    dhidden = (dscores @ W2.T) * (hidden > 0)
    grads = {
        "W1": X.T @ dhidden + 2 * reg * W1,
        "b1": dhidden.sum(dim=0),
        "W2": hidden.T @ dscores + 2 * reg * W2,
        "b2": dscores.sum(dim=0),
    }
    return loss, grads
