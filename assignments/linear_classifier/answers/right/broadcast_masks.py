"""Classes compared with labels by broadcasting; masks choose with torch.where."""

import torch


def predict_linear_classifier(W, X):
    scores = (X[:, :, None] * W[None]).sum(1)
    return scores.max(dim=1).indices


def regularization(W, kind):
    value = {"l1": lambda: W.abs(), "l2": lambda: W**2}[kind]().sum()
    zero = torch.zeros_like(W)
    return value, torch.where(W > 0, zero + 1, torch.where(W < 0, zero - 1, zero)) if kind == "l1" else 2 * W


def svm_loss_vectorized(W, X, y, reg):
    is_true = torch.arange(W.shape[1], device=y.device)[None] == y[:, None]
    scores = X @ W
    true_scores = torch.where(is_true, scores, torch.zeros_like(scores)).sum(1, keepdim=True)
    zero = torch.zeros_like(scores)
    hinge = torch.where(is_true, zero, torch.maximum(scores - true_scores + 1, zero))
    push = torch.where(hinge > 0, zero + 1, zero)
    push = torch.where(is_true, -push.sum(1, keepdim=True), push)
    return hinge.sum(1).mean() + reg * (W * W).sum(), (X[:, :, None] * push[:, None, :]).mean(0) + 2 * reg * W


def softmax_loss_vectorized(W, X, y, reg):
    is_true = torch.arange(W.shape[1], device=y.device)[None] == y[:, None]
    scores = X @ W
    true_scores = torch.where(is_true, scores, torch.zeros_like(scores)).sum(1, keepdim=True)
    largest = scores.amax(1, keepdim=True)
    total = (scores - largest).exp().sum(1, keepdim=True)
    loss = (total.log() + largest - true_scores).mean() + reg * (W * W).sum()
    push = (scores - largest).exp() / total - is_true.to(X.dtype)
    return loss, (X[:, :, None] * push[:, None, :]).mean(0) + 2 * reg * W


def grad_check_sparse(f, W, analytic, num_checks=10, h=1e-6):
    def error(k):
        nudge = torch.where(torch.arange(W.numel()) == k, h, 0.0).to(W.dtype).reshape(W.shape)
        numeric = float(f(W + nudge) - f(W - nudge)) / (2 * h)
        exact = float(analytic.flatten()[k])
        return abs(numeric - exact) / max(abs(numeric) + abs(exact), 1e-300)

    return [error(k) for k in torch.randperm(W.numel() * num_checks)[:num_checks].remainder(W.numel())]


def sample_batch(X, y, num_train, batch_size, generator=None):
    chosen = torch.empty(batch_size, dtype=torch.int64).random_(0, num_train, generator=generator).to(X.device)
    return X[chosen], y[chosen]


def test_one_param_set(cls, data_dict, lr, reg, num_iters=2000):
    X, y, X_val, y_val = (data_dict[key] for key in ("X_train", "y_train", "X_val", "y_val"))
    cls.train(X, y, num_iters=num_iters, learning_rate=lr, reg=reg)
    return cls, int((cls.predict(X) == y).sum()) / len(y), int((cls.predict(X_val) == y_val).sum()) / len(y_val)
