"""Written in place, on tensors of its own; the numeric gradient nudges W itself and puts the kept value back."""

import torch


def regularization(W, kind):
    dW = W.clone()
    if kind == "l2":
        dW.mul_(2)
        return W.square().sum(), dW
    dW[W > 0] = 1
    dW[W < 0] = -1
    return W.abs().sum(), dW


def random_search(loss_func, X, y, num_tries, generator):
    W = X.new_empty(X.shape[1], int(y.max()) + 1)
    best_W, best_loss, losses = None, None, []
    for _ in range(num_tries):
        W.copy_(torch.randn(W.shape, generator=generator, dtype=W.dtype)).mul_(0.01)
        losses.append(float(loss_func(W, X, y)))
        if best_loss is None or losses[-1] < best_loss:
            best_loss = losses[-1]
            best_W = W.clone()
    return best_W, best_loss, torch.tensor(losses, dtype=torch.float64)


def numeric_gradient(f, W, h=1e-6):
    dW = torch.zeros_like(W)
    flat, out = W.view(-1), dW.view(-1)
    for k in range(flat.numel()):
        kept = flat[k].clone()
        flat[k] = kept + h
        plus = f(W)
        flat[k] = kept - h
        minus = f(W)
        flat[k] = kept
        out[k] = (plus - minus) / (2 * h)
    return dW


def grad_check_sparse(f, W, analytic, num_checks=10, h=1e-6):
    errors = torch.zeros(num_checks, dtype=torch.float64)
    for n in range(num_checks):
        place = tuple(int(torch.randint(size, ())) for size in W.shape)
        kept = W[place].item()
        W[place] = kept + h
        plus = float(f(W))
        W[place] = kept - h
        minus = float(f(W))
        W[place] = kept
        slope, exact = (plus - minus) / (2 * h), float(analytic[place])
        if slope != exact:
            errors[n] = abs(slope - exact) / (abs(slope) + abs(exact))
    return errors


def svm_loss_naive(W, X, y, reg):
    # BEGIN YOUR CODE
    dW[:, j].add_(X[i] / num_train)
    dW[:, y[i]].sub_(X[i] / num_train)
    # END YOUR CODE
    # BEGIN YOUR CODE
    dW.add_(W, alpha=2 * reg)
    # END YOUR CODE


def svm_loss_vectorized(W, X, y, reg):
    rows = torch.arange(len(y))
    margins = X @ W
    true = margins[rows, y].clone()
    margins.sub_(true.unsqueeze(1)).add_(1).clamp_(min=0)
    margins[rows, y] = 0
    loss = margins.sum().div_(len(y)).add_(reg * (W * W).sum())
    margins[margins > 0] = 1
    margins[rows, y] = -margins.sum(1)
    dW = X.T @ margins
    dW.div_(len(y)).add_(W, alpha=2 * reg)
    return loss, dW


def softmax_loss_vectorized(W, X, y, reg):
    rows = torch.arange(len(y))
    scores = X @ W
    scores -= scores.max(1, keepdim=True).values
    true = scores[rows, y].clone()
    scores.exp_()
    totals = scores.sum(1, keepdim=True)
    loss = (totals.log().squeeze(1) - true).mean()
    loss += reg * (W * W).sum()
    scores /= totals
    scores[rows, y] -= 1
    scores /= len(y)
    dW = X.T.mm(scores)
    dW += 2 * reg * W
    return loss, dW


def train_linear_classifier(loss_func, W, X, y, learning_rate=1e-3, reg=1e-5, num_iters=100, batch_size=200, verbose=False):
    # BEGIN YOUR CODE
    W -= learning_rate * dW
    # END YOUR CODE
