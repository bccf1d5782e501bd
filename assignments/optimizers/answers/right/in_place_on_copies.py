"""In-place arithmetic on tensors of its own: lerp_, addcmul_, addcdiv; a path filled row by row; batches by randperm."""


def gradient_descent(f_grad, w, learning_rate, num_steps):
    path = w.new_empty((num_steps + 1, *w.shape))
    path[0] = w
    for t in range(num_steps):
        path[t + 1] = path[t] - learning_rate * f_grad(path[t].clone())
    return path


def sgd(w, dw, config=None):
    if config is None:
        config = {}
    config.setdefault("learning_rate", 0.01)
    return torch.sub(w, dw, alpha=config["learning_rate"]), config


def train_on_batches(loss_grad, w, X, y, update, config, num_steps, batch_size, generator=None):
    losses, current = [0.0] * num_steps, w.clone()
    for step in range(num_steps):
        chosen = torch.empty(batch_size, dtype=torch.int64).random_(len(X), generator=generator)
        loss, grad = loss_grad(current, X[chosen], y[chosen])
        current, config = update(current, grad, config)
        losses[step] = loss.item()
    return current, losses


def sgd_momentum(w, dw, config=None):
    if config is None:
        config = {}
    config.setdefault("learning_rate", 0.01)
    config.setdefault("momentum", 0.9)
    if "v" not in config:
        config["v"] = torch.zeros_like(w)
    config["v"].mul_(config["momentum"]).add_(dw)
    return w.add(config["v"], alpha=-config["learning_rate"]), config


def adagrad(w, dw, config=None):
    if config is None:
        config = {}
    config.setdefault("learning_rate", 0.01)
    config.setdefault("epsilon", 1e-7)
    config.setdefault("grad_squared", torch.zeros_like(w))
    config["grad_squared"].addcmul_(dw, dw)
    return torch.addcdiv(w, dw, config["grad_squared"].sqrt().add_(config["epsilon"]), value=-config["learning_rate"]), config


def rmsprop(w, dw, config=None):
    if config is None:
        config = {}
    config.setdefault("learning_rate", 0.01)
    config.setdefault("decay_rate", 0.99)
    config.setdefault("epsilon", 1e-7)
    config.setdefault("grad_squared", torch.zeros_like(w))
    config["grad_squared"].lerp_(dw.square(), 1 - config["decay_rate"])
    next_w = w.clone()
    next_w -= config["learning_rate"] * dw / (config["grad_squared"].sqrt() + config["epsilon"])
    return next_w, config


def adam(w, dw, config=None):
    if config is None:
        config = {}
    config.setdefault("learning_rate", 0.001)
    config.setdefault("beta1", 0.9)
    config.setdefault("beta2", 0.999)
    config.setdefault("epsilon", 1e-7)
    config.setdefault("m", torch.zeros_like(w))
    config.setdefault("v", torch.zeros_like(w))
    config.setdefault("t", 0)
    config["t"] += 1
    config["m"].mul_(config["beta1"]).add_(dw, alpha=1 - config["beta1"])
    config["v"].mul_(config["beta2"]).addcmul_(dw, dw, value=1 - config["beta2"])
    mt = config["m"] / (1 - config["beta1"] ** config["t"])
    vt = config["v"] / (1 - config["beta2"] ** config["t"])
    return w - config["learning_rate"] * mt.div_(vt.sqrt_().add_(config["epsilon"])), config


def newton_step(w, grad, hessian):
    result = w.clone()
    result -= torch.linalg.solve(hessian, grad.unsqueeze(-1)).squeeze(-1)
    return result
