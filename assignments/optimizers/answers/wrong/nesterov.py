# %% nesterov_ahead_backwards
# fails: nesterov.first_step_follows_the_formula, nesterov.later_steps_build_on_the_state, nesterov.learning_rate_may_change_on_the_way
# near miss: the look ahead has the wrong sign
"""The look ahead has the wrong sign."""


def nesterov(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    rho = config["momentum"]
    old_v = config.get("velocity", torch.zeros_like(w))
    v = rho * old_v - config["learning_rate"] * dw
    config["velocity"] = v
    return w + rho * old_v + (1 - rho) * v, config


# %% nesterov_no_rate
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


# %% nesterov_old_velocity_lost
# fails: nesterov.first_step_follows_the_formula, nesterov.later_steps_build_on_the_state, nesterov.learning_rate_may_change_on_the_way
"""The new velocity stands where the old one should."""


def nesterov(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    rho = config["momentum"]
    old_v = config.get("velocity", torch.zeros_like(w))
    v = rho * old_v - config["learning_rate"] * dw
    config["velocity"] = v
    return w - rho * v + (1 + rho) * v, config


# %% nesterov_plain
# fails: nesterov.first_step_follows_the_formula, nesterov.later_steps_build_on_the_state, nesterov.learning_rate_may_change_on_the_way
# near miss: this is momentum without the look ahead
"""Momentum without looking ahead."""


def nesterov(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    rho = config["momentum"]
    old_v = config.get("velocity", torch.zeros_like(w))
    v = rho * old_v - config["learning_rate"] * dw
    config["velocity"] = v
    return w + v, config


# %% nesterov_plus_old
# fails: nesterov.later_steps_build_on_the_state, nesterov.learning_rate_may_change_on_the_way
"""The old velocity is added."""


def nesterov(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    rho = config["momentum"]
    old_v = config.get("velocity", torch.zeros_like(w))
    v = rho * old_v - config["learning_rate"] * dw
    config["velocity"] = v
    return w + rho * old_v + (1 + rho) * v, config


# %% nesterov_signs
# fails: nesterov.first_step_follows_the_formula, nesterov.later_steps_build_on_the_state, nesterov.learning_rate_may_change_on_the_way
"""The two velocities are exchanged."""


def nesterov(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    rho = config["momentum"]
    old_v = config.get("velocity", torch.zeros_like(w))
    v = rho * old_v - config["learning_rate"] * dw
    config["velocity"] = v
    return w - rho * v + (1 + rho) * old_v, config


# %% nesterov_looks_ahead_by_the_default
# fails: nesterov.hyperparameters_are_read_from_config
"""The look ahead is by a momentum of 0.9, whatever config says."""


def nesterov(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    old_v = config.get("velocity", torch.zeros_like(w))
    v = config["momentum"] * old_v - config["learning_rate"] * dw
    config["velocity"] = v
    return w - config["momentum"] * old_v + 1.9 * v, config
