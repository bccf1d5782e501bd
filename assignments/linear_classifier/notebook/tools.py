"""What is given around the exercises: checks of gradients, comparisons, stand-ins for pictures, and the search. Nothing here is handed in or graded."""

import time

import torch


def check_gradient(loss_func, reg, count=60):
    """Print the relative errors of a loss function's gradient on a few images, at a random W."""
    X, y = X_train[:count].double(), y_train[:count]
    W = 0.01 * torch.randn(X.shape[1], 10, generator=torch.Generator().manual_seed(3), dtype=X.dtype)
    _, dW = loss_func(W, X, y, reg)
    errors = grad_check_sparse(lambda W: loss_func(W, X, y, reg)[0], W, dW)
    print(f"reg = {reg:g}: relative errors from {min(errors):.0e} to {max(errors):.0e}")
    return errors


def compare(naive, vectorized):
    """Show that two versions of a loss agree, and time them."""
    X, y = X_train[:300], y_train[:300]
    W = 0.01 * torch.randn(X.shape[1], 10, generator=torch.Generator().manual_seed(5))
    seconds = {}
    for label, function in (("naive", naive), ("vectorized", vectorized)):
        start = time.perf_counter()
        loss, dW = function(W, X, y, 0.1)
        seconds[label] = time.perf_counter() - start
        print(f"{label:>10}: loss {float(loss):.6f}, size of the gradient {float((dW * dW).sum().sqrt()):.6f}")
        if label == "naive":
            first = dW
    worst = float((dW - first).abs().max() / first.abs().max())
    print(f"largest difference of the gradients, relative to the largest entry: {worst:.0e}")
    assert worst < 1e-4, "the two gradients disagree"
    seconds["vectorized"] = min(timed(vectorized, W, X, y) for _ in range(5))
    show_times(seconds)


def timed(function, W, X, y):
    """Return how long one call takes, in seconds."""
    start = time.perf_counter()
    function(W, X, y, 0.1)
    return time.perf_counter() - start


class YourGradient(torch.autograd.Function):
    """A loss whose derivative torch takes from the function itself."""

    @staticmethod
    def forward(ctx, W, loss_func, X, y, reg):
        """Compute the loss, and keep the gradient for later."""
        loss, dW = loss_func(W.detach(), X, y, reg)
        ctx.save_for_backward(dW)
        return loss.clone()

    @staticmethod
    def backward(ctx, upstream):
        """Return the gradient for W, and none for the others."""
        (dW,) = ctx.saved_tensors
        return upstream * dW, None, None, None, None


losses_of_torch = {"SVM": lambda s, y: s.shape[1] * torch.nn.functional.multi_margin_loss(s, y), "softmax": torch.nn.functional.cross_entropy}


def given_loss(name):
    """Stand in for a loss of yours in the pictures: torch's own loss, and the gradient that torch derives."""

    def loss_and_gradient(W, X, y, reg):
        W = W.detach().clone().requires_grad_()
        loss = losses_of_torch[name](X @ W, y) + reg * (W * W).sum()
        return loss.detach(), torch.autograd.grad(loss, W)[0]

    return loss_and_gradient


def search(make, get_search_params, label, num_iters=300):
    """Try all pairs; return the classifier with the best validation accuracy."""
    torch.manual_seed(0)
    data = {"X_train": X_train, "y_train": y_train, "X_val": X_val, "y_val": y_val}
    learning_rates, regularization_strengths = get_search_params()
    results, best, best_val = {}, None, -1.0
    for lr in learning_rates:
        for reg in regularization_strengths:
            classifier, train_acc, val_acc = test_one_param_set(make(), data, lr, reg, num_iters)
            results[(lr, reg)] = (float(train_acc), float(val_acc))
            if float(val_acc) > best_val:
                best, best_val, best_pair = classifier, float(val_acc), (lr, reg)
    print(f"{label}: the best validation accuracy is {best_val:.1%}, with learning rate {best_pair[0]:g} and reg {best_pair[1]:g}")
    for value, tried, words in zip(best_pair, (learning_rates, regularization_strengths), ("learning rate", "strength"), strict=True):
        if value in (min(tried), max(tried)):
            print(f"   this {words} is the {'smallest' if value == min(tried) else 'largest'} of your list: look beyond it")
    show_search(results, label)
    return best
