"""matmul and where, a mask of zeros and ones; the search by itertools."""

import torch


def nn_forward_pass(params, X):
    before = torch.matmul(X, params["W1"]).add(params["b1"])
    hidden = torch.where(before > 0, before, torch.zeros_like(before))
    return torch.addmm(params["b2"], hidden, params["W2"]), hidden


def nn_forward_backward(params, X, y=None, reg=0.0):
    scores, hidden = nn_forward_pass(params, X)
    if y is None:
        return scores
    count, classes = scores.shape
    true = (torch.arange(classes, device=X.device) == y[:, None]).to(X.dtype)
    top, _ = torch.max(scores, dim=1, keepdim=True)
    log_p = scores - top - torch.log(torch.sum(torch.exp(scores - top), dim=1, keepdim=True))
    loss = -torch.sum(log_p * true) / count
    loss = loss + reg * torch.sum(params["W1"] ** 2) + reg * torch.sum(params["W2"] ** 2)
    push = (torch.exp(log_p) - true) / count
    mask = torch.sign(hidden)
    back = torch.matmul(push, params["W2"].t()) * mask
    return loss, {
        "b2": push.sum(0),
        "b1": back.sum(0),
        "W2": torch.matmul(hidden.t(), push) + 2 * reg * params["W2"],
        "W1": torch.matmul(X.t(), back) + 2 * reg * params["W1"],
    }


def nn_predict(params, loss_func, X):
    return torch.max(loss_func(params, X), 1)[1]


def nn_train(
    params, loss_func, pred_func, X, y, X_val, y_val,
    learning_rate=1e-3, learning_rate_decay=0.95, reg=5e-6, num_iters=100, batch_size=200, verbose=False,
):
    # BEGIN YOUR CODE
    for key, value in params.items():
        value.sub_(grads[key], alpha=learning_rate)
    # END YOUR CODE
