"""Never writes into the config that it gets: a new dict for each step, defaults merged in, the state in a tuple; training copies it too."""


def sgd(w, dw, config=None):
    config = {"learning_rate": 1e-2, **(config or {})}
    return w - dw * config["learning_rate"], config


def sgd_momentum(w, dw, config=None):
    config = {"learning_rate": 1e-2, "momentum": 0.9, "state": 0, **(config or {})}
    v = config["momentum"] * config["state"] + dw
    return w - config["learning_rate"] * v, {**config, "state": v}


def sgd_momentum_velocity(w, dw, config=None):
    config = {"learning_rate": 1e-2, "momentum": 0.9, "state": 0, **(config or {})}
    v = config["momentum"] * config["state"] - config["learning_rate"] * dw
    return w + v, {**config, "state": v}


def nesterov(w, dw, config=None):
    config = {"learning_rate": 1e-2, "momentum": 0.9, "state": 0, **(config or {})}
    rho, old = config["momentum"], config["state"]
    new = rho * old - config["learning_rate"] * dw
    return w + new + rho * (new - old), {**config, "state": new}


def adam_almost(w, dw, config=None):
    config = {"learning_rate": 1e-3, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-7, "moments": (0, 0), **(config or {})}
    m, s = config["moments"]
    m = config["beta1"] * m + (1 - config["beta1"]) * dw
    s = config["beta2"] * s + (1 - config["beta2"]) * dw**2
    return w - config["learning_rate"] * m / (s**0.5 + config["epsilon"]), {**config, "moments": (m, s)}


def adamw(w, dw, config=None):
    defaults = {"learning_rate": 1e-3, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-7, "weight_decay": 1e-2, "schedule": 1.0}
    config = {**defaults, "moments": (0, 0, 0), **(config or {})}
    t, m, s = config["moments"]
    t = t + 1
    m = config["beta1"] * m + (1 - config["beta1"]) * dw
    s = config["beta2"] * s + (1 - config["beta2"]) * dw**2
    eta, lr = config["schedule"], config["learning_rate"]
    shrunk = (1 - eta * config["weight_decay"]) * w
    m_hat, s_hat = m / (1 - config["beta1"] ** t), s / (1 - config["beta2"] ** t)
    return shrunk - eta * lr * m_hat / (s_hat**0.5 + config["epsilon"]), {**config, "moments": (t, m, s)}


def train_on_batches(loss_grad, w, X, y, update, config, num_steps, batch_size, generator=None):
    config, losses = dict(config), []
    for _ in range(num_steps):
        rows = torch.randint(0, len(X), (batch_size,), generator=generator).to(X.device)
        loss, dw = loss_grad(w, X[rows], y[rows])
        w, config = update(w, dw, config)
        losses.append(float(loss))
    return w, losses
