"""Labels as one-hot matrices, picked by multiplication; nothing is indexed in place."""

import torch


def predict_linear_classifier(W, X):
    return torch.max(X.matmul(W), dim=1)[1]


def regularization(W, kind):
    if kind == "l1":
        return torch.sum(torch.abs(W)), (W > 0).to(W.dtype) - (W < 0).to(W.dtype)
    return torch.sum(W * W), W + W


def random_search(loss_func, X, y, num_tries, generator):
    D, C = X.shape[1], y.max().item() + 1
    tries = [torch.randn(D, C, generator=generator).mul_(0.01).to(X) for _ in range(num_tries)]
    losses = [loss_func(W, X, y) for W in tries]
    best = min(range(num_tries), key=lambda t: losses[t])
    return tries[best], losses[best], losses


def numeric_gradient(f, W, h=1e-6):
    nudges = h * torch.eye(W.numel(), dtype=W.dtype, device=W.device).reshape(-1, *W.shape)
    slopes = [float(f(W + nudge) - f(W - nudge)) / (2 * h) for nudge in nudges]
    return torch.tensor(slopes, dtype=W.dtype, device=W.device).reshape(W.shape)


def grad_check_sparse(f, W, analytic, num_checks=10, h=1e-6):
    errors = []
    for k in torch.randint(0, W.numel(), (num_checks,)):
        nudge = h * (torch.arange(W.numel(), device=W.device) == k).to(W.dtype).reshape(W.shape)
        numeric = (f(W + nudge) - f(W - nudge)) / (2 * h)
        exact = analytic.flatten()[k]
        if numeric == 0 and exact == 0:
            errors.append(0.0)
        else:
            errors.append((abs(numeric - exact) / (abs(numeric) + abs(exact))).item())
    return errors


def svm_loss_vectorized(W, X, y, reg):
    truth = torch.eye(W.shape[1], dtype=X.dtype, device=X.device)[y]
    scores = X @ W
    margins = scores - (scores * truth).sum(1, keepdim=True) + 1 - truth
    positive = margins.gt(0).to(X.dtype) * (1 - truth)
    loss = (margins * positive).sum() / len(X) + reg * W.pow(2).sum()
    push = positive - truth * positive.sum(1, keepdim=True)
    return loss, X.t().mm(push) / len(X) + 2 * reg * W


def softmax_loss_naive(W, X, y, reg):
    losses, gradients = [], []
    for i in range(X.shape[0]):
        truth = torch.zeros(W.shape[1], dtype=X.dtype, device=X.device)
        truth[y[i]] = 1
        scores = X[i] @ W
        scores = scores - scores.max()
        total = scores.exp().sum()
        losses.append(total.log() - (scores * truth).sum())
        gradients.append(torch.outer(X[i], scores.exp() / total - truth))
    return torch.stack(losses).mean() + reg * (W * W).sum(), torch.stack(gradients).mean(0) + 2 * reg * W


def softmax_loss_vectorized(W, X, y, reg):
    truth = torch.eye(W.shape[1], dtype=X.dtype, device=X.device)[y]
    scores = X @ W
    scores = scores - scores.amax(1, keepdim=True)
    p = scores.exp() / scores.exp().sum(1, keepdim=True)
    loss = (scores.exp().sum(1).log() - (scores * truth).sum(1)).mean() + reg * (W * W).sum()
    return loss, X.T @ (p - truth) / len(X) + 2 * reg * W


def sample_batch(X, y, num_train, batch_size, generator=None):
    chosen = (torch.rand(batch_size, generator=generator, dtype=torch.float64) * num_train).long()
    return X[chosen], y[chosen]


def test_one_param_set(cls, data_dict, lr, reg, num_iters=2000):
    cls.train(data_dict["X_train"], data_dict["y_train"], lr, reg, num_iters, 200, False)
    right = {part: cls.predict(data_dict["X_" + part]) == data_dict["y_" + part] for part in ("train", "val")}
    return cls, 100.0 * right["train"].float().mean(), 100.0 * right["val"].float().mean()


def svm_get_search_params():
    return [0.001, 0.003, 0.01], [0.0, 0.001, 0.1]
