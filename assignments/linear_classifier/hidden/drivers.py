"""How the questions that are more than one call are put. Runs beside the student's code, so it holds no secret."""

import torch

# ---------------------------------------------------------------- the losses


def regularization_adds(student, function, W, X, y, reg):
    """Tell what reg changes: the loss and the gradient with it, less those without."""
    loss_func = getattr(student, function)
    without, with_reg = (loss_func(W.clone(), X.clone(), y.clone(), strength) for strength in (0.0, reg))
    return with_reg[0] - without[0], with_reg[1] - without[1]


def gradient_alone(student, function, W, X, y, reg):
    """Return dW without the loss."""
    return getattr(student, function)(W, X, y, reg)[1]


def offset_changes(student, function, W, X, y, offsets):
    """Tell what changes when offsets[i] is added to all scores of image i: the losses' and the gradients' difference.

    The offsets are one more feature of the images. Its weight is 0 for every class, then 1 for every class.
    """
    wider = torch.cat([X, offsets[:, None]], dim=1)
    row = torch.zeros_like(W[:1])
    loss_func = getattr(student, function)
    before, after = (loss_func(torch.cat([W, row + weight]), wider.clone(), y.clone(), 0.0) for weight in (0, 1))
    return after[0] - before[0], after[1][:-1] - before[1][:-1]


# ---------------------------------------------------------------- random search and gradients


def searches(student, X, y, num_tries, seed):
    """Search twice from one state of the generator and once from another; keep every W that a loss was asked of."""
    tried = []

    def loss_func(W, X, y):
        if not tried or not torch.equal(tried[-1], W):
            tried.append(W.detach().clone())
        scores = X @ W.to(X.dtype)  # weights of another dtype are found by the check of dtypes alone
        own = y.clamp(max=W.shape[1] - 1)  # weights with too few columns are found by the check of columns alone
        return (scores * scores).mean() - scores[torch.arange(len(y), device=X.device), own].mean()

    best_W, best_loss, losses = student.random_search(loss_func, X, y, num_tries, torch.Generator().manual_seed(seed))
    first = list(tried)
    again = student.random_search(loss_func, X, y, num_tries, torch.Generator().manual_seed(seed))
    other = student.random_search(loss_func, X, y, num_tries, torch.Generator().manual_seed(seed + 1))
    return {
        "best_W": best_W,
        "best_loss": float(best_loss),
        "losses": [float(loss) for loss in losses],
        "tried": first,
        "again": again[0],
        "other": other[0],
    }


def gradient_of_a_cubic(student, W, A, h, plain=False):
    """Measure the gradient of Σ A·W³ + (Σ W)² at W; with plain, that function returns a Python float."""

    def f(V):
        value = (A * V**3).sum() + V.sum() ** 2
        return float(value) if plain else value

    return student.numeric_gradient(f, W, h)


def errors_of_a_gradient(student, W, A, factors, num_checks, h, by_element=False):
    """Check factors times the gradient of Σ A·(W² + 0.3·W); return the relative errors as floats, how often it was evaluated, which
    elements were nudged alone, and how far. With by_element: one error for each element that was checked, in their order, and no more.
    """
    start, calls, steps = W.clone(), [], []

    def f(V):
        calls.append((start != V).reshape(-1).nonzero().reshape(-1).tolist())
        steps.append(float((V - start).abs().max()))
        return (A * (V + 0.3) * V).sum()

    errors = [float(error) for error in student.grad_check_sparse(f, W, factors * A * (2 * W + 0.3), num_checks, h)]
    if not by_element:
        alone = [number for number, one in enumerate(calls) if len(one) == 1]
        nudged, steps = [calls[number][0] for number in alone], [steps[number] for number in alone]
        return {"errors": errors, "calls": len(calls), "nudged": nudged, "steps": steps}
    each = len(calls) // max(len(errors), 1)  # evaluations for one check
    of_checks = [calls[at * each : at * each + each] for at in range(len(errors))]
    nudged = [next((one[0] for one in mine if len(one) == 1), None) for mine in of_checks]
    if None in nudged:
        return {"errors": errors}
    return {"errors": [errors[nudged.index(place)] for place in sorted(set(nudged))]}


# ---------------------------------------------------------------- training

# include sample_batch_drivers.py


def descend_a_bowl(student, W, target, curvature, learning_rate, num_iters):
    """Train on a loss without data: Σ curvature·(W − target)²/2."""

    def loss_func(W, X, y, reg):
        away = W - target
        return (curvature * away * away).sum() / 2, curvature * away

    X, y = W.new_zeros(3, len(W)), torch.zeros(3, dtype=torch.int64)
    return student.train_linear_classifier(loss_func, W, X, y, learning_rate, 0.0, num_iters, 2)[0]


def path_into_a_bowl(student, W, target, curvature, learning_rate, num_iters):
    """Train on the same; tell all weights that the loss was asked of, and the last, one row each."""
    asked = []

    def loss_func(W, X, y, reg):
        asked.append(W.clone().flatten())
        return (curvature * (W - target) ** 2).sum() / 2, curvature * (W - target)

    X, y = W.new_zeros(3, len(W)), torch.zeros(3, dtype=torch.int64)
    end = student.train_linear_classifier(loss_func, W, X, y, learning_rate, 0.0, num_iters, 2)[0]
    return torch.stack([*asked, end.flatten()])


def train_on_points(student, W, X, y, num_iters):
    """Train with the softmax loss on minibatches of points."""
    return student.train_linear_classifier(student.softmax_loss_vectorized, W, X, y, 0.2, 1e-3, num_iters, 40)[0]


class Recorder:
    """Stands in for a linear classifier: remembers how it was trained, and predicts what the first feature says."""

    def __init__(self):
        self.calls = []

    def train(self, X, y, learning_rate=1e-3, reg=1e-5, num_iters=100, batch_size=200, verbose=False):
        """Remember the call."""
        self.calls.append({"X": X, "y": y, "learning_rate": learning_rate, "reg": reg, "num_iters": num_iters})
        return [1.0] * 3

    def predict(self, X):
        """Predict the first feature, or nothing but 0 before training."""
        return (X[:, 0] * bool(self.calls)).round().long()


def one_param_set(student, data_dict, lr, reg, num_iters):
    """Try one pair of hyperparameters with a classifier that remembers; tell what came back and how it was trained."""
    recorder = Recorder()
    returned, train_acc, val_acc = student.test_one_param_set(recorder, data_dict, lr, reg, num_iters)
    return {
        "calls": recorder.calls,
        "same": returned is recorder,
        "train_acc": float(train_acc),
        "val_acc": float(val_acc),
    }
