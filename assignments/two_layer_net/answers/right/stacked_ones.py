"""The biases as one more row of the weights, so that one product does both; the class by topk."""

import torch


def nn_forward_pass(params, X):
    ones = X.new_ones(X.shape[0], 1)
    hidden = torch.cat([X, ones], 1) @ torch.cat([params["W1"], params["b1"][None]])
    hidden = hidden.clamp_min(0)
    return torch.cat([hidden, ones], 1) @ torch.cat([params["W2"], params["b2"][None]]), hidden


def nn_forward_backward(params, X, y=None, reg=0.0):
    scores, hidden = nn_forward_pass(params, X)
    if y is None:
        return scores
    n = X.shape[0]
    ones = X.new_ones(n, 1)
    odds = (scores - scores.max(1, keepdim=True).values).exp()
    p = odds / odds.sum(1, keepdim=True)
    row = torch.arange(n, device=X.device)
    gaps = scores - scores.max(1, keepdim=True).values
    losses = odds.sum(1).log() - gaps[row, y]
    loss = losses.sum() / n + reg * (params["W1"].flatten() @ params["W1"].flatten() + params["W2"].flatten() @ params["W2"].flatten())
    p = p.index_put((row, y), -torch.ones_like(losses), accumulate=True) / n
    second = torch.cat([hidden, ones], 1).T @ p
    first = torch.cat([X, ones], 1).T @ ((p @ params["W2"].T) * hidden.gt(0))
    return loss, {
        "W1": first[:-1] + 2 * reg * params["W1"], "b1": first[-1],
        "W2": second[:-1] + 2 * reg * params["W2"], "b2": second[-1],
    }


def nn_predict(params, loss_func, X):
    return loss_func(params, X).topk(1, dim=1).indices.reshape(-1)


def nn_get_search_params():
    return [0.03, 0.1, 0.3], [50], [1e-4, 1e-3], [1.0, 0.9]
