# %% adam_corrected_kept
# fails: adam.later_steps_build_on_the_state
"""The corrected moments are what is kept."""


def adam(w, dw, config=None):
    config = {} if config is None else config
    for name, default in (("learning_rate", 1e-3), ("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-7)):
        config.setdefault(name, default)
    beta1, beta2 = config["beta1"], config["beta2"]
    t = config.get("t", 0) + 1
    m = beta1 * config.get("moment1", torch.zeros_like(w)) + (1 - beta1) * dw
    s = beta2 * config.get("moment2", torch.zeros_like(w)) + (1 - beta2) * dw * dw
    m_hat, s_hat = m / (1 - beta1**t), s / (1 - beta2**t)
    config["t"], config["moment1"], config["moment2"] = t, m_hat, s_hat
    return w - config["learning_rate"] * m_hat / (s_hat.sqrt() + config["epsilon"]), config


# %% adam_epsilon_inside
# fails: adam.epsilon_is_added_to_the_root
"""Epsilon stands under the root."""


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
    return w - config["learning_rate"] * m_hat / (s_hat + config["epsilon"]).sqrt(), config


# %% adam_first_not_corrected
# fails: adam.first_step_follows_the_formula, adam.later_steps_build_on_the_state
# near miss: the first moment isn't corrected
"""Only the second moment is corrected."""


def adam(w, dw, config=None):
    config = {} if config is None else config
    for name, default in (("learning_rate", 1e-3), ("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-7)):
        config.setdefault(name, default)
    beta1, beta2 = config["beta1"], config["beta2"]
    t = config.get("t", 0) + 1
    m = beta1 * config.get("moment1", torch.zeros_like(w)) + (1 - beta1) * dw
    s = beta2 * config.get("moment2", torch.zeros_like(w)) + (1 - beta2) * dw * dw
    config["t"], config["moment1"], config["moment2"] = t, m, s
    m_hat, s_hat = m, s / (1 - beta2**t)
    return w - config["learning_rate"] * m_hat / (s_hat.sqrt() + config["epsilon"]), config


# %% adam_no_root
# fails: adam.first_step_follows_the_formula, adam.later_steps_build_on_the_state
"""The root is missing."""


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
    return w - config["learning_rate"] * m_hat / (s_hat + config["epsilon"]), config


# %% adam_not_corrected
# fails: adam.first_step_follows_the_formula, adam.later_steps_build_on_the_state
# near miss: the moments are not corrected for starting at zero
"""The bias is not corrected."""


def adam(w, dw, config=None):
    config = {} if config is None else config
    for name, default in (("learning_rate", 1e-3), ("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-7)):
        config.setdefault(name, default)
    beta1, beta2 = config["beta1"], config["beta2"]
    t = config.get("t", 0) + 1
    m = beta1 * config.get("moment1", torch.zeros_like(w)) + (1 - beta1) * dw
    s = beta2 * config.get("moment2", torch.zeros_like(w)) + (1 - beta2) * dw * dw
    config["t"], config["moment1"], config["moment2"] = t, m, s
    m_hat, s_hat = m, s
    return w - config["learning_rate"] * m_hat / (s_hat.sqrt() + config["epsilon"]), config


# %% adam_second_not_corrected
# fails: adam.first_step_follows_the_formula, adam.later_steps_build_on_the_state
# near miss: the second moment isn't corrected
"""Only the first moment is corrected."""


def adam(w, dw, config=None):
    config = {} if config is None else config
    for name, default in (("learning_rate", 1e-3), ("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-7)):
        config.setdefault(name, default)
    beta1, beta2 = config["beta1"], config["beta2"]
    t = config.get("t", 0) + 1
    m = beta1 * config.get("moment1", torch.zeros_like(w)) + (1 - beta1) * dw
    s = beta2 * config.get("moment2", torch.zeros_like(w)) + (1 - beta2) * dw * dw
    config["t"], config["moment1"], config["moment2"] = t, m, s
    m_hat, s_hat = m / (1 - beta1**t), s
    return w - config["learning_rate"] * m_hat / (s_hat.sqrt() + config["epsilon"]), config


# %% adam_t_from_two
# fails: adam.first_step_follows_the_formula, adam.later_steps_build_on_the_state
# near miss: t is one too large: it is 1 in the first step
"""t is 2 in the first step."""


def adam(w, dw, config=None):
    config = {} if config is None else config
    for name, default in (("learning_rate", 1e-3), ("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-7)):
        config.setdefault(name, default)
    beta1, beta2 = config["beta1"], config["beta2"]
    t = config.get("t", 1) + 1
    m = beta1 * config.get("moment1", torch.zeros_like(w)) + (1 - beta1) * dw
    s = beta2 * config.get("moment2", torch.zeros_like(w)) + (1 - beta2) * dw * dw
    config["t"], config["moment1"], config["moment2"] = t, m, s
    m_hat, s_hat = m / (1 - beta1**t), s / (1 - beta2**t)
    return w - config["learning_rate"] * m_hat / (s_hat.sqrt() + config["epsilon"]), config


# %% adam_t_from_zero
# fails: adam.first_step_follows_the_formula, adam.later_steps_build_on_the_state, adam.epsilon_is_added_to_the_root
# near miss: t is 0 in the first step, and 1 − beta ** 0 is 0
"""t is 0 in the first step."""


def adam(w, dw, config=None):
    config = {} if config is None else config
    for name, default in (("learning_rate", 1e-3), ("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-7)):
        config.setdefault(name, default)
    beta1, beta2 = config["beta1"], config["beta2"]
    t = config.get("t", -1) + 1
    m = beta1 * config.get("moment1", torch.zeros_like(w)) + (1 - beta1) * dw
    s = beta2 * config.get("moment2", torch.zeros_like(w)) + (1 - beta2) * dw * dw
    config["t"], config["moment1"], config["moment2"] = t, m, s
    m_hat, s_hat = m / (1 - beta1**t), s / (1 - beta2**t)
    return w - config["learning_rate"] * m_hat / (s_hat.sqrt() + config["epsilon"]), config


# %% adam_t_stays
# fails: adam.later_steps_build_on_the_state
"""t is not stored."""


def adam(w, dw, config=None):
    config = {} if config is None else config
    for name, default in (("learning_rate", 1e-3), ("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-7)):
        config.setdefault(name, default)
    beta1, beta2 = config["beta1"], config["beta2"]
    t = config.get("t", 0) + 1
    m = beta1 * config.get("moment1", torch.zeros_like(w)) + (1 - beta1) * dw
    s = beta2 * config.get("moment2", torch.zeros_like(w)) + (1 - beta2) * dw * dw
    config["moment1"], config["moment2"] = m, s
    m_hat, s_hat = m / (1 - beta1**t), s / (1 - beta2**t)
    return w - config["learning_rate"] * m_hat / (s_hat.sqrt() + config["epsilon"]), config


# %% adam_times_t
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


# %% adam_uphill
# fails: adam.first_step_follows_the_formula, adam.later_steps_build_on_the_state
"""The step is added."""


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
    return w + config["learning_rate"] * m_hat / (s_hat.sqrt() + config["epsilon"]), config


# %% adam_epsilon_taken_off
# fails: adam.epsilon_is_added_to_the_root
"""Epsilon is taken off the root, not added to it."""


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
    return w - config["learning_rate"] * m_hat / (s_hat.sqrt() - config["epsilon"]), config


# %% adam_other_beta2
# fails: adam.missing_hyperparameters_get_their_defaults
"""The default of beta2 is 0.99."""


def adam(w, dw, config=None):
    config = {} if config is None else config
    for name, default in (("learning_rate", 1e-3), ("beta1", 0.9), ("beta2", 0.99), ("epsilon", 1e-7)):
        config.setdefault(name, default)
    beta1, beta2 = config["beta1"], config["beta2"]
    t = config.get("t", 0) + 1
    m = beta1 * config.get("moment1", torch.zeros_like(w)) + (1 - beta1) * dw
    s = beta2 * config.get("moment2", torch.zeros_like(w)) + (1 - beta2) * dw * dw
    config["t"], config["moment1"], config["moment2"] = t, m, s
    m_hat, s_hat = m / (1 - beta1**t), s / (1 - beta2**t)
    return w - config["learning_rate"] * m_hat / (s_hat.sqrt() + config["epsilon"]), config


# %% adam_corrected_by_the_defaults
# fails: adam.hyperparameters_are_read_from_config
"""The bias is corrected by 0.9 and 0.999, whatever config says."""


def adam(w, dw, config=None):
    config = {} if config is None else config
    for name, default in (("learning_rate", 1e-3), ("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-7)):
        config.setdefault(name, default)
    beta1, beta2 = config["beta1"], config["beta2"]
    t = config.get("t", 0) + 1
    m = beta1 * config.get("moment1", torch.zeros_like(w)) + (1 - beta1) * dw
    s = beta2 * config.get("moment2", torch.zeros_like(w)) + (1 - beta2) * dw * dw
    config["t"], config["moment1"], config["moment2"] = t, m, s
    m_hat, s_hat = m / (1 - 0.9**t), s / (1 - 0.999**t)
    return w - config["learning_rate"] * m_hat / (s_hat.sqrt() + config["epsilon"]), config


# %% adam_second_corrected_by_beta1
# fails: adam.first_step_follows_the_formula, adam.later_steps_build_on_the_state
# near miss: both moments are corrected by beta1
"""The second moment is corrected by beta1, too."""


def adam(w, dw, config=None):
    config = {} if config is None else config
    for name, default in (("learning_rate", 1e-3), ("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-7)):
        config.setdefault(name, default)
    beta1, beta2 = config["beta1"], config["beta2"]
    t = config.get("t", 0) + 1
    m = beta1 * config.get("moment1", torch.zeros_like(w)) + (1 - beta1) * dw
    s = beta2 * config.get("moment2", torch.zeros_like(w)) + (1 - beta2) * dw * dw
    config["t"], config["moment1"], config["moment2"] = t, m, s
    m_hat, s_hat = m / (1 - beta1**t), s / (1 - beta1**t)
    return w - config["learning_rate"] * m_hat / (s_hat.sqrt() + config["epsilon"]), config
