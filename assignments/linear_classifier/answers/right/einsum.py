"""Products and sums written with einsum."""

import torch


def predict_linear_classifier(W, X):
    return torch.einsum("nd,dc->nc", X, W).argmax(1)


def regularization(W, kind):
    flat = W.flatten()
    if kind == "l2":
        return torch.einsum("k,k->", flat, flat), 2.0 * W
    return torch.einsum("k,k->", flat, flat.sign()), W.sign()


def svm_loss_naive(W, X, y, reg):
    # BEGIN YOUR CODE
    change = torch.zeros(num_classes, dtype=X.dtype, device=X.device)
    change[j], change[y[i]] = 1, -1
    dW += torch.einsum("d,c->dc", X[i], change)
    # END YOUR CODE
    # BEGIN YOUR CODE
    dW = torch.einsum("dc,->dc", dW, torch.tensor(1.0 / num_train, dtype=dW.dtype, device=dW.device)) + 2 * reg * W
    # END YOUR CODE


def svm_loss_vectorized(W, X, y, reg):
    scores = torch.einsum("nd,dc->nc", X, W)
    margins = (scores - scores.gather(1, y[:, None]) + 1).clamp_min(0)
    margins = margins.scatter(1, y[:, None], 0.0)
    push = (margins > 0).type_as(X)
    push = push.scatter(1, y[:, None], -push.sum(1, keepdim=True))
    loss = torch.einsum("nc->", margins) / X.shape[0] + reg * torch.einsum("dc,dc->", W, W)
    return loss, torch.einsum("nd,nc->dc", X, push) / X.shape[0] + 2 * reg * W


def softmax_loss_naive(W, X, y, reg):
    loss, dW = reg * torch.einsum("dc,dc->", W, W), 2 * reg * W
    for x, label in zip(X, y):
        scores = torch.einsum("d,dc->c", x, W)
        e = torch.exp(scores - scores.max())
        p = e / e.sum()
        loss = loss - (scores[label] - scores.max() - e.sum().log()) / len(X)
        p[label] -= 1
        dW = dW + torch.einsum("d,c->dc", x, p) / len(X)
    return loss, dW


def softmax_loss_vectorized(W, X, y, reg):
    scores = torch.einsum("nd,dc->nc", X, W)
    e = torch.exp(scores - scores.max(1, keepdim=True)[0])
    p = torch.einsum("nc,n->nc", e, 1 / e.sum(1))
    loss = -p.gather(1, y[:, None]).log().mean() + reg * torch.einsum("dc,dc->", W, W)
    p = p.scatter_add(1, y[:, None], -torch.ones_like(p[:, :1]))
    return loss, torch.einsum("nd,nc->dc", X, p) / len(X) + 2 * reg * W


def train_linear_classifier(loss_func, W, X, y, learning_rate=1e-3, reg=1e-5, num_iters=100, batch_size=200, verbose=False):
    # BEGIN YOUR CODE
    W = torch.add(W, dW, alpha=-learning_rate)
    # END YOUR CODE


def sample_batch(X, y, num_train, batch_size, generator=None):
    chosen = torch.multinomial(torch.ones(num_train), batch_size, replacement=True, generator=generator).to(X.device)
    return X.index_select(0, chosen), y.index_select(0, chosen)
