# fails: adam.later_steps_build_on_the_state
"""beta is multiplied by t instead of raised to it."""


def adam(w, dw, config=None):
    config = {} if config is None else config
    for name, default in (("learning_rate", 1e-3), ("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-7)):
        config.setdefault(name, default)
    beta1, beta2 = config["beta1"], config["beta2"]
    t = config.get("t", 0) + 1
    m = beta1 * config.get("moment1", torch.zeros_like(w)) + (1 - beta1) * dw
    s = beta2 * config.get("moment2", torch.zeros_like(w)) + (1 - beta2) * dw * dw
    config["t"], config["moment1"], config["moment2"] = t, m, s
    m_hat, s_hat = m / (1 - beta1 * t), s / (1 - beta2 * t)
    return w - config["learning_rate"] * m_hat / (s_hat.sqrt() + config["epsilon"]), config
