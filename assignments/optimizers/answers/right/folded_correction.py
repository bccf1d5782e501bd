"""Adam with the corrections folded into the learning rate and epsilon, products of betas kept instead of t; AdamW by way of it."""


def adam(w, dw, config=None):
    config = {} if config is None else config
    lr = config.setdefault("learning_rate", 1e-3)
    b1, b2 = config.setdefault("beta1", 0.9), config.setdefault("beta2", 0.999)
    eps = config.setdefault("epsilon", 1e-7)
    if "powers" not in config:
        config["powers"], config["m"], config["s"] = [1.0, 1.0], torch.zeros_like(w), torch.zeros_like(w)
    config["powers"] = [config["powers"][0] * b1, config["powers"][1] * b2]
    left1, left2 = 1 - config["powers"][0], 1 - config["powers"][1]
    config["m"] = config["m"] + (1 - b1) * (dw - config["m"])
    config["s"] = config["s"] + (1 - b2) * (dw.square() - config["s"])
    root = left2**0.5
    return w - (lr * root / left1) * config["m"] / (config["s"].sqrt() + eps * root), config


def adam_l2(w, dw, config=None):
    config = {} if config is None else config
    lr = config.setdefault("learning_rate", 1e-3)
    b1, b2 = config.setdefault("beta1", 0.9), config.setdefault("beta2", 0.999)
    eps, decay = config.setdefault("epsilon", 1e-7), config.setdefault("weight_decay", 1e-2)
    grad = torch.add(dw, w, alpha=decay)
    config["t"] = config.get("t", 0) + 1
    config["m"] = config.get("m", 0) * b1 + grad * (1 - b1)
    config["s"] = config.get("s", 0) * b2 + grad * grad * (1 - b2)
    denominator = torch.sqrt(config["s"] / (1 - b2 ** config["t"])) + eps
    return w - lr * (config["m"] / (1 - b1 ** config["t"])) / denominator, config


def adamw(w, dw, config=None):
    config = {} if config is None else config
    decay, eta = config.setdefault("weight_decay", 1e-2), config.setdefault("schedule", 1.0)
    inner = {name: value for name, value in config.items() if name not in ("weight_decay", "schedule")}
    moved, inner = adam(w, dw, inner)
    config.update(inner)
    return w + eta * (moved - w) - eta * decay * w, config
