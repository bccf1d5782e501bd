"""Habits of other courses: config.setdefault, next_w = None at first, torch.pow and torch.sqrt, prints, a table built by a loop."""


def sgd(w, dw, config=None):
    if config is None:
        config = {}
    config.setdefault("learning_rate", 1e-2)
    next_w = None
    next_w = w - config["learning_rate"] * dw
    return next_w, config


def train_on_batches(loss_grad, w, X, y, update, config, num_steps, batch_size, generator=None):
    loss_history = []
    num_train = X.size(0)
    it = 0
    while it < num_steps:
        idx = torch.randint(low=0, high=num_train, size=(batch_size,), generator=generator)
        X_batch = torch.index_select(X, 0, idx.to(X.device))
        y_batch = torch.index_select(y, 0, idx.to(y.device))
        loss, grad = loss_grad(w, X_batch, y_batch)
        loss_history.append(loss.item())
        w, config = update(w, grad, config)
        if it % 100 == 0:
            print(f"iteration {it} / {num_steps}: loss {loss:f}")
        it += 1
    return w, loss_history


def nesterov(w, dw, config=None):
    if config is None:
        config = {}
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    v = config.get("velocity", torch.zeros(w.shape, dtype=w.dtype, device=w.device))
    v_prev = v
    v = config["momentum"] * v - config["learning_rate"] * dw
    next_w = w + (-config["momentum"] * v_prev + (1 + config["momentum"]) * v)
    config["velocity"] = v
    return next_w, config


def adagrad(w, dw, config=None):
    if config is None:
        config = {}
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("epsilon", 1e-7)
    config.setdefault("cache", torch.zeros_like(w))
    config["cache"] = config["cache"] + torch.pow(dw, 2)
    next_w = w - torch.mul(torch.div(dw, torch.sqrt(config["cache"]) + config["epsilon"]), config["learning_rate"])
    return next_w, config


def adamw(w, dw, config=None):
    if config is None:
        config = {}
    config.setdefault("weight_decay", 1e-2)
    config.setdefault("schedule", 1.0)
    lr = config.setdefault("learning_rate", 1e-3)
    beta1, beta2 = config.setdefault("beta1", 0.9), config.setdefault("beta2", 0.999)
    eps = config.setdefault("epsilon", 1e-7)
    m, v, t = config.get("m", torch.zeros_like(w)), config.get("v", torch.zeros_like(w)), config.get("t", 0)
    t += 1
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * (dw**2)
    mt, vt = m / (1 - beta1**t), v / (1 - beta2**t)
    next_w = w - config["schedule"] * (lr * mt / (torch.sqrt(vt) + eps) + config["weight_decay"] * w)
    config["m"], config["v"], config["t"] = m, v, t
    return next_w, config


def newton_step(w, grad, hessian):
    lu, pivots = torch.linalg.lu_factor(hessian)
    return w - torch.linalg.lu_solve(lu, pivots, grad.reshape(-1, 1)).reshape(w.shape)


def comparison_table():
    marks = {"sgd": "0000", "sgd_momentum": "1000", "nesterov": "1000", "adagrad": "0100", "rmsprop": "0110", "adam": "1111"}
    return {name: tuple(mark == "1" for mark in row) for name, row in marks.items()}
