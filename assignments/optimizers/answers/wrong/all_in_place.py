# fails: sgd.inputs_stay_as_they_were, sgd_momentum.inputs_stay_as_they_were, sgd_momentum_velocity.inputs_stay_as_they_were, nesterov.inputs_stay_as_they_were, adagrad.inputs_stay_as_they_were, rmsprop.inputs_stay_as_they_were, adam_almost.inputs_stay_as_they_were, adam.inputs_stay_as_they_were, adam_l2.inputs_stay_as_they_were, adamw.inputs_stay_as_they_were
"""w is changed in place, or with L2 the gradient."""


def sgd(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    w[...] = w - config["learning_rate"] * dw
    return w, config


def sgd_momentum(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    v = config.get("velocity", torch.zeros_like(w))
    v = config["momentum"] * v + dw
    config["velocity"] = v
    w[...] = w - config["learning_rate"] * v
    return w, config


def sgd_momentum_velocity(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    v = config.get("velocity", torch.zeros_like(w))
    v = config["momentum"] * v - config["learning_rate"] * dw
    config["velocity"] = v
    w[...] = w + v
    return w, config


def nesterov(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    rho = config["momentum"]
    old_v = config.get("velocity", torch.zeros_like(w))
    v = rho * old_v - config["learning_rate"] * dw
    config["velocity"] = v
    w[...] = w - rho * old_v + (1 + rho) * v
    return w, config


def adagrad(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("epsilon", 1e-7)
    s = config.get("squares", torch.zeros_like(w)) + dw * dw
    config["squares"] = s
    w[...] = w - config["learning_rate"] * dw / (s.sqrt() + config["epsilon"])
    return w, config


def rmsprop(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("decay_rate", 0.99)
    config.setdefault("epsilon", 1e-7)
    decay = config["decay_rate"]
    s = decay * config.get("squares", torch.zeros_like(w)) + (1 - decay) * dw * dw
    config["squares"] = s
    w[...] = w - config["learning_rate"] * dw / (s.sqrt() + config["epsilon"])
    return w, config


def adam_almost(w, dw, config=None):
    config = {} if config is None else config
    for name, default in (("learning_rate", 1e-3), ("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-7)):
        config.setdefault(name, default)
    beta1, beta2 = config["beta1"], config["beta2"]
    m = beta1 * config.get("moment1", torch.zeros_like(w)) + (1 - beta1) * dw
    s = beta2 * config.get("moment2", torch.zeros_like(w)) + (1 - beta2) * dw * dw
    config["moment1"], config["moment2"] = m, s
    w[...] = w - config["learning_rate"] * m / (s.sqrt() + config["epsilon"])
    return w, config


def adam(w, dw, config=None):
    config = {} if config is None else config
    for name, default in (("learning_rate", 1e-3), ("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-7)):
        config.setdefault(name, default)
    beta1, beta2 = config["beta1"], config["beta2"]
    t = config.get("t", 0) + 1
    m = beta1 * config.get("moment1", torch.zeros_like(w)) + (1 - beta1) * dw
    s = beta2 * config.get("moment2", torch.zeros_like(w)) + (1 - beta2) * dw * dw
    config["t"], config["moment1"], config["moment2"] = t, m, s
    m_hat, s_hat = m / (1 - beta1**t), s / (1 - beta2**t)
    w[...] = w - config["learning_rate"] * m_hat / (s_hat.sqrt() + config["epsilon"])
    return w, config


def adam_l2(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("weight_decay", 1e-2)
    dw += config["weight_decay"] * w
    return adam(w, dw, config)


def adamw(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("weight_decay", 1e-2)
    config.setdefault("schedule", 1.0)
    after_adam, config = adam(w, dw, config)
    step = w - after_adam
    w[...] = w - config["schedule"] * (step + config["weight_decay"] * w)
    return w, config
