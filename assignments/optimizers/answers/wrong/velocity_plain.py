# fails: sgd_momentum_velocity.later_steps_build_on_the_state, sgd_momentum_velocity.learning_rate_may_change_on_the_way, sgd_momentum_velocity.hyperparameters_are_read_from_config
"""The velocity is only the last step."""


def sgd_momentum_velocity(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    v = config.get("velocity", torch.zeros_like(w))
    v = -config["learning_rate"] * dw
    config["velocity"] = v
    return w + v, config
