"""Computes in float64 and gives back the dtype that came in; the state stays in float64."""


def sgd(w, dw, config=None):
    config = config or {}
    return (w.double() - config.setdefault("learning_rate", 1e-2) * dw.double()).to(w.dtype), config


def sgd_momentum(w, dw, config=None):
    config = config or {}
    lr, rho = config.setdefault("learning_rate", 1e-2), config.setdefault("momentum", 0.9)
    config["v"] = rho * config.get("v", torch.zeros(w.shape, dtype=torch.float64, device=w.device)) + dw.double()
    return (w.double() - lr * config["v"]).to(w.dtype), config


def nesterov(w, dw, config=None):
    config = config or {}
    lr, rho = config.setdefault("learning_rate", 1e-2), config.setdefault("momentum", 0.9)
    old = config.get("v", torch.zeros(w.shape, dtype=torch.float64, device=w.device))
    config["v"] = rho * old - lr * dw.double()
    return (w.double() - rho * old + (1 + rho) * config["v"]).to(w.dtype), config


def rmsprop(w, dw, config=None):
    config = config or {}
    lr, gamma = config.setdefault("learning_rate", 1e-2), config.setdefault("decay_rate", 0.99)
    eps = config.setdefault("epsilon", 1e-7)
    g = dw.double()
    config["s"] = gamma * config.get("s", 0.0) + (1 - gamma) * g**2
    return (w.double() - lr * g / (config["s"].sqrt() + eps)).to(w.dtype), config


def newton_step(w, grad, hessian):
    return (w.double() - torch.linalg.solve(hessian.double(), grad.double())).to(w.dtype)
