"""Computed in float64 whatever comes in, and cast back at the end."""

import torch


def predict_linear_classifier(W, X):
    return (X.double() @ W.double()).argmax(dim=-1)


def regularization(W, kind):
    w = W.double()
    value, gradient = (w.abs().sum(), w.sign()) if kind == "l1" else ((w * w).sum(), 2 * w)
    return value.to(W.dtype), gradient.to(W.dtype)


def random_search(loss_func, X, y, num_tries, generator):
    shape = (X.shape[1], int(y.max()) + 1)
    found = []
    for _ in range(num_tries):
        W = (0.01 * torch.randn(shape, generator=generator, dtype=torch.float64)).to(X)
        found.append((float(loss_func(W, X, y)), W))
    losses = [loss for loss, _ in found]
    best_loss, best_W = min(found, key=lambda one: one[0])
    return best_W, best_loss, losses


def numeric_gradient(f, W, h=1e-6):
    slopes = []
    for k in range(W.numel()):
        above, below = W.clone(), W.clone()
        above.view(-1)[k] += h
        below.view(-1)[k] -= h
        slopes.append((float(f(above)) - float(f(below))) / (2 * h))
    return torch.tensor(slopes, dtype=torch.float64, device=W.device).view_as(W).to(W.dtype)


def svm_loss_vectorized(W, X, y, reg):
    w, x = W.double(), X.double()
    scores = x @ w
    inside = scores - scores[range(len(y)), y][:, None] + 1
    wrong_class = torch.arange(W.shape[1], device=y.device) != y[:, None]
    active = (inside > 0) & wrong_class
    loss = (inside * active).sum() / len(y) + reg * (w**2).sum()
    counts = active.double() - active.sum(1, keepdim=True) * (~wrong_class).double()
    return loss.to(W.dtype), (x.T @ counts / len(y) + 2 * reg * w).to(W.dtype)


def softmax_loss_naive(W, X, y, reg):
    w, loss, gradient = W.double(), 0.0, torch.zeros(W.shape, dtype=torch.float64, device=W.device)
    for x, label in zip(X.double(), y.tolist()):
        scores = x @ w
        scores -= scores.max()
        p = torch.exp(scores) / torch.exp(scores).sum()
        loss += torch.log(torch.exp(scores).sum()) - scores[label]
        p[label] -= 1
        gradient += x[:, None] * p
    return (loss / len(y) + reg * (w * w).sum()).to(W.dtype), (gradient / len(y) + 2 * reg * w).to(W.dtype)


def softmax_loss_vectorized(W, X, y, reg):
    w, x = W.double(), X.double()
    scores = x @ w
    scores = scores - scores.max(1, keepdim=True).values
    logs = scores - scores.exp().sum(1, keepdim=True).log()
    p = logs.exp()
    p[range(len(y)), y] -= 1
    loss = -logs[range(len(y)), y].mean() + reg * (w * w).sum()
    return loss.to(W.dtype), (x.T @ p / len(y) + 2 * reg * w).to(W.dtype)
