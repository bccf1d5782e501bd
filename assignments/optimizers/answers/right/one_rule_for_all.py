"""t as a tensor, lists in place of tuples, a generator expression for batches, lstsq for Newton."""


def train_on_batches(loss_grad, w, X, y, update, config, num_steps, batch_size, generator=None):
    losses = []
    for rows in (torch.randint(len(y), (batch_size,), generator=generator) for _ in range(num_steps)):
        loss, dw = loss_grad(w, X[rows], y[rows])
        losses += [float(loss)]
        w, config = update(w, dw, config)
    return w, losses


def adam(w, dw, config=None):
    config = {} if config is None else config
    lr, eps = config.setdefault("learning_rate", 1e-3), config.setdefault("epsilon", 1e-7)
    betas = torch.tensor([config.setdefault("beta1", 0.9), config.setdefault("beta2", 0.999)], dtype=torch.float64)
    config["t"] = config.get("t", torch.zeros((), dtype=torch.float64)) + 1
    left = 1 - betas ** config["t"]
    moments = config.get("moments", torch.zeros((2, *w.shape), dtype=w.dtype, device=w.device))
    b = betas.to(w).reshape(2, *[1] * w.ndim)
    config["moments"] = b * moments + (1 - b) * torch.stack([dw, dw * dw])
    m, s = config["moments"] / left.to(w).reshape(2, *[1] * w.ndim)
    return w - lr * m / (s.sqrt() + eps), config


def rmsprop(w, dw, config=None):
    config = {} if config is None else config
    lr, decay, eps = (config.setdefault(*pair) for pair in (("learning_rate", 1e-2), ("decay_rate", 0.99), ("epsilon", 1e-7)))
    config["mean_square"] = torch.lerp(dw * dw, config.get("mean_square", torch.zeros_like(w)), decay)
    return w - lr * dw / (config["mean_square"].sqrt() + eps), config


def newton_step(w, grad, hessian):
    return w - torch.linalg.lstsq(hessian, grad[:, None]).solution.reshape(w.shape)


def comparison_table():
    return {
        name: [name in ("sgd_momentum", "nesterov", "adam"), name in ("adagrad", "rmsprop", "adam"), name in ("rmsprop", "adam"), name == "adam"]
        for name in ("sgd", "sgd_momentum", "nesterov", "adagrad", "rmsprop", "adam")
    }
