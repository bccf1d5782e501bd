"""How the questions that are more than one call are put. Runs beside the student's code, so it holds no secret.

Where numbers are asked for, copies are handed out: who writes into an input fails the check of inputs, and that one only.
"""

import torch

# ---------------------------------------------------------------- one optimizer, several steps


def follow(student, function, w, gradients, curvature, cubic, num_steps, config):
    """Take steps from w, passing back the config that came back; return where they end.

    The gradient at w is the next one of gradients, over and over, plus curvature·w + cubic·w³.
    """
    update, config, w = getattr(student, function), dict(config), w.clone()
    for step in range(num_steps):
        dw = gradients[step % len(gradients)] + curvature * w + cubic * w**3
        w, config = update(w, dw, config)
    return w


def walk(student, function, w, curvature, num_steps, config):
    """Walk down Σ curvature·w²/2; return every place, the start included."""
    update, config, path = getattr(student, function), dict(config), [w.clone()]
    for _ in range(num_steps):
        w, config = update(path[-1].clone(), curvature * path[-1], config)
        path.append(w.clone())
    return torch.stack(path)


def with_defaults(student, function, w, dw, defaults):
    """Take three steps without a config, with an empty one, with each hyperparameter alone, and with all of them."""
    update = getattr(student, function)
    ends = []
    for begin in [None, {}, *({name: value} for name, value in defaults.items()), dict(defaults)]:
        place, config = w.clone(), begin
        for times in (1.0, -0.5, 2.0):  # were they alike, Adam's averages would be the gradient for any beta
            place, config = update(place, times * dw, config)
        ends.append(place)
    return ends


def with_others(student, function, w, gradients, config, others):
    """Take steps with config, and again with each hyperparameter in turn given its other value."""
    ends = {}
    for name in ("", *others):
        changed = {**config, **({name: others[name]} if name else {})}
        ends[name] = follow(student, function, w, gradients, 0.0, 0.0, len(gradients), changed)
    return ends


def with_changing_rate(student, function, w, gradients, rates, config):
    """Take a step for each learning rate, which is put into the config that came back."""
    update, config, w = getattr(student, function), dict(config), w.clone()
    for dw, rate in zip(gradients, rates, strict=True):
        config["learning_rate"] = rate
        w, config = update(w, dw.clone(), config)
    return w


def two_at_once(student, function, w, gradients, other_w, other_gradients):
    """Take steps alone, then again while another tensor is stepped in turn; return both ends."""
    update = getattr(student, function)
    alone, config = w.clone(), None
    for dw in gradients:
        alone, config = update(alone, dw.clone(), config)
    w, other_w, config, other_config = w.clone(), other_w.clone(), None, None
    for dw, other_dw in zip(gradients, other_gradients, strict=True):
        w, config = update(w, dw.clone(), config)
        other_w, other_config = update(other_w, other_dw.clone(), other_config)
    return alone, w


def step_twice(student, function, w, dw):
    """Take two steps with the same gradient tensor; return where the first ended, and a copy made before the second."""
    update = getattr(student, function)
    first, config = update(w, dw, None)
    copy = first.clone()
    update(first, dw, config)
    return first, copy


def steps_for_epsilons(student, function, w, dw, config, epsilons):
    """Take one step from the same place with each epsilon."""
    return [
        getattr(student, function)(w.clone(), dw.clone(), {**config, "epsilon": epsilon})[0] for epsilon in epsilons
    ]


# ---------------------------------------------------------------- loops


def descend(student, w, curvature, cubic, learning_rate, num_steps):
    """Descend on Σ curvature·w²/2 + cubic·w⁴/4."""
    return student.gradient_descent(lambda w: curvature * w + cubic * w**3, w, learning_rate, num_steps)


def places_asked(student, w, learning_rate, num_steps):
    """Tell where the gradient was asked for."""
    asked = []

    def f_grad(w):
        asked.append(w.clone())
        return 0.5 * w

    student.gradient_descent(f_grad, w, learning_rate, num_steps)
    return asked


def _squares(w, X, y):
    """Return the mean squared error of X @ w, halved, and its gradient."""
    rest = X @ w - y
    return (rest * rest).mean() / 2, X.T @ rest / len(X)


def _momentum(w, dw, config):
    """Step with momentum, in the manner of the course's optimizers."""
    config = dict(config or {})
    config["v"] = 0.5 * config.get("v", torch.zeros_like(w)) + dw
    return w - config["learning_rate"] * config["v"], config


def train(student, w, X, y, learning_rate, num_steps, batch_size, seed):
    """Fit a line by minibatches; return the end and the losses as floats."""
    generator = torch.Generator().manual_seed(seed)
    config = {"learning_rate": learning_rate}
    end, losses = student.train_on_batches(_squares, w, X, y, _momentum, config, num_steps, batch_size, generator)
    return {"w": end, "losses": [float(loss) for loss in losses]}


def watch_training(student, w, X, y, num_steps, batch_size, seed):
    """Train with a loss and an optimizer that only keep a record: the batches, the losses, the steps counted in config."""
    seen = {"rows": [], "labels": [], "losses": [], "places": [], "counts": [], "gradients": []}

    def loss_grad(w, X, y):
        seen["rows"].append(X)
        seen["labels"].append(y)
        number = len(seen["rows"])
        return torch.full_like(w[0], 10.0 * number), torch.full_like(w, float(number))

    def update(w, dw, config):
        config = dict(config or {})
        seen["places"].append(w.clone())
        seen["gradients"].append(dw.clone())
        seen["counts"].append(config.get("count", 0))
        config["count"] = config.get("count", 0) + 1
        return w + 1.0, config

    generator = torch.Generator().manual_seed(seed)
    end, losses = student.train_on_batches(loss_grad, w, X, y, update, {}, num_steps, batch_size, generator)
    return {**seen, "end": end, "losses": [float(loss) for loss in losses]}


def batches_drawn(student, w, X, y, batch_size, seed):
    """Record the labels of the batches of three runs: two from one state of the generator, one from another."""
    runs = []
    for state in (seed, seed, seed + 1):
        labels = []

        def loss_grad(w, X, y, labels=labels):
            labels.append(y)
            return w.sum(), w

        def update(w, dw, config):
            return w, config

        student.train_on_batches(loss_grad, w, X, y, update, {}, 4, batch_size, torch.Generator().manual_seed(state))
        runs.append(torch.cat(labels))
    return runs
