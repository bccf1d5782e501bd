# fails: nn_forward_backward.loss_and_gradients_are_on_the_device_of_the_inputs
"""The labels are made one-hot in a new tensor whose device nobody names."""

import torch


def nn_forward_backward(params, X, y=None, reg=0.0):
    scores, hidden = nn_forward_pass(params, X)
    if y is None:
        return scores
    one_hot = torch.zeros(scores.shape, dtype=scores.dtype)
    one_hot[torch.arange(len(X)), y] = 1
    shifted = scores - scores.max(dim=1, keepdim=True).values
    logs = shifted - shifted.exp().sum(dim=1, keepdim=True).log()
    W1, W2 = params["W1"], params["W2"]
    loss = -(logs * one_hot).sum() / len(X) + reg * ((W1 * W1).sum() + (W2 * W2).sum())
    dscores = (logs.exp() - one_hot) / len(X)
    dhidden = (dscores @ W2.T) * (hidden > 0)
    grads = {
        "W1": X.T @ dhidden + 2 * reg * W1,
        "b1": dhidden.sum(dim=0),
        "W2": hidden.T @ dscores + 2 * reg * W2,
        "b2": dscores.sum(dim=0),
    }
    return loss, grads
