# fails: nesterov.learning_rate_may_change_on_the_way
"""The old velocity is kept without the learning rate."""


def nesterov(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    rho = config["momentum"]
    old_v = config.get("velocity", torch.zeros_like(w))
    v = rho * old_v - dw
    config["velocity"] = v
    return w + config["learning_rate"] * ((1 + rho) * v - rho * old_v), config
