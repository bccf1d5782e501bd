# %% velocity_damped
# fails: sgd_momentum_velocity.first_step_follows_the_formula, sgd_momentum_velocity.later_steps_build_on_the_state, sgd_momentum_velocity.learning_rate_may_change_on_the_way
# near miss: the gradient enters the velocity multiplied by 1 − momentum
"""The gradient enters multiplied by 1 − momentum."""


def sgd_momentum_velocity(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    v = config.get("velocity", torch.zeros_like(w))
    v = config["momentum"] * v - (1 - config["momentum"]) * config["learning_rate"] * dw
    config["velocity"] = v
    return w + v, config


# %% velocity_holds_gradients
# fails: sgd_momentum_velocity.learning_rate_may_change_on_the_way
# near miss: this velocity holds gradients, not steps
"""The velocity holds gradients, as the other form has it."""


def sgd_momentum_velocity(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    v = config.get("velocity", torch.zeros_like(w))
    v = config["momentum"] * v + dw
    config["velocity"] = v
    return w - config["learning_rate"] * v, config


# %% velocity_is_nesterov
# fails: sgd_momentum_velocity.first_step_follows_the_formula, sgd_momentum_velocity.later_steps_build_on_the_state, sgd_momentum_velocity.learning_rate_may_change_on_the_way
# near miss: this is Nesterov's step
"""The step looks ahead."""


def sgd_momentum_velocity(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    v = config.get("velocity", torch.zeros_like(w))
    old = v
    v = config["momentum"] * v - config["learning_rate"] * dw
    config["velocity"] = v
    return w + v + config["momentum"] * (v - old), config


# %% velocity_momentum_sign
# fails: sgd_momentum_velocity.later_steps_build_on_the_state, sgd_momentum_velocity.learning_rate_may_change_on_the_way
# near miss: the momentum has the wrong sign
"""The old velocity is subtracted."""


def sgd_momentum_velocity(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    v = config.get("velocity", torch.zeros_like(w))
    v = -config["momentum"] * v - config["learning_rate"] * dw
    config["velocity"] = v
    return w + v, config


# %% velocity_plain
# fails: sgd_momentum_velocity.later_steps_build_on_the_state, sgd_momentum_velocity.learning_rate_may_change_on_the_way, sgd_momentum_velocity.hyperparameters_are_read_from_config
# near miss: these are plain SGD's steps: the velocity of the steps before doesn't count
"""The velocity is only the last step."""


def sgd_momentum_velocity(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    v = config.get("velocity", torch.zeros_like(w))
    v = -config["learning_rate"] * dw
    config["velocity"] = v
    return w + v, config


# %% velocity_rate_twice
# fails: sgd_momentum_velocity.first_step_follows_the_formula, sgd_momentum_velocity.later_steps_build_on_the_state, sgd_momentum_velocity.learning_rate_may_change_on_the_way
"""The learning rate is multiplied twice."""


def sgd_momentum_velocity(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    v = config.get("velocity", torch.zeros_like(w))
    v = config["momentum"] * v - config["learning_rate"] * dw
    config["velocity"] = v
    return w + config["learning_rate"] * v, config


# %% velocity_sign
# fails: sgd_momentum_velocity.first_step_follows_the_formula, sgd_momentum_velocity.later_steps_build_on_the_state, sgd_momentum_velocity.learning_rate_may_change_on_the_way
"""The gradient is added to the velocity."""


def sgd_momentum_velocity(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    v = config.get("velocity", torch.zeros_like(w))
    v = config["momentum"] * v + config["learning_rate"] * dw
    config["velocity"] = v
    return w + v, config


# %% velocity_subtracted
# fails: sgd_momentum_velocity.first_step_follows_the_formula, sgd_momentum_velocity.later_steps_build_on_the_state, sgd_momentum_velocity.learning_rate_may_change_on_the_way
"""The velocity is subtracted from w."""


def sgd_momentum_velocity(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    v = config.get("velocity", torch.zeros_like(w))
    v = config["momentum"] * v - config["learning_rate"] * dw
    config["velocity"] = v
    return w - v, config
