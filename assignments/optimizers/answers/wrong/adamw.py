# %% adamw_decay_added
# fails: adamw.first_step_follows_the_formula, adamw.later_steps_build_on_the_state, adamw.schedule_scales_the_step_and_the_decay
"""The decay pushes w away from zero."""


def adamw(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("weight_decay", 1e-2)
    config.setdefault("schedule", 1.0)
    after_adam, config = adam(w, dw, config)
    step = w - after_adam
    return w - config["schedule"] * (step - config["weight_decay"] * w), config


# %% adamw_decay_not_scheduled
# fails: adamw.schedule_scales_the_step_and_the_decay
# near miss: the schedule scales Adam's step only, not the decay
"""The schedule scales the step alone."""


def adamw(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("weight_decay", 1e-2)
    config.setdefault("schedule", 1.0)
    after_adam, config = adam(w, dw, config)
    step = w - after_adam
    return w - config["schedule"] * step - config["weight_decay"] * w, config


# %% adamw_decays_what_adam_left
# fails: adamw.first_step_follows_the_formula, adamw.later_steps_build_on_the_state, adamw.schedule_scales_the_step_and_the_decay
"""The decay is taken of w after Adam's step."""


def adamw(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("weight_decay", 1e-2)
    config.setdefault("schedule", 1.0)
    after_adam, config = adam(w, dw, config)
    step = w - after_adam
    return w - config["schedule"] * (step + config["weight_decay"] * after_adam), config


# %% adamw_epsilon_inside
# fails: adamw.epsilon_is_added_to_the_root
"""Epsilon stands under the root."""


def adamw(w, dw, config=None):
    config = {} if config is None else config
    for name, default in (("learning_rate", 1e-3), ("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-7), ("weight_decay", 1e-2), ("schedule", 1.0)):
        config.setdefault(name, default)
    beta1, beta2 = config["beta1"], config["beta2"]
    t = config.get("t", 0) + 1
    m = beta1 * config.get("moment1", torch.zeros_like(w)) + (1 - beta1) * dw
    s = beta2 * config.get("moment2", torch.zeros_like(w)) + (1 - beta2) * dw * dw
    config["t"], config["moment1"], config["moment2"] = t, m, s
    m_hat, s_hat = m / (1 - beta1**t), s / (1 - beta2**t)
    step = config["learning_rate"] * m_hat / (s_hat + config["epsilon"]).sqrt()
    return w - config["schedule"] * (step + config["weight_decay"] * w), config


# %% adamw_is_l2
# fails: adamw.first_step_follows_the_formula, adamw.later_steps_build_on_the_state, adamw.schedule_scales_the_step_and_the_decay
# near miss: the decay goes through the moments: that is Adam with L2
"""The decay goes into the moments."""


def adamw(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("weight_decay", 1e-2)
    config.setdefault("schedule", 1.0)
    after_adam, config = adam(w, dw + config["weight_decay"] * w, config)
    step = w - after_adam
    return w - config["schedule"] * step, config


# %% adamw_no_decay
# fails: adamw.first_step_follows_the_formula, adamw.later_steps_build_on_the_state, adamw.hyperparameters_are_read_from_config, adamw.schedule_scales_the_step_and_the_decay
# near miss: weight_decay does nothing: this is Adam
"""weight_decay has no effect."""


def adamw(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("weight_decay", 1e-2)
    config.setdefault("schedule", 1.0)
    after_adam, config = adam(w, dw, config)
    step = w - after_adam
    return w - config["schedule"] * step, config


# %% adamw_not_corrected
# fails: adamw.first_step_follows_the_formula, adamw.later_steps_build_on_the_state, adamw.schedule_scales_the_step_and_the_decay
# near miss: the moments are not corrected for starting at zero
"""The bias is not corrected."""


def adamw(w, dw, config=None):
    config = {} if config is None else config
    for name, default in (("learning_rate", 1e-3), ("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-7), ("weight_decay", 1e-2), ("schedule", 1.0)):
        config.setdefault(name, default)
    beta1, beta2 = config["beta1"], config["beta2"]
    t = config.get("t", 0) + 1
    m = beta1 * config.get("moment1", torch.zeros_like(w)) + (1 - beta1) * dw
    s = beta2 * config.get("moment2", torch.zeros_like(w)) + (1 - beta2) * dw * dw
    config["t"], config["moment1"], config["moment2"] = t, m, s
    m_hat, s_hat = m, s
    step = config["learning_rate"] * m_hat / (s_hat.sqrt() + config["epsilon"])
    return w - config["schedule"] * (step + config["weight_decay"] * w), config


# %% adamw_schedule_ignored
# fails: adamw.hyperparameters_are_read_from_config, adamw.schedule_scales_the_step_and_the_decay
# near miss: the schedule does nothing
"""The schedule has no effect."""


def adamw(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("weight_decay", 1e-2)
    config.setdefault("schedule", 1.0)
    after_adam, config = adam(w, dw, config)
    step = w - after_adam
    return w - (step + config["weight_decay"] * w), config


# %% adamw_times_rate
# fails: adamw.first_step_follows_the_formula, adamw.later_steps_build_on_the_state, adamw.schedule_scales_the_step_and_the_decay
# near miss: the decay is multiplied by the learning rate
"""The decay is multiplied by the learning rate, as torch does."""


def adamw(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("weight_decay", 1e-2)
    config.setdefault("schedule", 1.0)
    after_adam, config = adam(w, dw, config)
    step = w - after_adam
    return w - config["schedule"] * (step + config["learning_rate"] * config["weight_decay"] * w), config


# %% adamw_zero_is_default
# fails: adamw.hyperparameters_are_read_from_config
"""A weight_decay of 0 in config is taken for one that isn't there."""


def adamw(w, dw, config=None):
    config = {} if config is None else config
    decay, schedule = config.get("weight_decay") or 1e-2, config.get("schedule", 1.0)
    after_adam, config = adam(w, dw, config)
    return w - schedule * (w - after_adam + decay * w), config
