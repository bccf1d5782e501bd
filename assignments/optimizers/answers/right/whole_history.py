"""Keeps all gradients and sums them up anew in each step: slow, and right."""


def gradient_descent(f_grad, w, learning_rate, num_steps):
    steps = []
    places = [w.clone()]
    for _ in range(num_steps):
        steps.append(f_grad(places[-1]))
        places.append(w - learning_rate * torch.stack(steps).sum(0))
    return torch.cat([place.unsqueeze(0) for place in places])


def sgd_momentum(w, dw, config=None):
    config = dict(config or {})
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    config["history"] = [*config.get("history", []), dw.clone()]
    v = sum(config["momentum"] ** age * g for age, g in enumerate(reversed(config["history"])))
    return w - config["learning_rate"] * v, config


def adagrad(w, dw, config=None):
    config = dict(config or {})
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("epsilon", 1e-7)
    config["history"] = [*config.get("history", []), dw.clone()]
    size = torch.stack(config["history"]).pow(2).sum(dim=0).sqrt()
    return w - config["learning_rate"] * dw / (size + config["epsilon"]), config


def adam(w, dw, config=None):
    config = dict(config or {})
    for name, value in {"learning_rate": 1e-3, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-7}.items():
        config.setdefault(name, value)
    config["history"] = [*config.get("history", []), dw.clone()]
    b1, b2, t = config["beta1"], config["beta2"], len(config["history"])
    m = sum((1 - b1) * b1 ** (t - 1 - i) * g for i, g in enumerate(config["history"])) / (1 - b1**t)
    s = sum((1 - b2) * b2 ** (t - 1 - i) * g * g for i, g in enumerate(config["history"])) / (1 - b2**t)
    return w - config["learning_rate"] * m / (s.sqrt() + config["epsilon"]), config
