# fails: sgd_momentum.later_steps_build_on_the_state, sgd_momentum_velocity.later_steps_build_on_the_state, nesterov.later_steps_build_on_the_state, sgd_momentum.learning_rate_may_change_on_the_way, sgd_momentum_velocity.learning_rate_may_change_on_the_way, nesterov.learning_rate_may_change_on_the_way, sgd_momentum.hyperparameters_are_read_from_config, sgd_momentum_velocity.hyperparameters_are_read_from_config
"""The velocity starts anew in each step."""


def sgd_momentum(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    v = torch.zeros_like(w)
    v = config["momentum"] * v + dw
    config["velocity"] = v
    return w - config["learning_rate"] * v, config


def sgd_momentum_velocity(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    v = torch.zeros_like(w)
    v = config["momentum"] * v - config["learning_rate"] * dw
    config["velocity"] = v
    return w + v, config


def nesterov(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    rho = config["momentum"]
    old_v = torch.zeros_like(w)
    v = rho * old_v - config["learning_rate"] * dw
    config["velocity"] = v
    return w - rho * old_v + (1 + rho) * v, config
