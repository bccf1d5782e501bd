"""How the questions that are more than one call are put. Runs beside the student's code, so it holds no secret."""

import functools
import itertools

import torch

# ---------------------------------------------------------------- the loss


def _copy(params):
    return {name: value.clone() for name, value in params.items()}


def _change(student, X, y, before, after):
    """Tell by how much the loss and the gradients differ between two (params, reg)."""
    first, second = (
        student.nn_forward_backward(_copy(params), X.clone(), y=y.clone(), reg=reg) for params, reg in (before, after)
    )
    both = [name for name in before[0] if name in first[1] and name in second[1]]  # the judge tells which are missing
    return second[0] - first[0], {name: second[1][name] - first[1][name] for name in both}


def regularization_adds(student, params, X, y, reg):
    """Tell what reg changes."""
    return _change(student, X, y, (params, 0.0), (params, reg))


def offset_changes(student, params, X, y, offset):
    """Tell what changes when offset is added to all scores."""
    return _change(student, X, y, (params, 0.0), ({**params, "b2": params["b2"] + offset}, 0.0))


def first_score(student, params, X):
    """Return the scores of the first class alone."""
    return student.nn_forward_pass(params, X)[0][:, 0]


def gradient_of_w1(student, params, X, y, reg):
    """Return the gradient of W1 alone."""
    return student.nn_forward_backward(params, X, y=y, reg=reg)[1]["W1"]


# ---------------------------------------------------------------- training


# include sample_batch_drivers.py


def _nothing(params, loss_func, X):
    return torch.zeros(len(X), dtype=torch.int64, device=X.device)


REG, BATCH = 0.25, 2  # for other numbers, and batches of another size, the bowl's gradient is another


def _bowl(target, curvature, params, X, y=None, reg=0.0):
    """Return Σ curvature·(p − target)²/2 and its gradients; of another reg or batch, a multiple."""
    away = {name: params[name] - target[name] for name in target}
    loss = sum((curvature[name] * away[name] ** 2).sum() for name in target) / 2
    times = (1 + reg - REG) * len(X) / BATCH
    return times * loss, {name: times * curvature[name] * away[name] for name in target}


def descend_a_bowl(student, params, target, curvature, learning_rate, decay, num_iters, kept=False):
    """Train on the loss of a bowl; an epoch has two steps.

    Tell the parameters in the dict, or, with kept, the tensors that were in it at the start.
    """
    first = dict(params)
    X, y = params["W1"].new_zeros(4, 2), torch.zeros(4, dtype=torch.int64)
    loss_func = functools.partial(_bowl, target, curvature)
    student.nn_train(params, loss_func, _nothing, X, y, X, y, learning_rate, decay, REG, num_iters, BATCH)
    return first if kept else dict(params)


def losses_of_a_bowl(student, params, target, curvature, learning_rate, decay, num_iters):
    """Train on the same; tell the loss before each step."""
    losses = []

    def loss_func(params, X, y=None, reg=0.0):
        loss, gradients = _bowl(target, curvature, params, X, y, reg)
        losses.append(loss)
        return loss, gradients

    X, y = params["W1"].new_zeros(4, 2), torch.zeros(4, dtype=torch.int64)
    student.nn_train(params, loss_func, _nothing, X, y, X, y, learning_rate, decay, REG, num_iters, BATCH)
    return torch.stack(losses)


def train_on_quadrants(student, params, X, y, num_iters):
    """Train a network on points of the plane; tell its parameters."""
    student.nn_train(params, student.nn_forward_backward, _nothing, X, y, X[:4], y[:4], 0.5, 1.0, 1e-5, num_iters, 40)
    return dict(params)


def predicts(student, W, X):
    """Predict with a loss function of which only this is known: without labels it returns scores."""

    def loss_func(params, X, y=None, reg=0.0):
        scores = X @ params["weights"]
        return scores if y is None else (scores.sum(), {})

    return student.nn_predict({"weights": W}, loss_func, X)


# ---------------------------------------------------------------- the search


def searches(student, data_dict, lists, right_train, right_val):
    """Search with networks that only remember how they were made and trained, and are right as often as the lists say."""
    made = []
    combinations = list(itertools.product(*lists))
    sizes = (data_dict["X_train"].shape[1], int(data_dict["y_train"].max()) + 1)

    class Recorder:
        def __init__(self, input_size, hidden_size, output_size, dtype=None, device=None, *args, **kwargs):
            X = data_dict["X_train"]
            fits = dtype in (None, X.dtype, torch.float32) and device in (None, "cpu", str(X.device), X.device)
            self.made = {"sizes": (input_size, output_size) == sizes, "dtype": fits}
            self.hidden_size, self.combination, self.trainings = hidden_size, -1, 0
            self.strange, self.as_told = [], {"training": False}
            made.append(self)

        def train(
            self, X, y, X_val, y_val, learning_rate=1e-3, learning_rate_decay=0.95, reg=5e-6, num_iters=100, batch_size=200, verbose=False
        ):  # fmt: skip
            self.trainings += 1
            tried = (learning_rate, self.hidden_size, reg, learning_rate_decay)
            self.combination = combinations.index(tried) if tried in combinations else -1
            self.strange = [number for number, values in enumerate(lists) if tried[number] not in values]
            told = {"X_train": X, "y_train": y, "X_val": X_val, "y_val": y_val}
            right_data = all(torch.equal(told[name], data_dict[name]) for name in told)
            self.as_told = {**self.made, "data": right_data, "steps": (num_iters, batch_size) == (300, 100)}
            accuracies = [self._accuracy(name) for name in ("train", "val")]
            return {
                "loss_history": [float(self.combination)] * 2,
                "train_acc_history": [accuracies[0]],
                "val_acc_history": [1 - accuracies[1] / 2, accuracies[1]],  # the highest is not the net's own
            }

        def _right(self, count):
            which = right_val if count == len(data_dict["y_val"]) else right_train
            return which[self.combination] if self.combination >= 0 else 0

        def _accuracy(self, name):
            return self._right(len(data_dict[f"y_{name}"])) / len(data_dict[f"y_{name}"])

        def predict(self, X):
            labels = X[:, 0].round().long()
            return torch.where(
                torch.arange(len(X), device=X.device) < self._right(len(X)), labels, (labels + 1) % sizes[1]
            )

    own, student.TwoLayerNet = student.TwoLayerNet, Recorder
    try:
        best_net, best_stat, best_val_acc = student.find_best_net(
            data_dict, lambda: tuple(list(values) for values in lists)
        )
    finally:
        student.TwoLayerNet = own
    history = best_stat.get("loss_history", [-2.0]) if isinstance(best_stat, dict) else [-2.0]
    return {
        "tried": sorted(net.combination for net in made for _ in range(max(net.trainings, 1))),
        "strange": sorted({number for net in made for number in net.strange}),
        "not_as_told": sorted({name for net in made for name, right in net.as_told.items() if not right}),
        "best": getattr(best_net, "combination", -2),
        "stat": int(history[0]),
        "val_acc": float(best_val_acc),
    }
