"""Numbers taken out and handled one by one where loops are allowed."""

import math

import torch


def regularization(W, kind):
    weights = W.flatten().tolist()
    if kind == "l2":
        total, slopes = math.fsum(w * w for w in weights), [2 * w for w in weights]
    else:
        total, slopes = math.fsum(map(abs, weights)), [(w > 0) - (w < 0) for w in weights]
    return W.new_tensor(total), W.new_tensor(slopes).reshape(W.shape)


def random_search(loss_func, X, y, num_tries, generator):
    losses = []
    best_loss = math.inf
    while len(losses) < num_tries:
        W = torch.normal(0.0, 0.01, (X.shape[1], 1 + max(y.tolist())), generator=generator, dtype=X.dtype).to(X.device)
        losses.append(loss_func(W, X, y).item())
        if losses[-1] < best_loss:
            best_W, best_loss = W, losses[-1]
    return best_W, best_loss, losses


def svm_loss_naive(W, X, y, reg):
    # BEGIN YOUR CODE
    for d in range(X.shape[1]):
        dW[d, j] += X[i, d]
        dW[d, y[i]] -= X[i, d]
    # END YOUR CODE
    # BEGIN YOUR CODE
    for c in range(num_classes):
        dW[:, c] = dW[:, c] / num_train + 2 * reg * W[:, c]
    # END YOUR CODE


def softmax_loss_naive(W, X, y, reg):
    features, classes = W.shape
    w, total = W.tolist(), 0.0
    slopes = [[2 * reg * value for value in row] for row in w]
    for x, label in zip(X.tolist(), y.tolist()):
        scores = [math.fsum(x[d] * w[d][c] for d in range(features)) for c in range(classes)]
        largest = max(scores)
        powers = [math.exp(score - largest) for score in scores]
        total += math.log(sum(powers)) - (scores[label] - largest)
        for c in range(classes):
            push = (powers[c] / sum(powers) - (c == label)) / len(X)
            for d in range(features):
                slopes[d][c] += push * x[d]
    penalty = reg * sum(value * value for row in w for value in row)
    return W.new_tensor(total / len(X) + penalty), W.new_tensor(slopes)


def numeric_gradient(f, W, h=1e-6):
    values, slopes = W.flatten().tolist(), []
    for k, value in enumerate(values):
        ends = []
        for moved in (value + h, value - h):
            nudged = values.copy()
            nudged[k] = moved
            ends.append(float(f(W.new_tensor(nudged).reshape(W.shape))))
        slopes.append((ends[0] - ends[1]) / (2 * h))
    return W.new_tensor(slopes).reshape(W.shape)


def sample_batch(X, y, num_train, batch_size, generator=None):
    chosen = [int(torch.randint(num_train, (), generator=generator)) for _ in range(batch_size)]
    return torch.stack([X[i] for i in chosen]), torch.stack([y[i] for i in chosen])


def svm_get_search_params():
    rates = [10.0**power for power in range(-4, 0)]
    return rates, [0.1 * rate for rate in rates]
