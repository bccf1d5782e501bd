# %% adam_almost_epsilon_inside
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


# %% almost_betas_exchanged
# fails: adam_almost.first_step_follows_the_formula, adam_almost.later_steps_build_on_the_state
"""beta1 and beta2 are exchanged."""


def adam_almost(w, dw, config=None):
    config = {} if config is None else config
    for name, default in (("learning_rate", 1e-3), ("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-7)):
        config.setdefault(name, default)
    beta1, beta2 = config["beta2"], config["beta1"]
    m = beta1 * config.get("moment1", torch.zeros_like(w)) + (1 - beta1) * dw
    s = beta2 * config.get("moment2", torch.zeros_like(w)) + (1 - beta2) * dw * dw
    config["moment1"], config["moment2"] = m, s
    return w - config["learning_rate"] * m / (s.sqrt() + config["epsilon"]), config


# %% almost_corrected
# fails: adam_almost.first_step_follows_the_formula, adam_almost.later_steps_build_on_the_state
# near miss: the moments are corrected already: that is the whole Adam
"""The moments are corrected already."""


def adam_almost(w, dw, config=None):
    config = {} if config is None else config
    for name, default in (("learning_rate", 1e-3), ("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-7)):
        config.setdefault(name, default)
    beta1, beta2 = config["beta1"], config["beta2"]
    m = beta1 * config.get("moment1", torch.zeros_like(w)) + (1 - beta1) * dw
    s = beta2 * config.get("moment2", torch.zeros_like(w)) + (1 - beta2) * dw * dw
    config["moment1"], config["moment2"] = m, s
    config["t"] = config.get("t", 0) + 1
    m, s = m / (1 - beta1 ** config["t"]), s / (1 - beta2 ** config["t"])
    return w - config["learning_rate"] * m / (s.sqrt() + config["epsilon"]), config


# %% almost_gradient_not_averaged
# fails: adam_almost.first_step_follows_the_formula, adam_almost.later_steps_build_on_the_state, adam_almost.hyperparameters_are_read_from_config
"""The numerator is the gradient, not its average."""


def adam_almost(w, dw, config=None):
    config = {} if config is None else config
    for name, default in (("learning_rate", 1e-3), ("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-7)):
        config.setdefault(name, default)
    beta1, beta2 = config["beta1"], config["beta2"]
    m = beta1 * config.get("moment1", torch.zeros_like(w)) + (1 - beta1) * dw
    s = beta2 * config.get("moment2", torch.zeros_like(w)) + (1 - beta2) * dw * dw
    config["moment1"], config["moment2"] = m, s
    return w - config["learning_rate"] * dw / (s.sqrt() + config["epsilon"]), config


# %% adam_almost_epsilon_taken_off
# fails: adam_almost.epsilon_is_added_to_the_root
"""Epsilon is taken off the root, not added to it."""


def adam_almost(w, dw, config=None):
    config = {} if config is None else config
    for name, default in (("learning_rate", 1e-3), ("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-7)):
        config.setdefault(name, default)
    beta1, beta2 = config["beta1"], config["beta2"]
    m = beta1 * config.get("moment1", torch.zeros_like(w)) + (1 - beta1) * dw
    s = beta2 * config.get("moment2", torch.zeros_like(w)) + (1 - beta2) * dw * dw
    config["moment1"], config["moment2"] = m, s
    return w - config["learning_rate"] * m / (s.sqrt() - config["epsilon"]), config
