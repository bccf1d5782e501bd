# fails: adam_almost.epsilon_is_added_to_the_root
"""Epsilon stands under the root."""


def adam_almost(w, dw, config=None):
    config = {} if config is None else config
    for name, default in (("learning_rate", 1e-3), ("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-7)):
        config.setdefault(name, default)
    beta1, beta2 = config["beta1"], config["beta2"]
    m = beta1 * config.get("moment1", torch.zeros_like(w)) + (1 - beta1) * dw
    s = beta2 * config.get("moment2", torch.zeros_like(w)) + (1 - beta2) * dw * dw
    config["moment1"], config["moment2"] = m, s
    return w - config["learning_rate"] * m / (s + config["epsilon"]).sqrt(), config
