# fails: sgd.next_w_is_on_the_device_of_w, sgd_momentum.next_w_is_on_the_device_of_w, sgd_momentum_velocity.next_w_is_on_the_device_of_w, nesterov.next_w_is_on_the_device_of_w, adagrad.next_w_is_on_the_device_of_w, rmsprop.next_w_is_on_the_device_of_w, adam_almost.next_w_is_on_the_device_of_w, adam.next_w_is_on_the_device_of_w, adam_l2.next_w_is_on_the_device_of_w, adamw.next_w_is_on_the_device_of_w
"""The state is a new tensor whose device nobody names, or the result is brought to the CPU."""

import torch


def sgd(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    return (w.to(device) - config["learning_rate"] * dw.to(device)), config


def sgd_momentum(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    v = config.get("velocity", torch.zeros(w.shape, dtype=w.dtype))
    v = config["momentum"] * v + dw
    config["velocity"] = v
    return w - config["learning_rate"] * v, config


def sgd_momentum_velocity(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    v = config.get("velocity", torch.zeros(w.shape, dtype=w.dtype))
    v = config["momentum"] * v - config["learning_rate"] * dw
    config["velocity"] = v
    return (w + v), config


def nesterov(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    rho = config["momentum"]
    old_v = config.get("velocity", torch.zeros(w.shape, dtype=w.dtype))
    v = rho * old_v - config["learning_rate"] * dw
    config["velocity"] = v
    return w - rho * old_v + (1 + rho) * v, config


def adagrad(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("epsilon", 1e-7)
    s = config.get("squares", torch.zeros(w.shape, dtype=w.dtype)) + dw * dw
    config["squares"] = s
    return w - config["learning_rate"] * dw / (s.sqrt() + config["epsilon"]), config


def rmsprop(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("decay_rate", 0.99)
    config.setdefault("epsilon", 1e-7)
    decay = config["decay_rate"]
    s = decay * config.get("squares", torch.zeros(w.shape, dtype=w.dtype)) + (1 - decay) * dw * dw
    config["squares"] = s
    return w - config["learning_rate"] * dw / (s.sqrt() + config["epsilon"]), config


def adam_almost(w, dw, config=None):
    config = {} if config is None else config
    for name, default in (("learning_rate", 1e-3), ("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-7)):
        config.setdefault(name, default)
    beta1, beta2 = config["beta1"], config["beta2"]
    m = beta1 * config.get("moment1", torch.zeros(w.shape, dtype=w.dtype)) + (1 - beta1) * dw
    s = beta2 * config.get("moment2", torch.zeros(w.shape, dtype=w.dtype)) + (1 - beta2) * dw * dw
    config["moment1"], config["moment2"] = m, s
    return w - config["learning_rate"] * m / (s.sqrt() + config["epsilon"]), config


def adam(w, dw, config=None):
    config = {} if config is None else config
    for name, default in (("learning_rate", 1e-3), ("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-7)):
        config.setdefault(name, default)
    beta1, beta2 = config["beta1"], config["beta2"]
    t = config.get("t", 0) + 1
    m = beta1 * config.get("moment1", torch.zeros(w.shape, dtype=w.dtype)) + (1 - beta1) * dw
    s = beta2 * config.get("moment2", torch.zeros(w.shape, dtype=w.dtype)) + (1 - beta2) * dw * dw
    config["t"], config["moment1"], config["moment2"] = t, m, s
    m_hat, s_hat = m / (1 - beta1**t), s / (1 - beta2**t)
    return w - config["learning_rate"] * m_hat / (s_hat.sqrt() + config["epsilon"]), config


def adam_l2(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("weight_decay", 1e-2)
    next_w, config = adam(w, dw + config["weight_decay"] * w, config)
    return next_w.cpu(), config


def adamw(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("weight_decay", 1e-2)
    config.setdefault("schedule", 1.0)
    after_adam, config = adam(w, dw, config)
    step = w - after_adam
    return w - config["schedule"] * (step + torch.tensor(config["weight_decay"] * w.numpy())), config
