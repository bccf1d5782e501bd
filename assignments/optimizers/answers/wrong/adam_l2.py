# %% all_numbers_of_their_own
# fails: adam_l2.first_step_follows_the_formula, adam_l2.later_steps_build_on_the_state, sgd.hyperparameters_are_read_from_config, sgd_momentum.hyperparameters_are_read_from_config, sgd_momentum_velocity.hyperparameters_are_read_from_config, nesterov.hyperparameters_are_read_from_config, adagrad.hyperparameters_are_read_from_config, rmsprop.hyperparameters_are_read_from_config, adam_almost.hyperparameters_are_read_from_config, adam.hyperparameters_are_read_from_config, adam_l2.hyperparameters_are_read_from_config, adamw.hyperparameters_are_read_from_config, adamw.schedule_scales_the_step_and_the_decay
"""A hyperparameter is a number in the code, not read from config."""


def sgd(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    return w - 1e-2 * dw, config


def sgd_momentum(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    v = config.get("velocity", torch.zeros_like(w))
    v = 0.9 * v + dw
    config["velocity"] = v
    return w - config["learning_rate"] * v, config


def sgd_momentum_velocity(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    v = config.get("velocity", torch.zeros_like(w))
    v = 0.9 * v - config["learning_rate"] * dw
    config["velocity"] = v
    return w + v, config


def nesterov(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    rho = 0.9
    old_v = config.get("velocity", torch.zeros_like(w))
    v = rho * old_v - config["learning_rate"] * dw
    config["velocity"] = v
    return w - rho * old_v + (1 + rho) * v, config


def adagrad(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("epsilon", 1e-7)
    s = config.get("squares", torch.zeros_like(w)) + dw * dw
    config["squares"] = s
    return w - 1e-2 * dw / (s.sqrt() + config["epsilon"]), config


def rmsprop(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("decay_rate", 0.99)
    config.setdefault("epsilon", 1e-7)
    decay = 0.99
    s = decay * config.get("squares", torch.zeros_like(w)) + (1 - decay) * dw * dw
    config["squares"] = s
    return w - config["learning_rate"] * dw / (s.sqrt() + config["epsilon"]), config


def adam_almost(w, dw, config=None):
    config = {} if config is None else config
    for name, default in (("learning_rate", 1e-3), ("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-7)):
        config.setdefault(name, default)
    beta1, beta2 = 0.9, 0.999
    m = beta1 * config.get("moment1", torch.zeros_like(w)) + (1 - beta1) * dw
    s = beta2 * config.get("moment2", torch.zeros_like(w)) + (1 - beta2) * dw * dw
    config["moment1"], config["moment2"] = m, s
    return w - config["learning_rate"] * m / (s.sqrt() + config["epsilon"]), config


def adam(w, dw, config=None):
    config = {} if config is None else config
    for name, default in (("learning_rate", 1e-3), ("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-7)):
        config.setdefault(name, default)
    beta1, beta2 = 0.9, 0.999
    t = config.get("t", 0) + 1
    m = beta1 * config.get("moment1", torch.zeros_like(w)) + (1 - beta1) * dw
    s = beta2 * config.get("moment2", torch.zeros_like(w)) + (1 - beta2) * dw * dw
    config["t"], config["moment1"], config["moment2"] = t, m, s
    m_hat, s_hat = m / (1 - beta1**t), s / (1 - beta2**t)
    return w - config["learning_rate"] * m_hat / (s_hat.sqrt() + config["epsilon"]), config


def adam_l2(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("weight_decay", 1e-2)
    return adam(w, dw + 1e-2 * w, config)


def adamw(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("weight_decay", 1e-2)
    config.setdefault("schedule", 1.0)
    after_adam, config = adam(w, dw, config)
    step = w - after_adam
    return w - 1.0 * (step + config["weight_decay"] * w), config


# %% l2_apart
# fails: adam_l2.first_step_follows_the_formula, adam_l2.later_steps_build_on_the_state
# near miss: the decay goes past the moments: that is AdamW
"""The decay goes past the moments, as in AdamW."""


def adam_l2(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("weight_decay", 1e-2)
    next_w, config = adam(w, dw, config)
    return next_w - config["weight_decay"] * w, config


# %% l2_epsilon_inside
# fails: adam_l2.epsilon_is_added_to_the_root
"""Epsilon stands under the root."""


def adam_l2(w, dw, config=None):
    config = {} if config is None else config
    for name, default in (("learning_rate", 1e-3), ("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-7), ("weight_decay", 1e-2)):
        config.setdefault(name, default)
    beta1, beta2 = config["beta1"], config["beta2"]
    t = config.get("t", 0) + 1
    g = dw + config["weight_decay"] * w
    m = beta1 * config.get("moment1", torch.zeros_like(w)) + (1 - beta1) * g
    s = beta2 * config.get("moment2", torch.zeros_like(w)) + (1 - beta2) * g * g
    config["t"], config["moment1"], config["moment2"] = t, m, s
    m_hat, s_hat = m / (1 - beta1**t), s / (1 - beta2**t)
    return w - config["learning_rate"] * m_hat / (s_hat + config["epsilon"]).sqrt(), config


# %% l2_first_moment_only
# fails: adam_l2.first_step_follows_the_formula, adam_l2.later_steps_build_on_the_state
"""The decay enters the first moment only."""


def adam_l2(w, dw, config=None):
    config = {} if config is None else config
    for name, default in (("learning_rate", 1e-3), ("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-7), ("weight_decay", 1e-2)):
        config.setdefault(name, default)
    beta1, beta2 = config["beta1"], config["beta2"]
    t = config.get("t", 0) + 1
    g = dw + config["weight_decay"] * w
    m = beta1 * config.get("moment1", torch.zeros_like(w)) + (1 - beta1) * g
    s = beta2 * config.get("moment2", torch.zeros_like(w)) + (1 - beta2) * dw * dw
    config["t"], config["moment1"], config["moment2"] = t, m, s
    m_hat, s_hat = m / (1 - beta1**t), s / (1 - beta2**t)
    return w - config["learning_rate"] * m_hat / (s_hat.sqrt() + config["epsilon"]), config


# %% l2_is_adam
# fails: adam_l2.first_step_follows_the_formula, adam_l2.later_steps_build_on_the_state, adam_l2.hyperparameters_are_read_from_config
# near miss: weight_decay does nothing: this is Adam
"""weight_decay has no effect."""


def adam_l2(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("weight_decay", 1e-2)
    return adam(w, dw, config)


# %% l2_not_corrected
# fails: adam_l2.first_step_follows_the_formula, adam_l2.later_steps_build_on_the_state
# near miss: the moments are not corrected for starting at zero
"""The bias is not corrected."""


def adam_l2(w, dw, config=None):
    config = {} if config is None else config
    for name, default in (("learning_rate", 1e-3), ("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-7), ("weight_decay", 1e-2)):
        config.setdefault(name, default)
    beta1, beta2 = config["beta1"], config["beta2"]
    t = config.get("t", 0) + 1
    g = dw + config["weight_decay"] * w
    m = beta1 * config.get("moment1", torch.zeros_like(w)) + (1 - beta1) * g
    s = beta2 * config.get("moment2", torch.zeros_like(w)) + (1 - beta2) * g * g
    config["t"], config["moment1"], config["moment2"] = t, m, s
    m_hat, s_hat = m, s
    return w - config["learning_rate"] * m_hat / (s_hat.sqrt() + config["epsilon"]), config


# %% l2_sign
# fails: adam_l2.first_step_follows_the_formula, adam_l2.later_steps_build_on_the_state
"""The decay is subtracted from the gradient."""


def adam_l2(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("weight_decay", 1e-2)
    return adam(w, dw - config["weight_decay"] * w, config)


# %% l2_twice
# fails: adam_l2.first_step_follows_the_formula, adam_l2.later_steps_build_on_the_state
# near miss: 2λw is added: the factor 2 is already in λ here
"""The decay is 2λw."""


def adam_l2(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("weight_decay", 1e-2)
    return adam(w, dw + 2 * config["weight_decay"] * w, config)
